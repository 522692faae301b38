package audit

import (
	"maps"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Chronicle is the whole story of an environment, as its ledger tells it.
type Chronicle struct {
	Events []*Event // the oldest first
	Root   string
	Older  string // the tip of the ledger before the root, which the root gave up; "" for none
	Began  time.Time
	Tip    string
	Ended  time.Time // of the tip

	serves map[string]Version             // by prompt
	said   map[string]Statement           // by id
	names  map[string]map[string]struct{} // of prompts, by the digests they had and the statements they rested on
}

// NewChronicle returns a chronicle that has no step yet.
func NewChronicle() *Chronicle {
	return &Chronicle{serves: map[string]Version{}, said: map[string]Statement{}, names: map[string]map[string]struct{}{}}
}

// Take adds the next step of a ledger that is being verified from its root.
func (c *Chronicle) Take(step *ledger.Step) error {
	if step.Place == 0 {
		c.Root, c.Began = step.ID, step.Committer.When
		if len(step.Parents) > 0 {
			c.Older = step.Parents[0]
		}
	}
	c.Tip, c.Ended = step.ID, step.Committer.When
	for _, a := range step.Answers {
		for _, v := range a.Verdicts {
			if v.Good() {
				c.said[v.ID] = newStatement(v)
			}
		}
	}
	if len(step.Prompts) == 0 || step.Action == ledger.Root {
		c.Events = append(c.Events, c.whole(step))
	}
	for i, change := range step.Prompts {
		c.Events = append(c.Events, c.change(step, i, change))
	}
	return nil
}

// event is what all events of a step have in common.
func event(step *ledger.Step) *Event {
	return &Event{Environment: step.Environment, Place: step.Place, Commit: step.ID, When: step.Committer.When, Action: step.Action,
		Signer: step.Signer, Committer: step.Committer, Reason: step.Body, Checked: step.Checked}
}

// whole is the event of a step that is about no prompt.
func (c *Chronicle) whole(step *ledger.Step) *Event {
	e := event(step)
	e.PolicyFrom, e.PolicyTo = step.From, step.To
	if len(step.Sources) > 0 {
		e.Source = step.Sources[0]
	}
	for _, v := range step.Bound {
		s := newStatement(v)
		s.Prompts = c.about(v)
		e.Bound = append(e.Bound, s)
	}
	if step.Consent != nil {
		for _, v := range step.Consent.Verdicts {
			if v.Good() {
				e.Agreed = append(e.Agreed, newStatement(v))
			}
		}
	}
	slices.SortFunc(e.Bound, compare)
	slices.SortFunc(e.Agreed, compare)
	return e
}

// about are the prompts of this environment that a revocation or a rejection is
// about.
func (c *Chronicle) about(v statement.Verdict) []string {
	names := maps.Clone(c.names[v.Target])
	if names == nil {
		names = map[string]struct{}{}
	}
	for _, subject := range v.Subjects {
		names[subject.Name] = struct{}{}
	}
	return slices.Sorted(maps.Keys(names))
}

// change is the event of what a step did to one prompt.
func (c *Chronicle) change(step *ledger.Step, i int, change ledger.Change) *Event {
	e := event(step)
	e.Prompt, e.From = change.Name, c.serves[change.Name]
	if i >= len(step.Serves) { // a removal
		delete(c.serves, e.Prompt)
		return e
	}
	v := &step.Serves[i]
	e.Serves, e.To, e.Source = v, Version{Digest: v.Digest, Release: release(v.Version)}, v.Source
	c.serves[e.Prompt] = e.To
	c.name(v.Digest, e.Prompt)
	for _, r := range v.Rests {
		if s, there := c.said[r.ID]; there { // and no signature of an entry
			e.Rests = append(e.Rests, s)
			c.name(r.ID, e.Prompt)
		}
	}
	slices.SortFunc(e.Rests, compare)
	return e
}

// name remembers that a digest or a statement is about a prompt.
func (c *Chronicle) name(id, prompt string) {
	if c.names[id] == nil {
		c.names[id] = map[string]struct{}{}
	}
	c.names[id][prompt] = struct{}{}
}

func release(version string) string {
	if version == ledger.None {
		return ""
	}
	return version
}

// Served returns the events by which the prompts that a filter names were served
// after the last entry that is within, sorted by name. A nil within takes all
// entries.
func (c *Chronicle) Served(f Filter, within func(time.Time) bool) []*Event {
	served := map[string]*Event{}
	for _, e := range c.Events {
		if within != nil && !within(e.When) {
			break // the verifier lets no time go back
		}
		switch {
		case e.Prompt == "" || !f.names(e.Prompt):
		case e.Serves == nil:
			delete(served, e.Prompt)
		default:
			served[e.Prompt] = e
		}
	}
	all := make([]*Event, 0, len(served))
	for _, name := range slices.Sorted(maps.Keys(served)) {
		all = append(all, served[name])
	}
	return all
}
