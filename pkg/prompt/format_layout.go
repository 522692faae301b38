package prompt

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

const (
	step    = 2   // columns by which what is nested is indented
	longest = 100 // columns up to which a flow collection is put on one line
)

// layout writes a document anew. Collections are laid out; the text of scalars
// is taken over from the source.
type layout struct {
	doc      *yamldoc.Doc
	src      []byte
	comments []yamldoc.Comment

	out  []byte
	open bool   // the line ends in a dash, and what comes next goes behind it
	kept bool   // the line is the last of a block scalar that keeps blank lines
	odd  string // why the layout cannot be done, "" where it can
}

func newLayout(doc *yamldoc.Doc) *layout {
	return &layout{doc: doc, src: doc.Src, comments: doc.Comments(), out: make([]byte, 0, len(doc.Src)+1)}
}

// line begins a new line at a column, unless the line of a dash is still open.
func (l *layout) line(column int) {
	if l.open {
		l.open = false
		return
	}
	if len(l.out) > 0 {
		l.out = append(l.out, '\n')
	}
	l.out = append(l.out, strings.Repeat(" ", column)...)
	l.kept = false
}

// blank leaves a line empty: not at the start of the file, and not where it
// would become part of the text above.
func (l *layout) blank() {
	if len(l.out) > 0 && !l.kept && !l.open {
		l.out = append(l.out, '\n')
	}
}

// text writes on in the line.
func (l *layout) text(s string) { l.out = append(l.out, s...) }

// column is how many characters the line has.
func (l *layout) column() int {
	return utf8.RuneCount(l.out[bytes.LastIndexByte(l.out, '\n')+1:])
}

// note is a comment with the space before it.
type note struct {
	text   string
	column int  // that it has in the source
	inline bool // something else stands before it on its line
	blank  bool // the line above is blank
}

// gap returns the comments of a stretch of the source that holds nothing else
// but white space and indicators, and whether a blank line ends it.
func (l *layout) gap(from, to int) (notes []note, blank bool) {
	at := from
	first := sort.Search(len(l.comments), func(i int) bool { return l.comments[i].Start >= from })
	for _, c := range l.comments[first:] {
		if c.Start >= to {
			break
		}
		breaks := bytes.Count(l.src[at:c.Start], []byte{'\n'})
		notes = append(notes, note{
			text: strings.TrimRight(c.Text, " \t"), column: l.sourceColumn(c.Start),
			inline: breaks == 0 && from > 0, blank: breaks > 1,
		})
		at = c.End
	}
	return notes, bytes.Count(l.src[at:max(at, to)], []byte{'\n'}) > 1
}

// sourceColumn is how many bytes stand before an offset on its line.
func (l *layout) sourceColumn(offset int) int {
	return offset - bytes.LastIndexByte(l.src[:offset], '\n') - 1
}

// notes writes comments on lines of their own.
func (l *layout) notes(list []note, column int) {
	for _, n := range list {
		if l.open { // a comment behind a dash would be read as one on the dash
			l.out, l.open = bytes.TrimRight(l.out, " "), false
		}
		if n.blank {
			l.blank()
		}
		l.line(column)
		l.text(n.text)
	}
}

// inline writes the comment that is on the line of what stands before it, and
// returns the others.
func (l *layout) inline(list []note) []note {
	if len(list) == 0 || !list[0].inline {
		return list
	}
	l.text("  " + list[0].text)
	return list[1:]
}

// first makes a list of comments begin without a blank line.
func first(list []note) []note {
	if len(list) > 0 {
		list[0].blank = false
	}
	return list
}
