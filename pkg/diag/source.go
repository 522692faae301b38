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
}

// NewSource indexes the lines of a text.
func NewSource(file string, text []byte) *Source {
	s := &Source{File: file, Text: text, lines: make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))}
	for i, b := range text {
		if b == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// Pos returns the place of a byte offset, which is clamped to the text.
func (s *Source) Pos(offset int) Pos {
	offset = max(0, min(offset, len(s.Text)))
	line := sort.SearchInts(s.lines, offset+1) - 1
	col := utf8.RuneCount(s.Text[s.lines[line]:offset]) + 1
	return Pos{Line: line + 1, Col: col, Offset: offset}
}

// Range returns the stretch between two byte offsets.
func (s *Source) Range(start, end int) Range {
	return Range{File: s.File, Start: s.Pos(start), End: s.Pos(end)}
}

// Line returns the text of a 1-based line, without its line end; "" where the
// text has no such line.
func (s *Source) Line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	line := s.Text[s.lines[n-1]:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	return string(bytes.TrimSuffix(line, []byte{'\r'}))
}
