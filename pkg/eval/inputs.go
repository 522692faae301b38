package eval

import (
	"errors"
	"iter"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// all yields every job in order: each input that is chosen as often as it is to be
// run, and each that could not be read. Where inputs are chosen, the latter are left
// out unless Unread says otherwise: nobody knows whether they would be.
func (r *Run) all() iter.Seq[*job] {
	return func(yield func(*job) bool) {
		for input, err := range suite.Inputs(r.source(), r.Suites...) {
			if !r.of(input, err, yield) {
				return
			}
		}
	}
}

func (r *Run) of(input *suite.Input, err error, yield func(*job) bool) bool {
	if err != nil {
		return r.Select != nil && !r.Unread || yield(&job{repeat: 1, err: err})
	}
	if r.Select != nil && !r.Select(input) {
		return true
	}
	for i := range r.repeats(input) {
		if !yield(&job{input: input, repeat: i + 1}) {
			return false
		}
	}
	return true
}

// source is where rows of data come from. Cells are read by what the prompt declares.
func (r *Run) source() suite.Source {
	types := map[string]string{}
	for _, v := range r.Closure.Inputs() {
		types[v.Name] = v.Type
	}
	return suite.Source{Open: r.Open, Type: func(variable string) string { return types[variable] }}
}

func (r *Run) repeats(input *suite.Input) int {
	if r.Repeat > 0 {
		return r.Repeat
	}
	return max(1, input.Repeat)
}

// Listed is an input that would be run.
type Listed struct {
	ID         string
	Place      string
	Repeat     int          // how often it would be run
	Input      *suite.Input // nil where it cannot be read
	Assertions []*suite.Assertion
	Err        error // why it cannot be read
}

// Listed yields the inputs that are chosen, and those that cannot be read.
func (r *Run) Listed() iter.Seq[Listed] {
	return func(yield func(Listed) bool) {
		for j := range r.all() {
			if j.repeat > 1 {
				continue
			}
			l := Listed{ID: j.id(), Place: j.place(), Repeat: 1, Input: j.input, Err: j.err}
			if j.input != nil {
				l.Repeat = r.repeats(j.input)
				for _, a := range j.assertions() {
					l.Assertions = append(l.Assertions, a.Assertion)
				}
			}
			if !yield(l) {
				return
			}
		}
	}
}

// place is where a job's input stands, and what it is called where it has no name.
func (j *job) place() string {
	if j.input != nil {
		return j.input.At.String()
	}
	var found *diag.FindingsError
	if errors.As(j.err, &found) && len(found.Findings) > 0 {
		return found.Findings[0].Range.String()
	}
	return "data"
}

// id tells a job apart from all others of the run, together with its repeat.
func (j *job) id() string {
	if j.input != nil {
		return j.input.ID
	}
	return j.place()
}
