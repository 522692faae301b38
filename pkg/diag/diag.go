// Package diag is a position, a severity, a finding and a list of them.
//
// A finding is a value: something that is wrong with what a person wrote, at a
// place. An error is a failure: something that could not be done. A list of
// findings becomes an error only where a caller demands that there be none.
package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a text. Line and Col are 1-based, Col counts code points,
// and Offset counts bytes from 0. A zero Line means "the file as a whole".
type Pos struct {
	Line   int `json:"line"`
	Col    int `json:"col"`
	Offset int `json:"offset"`
}

// Range is a half-open stretch [Start, End) of the text of one file.
type Range struct {
	File  string `json:"file"`
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
}

// String returns file:line:col, or the file alone where there is no line.
func (r Range) String() string {
	if r.Start.Line == 0 {
		return r.File
	}
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Col)
}

// Severity says how much a finding matters. The zero value is Info.
type Severity int

// The severities, from the mildest.
const (
	Info Severity = iota
	Warning
	Error
)

// String returns "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	default:
		return "error"
	}
}

// MarshalText writes the severity as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Finding is one thing that is wrong at one place.
type Finding struct {
	Code     string   `json:"code"`     // rule code such as "Y002"
	Severity Severity `json:"severity"` // how much it matters
	Range    Range    `json:"range"`    // where it is
	Message  string   `json:"message"`  // what is wrong: lower case, no full stop
	Hint     string   `json:"hint,omitempty"`
	Other    string   `json:"-"`             // another file that the message or the hint names, by its path as there
	Fix      *Fix     `json:"fix,omitempty"` // nil where no program can mend it
	Hidden   bool     `json:"-"`             // the line that it is about may have a secret, and is not to be shown
	More     int      `json:"-"`             // how many of its kind are not listed besides, which its message says
}

// String returns "file:line:col: message".
func (f Finding) String() string { return f.Range.String() + ": " + f.Message }

// List is a list of findings.
type List []Finding

// Add appends a finding.
func (l *List) Add(f Finding) { *l = append(*l, f) }

// Errorf appends a finding of severity Error.
func (l *List) Errorf(code string, at Range, format string, args ...any) {
	l.Add(Finding{Code: code, Severity: Error, Range: at, Message: fmt.Sprintf(format, args...)})
}

// Warnf appends a finding of severity Warning.
func (l *List) Warnf(code string, at Range, format string, args ...any) {
	l.Add(Finding{Code: code, Severity: Warning, Range: at, Message: fmt.Sprintf(format, args...)})
}

// Sort orders the list by file, position and code, so that output is stable.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Finding) int {
		if c := strings.Compare(a.Range.File, b.Range.File); c != 0 {
			return c
		}
		if c := a.Range.Start.Offset - b.Range.Start.Offset; c != 0 {
			return c
		}
		return strings.Compare(a.Code, b.Code)
	})
}

// HasErrors reports whether any finding has severity Error.
func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Count returns the number of findings of exactly this severity, those that are
// not listed among them.
func (l List) Count(s Severity) int {
	n := 0
	for _, f := range l {
		if f.Severity == s {
			n += 1 + f.More
		}
	}
	return n
}

// Err returns nil where no finding has severity Error, and otherwise a
// *FindingsError that holds those that have.
func (l List) Err() error {
	var bad List
	for _, f := range l {
		if f.Severity == Error {
			bad = append(bad, f)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	bad.Sort()
	return &FindingsError{Findings: bad}
}

// FindingsError is a demand for "no errors" that was not met.
type FindingsError struct{ Findings List }

// Error returns the findings, a line each.
func (e *FindingsError) Error() string {
	lines := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}
