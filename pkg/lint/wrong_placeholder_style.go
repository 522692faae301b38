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

// eachForeign visits what is a placeholder in another language: {name}, ${name}
// and {$name}, [[name]], %name%.
func eachForeign(text string, visit func(span template.Span, name string)) {
	for _, style := range []struct{ open, close string }{{"{", "}"}, {"[[", "]]"}, {"%", "%"}} {
		for at := 0; ; {
			i := strings.Index(text[at:], style.open)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(style.open)
			name := at
			if style.open == "{" && name < len(text) && text[name] == '$' {
				name++
			}
			n := placeholderLen(text[name:])
			if n == 0 || !strings.HasPrefix(text[name+n:], style.close) {
				continue
			}
			span := template.Span{Start: start, End: name + n + len(style.close)}
			if at = span.End; style.open == "{" && start > 0 && text[start-1] == '$' && name == start+1 {
				span.Start--
			}
			visit(span, text[name:name+n])
		}
	}
}

// placeholderLen is the length of the name that a text begins with.
func placeholderLen(text string) int {
	n := 0
	for n < len(text) && n < 64 && (isWordByte(text[n]) || n > 0 && (text[n] == '.' || text[n] == '-')) {
		n++
	}
	if n > 0 && isDigit(text[0]) {
		return 0
	}
	return n
}

// isPlaceholder tells a placeholder from what looks like one in a formula, in
// code, or beside other braces. adjoins says that it follows another one.
func (t *prose) isPlaceholder(span template.Span, adjoins bool) bool {
	text := t.text()
	before, after := text[:span.Start], text[span.End:]
	switch {
	case !t.shown(span), strings.HasPrefix(after, "}"), strings.HasPrefix(strings.TrimLeft(after, " "), "="), strings.HasPrefix(after, " from "):
		return false
	case !adjoins && !strings.HasSuffix(before, "}}") && hasAnySuffix(before, "{", "}", "$", "\\", "^", "=", "<"):
		return false
	case text[span.Start] == '%' && (endsInWord(before) || startsWithWord(after)):
		return false
	case isFormula(before, span.End-span.Start == len("{x}")):
		return false
	case t.isCode(span):
		return t.isTextInBlock(span)
	}
	near, _ := nearby(text, span.Start, span.End)
	return !isInterpolated(near)
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}

func endsInWord(s string) bool     { return s != "" && isWordByte(s[len(s)-1]) }
func startsWithWord(s string) bool { return s != "" && isWordByte(s[0]) }

// isFormula reports whether braces after a text belong to a command of TeX
// (\frac{), to an index (x_{), or, where they hold a single letter, to whatever
// stands right before them, as in [0-9]{n}.
func isFormula(before string, letter bool) bool {
	if letter && before != "" && strings.IndexByte(" \n\t\"'(>:", before[len(before)-1]) < 0 {
		return true
	}
	i := len(before)
	for i > 0 && i > len(before)-20 && isWordByte(before[i-1]) {
		i--
	}
	return i < len(before) && (strings.HasSuffix(before, "_") && i < len(before)-1 || i > 0 && before[i-1] == '\\')
}

// isInterpolated reports whether a string begins on the line in which braces
// mean something to a programming language.
func isInterpolated(before string) bool {
	return strings.Contains(before, `f"`) || strings.Contains(before, "f'") || strings.Contains(before, "const ") || strings.Contains(before, "return ")
}

// isTextInBlock reports whether a placeholder in a fenced block is none of a
// programming language: it is alone on its line, or the block is data or text.
func (t *prose) isTextInBlock(span template.Span) bool {
	for _, block := range t.fences().blocks {
		if span.Start < block.Start || span.End > block.End {
			continue
		}
		line := t.line(span.Start)
		if strings.TrimSpace(t.cut(line)) == t.cut(span) {
			return true
		}
		before, _ := nearby(t.text(), span.Start, span.End)
		return t.text()[span.Start] != '$' && t.isDataBlock(block) && !isInterpolated(before) && !strings.Contains(before, "`")
	}
	return false
}

// isDataBlock reports whether a fenced block says that it holds text or data.
func (t *prose) isDataBlock(block template.Span) bool {
	f, _ := fenceOf(t.text(), t.line(block.Start))
	switch strings.ToLower(f.info) {
	case "text", "txt", "plaintext", "markdown", "md", "json", "xml", "yaml", "html", "csv", "email":
		return true
	}
	return false
}
