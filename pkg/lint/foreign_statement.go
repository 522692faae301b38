package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// foreignStatement is T007 for {% if x %} and {% for x in xs %} of Jinja and
// Liquid about a variable of the prompt. Mustache takes them for text, so the
// model gets them as they stand. Without a variable of the prompt in it, such
// a tag may be what the prompt is about.
func foreignStatement(p *Pass) {
	var names map[string]bool
	for _, t := range p.Texts() {
		if !strings.Contains(t.Text.Text, "{%") || namesJinja(t.Text.Text) {
			continue
		}
		if names == nil {
			names = p.variableNames()
		}
		s := statements{t: t, names: names}
		for node := range t.All() {
			switch node := node.(type) {
			case *template.Delimiters:
				return // {% may be one
			case *template.Text:
				s.scan(node.Span)
			}
		}
		s.report(p)
	}
}

// namesJinja reports whether a text speaks of a language that has statements: it
// shows them then.
func namesJinja(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "jinja") || strings.Contains(text, "liquid")
}

// variableNames are the variables that the prompt declares, and those that its
// texts use.
func (p *Pass) variableNames() map[string]bool {
	names := map[string]bool{}
	if p.Prompt != nil {
		for _, v := range p.Prompt.Variables {
			names[v.Name] = true
		}
	}
	for _, t := range p.Texts() {
		for _, use := range t.Uses() {
			first, _, _ := strings.Cut(use.Name, ".")
			names[first] = true
		}
	}
	return names
}

func (s *statements) report(p *Pass) {
	for _, one := range s.all {
		if one.about == "" || !p.room() {
			continue
		}
		tag := s.t.Text.Text[one.open.Start:one.open.End]
		f := p.Report(s.t.Range(one.open), "%s: Mustache has no statements, and the model gets this as it stands", shortened(tag))
		f.Hint = strings.ReplaceAll("write {{#NAME}}…{{/NAME}} for when NAME is true or not empty, or for each of its items, and {{^NAME}}…{{/NAME}} for the opposite",
			"NAME", one.about)
		if one.word == "for" || !p.isList(one.operand) {
			f.Fix = s.fix(one)
		}
		p.Mild(f, diag.Warning)
	}
}

// fix writes a statement in Mustache, where its condition is a name alone.
func (s *statements) fix(one *statement) *diag.Fix {
	if one.word == "for" || one.complex || s.repeats(one) || !one.isClosed || !isDotted(one.operand) {
		return nil
	}
	open, other := "{{#", "{{^"
	if one.word == "unless" {
		open, other = other, open
	}
	open, end := open+one.operand+"}}", "{{/"+one.operand+"}}"
	edits := []template.Edit{{Span: one.open, New: open}, {Span: one.close, New: end}}
	for _, at := range one.others {
		edits = append(edits, template.Edit{Span: at, New: end + other + one.operand + "}}"})
	}
	return s.t.Fix("write "+open+"…"+end, edits...)
}

// repeats reports whether a loop about the same name is within a condition, which
// a section would repeat for each item.
func (s *statements) repeats(one *statement) bool {
	for _, inner := range s.all {
		if inner.word == "for" && inner.operand == one.operand && inner.open.Start > one.open.Start && inner.open.Start < one.close.Start {
			return true
		}
	}
	return false
}

// isList reports whether a variable is declared as a list.
func (p *Pass) isList(name string) bool {
	if p.Prompt == nil {
		return false
	}
	v, declared := p.Prompt.Variable(name)
	return declared && v.Type == prompt.ArrayType
}

// isDotted reports whether a text is a name, with dots between its levels.
func isDotted(name string) bool {
	tree, wrong := template.Parse("{{" + name + "}}")
	return len(wrong) == 0 && len(tree.Nodes) == 1 && len(tree.Uses()) == 1
}

// shortened is a tag on one line, and not too long.
func shortened(tag string) string {
	runes := []rune(strings.Join(strings.Fields(tag), " "))
	if len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return string(runes)
}
