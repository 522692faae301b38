package yamldoc

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxFindings is how many findings of one code are listed; the rest is only
// counted, so that a hostile file makes no endless list.
const maxFindings = 50

// report collects the findings of one file.
type report struct {
	doc   *Doc
	list  diag.List
	count map[string]int
}

// add appends a finding at the bytes [start, end).
func (r *report) add(code string, start, end int, hint, format string, args ...any) {
	if r.count == nil {
		r.count = map[string]int{}
	}
	r.count[code]++
	if r.count[code] > maxFindings {
		return
	}
	r.list.Add(diag.Finding{
		Code: code, Severity: diag.Error, Range: r.doc.Range(start, end),
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// full reports whether further findings of this code would only be counted.
func (r *report) full(code string) bool { return r.count[code] >= maxFindings }

// done returns the findings in the order of their places.
func (r *report) done() diag.List {
	r.list.Sort()
	for i := len(r.list) - 1; i >= 0; i-- {
		f := &r.list[i]
		if over := r.count[f.Code] - maxFindings; over > 0 {
			f.Message += fmt.Sprintf(" (and %d more of %s in this file)", over, f.Code)
			r.count[f.Code] = 0
		}
	}
	return r.list
}
