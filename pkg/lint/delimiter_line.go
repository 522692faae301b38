package lint

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// betweenLines finds the values between lines that delimit: fences, lines that
// say BEGIN and END, and two equal lines with another variable in them.
func (f *flow) betweenLines(found []delimiter) {
	lines := bytes.Split(f.text, []byte("\n"))
	for i, line := range lines {
		lines[i] = bytes.TrimSpace(line)
	}
	text := string(f.text)
	fences, named := readFences(text), marked(lines)
	line, at, between := 0, 0, betweenEqual(lines, 0)
	for i, use := range f.uses {
		if n := bytes.Count(f.text[at:use.at], []byte("\n")); n > 0 { // else it is known: many may be on one line
			line += n
			between = betweenEqual(lines, line)
		}
		at = use.at
		if b := fences.around(at); b != nil && found[i].mark == "" {
			found[i].mark = text[b.fence.mark.Start:b.fence.mark.End]
		}
		found[i].named = found[i].named || named[line] || between
	}
}

// leadingRun returns the equal characters that a line begins with.
func leadingRun(line []byte) string {
	n := 0
	for n < len(line) && line[n] == line[0] {
		n++
	}
	return string(line[:n])
}

// marked tells which lines are between one that says BEGIN, or the name of what
// begins, and one that says END.
func marked(lines [][]byte) []bool {
	in := make([]bool, len(lines))
	depth := make([]int, len(lines)+1)
	var open []int
	titles := map[string]int{} // the last line that is nothing but a name
	between := func(start, end int) {
		depth[start]++
		depth[end]--
	}
	for i, line := range lines {
		switch word, name := marker(line); word {
		case "begin":
			open = append(open, i)
		case "end":
			if len(open) > 0 {
				between(open[len(open)-1], i)
				open = open[:len(open)-1]
			} else if start, ok := titles[name]; ok {
				between(start, i)
				delete(titles, name)
			}
		case "title":
			titles[name] = i
		}
	}
	now := 0
	for i := range lines {
		now += depth[i]
		in[i] = now > 0
	}
	return in
}

// marker returns "begin" or "end" for a line that marks where something begins
// or ends, such as "-----BEGIN TICKET-----", "[END]" or "=== Start of ticket ===":
// a few words, in capitals or between signs. One without such a word is a title.
// It returns the name of what begins or ends too.
func marker(line []byte) (word, name string) {
	const longest, mostWords = 80, 6
	if len(line) > longest {
		return "", ""
	}
	text := strings.Trim(string(line), "-=#*<>[](){}_~|+:!/;%【】 ")
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 || len(words) > mostWords {
		return "", ""
	}
	between := !bytes.HasPrefix(line, []byte(text)) && !bytes.HasSuffix(line, []byte(text))
	if !between && (strings.ContainsFunc(text, unicode.IsLower) || !strings.ContainsFunc(text, unicode.IsUpper)) {
		return "", "" // a line of prose, or a heading
	}
	switch first, last := words[0], words[len(words)-1]; {
	case says(first, last, "begin", "begins", "start", "starts", "beginning", "anfang", "beginn", "inicio", "début", "开始"):
		return "begin", ""
	case says(first, last, "end", "ends", "ende", "fin", "结束"):
		return "end", endedBy(words)
	}
	return "title", strings.Join(words, " ")
}

// says reports whether one of two words is one of a list, or ends with one that
// is written without a blank before it.
func says(first, last string, list ...string) bool {
	return slices.ContainsFunc(list, func(word string) bool {
		return first == word || last == word || word[0] >= utf8.RuneSelf && strings.HasSuffix(last, word)
	})
}

// endedBy returns the name of what a line of these words ends: that of "end of
// the review" is "review".
func endedBy(words []string) string {
	words = slices.DeleteFunc(words, func(word string) bool {
		switch word {
		case "end", "ends", "ende", "fin", "of", "the", "der", "des", "von":
			return true
		}
		return false
	})
	return strings.TrimSuffix(strings.Join(words, " "), "结束")
}

// betweenEqual reports whether the lines around a line are the same and have a
// variable in them, which can be a random word.
func betweenEqual(lines [][]byte, i int) bool {
	return i > 0 && i+1 < len(lines) && bytes.Contains(lines[i-1], []byte(trustedMark)) && bytes.Equal(lines[i-1], lines[i+1])
}
