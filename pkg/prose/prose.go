// Package prose is what changed between two texts as their reader sees it: the
// paragraphs that were added, removed, moved and edited, and in those the words.
// White space is no word: a paragraph that was wrapped anew has not changed.
//
// Texts are held against each other by paragraphs, those that became others by
// sentences, and those by words, so that long texts take no longer than their
// changes are worth. No clock is looked at: the answer is always the same.
package prose

import "github.com/promptctl-io/promptctl/pkg/editscript"

// Op is what becomes of a stretch of text.
type Op = editscript.Op

// The kinds of stretches.
const (
	Equal  = editscript.Equal // the same words; the white space between them may differ
	Delete = editscript.Delete
	Insert = editscript.Insert
)

// Span is a half-open stretch of a text, in bytes.
type Span struct{ Start, End int }

// Of returns the stretch of a text.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Run is a stretch of which the same becomes. A run's first bytes are the white
// space before its first word. Old is empty where it is inserted, New where it
// is deleted.
type Run struct {
	Op       Op
	Old, New Span
	Move     *Move // the move that a deleted or inserted stretch is an end of; nil where it is none
}

// Move is a paragraph that stands elsewhere now. It is deleted at one place and
// inserted at another.
type Move struct {
	Number   int // from 1, in the order of the new text
	Old, New Span
	Runs     []Run // what changed in it on the way

	from, to extent // its tokens
}

// Diff is how one text became another.
type Diff struct {
	Old, New string
	// Runs cover both texts in their order: the old one is the Old of all runs,
	// and the new one the New.
	Runs  []Run
	Moves []*Move
	// Reflowed is how many stretches of white space differ between words that
	// are the same.
	Reflowed int
	// Rewritten says that too little is the same for words to be compared: all
	// of one text is deleted, and all of the other inserted.
	Rewritten bool
	Words     Words
}

// Words counts words, and whatever else is shown whole, such as a comma.
type Words struct{ Old, New, Deleted, Inserted int }

// Same reports whether no word changed.
func (d *Diff) Same() bool { return d.Words.Deleted+d.Words.Inserted == 0 }

// Compare returns how the text old became the text now.
func Compare(old, now string) *Diff {
	ids := map[string]int32{}
	was, is := newText(old, ids), newText(now, ids)
	a := align(was, is, len(ids))
	shortest := a.shorten()
	d := &Diff{Old: old, New: now}
	if a.rewritten() {
		a.matches, d.Rewritten = nil, true
	}
	a.tidy(shortest)
	d.Moves = a.moves()
	d.Runs = a.describe(d.Moves)
	d.Reflowed = a.reflowed()
	d.Words = Words{a.inOld.len(), a.inNow.len(), a.inOld.len() - a.kept(), a.inNow.len() - a.kept()}
	return d
}

// Similarity is the part of the words of the longer of two texts that the other
// one has too, in whatever order: from 0 to 1, which two empty texts have.
func Similarity(a, b string) float64 {
	ids := map[string]int32{}
	x, y := newText(a, ids), newText(b, ids)
	longer := max(len(x.tokens), len(y.tokens))
	if longer == 0 {
		return 1
	}
	return float64(newRoom(len(ids)).overlap(x.ids, y.ids)) / float64(longer)
}
