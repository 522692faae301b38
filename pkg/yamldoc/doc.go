// Package yamldoc is a YAML file as a tree with exact positions, refused when
// it is not safe.
//
// A file is read twice: by this package's own scanner and grammar, which know
// where everything stands and what is wrong with it, and by yaml.v3, which says
// what the values are. Both follow libyaml's rules. A file that the first
// refuses never reaches the second, and one that they read differently is
// refused. So every node has byte offsets, every byte of a scalar's value can
// be traced to its source, and nothing in a file can make reading it slow.
package yamldoc

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Doc is a parsed file. It may be read by several goroutines at once.
type Doc struct {
	File string // the name that findings and ranges carry
	Src  []byte // the file's bytes, as given
	Root *Node  // nil for an empty file, and where the syntax is wrong

	text     text  // Src with what is no text replaced, byte for byte
	lines    []int // offset of each line's first byte
	comments []Comment
	maps     sync.Map // *Node to *valueMap, made when first asked for
}

// Comment is one comment, from its # to the end of its line.
type Comment struct {
	Text       string // with its #, without the line break
	Start, End int    // byte offsets in Doc.Src
}

// newDoc returns a document without a tree.
func newDoc(file string, src []byte) *Doc {
	return &Doc{File: file, Src: src, lines: lineStarts(src)}
}

// lineStarts returns the offset of each line's first byte. Lines end with LF,
// CR LF or CR.
func lineStarts(src []byte) []int {
	lines := make([]int, 1, 1+bytes.Count(src, []byte{'\n'}))
	if bytes.IndexByte(src, '\r') < 0 {
		for i, n := 0, 0; ; {
			if n = bytes.IndexByte(src[i:], '\n'); n < 0 {
				return lines
			}
			i += n + 1
			lines = append(lines, i)
		}
	}
	for i, c := range src {
		if c == '\n' || c == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// Pos returns the place of a byte offset, which is clamped to the file. An
// offset inside a character has that character's column.
func (d *Doc) Pos(offset int) diag.Pos {
	offset = max(0, min(offset, len(d.Src)))
	line := sort.SearchInts(d.lines, offset+1) - 1
	before := d.Src[d.lines[line]:charStart(d.Src, offset)]
	return diag.Pos{Line: line + 1, Col: utf8.RuneCount(before) + 1, Offset: offset}
}

// charStart returns the offset of the first byte of the character that holds
// the byte at i.
func charStart(src []byte, i int) int {
	for k := 1; k < utf8.UTFMax && k <= i && i < len(src) && !utf8.RuneStart(src[i]); k++ {
		if _, size := utf8.DecodeRune(src[i-k:]); size > k {
			return i - k
		}
	}
	return i
}

// Range returns the stretch between two byte offsets.
func (d *Doc) Range(start, end int) diag.Range {
	return diag.Range{File: d.File, Start: d.Pos(start), End: d.Pos(end)}
}

// NodeRange returns the stretch of a node's own text.
func (d *Doc) NodeRange(n *Node) diag.Range { return d.Range(n.Start, n.End) }

// Comments returns the file's comments in their order. Where the syntax is
// wrong, they are those before the fault.
func (d *Doc) Comments() []Comment {
	all := make([]Comment, len(d.comments))
	for i, c := range d.comments {
		all[i] = Comment{Text: string(d.Src[c.Start:c.End]), Start: c.Start, End: c.End}
	}
	return all
}
