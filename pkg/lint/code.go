package lint

import (
	"sort"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// isCode reports whether a stretch touches code: a fenced block, or what stands
// between backticks.
func (t *prose) isCode(span template.Span) bool {
	if !t.coded {
		t.coded = true
		t.code = codeOf(t.text(), t.fences())
	}
	i := sort.Search(len(t.code), func(i int) bool { return t.code[i].End > span.Start })
	return i < len(t.code) && t.code[i].Start < span.End
}

// codeOf returns what is code: fenced blocks, and between them what stands in
// backticks on one line. A single backtick is none.
func codeOf(text string, f *fences) []template.Span {
	if strings.IndexByte(text, '`') < 0 && len(f.blocks) == 0 {
		return nil
	}
	var code []template.Span
	at := 0
	for _, block := range f.blocks {
		code = append(inlineCode(code, text, at, block.Start), block.Span)
		at = block.End
	}
	return inlineCode(code, text, at, len(text))
}

// inlineCode adds the code in backticks between two offsets.
func inlineCode(code []template.Span, text string, at, end int) []template.Span {
	for at < end {
		i := strings.IndexByte(text[at:end], '`')
		if i < 0 {
			break
		}
		at += i
		run := at
		for at < end && text[at] == '`' {
			at++
		}
		if n := closingRun(text[at:end], at-run); n > 0 {
			code = append(code, template.Span{Start: run, End: at + n})
			at += n
		}
	}
	return code
}

// maxInlineCode is how many bytes are searched for the end of code in
// backticks. Without it a line of backticks would take the square of its length.
const maxInlineCode = 1 << 10

// closingRun returns the end of the first run of exactly n backticks on the
// line, 0 where there is none.
func closingRun(rest string, n int) int {
	rest = rest[:min(len(rest), maxInlineCode)]
	for i := 0; i < len(rest) && rest[i] != '\n'; i++ {
		start := i
		for i < len(rest) && rest[i] == '`' {
			i++
		}
		if i > start && i-start == n {
			return i
		}
		if i > start {
			i--
		}
	}
	return 0
}
