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
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Doc is a parsed file. It may be read by several goroutines at once.
type Doc struct {
	File string // the name that findings and ranges carry
	Src  []byte // the file's bytes, as given
	Root *Node  // nil for an empty file, and where the syntax is wrong

	source   *diag.Source
	text     text // Src with what is no text replaced, byte for byte
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
	return &Doc{File: file, Src: src, source: diag.NewSource(file, src)}
}

// Pos returns the place of a byte offset, which is clamped to the file. An
// offset inside a character has that character's column.
func (d *Doc) Pos(offset int) diag.Pos { return d.source.Pos(offset) }

// Range returns the stretch between two byte offsets.
func (d *Doc) Range(start, end int) diag.Range { return d.source.Range(start, end) }

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
