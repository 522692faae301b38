package diag

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Source is the text of a file, which turns byte offsets into places.
type Source struct {
	File string
	Text []byte

	lines []int // offset of each line's first byte
	marks []int // columns less one at every markStep-th byte of the text
	base  Pos   // what places are more than in the text: lines, and bytes
}

// markStep is how far apart marks are. Without them every place in a file of
// one long line would cost the whole line.
const markStep = 1 << 10

// NewSource indexes the lines of a text, which end with LF, CR LF or CR.
func NewSource(file string, text []byte) *Source {
	s := &Source{File: file, Text: text, lines: lineStarts(text)}
	for at := markStep; at <= len(text); at += markStep {
		s.marks = append(s.marks, s.column(at))
	}
	return s
}

// NewSourceAt is NewSource of a stretch of a file that begins with a line: the
// number of that line, and the offset of its first byte. Places are those in the
// file; LineStart and Line count within the stretch.
func NewSourceAt(file string, text []byte, line, offset int) *Source {
	s := NewSource(file, text)
	s.base = Pos{Line: line - 1, Offset: offset}
	return s
}

// lineStarts returns the offset of each line's first byte.
func lineStarts(text []byte) []int {
	lines := make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))
	if bytes.IndexByte(text, '\r') < 0 {
		for start := 0; ; {
			n := bytes.IndexByte(text[start:], '\n')
			if n < 0 {
				return lines
			}
			start += n + 1
			lines = append(lines, start)
		}
	}
	for i, b := range text {
		if b == '\n' || b == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// Pos returns the place of a byte offset, which is clamped to the text. An
// offset inside a character has that character's column.
func (s *Source) Pos(offset int) Pos {
	offset = max(0, min(offset, len(s.Text)))
	return Pos{Line: s.base.Line + s.lineOf(offset) + 1, Col: s.column(offset) + 1, Offset: s.base.Offset + offset}
}

// lineOf returns the index of the line that holds a byte offset.
func (s *Source) lineOf(offset int) int { return sort.SearchInts(s.lines, offset+1) - 1 }

// column counts the characters of the line before a byte offset, beginning at
// the nearest mark.
func (s *Source) column(offset int) int {
	offset = s.charStart(offset)
	start, counted := s.lines[s.lineOf(offset)], 0
	if i := min(offset/markStep, len(s.marks)); i > 0 {
		if at := s.charStart(i * markStep); at >= start {
			start, counted = at, s.marks[i-1]
		}
	}
	return counted + utf8.RuneCount(s.Text[start:offset])
}

// charStart returns the offset of the first byte of the character that holds
// the byte at i.
func (s *Source) charStart(i int) int {
	for k := 1; k < utf8.UTFMax && k <= i && i < len(s.Text) && !utf8.RuneStart(s.Text[i]); k++ {
		if _, size := utf8.DecodeRune(s.Text[i-k:]); size > k {
			return i - k
		}
	}
	return i
}

// Range returns the stretch between two byte offsets.
func (s *Source) Range(start, end int) Range {
	return Range{File: s.File, Start: s.Pos(start), End: s.Pos(end)}
}

// LineStart returns the offset of the first byte of a 1-based line, which is
// clamped to the lines of the text.
func (s *Source) LineStart(n int) int { return s.lines[max(1, min(n, len(s.lines)))-1] }

// Line returns the text of a 1-based line, without its line end; "" where the
// text has no such line.
func (s *Source) Line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	end := len(s.Text)
	if n < len(s.lines) {
		end = s.lines[n]
	}
	return string(bytes.TrimRight(s.Text[s.lines[n-1]:end], "\r\n"))
}
