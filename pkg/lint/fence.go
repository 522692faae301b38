package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// fence is a line that opens or closes a block of code: ``` or ~~~.
type fence struct {
	mark   template.Span // the run of backticks or tildes
	line   template.Span // the line, without its line break
	info   string        // what follows the run, trimmed
	char   byte
	quoted bool // it stands in a block quote
}

// fences are the fences of a text.
type fences struct {
	blocks []template.Span // fenced blocks with both their fences, in order
	open   []fence         // what is never closed, in order
}

// fences returns the fences of the text.
//
// CommonMark does not nest blocks: in a block of ``` a line ```python is text,
// and the next ``` closes the outer one. It knows no fence behind other text on
// a line either. Authors write both all the same, and models follow that. So
// the text is read in three ways, and what is left open in some of them only
// counts as closed. A fourth way finds the block that has no end before the
// next one begins, where the others would blame the last fence of all.
func (t *prose) fences() *fences {
	if t.fenced == nil {
		t.fenced = readFences(t.text())
	}
	return t.fenced
}

func readFences(text string) *fences {
	if !strings.Contains(text, "```") && !strings.Contains(text, "~~~") {
		return &fences{}
	}
	plain, nested, loose, strict := fenceReader{}, fenceReader{nests: always}, fenceReader{}, fenceReader{nests: inText, breaks: true}
	eachLine(text, func(line template.Span) {
		f, ok := fenceOf(text, line)
		plain.next(line, f, ok)
		nested.next(line, f, ok)
		if !ok {
			f, ok = lateFence(text, line)
		}
		loose.next(line, f, ok)
		strict.next(line, f, ok)
	})
	if len(strict.broken) > 0 && len(strict.open) == 0 && len(nested.open) > 0 {
		return &fences{plain.blocks, strict.broken[:1]}
	}
	best := &plain
	for _, r := range []*fenceReader{&loose, &nested, &plain} {
		if len(r.open) == 0 {
			best = r
		}
	}
	if len(best.open) > 0 {
		best.blocks = append(best.blocks, template.Span{Start: best.open[0].line.Start, End: len(text)})
	}
	return &fences{best.blocks, best.open}
}

// eachLine visits the lines of a text, without their line breaks.
func eachLine(text string, visit func(template.Span)) {
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			visit(template.Span{Start: at, End: len(text)})
			return
		}
		visit(template.Span{Start: at, End: at + end})
		at += end + 1
	}
}

// fenceReader is one way to read the fences of a text.
type fenceReader struct {
	nests  func(open fence) bool // whether a fence with a language opens a block within a block
	breaks bool                  // where it does not, it ends what was not closed

	open   []fence
	broken []fence // what was ended so
	blocks []template.Span
}

func always(fence) bool { return true }

// inText reports whether a block may show Markdown that has blocks of its own.
func inText(open fence) bool {
	switch open.info {
	case "", "markdown", "md", "text", "txt", "plaintext":
		return true
	}
	return false
}

// next takes a line, and what fence it is where it is one.
func (r *fenceReader) next(line template.Span, f fence, isFence bool) {
	n := len(r.open)
	if n > 0 && r.open[0].quoted && !f.quoted {
		r.close(line.Start) // the end of the quotation ends the block
		n = 0
	}
	switch {
	case !isFence:
	case n == 0 || f.info != "" && r.nests != nil && r.nests(r.open[n-1]):
		r.open = append(r.open, f)
	case f.info != "" && r.breaks:
		r.broken = append(r.broken, r.open[n-1])
		r.open[n-1] = f
	case endsFence(f, r.open[n-1]) && n > 1:
		r.open = r.open[:n-1]
	case endsFence(f, r.open[n-1]):
		r.close(line.End)
	}
}

// close ends the outermost block.
func (r *fenceReader) close(end int) {
	r.blocks = append(r.blocks, template.Span{Start: r.open[0].line.Start, End: end})
	r.open = nil
}

// endsFence reports whether a fence ends the block that another one opens.
func endsFence(f, open fence) bool {
	return f.info == "" && f.char == open.char && f.mark.End-f.mark.Start >= open.mark.End-open.mark.Start
}

// fenceOf reads a line as a fence. Block quotes, list markers and tags may come
// before it, and it may be indented: how far it must be depends on the list
// that it is in, and authors get that wrong without harm.
func fenceOf(text string, line template.Span) (f fence, ok bool) {
	at := line.Start
	for at < line.End {
		n := markerLen(text[at:line.End])
		if n == 0 {
			break
		}
		f.quoted = f.quoted || text[at] == '>'
		at += n
	}
	f, ok = f.from(text, at, line)
	return f, ok && !(f.char == '`' && strings.Contains(f.info, "`")) && !isFenceRuler(f)
}

// lateFence reads a fence behind other text on a line: Answer: ```json.
func lateFence(text string, line template.Span) (f fence, ok bool) {
	late, runs := -1, 0
	for at := line.Start; at < line.End; {
		i := strings.Index(text[at:line.End], "```")
		if i < 0 {
			break
		}
		late, runs = at+i, runs+1
		for at = late; at < line.End && text[at] == '`'; {
			at++
		}
	}
	if runs%2 == 0 {
		return f, false
	}
	f, ok = f.from(text, late, line)
	return f, ok && !strings.ContainsAny(f.info, " \t")
}

// from reads the fence whose run begins at an offset.
func (f fence) from(text string, at int, line template.Span) (fence, bool) {
	if at >= line.End || text[at] != '`' && text[at] != '~' {
		return f, false
	}
	end := at
	for end < line.End && text[end] == text[at] {
		end++
	}
	f.mark, f.line, f.char = template.Span{Start: at, End: end}, line, text[at]
	f.info = strings.TrimSpace(text[end:line.End])
	if hasAnyPrefix(f.info, "</", "{{/", "{{#", "{{^") {
		f.info = "" // a tag behind the fence is no language
	}
	return f, end-at >= 3
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// isFenceRuler reports whether a run is a line drawn across the page.
func isFenceRuler(f fence) bool { return f.char == '~' && f.mark.End-f.mark.Start > 6 && f.info == "" }

// markerLen is the length of the blank, the mark of a block quote, the list
// marker with the blank behind it, or the tag that a line begins with.
func markerLen(line string) int {
	switch c := line[0]; {
	case c == ' ' || c == '\t' || c == '>':
		return 1
	case (c == '-' || c == '*' || c == '+') && len(line) > 1 && isBlank(line[1]):
		return 2
	case c == '<':
		return strings.IndexByte(line, '>') + 1
	case hasAnyPrefix(line, "{{/", "{{#", "{{^"):
		return strings.Index(line, "}}") + 2
	case isDigit(c):
		return numberLen(line)
	}
	return 0
}

// numberLen is the length of the number of a list item, with the blank behind
// it.
func numberLen(line string) int {
	n := 1
	for n < len(line) && n < 9 && isDigit(line[n]) {
		n++
	}
	if n+1 < len(line) && (line[n] == '.' || line[n] == ')') && isBlank(line[n+1]) {
		return n + 2
	}
	return 0
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
