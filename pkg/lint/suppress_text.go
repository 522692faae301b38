package lint

import (
	"bytes"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// texts reads the suppressions in the comments of templates, which the model
// does not get. What looks like a suppression and is text the model does get.
func (r *suppressionReader) texts() {
	if !bytes.Contains(r.Src, []byte("promptctl")) {
		return
	}
	for _, t := range r.Texts() {
		for n := range t.All() {
			if c, ok := n.(*template.Comment); ok && !r.full {
				r.templateComment(t, c)
			}
		}
		r.sentLines(t)
	}
}

// templateComment reads the suppression that a comment of a template may be.
func (r *suppressionReader) templateComment(t Text, c *template.Comment) {
	text := strings.TrimLeft(c.Text, " \t\r\n")
	base := c.Span.Start + strings.IndexByte(t.Text.Text[c.Span.Start:c.Span.End], '!') + 1 + len(c.Text) - len(text)
	at := func(i, j int) diag.Range { return t.Range(template.Span{Start: base + i, End: base + j}) }
	if !isDirective(text) {
		r.misspelt(text, at)
		return
	}
	d, ok := r.directive(text, at)
	switch {
	case !ok:
		return
	case d.whole && r.Partial == nil:
		r.wrong("X002", t.Range(c.Span), "put a comment of YAML at the top level, or write "+ignoreHere, "a comment in a text is about its line, not about the whole file")
		return
	}
	s := d.suppression(t.Range(c.Span), at)
	covered := coveredBy(t, c.Span)
	s.start, s.end = covered.Start.Offset, covered.End.Offset
	s.remove = func(rules []int, _ int) *diag.Fix {
		switch {
		case !r.isVerbatim(t, c.Span):
			return nil
		case len(rules) < len(s.rules):
			return withoutRules(s, rules)
		case s.unread:
			return nil
		}
		return r.withoutTag(t, c.Span)
	}
	r.add(s)
}

// coveredBy returns what a comment of a template is about: the line that it is
// on, or the one below it where it stands alone.
func coveredBy(t Text, comment template.Span) diag.Range {
	line, next := linesOfTag(t.Text.Text, comment)
	if standsAlone(t.Text.Text, comment) {
		line = belowComments(t, next)
	}
	return t.Range(line)
}

// linesOfTag returns the lines of a text that a tag is on, and the one below:
// without their line breaks, and empty at the end of the text.
func linesOfTag(text string, tag template.Span) (line, next template.Span) {
	line.Start, line.End = lineOf(text, tag.Start).Start, lineOf(text, tag.End).End
	return line, lineBelow(text, line)
}

// belowComments returns the first line, from one on, that is more than a
// comment of the template: several suppressions may stand above one line.
func belowComments(t Text, line template.Span) template.Span {
	text := t.Text.Text
	for range maxSuppressions {
		shown := strings.TrimSpace(text[line.Start:line.End])
		if !strings.HasPrefix(shown, "{{!") || strings.Index(shown, "}}") != len(shown)-len("}}") {
			break
		}
		line = lineBelow(text, line)
	}
	return line
}

// isVerbatim reports whether a stretch of a text stands in the file byte for
// byte, without escapes or folds.
func (r *suppressionReader) isVerbatim(t Text, span template.Span) bool {
	at := t.Range(span)
	return string(r.Src[at.Start.Offset:at.End.Offset]) == t.Text.Text[span.Start:span.End]
}

// withoutTag is the fix that takes a comment out of a text, with its line where
// it stands alone. It is nil where the text could become another one by that.
func (r *suppressionReader) withoutTag(t Text, tag template.Span) *diag.Fix {
	text := t.Text.Text
	line, next := linesOfTag(text, tag)
	at := t.Range(tag)
	edit := diag.Edit{Start: at.Start.Offset, End: at.End.Offset}
	first := text[line.Start:tag.Start] + text[tag.End:line.End] // what the text may begin with then
	alone := standsAlone(text, tag)
	if alone {
		if strings.TrimSpace(text[next.Start:next.End]) == "" {
			return nil // how a text ends is told by the lines that are blank there
		}
		below := belowComments(t, next)
		edit, first = wholeLines(r.Src, edit), text[below.Start:below.End]
	}
	inside := !inHead(text, line.Start)
	switch style, ok := r.style(at.Start.Offset); {
	case r.Partial != nil && (inside || strings.TrimSpace(first) != "---"):
	case ok && style == yamldoc.Literal && (inside || strings.TrimLeft(first, " \t") == first):
	case ok && (style == yamldoc.DoubleQuoted || style == yamldoc.SingleQuoted) && !alone && r.onOneLine(at.Start.Offset):
	default:
		return nil
	}
	return &diag.Fix{Title: "remove the suppression", Edits: []diag.Edit{edit}}
}

// inHead reports whether nothing but comments comes before a line of a text. The
// first line of a block tells how far it is indented, and that of a partial
// whether it has front matter, so that it must stay what it is.
func inHead(text string, line int) bool {
	for before := range strings.Lines(text[:line]) {
		if shown := strings.TrimSpace(before); shown != "" && !strings.HasPrefix(shown, "{{!") {
			return false
		}
	}
	return true
}

// style is how the scalar is written that holds an offset.
func (r *suppressionReader) style(offset int) (yamldoc.Style, bool) {
	if r.Prompt == nil {
		return 0, false
	}
	e, ok := entryAround(r.Doc.Root, offset)
	return e.value.Style, ok
}

// onOneLine reports whether the scalar that holds an offset has no line break.
func (r *suppressionReader) onOneLine(offset int) bool {
	e, ok := entryAround(r.Doc.Root, offset)
	return ok && !bytes.ContainsAny(r.Src[e.value.Start:e.value.End], "\r\n")
}

// sentLines notes lines of a text that look like a suppression. They are part
// of what the model gets, and suppress nothing. Only the first one of a line can
// look so, as nothing but signs may stand before it.
func (r *suppressionReader) sentLines(t Text) {
	text := t.Text.Text
	for at := 0; ; {
		i := strings.Index(text[at:], ignoreHere)
		if i < 0 || r.full {
			return
		}
		word := at + i
		line := lineOf(text, word)
		at = line.End
		lead := strings.TrimSpace(text[line.Start:word])
		_, rest := firstWord(text[word:line.End])
		if isDirective(text[word:]) && (lead == "<!--" || lead != "" && strings.Trim(lead, "#") == "") && namesRule(strings.TrimSuffix(rest, "-->")) {
			start := line.Start + strings.Index(text[line.Start:word], lead)
			r.wrong("X002", t.Range(template.Span{Start: start, End: line.End}),
				"put it above the key in YAML, or write {{! "+ignoreHere+" CODE: why }} here", "this line is part of the text that the model gets, and suppresses nothing")
		}
	}
}
