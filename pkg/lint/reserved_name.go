package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// reservedName is T012: a variable that has the name of something else that
// stands beside the values.
func reservedName(p *Pass) {
	switch {
	case p.Prompt == nil:
	case p.Prompt.Declares:
		for _, v := range p.Prompt.Variables {
			p.checkName(v.Name, v.Range)
		}
	default:
		p.checkUsedNames()
	}
}

func (p *Pass) checkName(name string, at diag.Range) {
	if r := reservedNames(name); r.by != "" {
		p.Report(at, "the name of variable %q is taken by %s", name, r.by).Hint = r.hint
	}
}

// checkUsedNames looks at the names that a prompt without declarations uses
// outside of sections, each once: inside they may be fields.
func (p *Pass) checkUsedNames() {
	seen := map[string]bool{}
	for _, name := range p.Prompt.Placeholders() {
		seen[name] = true // which is another rule's
	}
	w := walkUses(p.Closure, func(n template.Node, at standing) {
		name, span := "", template.Span{}
		switch n := n.(type) {
		case *template.Variable:
			name, span = n.Name, n.NameSpan
		case *template.Section:
			name, span = n.Name, n.NameSpan
		}
		name, _, _ = strings.Cut(name, ".")
		if at.scope.Outermost() && !seen[name] && reservedNames(name).by != "" {
			seen[name] = true
			p.checkName(name, at.text.Range(span))
		}
	})
	for _, t := range p.Prompt.Texts() {
		w.text(t)
	}
}

// reserved is a name that something else has.
type reserved struct{ by, hint string }

// reservedNames says what else has a name; its by is "" where that is free.
func reservedNames(name string) reserved {
	const request = "a member of requests to models"
	switch name {
	case "messages":
		return reserved{request, "call it history_text, or make it a message - placeholder: NAME"}
	case "system":
		return reserved{request, "call it by what it holds, such as system_text"}
	case "tools":
		return reserved{request, "call it by what it holds, such as tool_list"}
	case "completion":
		return reserved{"the model's answer, in evaluators", "call it by what it holds, such as answer"}
	case "expected":
		return reserved{"the wanted answer, in test data", "call it by what it holds, such as wanted"}
	case "__proto__", "constructor", "prototype":
		return reserved{"a member of every object in JavaScript", "call it by what it holds"}
	default:
		return reserved{}
	}
}
