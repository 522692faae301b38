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
	late   bool // it stands behind other text
	quoted bool // it stands in a block quote
}

// block is a fenced block, with both its fences.
type block struct {
	template.Span
	fence fence // that opens it
	end   int   // where the fence begins that closes it, or the block ends without one
	open  bool  // it is never closed, and goes on to the end of the text
}

// holds reports whether an offset is in a block that is closed, between its
// fences.
func (b *block) holds(offset int) bool { return !b.open && offset > b.fence.line.End && offset < b.end }

// fences are the fences of a text.
type fences struct {
	blocks []block // in order
	open   []fence // what is never closed, in order
}

// around returns the block that holds an offset, nil where none does. It is
// asked for one offset after the other, and forgets the blocks before.
func (f *fences) around(offset int) *block {
	for len(f.blocks) > 0 && f.blocks[0].End <= offset {
		f.blocks = f.blocks[1:]
	}
	if len(f.blocks) == 0 || !f.blocks[0].holds(offset) {
		return nil
	}
	return &f.blocks[0]
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
	lines := fenceLines(text)
	if len(lines) == 0 || len(lines) > maxFences {
		return &fences{}
	}
	all := readLines(text, lines)
	if len(all.open) == 0 {
		return all
	}
	meant := slices.DeleteFunc(lines, func(f fence) bool { return isSpokenOf(text, f) })
	if read := readLines(text, meant); len(read.open) == 0 || isSpokenOf(text, all.open[0]) {
		return read
	}
	return all
}

// isSpokenOf reports whether a fence opens nothing, as a sentence is about it:
// "``` must not be in the answer." A line of tildes may be a separator.
func isSpokenOf(text string, f fence) bool {
	const mostWords = 2 // of an info string: a language and an attribute
	if len(strings.Fields(f.info)) > mostWords || strings.HasSuffix(f.info, ".") {
		return true
	}
	if f.char != '~' || f.info != "" {
		return false
	}
	before := strings.TrimRight(text[:f.line.Start], " \t\r\n")
	line := strings.ToLower(before[strings.LastIndexByte(before, '\n')+1:])
	return strings.Contains(line, "separat") || strings.Contains(line, "delimit") || strings.Contains(line, "divid")
}

// readLines reads the lines of a text that may be fences.
func readLines(text string, lines []fence) *fences {
	plain := readAs(text, lines, fenceReader{})
	nested := readAs(text, lines, fenceReader{nests: always})
	loose := readAs(text, lines, fenceReader{late: true})
	strict := readAs(text, lines, fenceReader{late: true, nests: inText, breaks: true})
	if len(strict.broken) > 0 && len(strict.open) == 0 && len(nested.open) > 0 {
		return &fences{plain.blocks, strict.broken[:1]}
	}
	best := plain
	for _, r := range []*fenceReader{loose, nested, plain} {
		if len(r.open) == 0 {
			best = r
		}
	}
	if len(best.open) > 0 {
		open := best.open[0]
		best.blocks = append(best.blocks, block{template.Span{Start: open.line.Start, End: len(text)}, open, len(text), true})
	}
	return &fences{best.blocks, best.open}
}

// maxFences is how many fences are read. No text has so many.
const maxFences = 10000

// fenceLines returns the lines that may be fences, in order.
func fenceLines(text string) []fence {
	var lines []fence
	ticks, tildes := -1, -1
	for at := 0; ; {
		ticks, tildes = runAt(text, "```", ticks, at), runAt(text, "~~~", tildes, at)
		mark := min(ticks, tildes)
		if mark == len(text) {
			return lines
		}
		line := lineOf(text, mark)
		if f, ok := fenceOf(text, line); ok {
			lines = append(lines, f)
		} else if f, ok := lateFence(text, line); ok {
			f.late = true
			lines = append(lines, f)
		}
		if len(lines) > maxFences {
			return lines
		}
		at = min(line.End+1, len(text))
	}
}

// runAt returns the first place of a run from an offset on, the length of the
// text where there is none. known is an earlier answer.
func runAt(text, run string, known, at int) int {
	if known >= at {
		return known
	}
	if i := strings.Index(text[at:], run); i >= 0 {
		return at + i
	}
	return len(text)
}

// fenceReader is one way to read the fences of a text.
type fenceReader struct {
	text   string
	late   bool                  // fences behind other text count
	nests  func(open fence) bool // whether a fence with a language opens a block within a block
	breaks bool                  // where it does not, it ends what was not closed

	open   []fence
	broken []fence // what was ended so
	blocks []block
	quoted int // up to where an open block was followed through its quotation
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

func readAs(text string, lines []fence, r fenceReader) *fenceReader {
	r.text = text
	for _, f := range lines {
		if !f.late || r.late {
			r.next(f)
		}
	}
	r.endQuotation(len(text))
	return &r
}

// next takes a fence.
func (r *fenceReader) next(f fence) {
	r.endQuotation(f.line.Start)
	n := len(r.open)
	switch {
	case n == 0 || f.info != "" && r.nests != nil && r.nests(r.open[n-1]):
		r.open = append(r.open, f)
	case f.info != "" && r.breaks:
		r.broken = append(r.broken, r.open[n-1])
		r.open[n-1] = f
	case endsFence(f, r.open[n-1]) && n > 1:
		r.open = r.open[:n-1]
	case endsFence(f, r.open[n-1]):
		r.close(f.line.Start, f.line.End)
	}
}

// endQuotation ends a block in a quotation that ends before an offset.
func (r *fenceReader) endQuotation(before int) {
	if len(r.open) == 0 || !r.open[0].quoted {
		return
	}
	r.quoted = max(r.quoted, r.open[len(r.open)-1].line.End+1)
	for r.quoted <= before && r.quoted < len(r.text) {
		line := lineOf(r.text, r.quoted)
		if !strings.HasPrefix(strings.TrimLeft(r.text[line.Start:line.End], " "), ">") {
			r.close(line.Start, line.Start)
			return
		}
		r.quoted = line.End + 1
	}
}

// close ends the outermost block. fence is where the one begins that does so.
func (r *fenceReader) close(fence, end int) {
	open := r.open[0]
	r.blocks = append(r.blocks, block{Span: template.Span{Start: open.line.Start, End: end}, fence: open, end: fence})
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
	return f, ok && strings.IndexByte(f.info, f.char) < 0 && !isFenceRuler(f)
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
