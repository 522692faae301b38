package lint

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Pass is one rule's look at one file.
type Pass struct {
	*Subject
	Index *Index

	rule  Rule
	limit int // how many findings are listed; 0 is all
	found diag.List
	more  int // findings beyond the limit
	err   error

	compared int // names that misspelt ones were compared with
}

// Report notes a finding of the rule. What it returns may be given a hint or a
// fix, at once.
func (p *Pass) Report(at diag.Range, format string, args ...any) *diag.Finding {
	if p.limit > 0 && len(p.found) == p.limit {
		p.more++
		return &diag.Finding{}
	}
	p.found.Add(diag.Finding{Code: p.rule.Code, Severity: p.rule.Severity, Range: at, Message: fmt.Sprintf(format, args...)})
	return &p.found[len(p.found)-1]
}

// Fail ends the pass with what kept the rule from finding out: neither yes nor
// no is true then.
func (p *Pass) Fail(err error) {
	if p.err == nil { // nil changes nothing
		p.err = err
	}
}

// done returns what was found. The last one says how many there are besides.
func (p *Pass) done() (diag.List, error) {
	if p.more > 0 {
		p.found[len(p.found)-1].Message += fmt.Sprintf(" (and %d more of %s)", p.more, p.rule.Code)
	}
	return p.found, p.err
}
