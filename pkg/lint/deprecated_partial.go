package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// deprecatedPartial is G006: an include of a partial that is marked deprecated,
// or that includes one. A file that is deprecated itself may go on as it is.
func deprecatedPartial(p *Pass) {
	if p.Prompt != nil && isDeprecated(p.Prompt.Deprecated) || p.Partial != nil && isDeprecated(p.Partial.Deprecated) {
		return
	}
	d := &deprecations{Pass: p, below: map[string]*deprecation{}}
	for _, t := range p.Texts() {
		if !strings.Contains(t.Template.Text, ">") {
			continue
		}
		for _, include := range t.Partials() {
			if found := d.in(include.Name, 0); found != nil {
				d.report(t, include, found)
			}
		}
	}
}

// deprecation is a deprecated partial that an include leads to.
type deprecation struct {
	name string
	why  *yamldoc.Node
}

// deprecations finds what includes lead to, each partial once.
type deprecations struct {
	*Pass
	below map[string]*deprecation // by the name of a partial: it, or what it includes
}

func (d *deprecations) report(t Text, include *template.Partial, found *deprecation) {
	why := deprecationText(found.why)
	if why != "" {
		why = ": " + why
	}
	at := t.Range(include.NameSpan)
	if found.name == include.Name {
		d.Report(at, "partial %q is deprecated%s", found.name, why).Hint = "include what it says in its place, or write the text out"
		return
	}
	d.Report(at, "partial %q includes the deprecated partial %q%s", include.Name, found.name, why).
		Hint = "change " + include.Name + ", which includes it"
}

// in returns the first deprecated partial that an include leads to, or nil.
func (d *deprecations) in(name string, depth int) *deprecation {
	found, known := d.below[name]
	if known || depth > prompt.MaxDepth {
		return found
	}
	d.below[name] = nil // while it is looked at: it may include itself
	partial := d.partial(name)
	switch {
	case partial == nil:
	case isDeprecated(partial.Deprecated):
		found = &deprecation{name, partial.Deprecated}
	default:
		for _, include := range partial.Text.Partials() {
			if found = d.in(include.Name, depth+1); found != nil {
				break
			}
		}
	}
	d.below[name] = found
	return found
}

// partial returns the partial that an include names, nil where it is not there.
func (d *deprecations) partial(name string) *prompt.Partial {
	if d.Closure != nil {
		return d.Closure.Partials[name]
	}
	partial, err := d.Index.partial(name)
	if err != nil {
		d.Fail(err)
	}
	return partial
}

// isDeprecated reports whether a key deprecated says so: anything but false and
// nothing.
func isDeprecated(n *yamldoc.Node) bool {
	if n == nil || n.IsNull() {
		return false
	}
	value, isBool := n.Bool()
	return !isBool || value
}

// deprecationText is what a key deprecated says, in one line: a text, or the
// entries of a mapping.
func deprecationText(n *yamldoc.Node) string {
	text, _ := n.Text()
	var entries []string
	for _, pair := range n.Pairs {
		if value, ok := pair.Value.Text(); ok {
			entries = append(entries, pair.Key.Value+": "+value)
		}
	}
	text = strings.Join(strings.Fields(text+strings.Join(entries, ", ")), " ")
	text = strings.TrimRight(text, ".")
	const longest = 120
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
