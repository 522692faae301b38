// Package audit tells what the ledgers of environments know: who did what and when,
// on what it rests, and what was served at a given time. It works on the steps of a
// ledger that was verified, and asks nothing else: no git, no tags, no clock.
package audit

import (
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/glob"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Event is what one entry of a ledger did to one prompt or, where it is about
// none, what it did.
type Event struct {
	Environment string
	Place       int // of the entry, the root's being 0
	Commit      string
	When        time.Time // as the committer says
	Action      ledger.Action
	Signer      ledger.Signer // zero where the entry is UNSIGNED
	Committer   statement.Person
	Reason      string // what the person gave to it for others to read; "" for nothing

	Prompt   string // "" where it is about none
	From, To Version
	Serves   *ledger.Version // what is served by it; nil where it is nothing
	Rests    []Statement     // what the version rests on
	Checked  *ledger.Checked // of a promotion
	Source   string          // the commit that has the files; "" where a root took them over

	Bound                []Statement // of a revocation
	PolicyFrom, PolicyTo string      // of a root and of a policy
	Agreed               []Statement // of a policy
}

// Version is what was served of a prompt before or after an event. It is zero for
// nothing.
type Version struct {
	Digest  string
	Release string // "" where it has none
}

// Warnings are what is not enforced of the version that is served by an event.
func (e *Event) Warnings() []string {
	if e.Serves == nil {
		return nil
	}
	return e.Serves.Warnings
}

// prompts are those that an event is about.
func (e *Event) prompts() []string {
	if e.Prompt != "" {
		return []string{e.Prompt}
	}
	var names []string
	for _, s := range e.Bound {
		names = append(names, s.Prompts...)
	}
	return names
}

// Filter is which events are asked for. Its zero value takes all.
type Filter struct {
	Prompts      []string  // names and globs of them; one must match
	Since, Until time.Time // from the first on, and before the second; zero is without end
}

// Takes reports whether an event is asked for.
func (f Filter) Takes(e *Event) bool {
	if !f.Since.IsZero() && e.When.Before(f.Since) || !f.Until.IsZero() && !e.When.Before(f.Until) {
		return false
	}
	return len(f.Prompts) == 0 || slices.ContainsFunc(e.prompts(), f.names)
}

// names reports whether a prompt is asked for.
func (f Filter) names(prompt string) bool {
	return len(f.Prompts) == 0 || slices.ContainsFunc(f.Prompts, func(pattern string) bool { return glob.Matches(pattern, prompt) })
}
