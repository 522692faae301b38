package prose

import (
	"unicode"
	"unicode/utf8"
)

// Spaced returns the runs with those that are equal cut where their white space
// differs, which is deleted and inserted there.
func (d *Diff) Spaced() []Run {
	var runs []Run
	for _, r := range d.Runs {
		if r.Op != Equal || r.Old.Of(d.Old) == r.New.Of(d.New) {
			runs = append(runs, r)
			continue
		}
		runs = append(runs, d.spaced(r)...)
	}
	return runs
}

// spaced cuts one run up.
func (d *Diff) spaced(r Run) []Run {
	var runs []Run
	i, j := r.Old.Start, r.New.Start // of what is equal and not written yet
	for a, b := i, j; a < r.Old.End || b < r.New.End; {
		endA, endB := spaceEnd(d.Old[:r.Old.End], a), spaceEnd(d.New[:r.New.End], b)
		switch {
		case d.Old[a:endA] != d.New[b:endB]:
			runs = appendRun(runs, Run{Op: Equal, Old: Span{i, a}, New: Span{j, b}})
			runs = appendRun(runs, Run{Op: Delete, Old: Span{a, endA}, New: Span{b, b}})
			runs = appendRun(runs, Run{Op: Insert, Old: Span{endA, endA}, New: Span{b, endB}})
			i, j, a, b = endA, endB, endA, endB
		case endA > a:
			a, b = endA, endB
		default:
			_, size := utf8.DecodeRuneInString(d.Old[a:])
			a, b = a+size, b+size
		}
	}
	return appendRun(runs, Run{Op: Equal, Old: Span{i, r.Old.End}, New: Span{j, r.New.End}})
}

func appendRun(runs []Run, r Run) []Run {
	if r.Old.Start == r.Old.End && r.New.Start == r.New.End {
		return runs
	}
	return append(runs, r)
}

// spaceEnd is where white space ends that begins at a place of a text.
func spaceEnd(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += size
	}
	return at
}
