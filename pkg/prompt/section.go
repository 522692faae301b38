package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Section is one titled block of the system message.
type Section struct {
	ID    string
	Range diag.Range // of its id
	Text  *Text      // nil where it could not be read
}

// KnownSections returns the ids of the sections that the format names.
func KnownSections() []string {
	return []string{"role", "context", "instructions", "examples", "guardrails", "output_format"}
}

// Title is the section's heading: its id in words, the first one capital.
func (s *Section) Title() string {
	words := strings.Join(strings.FieldsFunc(s.ID, func(c rune) bool { return c == '_' || c == '-' }), " ")
	if words == "" {
		return s.ID
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// sections reads the mapping of section ids to texts.
func (d *decoder) sections(p *Prompt, n *yamldoc.Node) {
	if !d.expect(n, yamldoc.Mapping, "sections", "a mapping of section names to texts") {
		return
	}
	for _, pair := range n.Pairs {
		id := pair.Key.Value
		switch {
		case pair.Key.Kind != yamldoc.Scalar: // which has been said
		case !isName(id):
			d.errorf("Y004", pair.Key, "%q cannot be a section's name", id).Hint = nameHint
		default:
			s := &Section{ID: id, Range: d.doc.NodeRange(pair.Key)}
			if near := nearSection(id); near != "" {
				d.warnf("Y003", pair.Key, "section %q is nearly the known section %q", id, near).Fix = d.rename(n, pair, near)
			}
			s.Text = d.text(pair.Value, "section "+id)
			p.Sections = append(p.Sections, s)
		}
	}
}

// nearSection returns the known section that a custom one is probably a slip
// of: it differs in case, - and _, or by one letter too many or too few. What
// differs otherwise, as rules from role, may well be meant.
func nearSection(id string) string {
	known := KnownSections()
	if slices.Contains(known, id) {
		return ""
	}
	for _, k := range known {
		if oneOff(bare(id), bare(k)) {
			return k
		}
	}
	return ""
}

// bare is a section's id without its case and its - and _.
func bare(id string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '_' {
			return -1
		}
		return c
	}, strings.ToLower(id))
}

// oneOff reports whether two words are the same, or one of them has a letter
// more.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return len(a) == len(b) && i == len(a) || len(b)-len(a) == 1 && a[i:] == b[i+1:]
}
