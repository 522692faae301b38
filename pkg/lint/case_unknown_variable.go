package lint

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// caseUnknownVariable is E003: a test case has a value for a name that neither
// the prompt nor an assertion uses.
func caseUnknownVariable(p *Pass) {
	if p.Suite == nil || p.Tested == nil || len(p.Tested.Missing) > 0 {
		return // what is missing may be what uses the name
	}
	k := p.contract()
	shared, everywhere := namedBy(p.Suite.Defaults.Assert), namedBy(p.Suite.Defaults.Assert)
	shared.tags(asked(p.Suite.Defaults.Judge)...)
	everywhere.add(shared)
	for _, c := range p.Suite.Cases {
		own := namedBy(c.Assert)
		everywhere.add(own)
		p.unknown(k, c, shared, own)
	}
	if len(p.Suite.Data) == 0 { // whose rows may have assertions that nobody has read
		p.unknown(k, &p.Suite.Defaults, everywhere)
	}
}

// unknown reports the names of a case that nothing uses. A prompt's own file may
// say there what other programs want: only a misspelling is wrong in it.
func (p *Pass) unknown(k *contract, c *suite.Case, uses ...*usage) {
	for _, v := range slices.Concat(c.Variables, c.Matrix) {
		if k.takes(v.Name) || slices.ContainsFunc(uses, func(u *usage) bool { return u.all || u.names[v.Name] }) {
			continue
		}
		meant := p.nearest(v.Name, k.names, given(c))
		if p.Suite.InPrompt && meant == "" {
			continue
		}
		f := p.Report(p.Doc.NodeRange(v.Key), "the prompt takes no variable %q%s", v.Name, proposed(meant))
		if meant != "" {
			f.Fix = renameKey(v.Key, meant)
		}
	}
}

// renameKey is the fix that gives a key another name, in the style that it has.
func renameKey(key *yamldoc.Node, name string) *diag.Fix {
	edit := diag.Edit{Start: key.Start, End: key.End, New: name}
	switch {
	case key.Alias:
		return nil
	case key.Style == yamldoc.SingleQuoted || key.Style == yamldoc.DoubleQuoted:
		edit.Start, edit.End = key.Start+1, key.End-1
	case key.Style != yamldoc.Plain:
		return nil
	}
	return &diag.Fix{Title: "rename it to " + name, Unsafe: true, Edits: []diag.Edit{edit}}
}

// usage is the names that assertions use.
type usage struct {
	names map[string]bool
	all   bool // a program gets every value
}

// namedBy finds the names that assertions use. In an expression, every word may
// be one.
func namedBy(assertions []*suite.Assertion) *usage {
	u := &usage{names: map[string]bool{}}
	for _, a := range assertions {
		u.tags(append(a.Texts(), asked(a.Judge)...)...)
		switch a.Type.Shape {
		case suite.Expression:
			for _, word := range strings.FieldsFunc(a.Value.Value, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' }) {
				u.names[word] = true
			}
		case suite.Command:
			u.all = true
		}
	}
	return u
}

// asked are the texts in which {{NAME}} is filled before a judge gets them.
func asked(j *suite.Judge) (texts []*yamldoc.Node) {
	if j != nil && j.Prompt != nil {
		texts = append(texts, j.Prompt)
	}
	return texts
}

// tags adds the names that texts have as {{NAME}}.
func (u *usage) tags(texts ...*yamldoc.Node) {
	for _, t := range texts {
		for _, tag := range suite.Tags(t.Value) {
			u.names[tag.Name] = true
		}
	}
}

func (u *usage) add(other *usage) {
	maps.Copy(u.names, other.names)
	u.all = u.all || other.all
}
