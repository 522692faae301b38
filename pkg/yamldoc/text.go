package yamldoc

import "bytes"

// text is a file's bytes as YAML sees them: a byte after the end reads as 0,
// which no text holds (encoding.go replaces it).
type text []byte

// at returns the byte at i, or 0 outside the text.
func (t text) at(i int) byte {
	if i < 0 || i >= len(t) {
		return 0
	}
	return t[i]
}

// breakLen returns the length in bytes of the line break at i, or 0. YAML 1.1
// breaks lines at NEL, LS and PS too, and yaml.v3 follows it.
func (t text) breakLen(i int) int {
	switch t.at(i) {
	case '\n':
		return 1
	case '\r':
		if t.at(i+1) == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if t.at(i+1) == 0x85 {
			return 2
		}
	case 0xE2:
		if t.at(i+1) == 0x80 && t.at(i+2)|1 == 0xA9 {
			return 3
		}
	}
	return 0
}

// keptBreak reports whether the break at i stays as it is when it is read: LS
// and PS do, all others become "\n" and may be folded.
func (t text) keptBreak(i int) bool { return t.at(i) == 0xE2 }

// blank reports whether there is a space or a tab at i.
func (t text) blank(i int) bool { return t.at(i) == ' ' || t.at(i) == '\t' }

// blankOrEnd reports whether there is a space, a tab, a line break or the end
// of the text at i.
func (t text) blankOrEnd(i int) bool {
	switch t.at(i) {
	case ' ', '\t', '\n', '\r', 0:
		return true
	case 0xC2, 0xE2:
		return t.breakLen(i) > 0
	}
	return false
}

// lineEnd returns the offset of the first line break at or after i, or the end
// of the text.
func (t text) lineEnd(i int) int {
	n := bytes.IndexByte(t[i:], '\n')
	line := t[i:]
	if n >= 0 {
		line = line[:n]
	}
	for j, c := range line {
		if (c == '\r' || c == 0xC2 || c == 0xE2) && t.breakLen(i+j) > 0 {
			return i + j
		}
	}
	return i + len(line)
}

// spaces returns the offset of the first byte at or after i that is no space.
func (t text) spaces(i int) int {
	for t.at(i) == ' ' {
		i++
	}
	return i
}

// documentMark reports whether "---" or "..." stands at i, which must be the
// start of a line.
func (t text) documentMark(i int) bool {
	c := t.at(i)
	return (c == '-' || c == '.') && t.at(i+1) == c && t.at(i+2) == c && t.blankOrEnd(i+3)
}
