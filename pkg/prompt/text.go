package prompt

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// String is a plain string of the prompt file, with its place. Node is nil
// where the file does not have it.
type String struct {
	Value string
	Node  *yamldoc.Node
}

// Text is a template with the place that it stands in.
type Text struct {
	*template.Template
	where func(start, end int) diag.Range
	src   []byte // of the file
}

// newText parses a template; where tells the place of a stretch of its text in
// the file's bytes.
func newText(text string, src []byte, where func(start, end int) diag.Range) *Text {
	parsed, _ := template.Parse(text)
	return &Text{Template: parsed, where: where, src: src}
}

// Range returns the place in the file of a stretch of the template's text.
func (t *Text) Range(span template.Span) diag.Range { return t.where(span.Start, span.End) }

// Fix returns the unsafe fix that makes edits of the template's text in its
// file. It is nil where the file does not have that text letter by letter: where
// there are escapes in it, or where another text is shown under its name.
func (t *Text) Fix(title string, edits ...template.Edit) *diag.Fix {
	fix := diag.UnsafeFix(title)
	for _, e := range edits {
		in, ok := t.edit(e)
		if !ok {
			return nil
		}
		fix.Edits = append(fix.Edits, in)
	}
	return fix
}

func (t *Text) edit(e template.Edit) (in diag.Edit, ok bool) {
	around := e.Span
	if e.Start == e.End && e.Start > 0 {
		around.Start-- // what is inserted stands behind the character before it
	}
	at := t.Range(around)
	in = diag.Edit{Start: at.End.Offset - (e.End - e.Start), End: at.End.Offset, New: e.New}
	return in, string(t.src[at.Start.Offset:at.End.Offset]) == t.Text[around.Start:around.End]
}

// report notes the mistakes in the template where they stand. A condition about
// a list has no fix.
func (t *Text) report(found *findings, isList func(name string) bool) {
	for _, p := range t.Errors {
		code := "T001"
		if p.Foreign {
			code = "T007"
		}
		f := found.add(code, func() diag.Range { return t.Range(p.Span) }, "%s", p.Msg)
		f.Hint = p.Hint
		if p.Mend != nil && f.Code != "" && !isList(p.Mend.Condition) {
			f.Fix = t.Fix(p.Mend.Title, p.Mend.Edits...)
		}
	}
}
