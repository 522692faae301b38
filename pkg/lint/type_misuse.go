package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// typeMisuse is T009: a tag that cannot do anything of use with a value of the
// type that its variable is declared with.
func typeMisuse(p *Pass) {
	if p.Prompt == nil || !slices.ContainsFunc(p.Prompt.Variables, hasOtherType) && !repeatsItself(p.Closure) {
		return
	}
	m := &misuses{Pass: p, seen: map[template.Node]bool{}}
	w := walkUses(p.Closure, m.node)
	for _, t := range p.Prompt.Texts() {
		w.text(t)
	}
}

// hasOtherType reports whether a variable is declared with another type than
// text, which is put in anywhere and shown where it is not empty.
func hasOtherType(v *prompt.Variable) bool { return v.Type != "" && v.Type != prompt.StringType }

// repeatsItself reports whether any template has the name ".".
func repeatsItself(c *prompt.Closure) bool {
	return slices.ContainsFunc(c.Texts(), func(t *prompt.Text) bool {
		for n := range t.All() {
			switch n := n.(type) {
			case *template.Variable:
				if n.Name == "." {
					return true
				}
			case *template.Section:
				if n.Name == "." {
					return true
				}
			}
		}
		return false
	})
}

// misuses is a walk that notes each tag once: a partial is walked for each way
// in which it is included.
type misuses struct {
	*Pass
	seen map[template.Node]bool
}

func (m *misuses) node(n template.Node, at standing) {
	var name string
	var span template.Span
	problem := misuse{}
	switch n := n.(type) {
	case *template.Variable:
		r := at.scope.Find(n.Name)
		name, span, problem = n.Name, n.NameSpan, wrongText(n.Name, r, at.scope)
	case *template.Section:
		r := at.scope.Find(n.Name)
		name, span, problem = n.Name, n.NameSpan, wrongSection(n, r, at)
	}
	if problem.message == "" || m.seen[n] {
		return
	}
	m.seen[n] = true
	if !m.room() {
		return
	}
	m.Report(at.text.Range(span), problem.message, name).Hint = problem.hint
}

// misuse is what is wrong with a tag; its message has a %q for the tag's name,
// and is empty where nothing is wrong.
type misuse struct{ message, hint string }

// wrongText is what is wrong with putting a value in as text.
func wrongText(name string, r prompt.Referent, s *prompt.Scope) misuse {
	v := r.Variable
	switch {
	case name == "." && s.Outermost():
		return outsideSections()
	case r.Unsure:
		return misuse{}
	case throughNothing(r, s) != "":
		return nothingThere(name, throughNothing(r, s))
	case v == nil:
		return misuse{}
	case v.Type == prompt.ArrayType && name == ".":
		return misuse{"%q is a list here, and text is wanted", "repeat over it: {{#.}}{{.}}{{/.}}"}
	case v.Type == prompt.ObjectType && name == ".":
		return misuse{"%q is an object here, and text is wanted", "name one of its properties: " + exampleProperty(name, v)}
	case v.Type == prompt.ArrayType:
		return misuse{"variable %q is a list, and text is wanted", repeatHint(name, v, s)}
	case v.Type == prompt.ObjectType:
		return misuse{"variable %q is an object, and text is wanted", "name one of its properties: " + exampleProperty(name, v)}
	case v.Type == prompt.BooleanType && name == "." && v.Name != "": // and no item of a list
		return misuse{`%q is always "true" here: the section is shown for no other value`, "write what it stands for in words"}
	}
	return misuse{}
}

// outsideSections is {{.}} where it stands for all variables together.
func outsideSections() misuse {
	return misuse{"%q stands for no value outside of a section", "name a variable"}
}

// repeatHint says how a list is put in. Within a section over it, an item is
// what was meant.
func repeatHint(name string, v *prompt.Variable, s *prompt.Scope) string {
	item := "{{.}}"
	if v.Items != nil && v.Items.Type == prompt.ObjectType {
		item = exampleProperty(".", v.Items)
	}
	if v.Items != nil && s.Find(".").Variable == v.Items {
		return "write " + item + " for the item of the section"
	}
	return fmt.Sprintf("repeat over it: {{#%s}}%s{{/%s}}", name, item, name)
}

// exampleProperty is a tag for the first property of an object.
func exampleProperty(name string, v *prompt.Variable) string {
	property := "property"
	if len(v.Properties) > 0 {
		property = v.Properties[0].Name
	}
	if name == "." {
		return "{{" + property + "}}"
	}
	return "{{" + name + "." + property + "}}"
}

// throughNothing is the first level of a dotted name that need not be given and
// is not asked for by a section around: rendering fails where it is not.
func throughNothing(r prompt.Referent, s *prompt.Scope) string {
	for _, v := range r.Path {
		if v.Type == prompt.ObjectType && !alwaysGiven(v) && !s.Within(v) {
			return v.Name
		}
	}
	return ""
}

func nothingThere(name, level string) misuse {
	owner := name[:strings.Index("."+name+".", "."+level+".")+len(level)]
	return misuse{
		fmt.Sprintf("%%q fails where the optional %q is not given", level),
		fmt.Sprintf("put it in a section over it: {{#%s}}…{{/%s}}", owner, owner),
	}
}

// alwaysGiven reports whether a variable is never null.
func alwaysGiven(v *prompt.Variable) bool { return v.Required || v.HasDefault && v.Default != nil }
