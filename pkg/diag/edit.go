package diag

import (
	"fmt"
	"slices"
)

// Fix is how a finding's file can be edited to mend it.
type Fix struct {
	Title  string `json:"title"`  // what it does, such as `rename it to "maxTokens"`
	Unsafe bool   `json:"unsafe"` // it may change what the file means, and wants to be looked at
	Edits  []Edit `json:"edits"`  // of the finding's file, without overlaps
}

// Edit replaces the bytes [Start, End) of a file by New. Start = End inserts.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// SafeFix is a fix that keeps what a file means, or is what its author certainly
// meant.
func SafeFix(title string, edits ...Edit) *Fix { return &Fix{Title: title, Edits: edits} }

// UnsafeFix is a fix that wants to be looked at.
func UnsafeFix(title string, edits ...Edit) *Fix {
	return &Fix{Title: title, Unsafe: true, Edits: edits}
}

// Apply returns src with the edits made; src stays as it is. The edits may come
// in any order; several insertions at one place are made in the order given. It
// refuses edits that overlap or reach out of the file.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, compareEdits)
	var out []byte
	at := 0
	for _, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(src) {
			return nil, fmt.Errorf("edit of bytes %d to %d reaches out of the file of %d bytes", e.Start, e.End, len(src))
		}
		if e.Start < at {
			return nil, fmt.Errorf("edit of bytes %d to %d overlaps the one before it, which ends at %d", e.Start, e.End, at)
		}
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, src[at:]...), nil
}

// compareEdits orders edits by place, insertions before what replaces the bytes
// after them.
func compareEdits(a, b Edit) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return min(a.End-a.Start, 1) - min(b.End-b.Start, 1)
}
