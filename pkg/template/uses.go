package template

// Kind is the way in which a template refers to data.
type Kind int

// The kinds of reference.
const (
	Interpolation Kind = iota
	SectionUse
	InvertedUse
)

// String returns "interpolation", "section" or "inverted".
func (k Kind) String() string {
	switch k {
	case SectionUse:
		return "section"
	case InvertedUse:
		return "inverted"
	default:
		return "interpolation"
	}
}

// Use is one reference to data.
type Use struct {
	Name     string // dotted, or "."
	NameSpan Span
	Kind     Kind
	Within   []string // the names of the enclosing sections that are not inverted, outermost first; nil at the top
}

// Uses returns every reference to data in the order of the text. Partials are
// not followed. In a template with syntax errors it includes the names that a
// malformed tag lets one guess, as x in {{x|upper}}.
func (t *Template) Uses() []Use { return appendUses(nil, t.Nodes, nil) }

func appendUses(uses []Use, nodes []Node, within []string) []Use {
	for _, n := range nodes {
		switch n := n.(type) {
		case *Variable:
			uses = append(uses, Use{n.Name, n.NameSpan, Interpolation, within})
		case *Section:
			if n.Name != "" {
				uses = append(uses, Use{n.Name, n.NameSpan, n.kind(), within})
			}
			uses = appendUses(uses, n.Nodes, n.inside(within))
		}
	}
	return uses
}

func (n *Section) kind() Kind {
	if n.Inverted {
		return InvertedUse
	}
	return SectionUse
}

// inside returns the enclosing sections of n's contents. The full slice
// expression keeps siblings from sharing an array.
func (n *Section) inside(within []string) []string {
	if n.Inverted || n.Name == "" {
		return within
	}
	return append(within[:len(within):len(within)], n.Name)
}

// Partials returns the partial tags in the order of the text.
func (t *Template) Partials() []*Partial {
	var found []*Partial
	for n := range t.All() {
		if p, ok := n.(*Partial); ok {
			found = append(found, p)
		}
	}
	return found
}
