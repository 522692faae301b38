package lint

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// unusedVariable is T003: a variable that no template of the prompt uses.
func unusedVariable(p *Pass) {
	if p.Prompt == nil || len(p.Prompt.Variables) == 0 || p.lacksPartial() {
		return
	}
	used := map[string]bool{}
	for _, t := range p.Closure.Texts() {
		for _, use := range t.Uses() {
			first, _, _ := strings.Cut(use.Name, ".")
			used[first] = true
		}
	}
	declarations := p.Doc.Root.Get("variables")
	meant := p.meant(used)
	mentioned := p.mentioned(declarations)
	for i, pair := range declarations.Pairs {
		v, ok := p.Prompt.Variable(pair.Key.Value)
		if ok && v.Range.Start.Offset == pair.Key.Start && !used[v.Name] && !meant[v.Name] && !mentioned[v.Name] && p.room() {
			p.Report(v.Range, "variable %q is not used", v.Name).Fix = p.removeEntry(declarations, i, "remove the declaration")
		}
	}
}

// lacksPartial reports whether a partial is not there: it may use any variable.
func (p *Pass) lacksPartial() bool {
	for _, t := range p.Closure.Texts() {
		for _, include := range t.Partials() {
			if p.Closure.Partials[include.Name] == nil {
				return true
			}
		}
	}
	return false
}

// meant are the variables that undeclared names are misspellings of: T002 says
// so, and once is enough.
func (p *Pass) meant(used map[string]bool) map[string]bool {
	declared := make([]string, len(p.Prompt.Variables))
	for i, v := range p.Prompt.Variables {
		declared[i] = v.Name
	}
	meant := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if _, known := p.Prompt.Variable(name); !known {
			meant[p.nearest(name, declared, nil)] = true
		}
	}
	return meant
}

// mentioned are the names that stand between braces, as placeholders of any
// language do, anywhere in the file but among the declarations. They are meant
// to be used: by a text that stands where none is read, or in another style, of
// which other rules tell.
func (p *Pass) mentioned(declarations *yamldoc.Node) map[string]bool {
	names := map[string]bool{}
	for _, src := range [][]byte{p.Src[:declarations.Start], p.Src[declarations.End:]} {
		for _, braces := range []struct{ open, close string }{{"{{", "}}"}, {"{%", "%}"}, {"{", "}"}} {
			eachBetween(string(src), braces.open, braces.close, func(text string) {
				words := strings.FieldsFunc(text, notInNames)
				if strings.HasPrefix(text, "!") || len(braces.open) == 1 && (len(words) != 1 || words[0] != text) {
					return // a comment, or a flow mapping
				}
				for _, word := range words {
					names[word] = true
				}
			})
		}
	}
	return names
}

func notInNames(c rune) bool {
	return c != '_' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
}

// eachBetween visits what stands between two marks on one line.
func eachBetween(text, open, close string, visit func(string)) {
	for line := range strings.Lines(text) {
		for {
			_, rest, found := strings.Cut(line, open)
			inner, after, closed := strings.Cut(rest, close)
			if !found || !closed {
				break
			}
			visit(inner)
			line = after
		}
	}
}

// removeEntry is the unsafe fix that takes an entry out of a mapping, nil where
// that cannot be done by itself.
func (p *Pass) removeEntry(mapping *yamldoc.Node, i int, title string) *diag.Fix {
	edit, ok := p.Doc.RemoveEntry(mapping, &mapping.Pairs[i])
	if !ok {
		return nil
	}
	return &diag.Fix{Title: title, Unsafe: true, Edits: []diag.Edit{edit}}
}
