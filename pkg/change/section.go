package change

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// alike is the part of two texts' words that must be the same for one to be the
// other under another name or at another place.
const alike = 0.6

// sections compares the blocks of the system message: those of one id, and of
// the rest those that say nearly the same.
func (c *comparison) sections() {
	before, after := sectionsOf(c.before), sectionsOf(c.after)
	m := renamedSections(before, after)
	var order []ordered
	for j, s := range after {
		i, there := m.from[j]
		if !there {
			c.whole(sectionChange(s, Added), "", s.Text, "section %q is new", s.Section.ID)
			continue
		}
		order = append(order, ordered{i, j})
		if was := before[i]; was.Section.ID != s.Section.ID {
			change := sectionChange(s, Renamed)
			change.Old, change.New = was.Section.ID, s.Section.ID
			c.add(change, "section %q is called %q now", was.Section.ID, s.Section.ID)
		}
		c.text(sectionChange(s, Edited), before[i].Text, s.Text, c.changedPartials(before[i], s), "section %q", s.Section.ID)
		if before[i].Text == s.Text && c.delimited(before[i], s) {
			c.add(sectionChange(s, Edited), "section %q may be read otherwise, as it sets delimiters", s.Section.ID)
		}
	}
	for i, s := range before {
		if !m.taken[i] {
			change := sectionChange(s, Removed)
			change.Range = c.key("sections")
			c.whole(change, s.Text, "", "section %q is gone", s.Section.ID)
		}
	}
	for _, j := range moved(order) {
		if after[j].Text != "" {
			c.add(sectionChange(after[j], Moved), "section %q stands elsewhere", after[j].Section.ID)
		}
	}
}

func sectionsOf(c *prompt.Closure) []prompt.Piece {
	return slices.DeleteFunc(c.Pieces(), func(p prompt.Piece) bool { return p.Section == nil })
}

func sectionChange(p prompt.Piece, kind Kind) Change {
	return Change{Subject: Section, Name: p.Section.ID, Kind: kind, Class: Behaviour, Range: p.Section.Range, Why: sentElse}
}

// many is the product of the numbers of sections, of messages or of variables
// above which only those that are the same are taken for each other.
const many = 10_000

// renamedSections tells which old section each new one was, by their places.
func renamedSections(before, after []prompt.Piece) *match {
	m := newMatch(before, after)
	m.equal(func(p prompt.Piece) string { return p.Section.ID })
	m.equal(func(p prompt.Piece) string { return p.Text })
	m.alike(func(was, is prompt.Piece) bool { return true })
	return m
}

// match is which old piece each new one was.
type match struct {
	before, after []prompt.Piece
	from          map[int]int // by its new place
	taken         []bool      // by the old one
}

func newMatch(before, after []prompt.Piece) *match {
	return &match{before, after, map[int]int{}, make([]bool, len(before))}
}

// left are the new places of the pieces that were not there yet, as far as is
// known.
func (m *match) left() []int {
	var places []int
	for j := range m.after {
		if _, there := m.from[j]; !there {
			places = append(places, j)
		}
	}
	return places
}

func (m *match) set(old, now int) { m.from[now], m.taken[old] = old, true }

// equal takes pieces of one key for each other, in their order. The key "" is
// none.
func (m *match) equal(key func(prompt.Piece) string) {
	places := map[string][]int{}
	for i, p := range m.before {
		if k := key(p); !m.taken[i] && k != "" {
			places[k] = append(places[k], i)
		}
	}
	for _, j := range m.left() {
		if at := places[key(m.after[j])]; len(at) > 0 {
			places[key(m.after[j])] = at[1:]
			m.set(at[0], j)
		}
	}
}

// alike takes each new piece that is left for the old one that is left and says
// most nearly the same.
func (m *match) alike(may func(was, is prompt.Piece) bool) {
	if len(m.before)*len(m.after) > many {
		return
	}
	for _, j := range m.left() {
		best, from := alike, -1
		for i, was := range m.before {
			if m.taken[i] || m.after[j].Text == "" || !may(was, m.after[j]) {
				continue
			}
			if share := prose.Similarity(was.Text, m.after[j].Text); share >= best && (from < 0 || share > best) {
				best, from = share, i
			}
		}
		if from >= 0 {
			m.set(from, j)
		}
	}
}

// text reports that a text says something else, or has other white space. What
// is formatted is what has the text.
func (c *comparison) text(change Change, old, now string, partials []string, format string, args ...any) {
	if old == now {
		return
	}
	change.Text, change.Partials = prose.Compare(old, now), partials
	if change.Text.Same() {
		change.Kind, change.Why = Reflowed, spaceIsSent
		c.add(change, format+" has other white space alone", args...)
		return
	}
	c.add(change, format+" has other words", args...)
}

// whole reports a text that is new or gone. Where it is blank, nothing of it
// reached the model.
func (c *comparison) whole(change Change, old, now string, format string, args ...any) {
	if old == now {
		change.Class, change.Why = None, nothingSent
	} else {
		change.Text = prose.Compare(old, now)
	}
	c.add(change, format, args...)
}

// changedPartials are those partials of a section or message that are other ones
// now, or new in it, or gone from it.
func (c *comparison) changedPartials(was, is prompt.Piece) []string {
	old, now := includes(c.before, was), includes(c.after, is)
	var names []string
	for _, name := range now {
		if !slices.Contains(old, name) || string(c.before.Partials[name].Src) != string(c.after.Partials[name].Src) {
			names = append(names, name)
		}
	}
	for _, name := range old {
		if !slices.Contains(now, name) {
			names = append(names, name)
		}
	}
	return names
}

// delimited reports whether two texts, the same once the partials are put in, may
// be read otherwise: delimiters end with the file that sets them.
func (c *comparison) delimited(was, is prompt.Piece) bool {
	old, now := sources(c.before, was), sources(c.after, is)
	return !slices.Equal(old, now) && strings.Contains(strings.Join(append(old, now...), "\n"), "{{=")
}

// sources are the templates of a section or a message, and of what it includes.
func sources(c *prompt.Closure, p prompt.Piece) []string {
	var all []string
	for _, t := range textsOf(p) {
		all = append(all, source(t))
	}
	for _, name := range includes(c, p) {
		all = append(all, source(c.Partials[name].Text))
	}
	return all
}

func includes(c *prompt.Closure, p prompt.Piece) []string { return c.Includes(textsOf(p)...) }

func textsOf(p prompt.Piece) []*prompt.Text {
	if p.Section != nil {
		return []*prompt.Text{p.Section.Text}
	}
	return p.Message.Texts()
}

// SectionNow returns the id that a section of one prompt has in another, by
// what it says where no section there is called so, and whether there is one.
func SectionNow(before, after *prompt.Closure, id string) (string, bool) {
	was, is := sectionsOf(before), sectionsOf(after)
	m := renamedSections(was, is)
	for j, i := range m.from {
		if was[i].Section.ID == id {
			return is[j].Section.ID, true
		}
	}
	return "", false
}
