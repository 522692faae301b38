package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// wrongPlaceholderStyle is T008: a declared variable that a text uses in the
// manner of another language, so that the model gets the placeholder.
func wrongPlaceholderStyle(p *Pass) {
	fixes := map[string]*diag.Fix{}
	for _, use := range p.misstyled() {
		if !p.room() {
			continue
		}
		root := rootOf(use.name)
		if _, known := fixes[root]; !known {
			fixes[root] = p.writeTags(root)
		}
		p.Report(use.in.at(use.span), "%s is not filled in: a variable is written %s", use.in.cut(use.span), use.tag()).Fix = fixes[root]
	}
}

// writeTags is the fix that puts tags in the place of all placeholders of a
// variable: once it has one, the others are taken for text. It is unsafe, as the
// model gets the value then, where it may have been meant to get the name.
func (p *Pass) writeTags(root string) *diag.Fix {
	fix := diag.UnsafeFix("write {{" + root + "}}")
	var quoted *prose
	for _, use := range p.misstyled() {
		if rootOf(use.name) != root || use.in == quoted {
			continue
		}
		edit, whole, ok := p.writeTag(use)
		if !ok {
			return nil
		}
		if fix.Edits = append(fix.Edits, edit); whole {
			quoted = use.in
		}
	}
	return fix
}

// writeTag puts a tag in the place of a placeholder. A plain scalar that begins
// with a tag, or has one between brackets, gets quotes, and all tags of its
// variable with them: YAML would read the braces as a mapping.
func (p *Pass) writeTag(use misstyledUse) (edit diag.Edit, whole, ok bool) {
	const longestQuoted = 16 << 10
	edit = use.in.edit(use.span, use.tag())
	n, in := scalarAt(p.Doc.Root, edit.Start)
	if n == nil || n.Style != yamldoc.Plain || use.span.Start > 0 && !in.flow {
		return edit, false, true
	}
	if len(use.in.text()) > longestQuoted {
		return edit, false, false
	}
	text := p.withTags(use.in, rootOf(use.name))
	return diag.Edit{Start: n.Start, End: n.End, New: yamldoc.Quote(text, yamldoc.Place{Inline: true})}, true, true
}

// withTags is a text with tags in the place of the placeholders of a variable.
func (p *Pass) withTags(t *prose, root string) string {
	var edits []diag.Edit
	for _, use := range p.misstyled() {
		if use.in == t && rootOf(use.name) == root {
			edits = append(edits, diag.Edit{Start: use.span.Start, End: use.span.End, New: use.tag()})
		}
	}
	text, err := diag.Apply([]byte(t.text()), edits)
	if err != nil {
		return t.text() // uses of a variable do not overlap, so it cannot be
	}
	return string(text)
}

// misstyledUse is one use of a variable in the wrong style.
type misstyledUse struct {
	in   *prose
	span template.Span
	name string // dotted where the style has that
}

func (u misstyledUse) tag() string { return "{{" + u.name + "}}" }

// maxMisstyled is how many uses are looked at in one file.
const maxMisstyled = 1000

// misstyled returns the uses of declared variables in the wrong style. Who also
// writes {{name}} knows how, and means the other one as it stands.
func (s *Subject) misstyled() []misstyledUse {
	if s.foreign == nil && s.Prompt != nil && len(s.Prompt.Variables) > 0 {
		s.foreign = []misstyledUse{}
		declared := map[string]bool{}
		for _, v := range s.Prompt.Variables {
			declared[v.Name] = true
		}
		used := s.used()
		for _, t := range s.prose() {
			for _, use := range t.misstyled(declared) {
				if !used[rootOf(use.name)] {
					s.foreign = append(s.foreign, use)
				}
			}
		}
	}
	return s.foreign
}

// used are the variables that the prompt's own texts use in tags.
func (s *Subject) used() map[string]bool {
	used := map[string]bool{}
	for _, t := range s.prose() {
		for _, use := range t.Uses() {
			used[rootOf(use.Name)] = true
		}
	}
	return used
}

func (t *prose) misstyled(declared map[string]bool) []misstyledUse {
	if t.Role == model.Assistant || t.explainsPlaceholders() || t.ownDelimiters() {
		return nil // what the model writes, or what is a tag, is for the author to say
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
