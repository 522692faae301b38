package yamldoc

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxFindings is how many findings of one code are listed; the rest is only
// counted, so that a hostile file makes no endless list.
const maxFindings = 50

// notes is what is wrong with one file, as far as it is known.
type notes struct {
	list  diag.List
	count map[string]int
}

// add appends an error. The place is asked for only where the error is listed.
// What is returned may be given a hint or another severity, before the next.
func (s *notes) add(code string, at func() diag.Range, format string, args ...any) *diag.Finding {
	if s.count == nil {
		s.count = map[string]int{}
	}
	s.count[code]++
	if s.count[code] > maxFindings {
		return &diag.Finding{}
	}
	s.list.Errorf(code, at(), format, args...)
	return &s.list[len(s.list)-1]
}

// full reports whether further findings of this code would only be counted.
func (s *notes) full(code string) bool { return s.count[code] >= maxFindings }

// done returns the findings in the order of their places. The last one of a
// code that was cut off says how many there are besides.
func (s *notes) done() diag.List {
	s.list.Sort()
	for i := len(s.list) - 1; i >= 0; i-- {
		last := &s.list[i]
		if over := s.count[last.Code] - maxFindings; over > 0 {
			last.More = over
			last.Message += fmt.Sprintf(" (and %d more of %s in this file)", over, last.Code)
			s.count[last.Code] = 0
		}
	}
	return s.list
}

// report is the findings of Parse.
type report struct {
	notes
	doc *Doc
}

// add appends a finding at the bytes [start, end). What it returns may be given
// a fix, before the next.
func (r *report) add(code string, start, end int, hint, format string, args ...any) *diag.Finding {
	at := func() diag.Range { return r.doc.Range(start, end) }
	f := r.notes.add(code, at, format, args...)
	f.Hint = hint
	return f
}
