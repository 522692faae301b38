package prompt

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxFindings is how many findings of one code are listed. A hostile file must
// make no endless list.
const maxFindings = 100

// findings collects what is wrong. Beyond maxFindings of a code it only counts.
type findings struct {
	list  diag.List
	count map[string]int
}

// add notes an error. The place is asked for only where the finding is listed.
// What is returned may be given a hint or another severity, at once.
func (f *findings) add(code string, at func() diag.Range, format string, args ...any) *diag.Finding {
	if f.count == nil {
		f.count = map[string]int{}
	}
	f.count[code]++
	if f.count[code] > maxFindings {
		return &diag.Finding{}
	}
	f.list.Errorf(code, at(), format, args...)
	return &f.list[len(f.list)-1]
}

// append adds findings that are collected already.
func (f *findings) append(list diag.List) { f.list = append(f.list, list...) }

// hasErrors reports whether any finding so far is an error.
func (f *findings) hasErrors() bool { return f.list.HasErrors() }

// full reports whether further findings of a code would only be counted.
func (f *findings) full(code string) bool { return f.count[code] >= maxFindings }

// done returns the findings in order. The last one of a code that was cut off
// says how many there are besides.
func (f *findings) done() diag.List {
	f.list.Sort()
	for i := len(f.list) - 1; i >= 0; i-- {
		last := &f.list[i]
		if more := f.count[last.Code] - maxFindings; more > 0 {
			last.More = more
			last.Message += fmt.Sprintf(" (and %d more of %s)", more, last.Code)
			f.count[last.Code] = 0
		}
	}
	return f.list
}
