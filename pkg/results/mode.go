package results

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// mostGroups is how many assertions are told apart, and mostClusters how many
	// kinds of answers that failed one of them. What comes after that is counted
	// where it is most alike.
	mostGroups   = 1000
	mostClusters = 24
	// MostIDs is how many cases a failure mode names.
	MostIDs = 5
	// likeBytes is as much of an answer as is kept, and reasonBytes of a reason.
	likeBytes   = 240
	reasonBytes = 240
)

// assertionKey tells assertions apart.
type assertionKey struct{ kind, name, place string }

// modes finds failure modes. It groups failures by their assertion and, in each
// group, puts a failure to the first cluster whose first answer it is like.
type modes struct {
	groups map[assertionKey]*group
	order  []*group
}

type group struct {
	key      assertionKey
	id       string // of the first case that failed it
	shared   bool   // several cases failed it
	clusters []*cluster
}

type cluster struct {
	sketch sketch
	mode   FailureMode
	// answers are those that failed, if only one case failed the assertion. Such clusters
	// are put together in the end, and one answer may have failed several assertions.
	answers map[answer]struct{}
}

type answer struct {
	id     string
	repeat int
}

func (m *modes) add(c *Case) {
	if c.Status != Failed && c.Status != Errored {
		return
	}
	if !c.Answered() {
		m.put(assertionKey{kind: NoAnswer}, c, newSketch(c.Error), c.Error, c.Error)
		return
	}
	var answer sketch
	for _, a := range c.Assertions {
		key := assertionKey{a.Type, a.Name, a.Place}
		switch {
		case a.Error != "":
			m.put(key, c, newSketch(a.Error), a.Error, a.Error)
		case !a.Passed:
			if answer == nil {
				answer = newSketch(c.Output)
			}
			m.put(key, c, answer, c.Output, a.Reason)
		}
	}
}

// put counts a failure.
func (m *modes) put(key assertionKey, c *Case, s sketch, like, reason string) {
	g := m.groups[key]
	if g == nil && len(m.order) >= mostGroups {
		key = assertionKey{kind: key.kind}
		g = m.groups[key]
	}
	if g == nil {
		if m.groups == nil {
			m.groups = map[assertionKey]*group{}
		}
		g = &group{key: key, id: c.ID}
		m.groups[key] = g
		m.order = append(m.order, g)
	}
	g.shared = g.shared || g.id != c.ID
	var answers map[answer]struct{}
	if !g.shared {
		answers = map[answer]struct{}{{c.ID, c.Repeat}: {}}
	}
	g.put(&cluster{sketch: s, answers: answers, mode: FailureMode{
		Assertion: key.kind, Name: key.name, Place: key.place, Places: 1, Count: 1,
		Like: beginning(like, likeBytes), Reason: beginning(reason, reasonBytes), Cases: []string{c.ID},
	}})
}

// put joins a cluster with one that it is like, or adds it.
func (g *group) put(c *cluster) {
	var nearest *cluster
	likeness := -1.0
	for _, other := range g.clusters {
		if l := other.sketch.like(c.sketch); l > likeness {
			nearest, likeness = other, l
		}
	}
	if likeness >= alike || len(g.clusters) >= mostClusters {
		nearest.join(c)
		return
	}
	g.clusters = append(g.clusters, c)
}

func (c *cluster) join(o *cluster) {
	c.count(o)
	if c.mode.Place != o.mode.Place {
		c.mode.Places += o.mode.Places
	}
	for _, id := range o.mode.Cases {
		if len(c.mode.Cases) < MostIDs && !slices.Contains(c.mode.Cases, id) {
			c.mode.Cases = append(c.mode.Cases, id)
		}
	}
}

// count adds the answers of another cluster, and none of them twice.
func (c *cluster) count(o *cluster) {
	if c.answers == nil || o.answers == nil {
		c.mode.Count, c.answers = c.mode.Count+o.mode.Count, nil
		return
	}
	maps.Copy(c.answers, o.answers)
	c.mode.Count = len(c.answers)
}

// list returns the modes, the largest first. Assertions that a single case failed
// are grouped by their type.
func (m *modes) list(most int) []FailureMode {
	var all []FailureMode
	single := map[string]*group{}
	for _, g := range m.order {
		if g.shared {
			all = g.list(all)
			continue
		}
		of := single[g.key.kind]
		if of == nil {
			of = &group{}
			single[g.key.kind] = of
		}
		for _, c := range g.clusters {
			copied := *c
			copied.mode.Cases, copied.answers = slices.Clone(c.mode.Cases), maps.Clone(c.answers)
			of.put(&copied)
		}
	}
	for _, g := range m.order {
		if of := single[g.key.kind]; of != nil {
			all = of.list(all)
			delete(single, g.key.kind)
		}
	}
	slices.SortStableFunc(all, func(a, b FailureMode) int { return b.Count - a.Count })
	return all[:min(len(all), most)]
}

func (g *group) list(all []FailureMode) []FailureMode {
	for _, c := range g.clusters {
		mode := c.mode
		mode.Cases = slices.Clone(mode.Cases)
		all = append(all, mode)
	}
	return all
}

// beginning is at most so many bytes of a text, without white space around it,
// cut between two characters and marked where it is cut. It holds on to no more
// of the text than that.
func beginning(text string, most int) string {
	text = strings.TrimSpace(text)
	if len(text) <= most {
		return strings.Clone(text)
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return strings.TrimSpace(text[:most]) + "…"
}
