package term

import "strings"

// Wrap breaks text into lines of at most width columns, at spaces where it can
// and inside a word where it must. Line feeds stay, and so does the indentation
// of a line, which those that it is broken into share. A single character wider
// than width gets a line of its own.
func Wrap(text string, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\t", "    "), "\n") {
		lines = append(lines, wrapLine(line, width)...)
	}
	return lines
}

func wrapLine(line string, width int) []string {
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	if len(indent) > width/2 {
		indent = ""
	}
	lines := fill(words(line, width-len(indent)), width-len(indent))
	for i := range lines {
		lines[i] = indent + lines[i]
	}
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// words returns the words of a line, those wider than width in several pieces.
func words(line string, width int) []string {
	var all []string
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' }) {
		for w != "" {
			head := prefix(w, width)
			if head == "" {
				head = firstCluster(w)
			}
			all = append(all, head)
			w = w[len(head):]
		}
	}
	return all
}

// firstCluster returns the first cluster of a text that has one.
func firstCluster(text string) string {
	for c := range clusters(text) {
		return c
	}
	return text
}

// fill puts as many words on a line as it takes.
func fill(words []string, width int) []string {
	var lines []string
	for _, w := range words {
		if n := len(lines); n > 0 {
			if longer := lines[n-1] + " " + w; Width(longer) <= width {
				lines[n-1] = longer
				continue
			}
		}
		lines = append(lines, w)
	}
	return lines
}
