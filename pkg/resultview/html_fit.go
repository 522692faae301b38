package resultview

import (
	"math/bits"

	"github.com/promptctl-io/promptctl/pkg/results"
)

const (
	// pageBytes is how many bytes of texts the page has, about, and pageCells how many
	// cases of all runs: with more of them a browser would be of no use.
	pageBytes = 40 << 20
	pageCells = 100_000
	// longestText and shortestText are how many bytes of an answer the page has, if
	// there is room for it, and at least.
	longestText, shortestText = 64 << 10, 256
)

// fit is what of runs the page has room for.
type fit struct {
	text int                 // bytes of an answer
	rows map[rowKey]struct{} // the rows that there are; nil for all
	out  int                 // cases that are not there
	// sizes are how many texts there are, and how many bytes in them, by the number
	// of bits of their length.
	sizes [bits.UintSize + 1]struct{ texts, bytes int }
}

// rowKey is a row of the table of the page.
type rowKey struct {
	prompt, id string
	repeat     int
}

// newFit goes through all cases, and through them again where there are too many.
// Then those have a row of which a run did not pass, and the first of the others.
func newFit(runs []Of) (*fit, error) {
	f := &fit{}
	cells, bad, most := 0, map[rowKey]struct{}{}, pageCells/max(1, len(runs))
	for _, r := range runs {
		for c, err := range r.Cases {
			if err != nil {
				return nil, err
			}
			cells++
			f.weigh(c)
			if c.Status != results.Passed && len(bad) < most {
				bad[keyOf(r, c)] = struct{}{}
			}
		}
	}
	f.text = f.longest()
	if cells <= pageCells {
		return f, nil
	}
	f.rows = bad
	return f, f.fill(runs, most)
}

func keyOf(r Of, c *results.Case) rowKey { return rowKey{r.Head.Prompt, c.ID, c.Repeat} }

// fill adds rows until there are as many as there may be, and counts what has none.
func (f *fit) fill(runs []Of, most int) error {
	for _, r := range runs {
		for c, err := range r.Cases {
			if err != nil {
				return err
			}
			if len(f.rows) < most {
				f.rows[keyOf(r, c)] = struct{}{}
			}
			if !f.has(r, c) {
				f.out++
			}
		}
	}
	return nil
}

// has reports whether a case is in the page.
func (f *fit) has(r Of, c *results.Case) bool {
	if f.rows == nil {
		return true
	}
	_, in := f.rows[keyOf(r, c)]
	return in
}

// weigh counts the long texts of a case.
func (f *fit) weigh(c *results.Case) {
	for _, text := range []string{c.Output, c.Error, c.Description} {
		f.count(text)
	}
	for _, t := range c.ToolCalls {
		f.count(t.Arguments)
	}
	for _, a := range c.Assertions {
		f.count(a.Reason)
		f.count(a.Error)
	}
	f.values(c.Variables)
}

func (f *fit) count(text string) {
	size := &f.sizes[bits.Len(uint(len(text)))]
	size.texts++
	size.bytes += len(text)
}

// values counts the texts in a value of a variable.
func (f *fit) values(value any) {
	switch v := value.(type) {
	case string:
		f.count(v)
	case []any:
		for _, one := range v {
			f.values(one)
		}
	case map[string]any:
		for _, one := range v {
			f.values(one)
		}
	}
}

// longest is the largest power of two to which texts can be cut so that there is room
// for all of them.
func (f *fit) longest() int {
	limit := longestText
	for limit > shortestText && f.cutTo(limit) > pageBytes {
		limit /= 2
	}
	return limit
}

// cutTo is how many bytes there are if no text has more than so many, a power of two.
func (f *fit) cutTo(limit int) int {
	total := 0
	for i, size := range f.sizes {
		if i < bits.Len(uint(limit)) {
			total += size.bytes
		} else {
			total += size.texts * limit
		}
	}
	return total
}
