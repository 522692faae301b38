package yamldoc

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// CheckText reports the bytes of a file that are no text, as Parse does for
// YAML, for files in which any text has its place.
func CheckText(source *diag.Source) diag.List {
	r := &report{doc: &Doc{File: source.File, Src: source.Text, source: source}}
	if _, ok := r.encoding(); !ok {
		return r.done()
	}
	for i := range r.list {
		f := &r.list[i]
		if f.Hint == strangeHint(notText) {
			f.Hint = "remove it" // there are no quotes to write it in
		}
		f.Fix = r.encodingFix(f.Range, func(int, int) bool { return true })
	}
	return r.done()
}

// mendEncoding gives findings of bytes that are no text their fixes: only what
// stands inside a scalar or a comment, where the tree stays as it is without it.
func (r *report) mendEncoding() {
	for i := range r.list {
		if f := &r.list[i]; f.Code == "Y008" {
			f.Fix = r.encodingFix(f.Range, r.removable)
		}
	}
}

// encodingFix is how a stretch of bytes that are no text is mended, if it can be
// taken out: safe for byte order marks, which nobody means.
func (r *report) encodingFix(at diag.Range, removable func(start, end int) bool) *diag.Fix {
	start, end := at.Start.Offset, at.End.Offset
	remove := diag.Edit{Start: start, End: end}
	_, what := strange(r.doc.Src[start:end])
	switch {
	case what == notUTF8:
		return nil
	case what == orderMark && start == 0:
		remove.End = len(byteOrderMark)
		return diag.SafeFix("remove it", remove)
	case !removable(start, end):
		return nil
	case what == orderMark:
		return diag.SafeFix("remove it", remove)
	}
	if text := string(r.doc.Src[start:end]); strings.ContainsFunc(text, isC1) {
		return fromWindows(remove, text)
	}
	return diag.UnsafeFix("remove it", remove)
}

func isC1(c rune) bool { return c >= 0x80 && c < 0xA0 }

// windows are the characters that Windows-1252 has at 0x80 to 0x9F; those that
// it has not, and U+0085, which is a line break too, stand for themselves.
const windows = "€\u0081‚ƒ„\u0085†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// fromWindows puts the quotes and dashes of Windows-1252 in the place of the
// control characters that text becomes where it is read as Latin-1.
func fromWindows(e diag.Edit, text string) *diag.Fix {
	table := []rune(windows)
	e.New = strings.Map(func(c rune) rune {
		if isC1(c) {
			return table[c-0x80]
		}
		return c
	}, text)
	if strings.ContainsFunc(e.New, unicode.IsControl) {
		return nil
	}
	return diag.UnsafeFix("write "+e.New+" for it, which Windows-1252 has there", e)
}

// removable reports whether the tree keeps its form without a stretch.
func (r *report) removable(start, end int) bool {
	for _, c := range r.doc.comments {
		if c.Start < start && end <= c.End {
			return true
		}
	}
	if r.doc.Root == nil {
		return false
	}
	n := scalarAt(r.doc.Root, start, end)
	switch {
	case n == nil:
		return false
	case n.Style == Plain:
		return r.removablePlain(n, start, end)
	case n.Style == Literal || n.Style == Folded:
		return r.removableLine(n, start, end)
	}
	return start > n.Start && end < n.End && r.doc.Src[start-1] != '\\' && !r.beginsLine(start)
}

// scalarAt returns the scalar that a stretch lies in, or nil.
func scalarAt(n *Node, start, end int) *Node {
	if n.Alias || start < n.Start || n.End < end {
		return nil
	}
	if n.Kind == Scalar {
		return n
	}
	for _, p := range n.Pairs {
		for _, in := range []*Node{p.Key, p.Value} {
			if found := scalarAt(in, start, end); found != nil && !p.Merged {
				return found
			}
		}
	}
	for _, item := range n.Items {
		if found := scalarAt(item, start, end); found != nil {
			return found
		}
	}
	return nil
}

// removablePlain demands letters, or the end of a sentence, on both sides: signs
// have a meaning to YAML there.
func (r *report) removablePlain(n *Node, start, end int) bool {
	if start == n.Start || strings.HasPrefix(n.Value, "...") || strings.HasPrefix(n.Value, "---") {
		return false
	}
	before, _ := utf8.DecodeLastRune(r.doc.Src[:start])
	after, _ := utf8.DecodeRune(r.doc.Src[end:])
	return (isWord(before) || strings.ContainsRune(".!?)", before)) && (end == n.End || isWord(after))
}

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// removableLine demands that a line of a block keeps something at the column
// where it began.
func (r *report) removableLine(n *Node, start, end int) bool {
	h, _ := r.doc.text.readHeader(n.Start)
	if start < h.next || r.beginsLine(start) {
		return false
	}
	line := start
	for r.doc.text.at(line-1) == ' ' {
		line--
	}
	return !r.beginsLine(line) || !r.doc.text.blankOrEnd(end)
}

// beginsLine reports whether nothing stands before an offset on its line.
func (r *report) beginsLine(i int) bool {
	c, _ := utf8.DecodeLastRune(r.doc.Src[:i])
	return i == 0 || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029
}
