package suite

import (
	"io"
	"iter"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Input is one input of the prompt: a case with one choice of its matrix, or a row of
// data.
type Input struct {
	ID        string // unique in a suite
	Case      *Case  // what it was made of; of a row, what its columns say
	At        diag.Range
	Variables map[string]any
	Expected  *string
	Repeat    int // how often it is run, 1 or more
}

// Inputs yields every input in the order of the file: the cases, then the rows of data,
// one after the other and never all at once. What is wrong with a row is a
// *diag.FindingsError with its place; the rows after it follow.
func (s *Suite) Inputs(open func(path string) (io.ReadCloser, error)) iter.Seq2[*Input, error] {
	return func(func(*Input, error) bool) {}
}
