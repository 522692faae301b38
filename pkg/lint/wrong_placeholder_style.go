package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// wrongPlaceholderStyle is T008: a declared variable that a text uses in the
// manner of another language, so that the model gets the placeholder.
func wrongPlaceholderStyle(p *Pass) {
	for _, use := range p.misstyled() {
		if p.room() {
			tag := "{{" + use.name + "}}"
			p.Report(use.in.at(use.span), "%s is not filled in: a variable is written %s", use.in.cut(use.span), tag).Fix = p.writeTag(use, tag)
		}
	}
}

// writeTag is the fix that puts a tag in the place of a placeholder. A plain
// scalar that begins with a tag, or has one between brackets, gets quotes: YAML
// would read the braces as a mapping.
func (p *Pass) writeTag(use misstyledUse, tag string) *diag.Fix {
	const longestQuoted = 16 << 10
	fix := &diag.Fix{Title: "write " + tag, Edits: []diag.Edit{use.in.edit(use.span, tag)}}
	n, in := scalarAt(p.Doc.Root, fix.Edits[0].Start)
	if n == nil || n.Style != yamldoc.Plain || use.span.Start > 0 && !in.flow {
		return fix
	}
	text := use.in.text()
	if len(text) > longestQuoted {
		return nil
	}
	text = text[:use.span.Start] + tag + text[use.span.End:]
	fix.Edits[0] = diag.Edit{Start: n.Start, End: n.End, New: yamldoc.Quote(text, yamldoc.Place{Inline: true})}
	return fix
}

// misstyledUse is one use of a variable in the wrong style.
type misstyledUse struct {
	in   *prose
	span template.Span
	name string // dotted where the style has that
}

// maxMisstyled is how many uses are looked at in one file.
const maxMisstyled = 1000

// misstyled returns the uses of declared variables in the wrong style.
func (s *Subject) misstyled() []misstyledUse {
	if s.foreign == nil && s.Prompt != nil && len(s.Prompt.Variables) > 0 {
		s.foreign = []misstyledUse{}
		declared := map[string]bool{}
		for _, v := range s.Prompt.Variables {
			declared[v.Name] = true
		}
		for _, t := range s.prose() {
			s.foreign = append(s.foreign, t.misstyled(declared)...)
		}
	}
	return s.foreign
}

func (t *prose) misstyled(declared map[string]bool) []misstyledUse {
	if t.ownDelimiters() {
		return nil // {{ is text there, and what is a tag is for the author to say
	}
	var all []misstyledUse
	end := 0
	eachForeign(t.text(), func(span template.Span, name string) {
		if len(all) < maxMisstyled && declared[rootOf(name)] && t.isPlaceholder(span, span.Start == end) && !t.besideOthers(span, declared) {
			all, end = append(all, misstyledUse{t, span, name}), span.End
		}
	})
	return all
}

// rootOf is the variable that a dotted name begins with.
func rootOf(name string) string {
	root, _, _ := strings.Cut(name, ".")
	return root
}

// besideOthers reports whether a line has names in braces that are not declared:
// then braces mean something else there.
func (t *prose) besideOthers(span template.Span, declared map[string]bool) bool {
	before, after := nearby(t.text(), span.Start, span.End)
	others := false
	for _, text := range []string{before, after} {
		eachForeign(text, func(at template.Span, name string) {
			others = others || !declared[rootOf(name)] && text[at.Start] == '{' && !strings.HasSuffix(text[:at.Start], "{")
		})
	}
	return others
}

// ownDelimiters reports whether the text sets delimiters of its own.
func (t *prose) ownDelimiters() bool {
	if !strings.Contains(t.text(), "{{=") {
		return false
	}
	for n := range t.All() {
		if _, ok := n.(*template.Delimiters); ok {
			return true
		}
	}
	return false
}
