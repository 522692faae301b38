package suite

import (
	"fmt"
	"io"
	"iter"
	"maps"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Input is one input of the prompt: a case with one choice of its matrix, or a row of
// data with one choice of the defaults' matrix.
type Input struct {
	ID    string // unique in a run, such as late-parcel[channel=email] or tickets.jsonl:12
	Case  *Case  // what it was made of; of a row, what its columns say
	Suite *Suite // whose defaults hold
	// Own is what the case's own assertions stand in: the suite or, where a row of data
	// has assertions, that row as a suite of its own, with its places and no defaults
	// but the judge.
	Own       *Suite
	At        diag.Range // the case's id, or the row
	Variables map[string]any
	Expected  *string // nil where none is wanted
	Repeat    int     // how often it is run, 1 or more
}

// Source is where rows of data come from.
type Source struct {
	// Open opens a file by its path from the top of the repository.
	Open func(path string) (io.ReadCloser, error)
	// Type says of which type a variable is, by the names of JSON Schema; "" where that
	// is not known. Cells of CSV are read by it. A nil function knows none.
	Type func(variable string) string
}

// Inputs yields every input in the order of the file: the cases, then the rows of data,
// one after the other and never all at once. What is wrong with a row is a
// *diag.FindingsError with its place; the rows after it follow.
func (s *Suite) Inputs(from Source) iter.Seq2[*Input, error] { return Inputs(from, s) }

// Inputs yields the inputs of several suites of one prompt, such as that beside it and
// that in its own file, one suite after the other; nil ones are left out. An id is
// unique in all of them.
func Inputs(from Source, suites ...*Suite) iter.Seq2[*Input, error] {
	return func(yield func(*Input, error) bool) {
		ids := newIDs(suites)
		for _, s := range suites {
			if s == nil {
				continue
			}
			e := newExpansion(s, from, ids, yield)
			if !e.all() {
				return
			}
		}
	}
}

// expansion makes inputs of a suite. What makes some returns false where no more of them
// are wanted.
type expansion struct {
	*Suite
	from     Source
	ids      *ids
	yield    func(*Input, error) bool
	defaults map[string]any // the values of the defaults
}

func newExpansion(s *Suite, from Source, ids *ids, yield func(*Input, error) bool) *expansion {
	return &expansion{s, from, ids, yield, decoded(s.Defaults.Variables)}
}

// decoded are values by name, less those that say null: they are not given.
func decoded(variables []Variable) map[string]any {
	values := make(map[string]any, len(variables))
	for _, v := range variables {
		if value := v.Node.Decode(); value != nil {
			values[v.Name] = value
		}
	}
	return values
}

func (e *expansion) all() bool {
	for _, c := range e.Cases {
		in := Input{ID: c.ID, Case: c, Own: e.Suite, At: e.at(c)}
		if in.ID == "" {
			in.ID = fmt.Sprintf("case-%d", c.index+1)
		}
		if !e.input(in, decoded(c.Variables)) {
			return false
		}
	}
	for _, d := range e.Data {
		if !e.data(d) {
			return false
		}
	}
	return true
}

// at is the place of a case.
func (s *Suite) at(c *Case) diag.Range {
	if c.IDNode != nil {
		return s.Doc.NodeRange(c.IDNode)
	}
	return s.Doc.NodeRange(c.Node)
}

// wrong yields a finding in place of an input.
func (e *expansion) wrong(f diag.Finding) bool { return e.failed(diag.List{f}) }

func (e *expansion) failed(found diag.List) bool { return e.yield(nil, found.Err()) }

// input yields what a case or a row is with every choice of its matrix. The values are
// its own.
func (e *expansion) input(in Input, values map[string]any) bool {
	if f := e.ids.take(in.ID, in.At, in.Case.IDNode != nil); f != nil {
		return e.wrong(*f)
	}
	axes := e.axes(in.Case, values)
	if n := combinations(axes); n > maxCombinations {
		return e.wrong(diag.Finding{Code: "E005", Severity: diag.Error, Range: in.At,
			Message: fmt.Sprintf("the matrix of %q has more than %d combinations", in.ID, maxCombinations),
			Hint:    "try fewer values at once, or write cases of their own for the combinations that matter"})
	}
	in.Suite, in.Expected, in.Repeat = e.Suite, expected(in.Case), max(1, e.Defaults.Repeat)
	if in.Case.Repeat > 0 {
		in.Repeat = in.Case.Repeat
	}
	all := maps.Clone(e.defaults)
	maps.Copy(all, values)
	for choice := range choices(axes) {
		one := in
		one.ID, one.Variables = in.ID+choice.label(), choice.over(all)
		if !e.yield(&one, nil) {
			return false
		}
	}
	return true
}

// expected is the answer that a case wants.
func expected(c *Case) *string {
	if text, ok := c.Expected.Text(); ok {
		return &text
	}
	return nil
}

// axes are the variables of which several values are tried: those of the defaults for
// which the case says nothing itself, and then the case's.
func (s *Suite) axes(c *Case, values map[string]any) []axis {
	own := map[string]bool{}
	for _, v := range c.Matrix {
		own[v.Name] = true
	}
	var all []axis
	for _, v := range s.Defaults.Matrix {
		if _, given := values[v.Name]; !given && !own[v.Name] && v.Node.Kind == yamldoc.Sequence {
			all = append(all, newAxis(v))
		}
	}
	for _, v := range c.Matrix {
		if v.Node.Kind == yamldoc.Sequence {
			all = append(all, newAxis(v))
		}
	}
	return all
}
