package prose

import "strings"

// Lines returns a text with each sentence and each line of code on a line of its
// own, and a blank line where there were some: as text is best compared by
// lines. However a paragraph is wrapped, its lines are the same.
func Lines(source string) []string {
	t := newText(source, map[string]int32{})
	var lines []string
	blocks, code := t.blocks()
	for k, block := range blocks {
		if gap := t.gap(block.from); k > 0 && countLines(gap) > 1 {
			lines = append(lines, "")
		}
		if code[k] {
			lines = append(lines, t.indent(block.from)+source[t.tokens[block.from].start:t.tokens[block.to-1].end])
			continue
		}
		for _, sentence := range t.sentences(block) {
			lines = append(lines, t.indent(block.from)+t.unwrapped(sentence))
		}
	}
	return lines
}

// indent is the white space between the beginning of a line and a token.
func (t text) indent(i int) string {
	gap := t.gap(i)
	return gap[strings.LastIndexByte(gap, '\n')+1:]
}

// unwrapped is a stretch of text in one line.
func (t text) unwrapped(e extent) string {
	var b strings.Builder
	for i := e.from; i < e.to; i++ {
		if i > e.from && t.gap(i) != "" {
			b.WriteByte(' ')
		}
		b.WriteString(t.word(i))
	}
	return b.String()
}
