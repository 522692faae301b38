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
	for _, found := range p.misstyled() {
		if p.room() {
			tag := "{{" + found.name + "}}"
			p.Report(found.in.at(found.span), "%s is not filled in: a variable is written %s", found.in.cut(found.span), tag).Fix =
				&diag.Fix{Title: "write " + tag, Edits: []diag.Edit{p.writeTag(found, tag)}}
		}
	}
}

// writeTag is the edit that puts a tag in the place of a placeholder. A plain
// scalar that begins with a tag, or has one between brackets, gets quotes: YAML
// would read the braces as a mapping.
func (p *Pass) writeTag(use misstyledUse, tag string) diag.Edit {
	edit := use.in.edit(use.span, tag)
	if p.Doc == nil {
		return edit
	}
	n, in := scalarAt(p.Doc.Root, edit.Start)
	if n == nil || n.Style != yamldoc.Plain || use.span.Start > 0 && !in.flow {
		return edit
	}
	text := use.in.text()
	return diag.Edit{Start: n.Start, End: n.End, New: yamldoc.Quote(text[:use.span.Start]+tag+text[use.span.End:], yamldoc.Place{Inline: true})}
}

// misstyledUse is one use of a variable in the wrong style.
type misstyledUse struct {
	in   *prose
	span template.Span
	name string // dotted where the style has that
}

// misstyled returns the uses of declared variables in the wrong style.
func (p *Pass) misstyled() []misstyledUse {
	if p.Prompt == nil || len(p.Prompt.Variables) == 0 {
		return nil
	}
	var all []misstyledUse
	for _, t := range p.prose() {
		if t.ownDelimiters() {
			continue // {{ is text there, and what is a tag is for the author to say
		}
		end := 0
		eachForeign(t.text(), func(span template.Span, name string) {
			root, _, _ := strings.Cut(name, ".")
			if _, declared := p.Prompt.Variable(root); declared && t.isPlaceholder(span, span.Start == end) && !p.besideOthers(t, span) {
				all, end = append(all, misstyledUse{t, span, name}), span.End
			}
		})
	}
	return all
}

// besideOthers reports whether a line has names in braces that are not declared:
// then braces mean something else there.
func (p *Pass) besideOthers(t *prose, span template.Span) bool {
	before, after := nearby(t.text(), span.Start, span.End)
	others := false
	for _, text := range []string{before, after} {
		eachForeign(text, func(at template.Span, name string) {
			root, _, _ := strings.Cut(name, ".")
			_, declared := p.Prompt.Variable(root)
			others = others || !declared && text[at.Start] == '{' && !strings.HasSuffix(text[:at.Start], "{")
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
