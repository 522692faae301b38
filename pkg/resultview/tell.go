package resultview

import (
	"bufio"
	"fmt"
	"io"

	"github.com/promptctl-io/promptctl/pkg/results"
)

// teller writes cases as they come, those that Text writes. The zero value writes
// none.
type teller struct {
	o           Options
	out         *bufio.Writer
	shown, left int
}

// Tell makes cases be written as they come, as Text does, to where people read them:
// what fails is known at once. Text then leaves them out if its options say that they
// were told. The title is written before the first; "" for none.
func (p *Progress) Tell(w io.Writer, title string, o Options) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o.Quiet {
		return
	}
	p.told = teller{o: o, out: bufio.NewWriter(w)}
	if title != "" {
		fmt.Fprintf(p.told.out, "%s\n\n", o.Style.Bold(title))
		p.told.flush()
	}
}

// wants counts a case, and reports whether it is to be written.
func (t *teller) wants(c *results.Case) bool {
	switch {
	case t.out == nil:
		return false
	case t.o.Verbose:
		return true
	case c.Status == results.Passed:
		return false
	case t.shown == mostFailures:
		t.left++
		return false
	}
	t.shown++
	return true
}

func (t *teller) write(c *results.Case) {
	t.o.writeCase(t.out, c)
	t.flush()
}

// end says how many cases were not written.
func (t *teller) end() {
	if t.out != nil && t.left > 0 {
		t.o.writeLeft(t.out, t.left)
		t.flush()
	}
}

// flush writes what there is. Where that cannot be, whoever writes the results after
// it finds the same.
func (t *teller) flush() { _ = t.out.Flush() }
