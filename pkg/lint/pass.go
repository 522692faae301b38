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
	given bool // the settings say which severity the rule's findings have
	limit int  // how many findings are listed; 0 is all
	found diag.List
	more  int // findings beyond the limit
	err   error

	compared int // names that misspelt ones were compared with
}

// Report notes a finding of the rule. What it returns may be given a hint or a
// fix, at once.
func (p *Pass) Report(at diag.Range, format string, args ...any) *diag.Finding {
	if p.full() {
		p.more++
		return &diag.Finding{}
	}
	p.found.Add(diag.Finding{Code: p.rule.Code, Severity: p.rule.Severity, Range: at, Message: fmt.Sprintf(format, args...)})
	return &p.found[len(p.found)-1]
}

// full reports whether further findings would only be counted.
func (p *Pass) full() bool { return p.limit > 0 && len(p.found) == p.limit }

// Mild makes a finding of the rule less grave than its gravest ones, unless the
// settings give the rule a severity.
func (p *Pass) Mild(f *diag.Finding, severity diag.Severity) {
	if !p.given {
		f.Severity = severity
	}
}

// maxMended is how many findings of one rule are looked into at one time where
// there is no limit, which is where fixes are made: that goes in rounds.
const maxMended = 2000

// room reports whether there is room for one more finding, and counts it where
// there is none. A rule that can find very much asks before it looks into a
// finding: its place and its fix take time.
func (p *Pass) room() bool {
	switch {
	case p.full():
		p.more++
		return false
	case p.limit == 0 && len(p.found) == maxMended:
		return false
	}
	return true
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
		p.found[len(p.found)-1].More = p.more
		p.found[len(p.found)-1].Message += fmt.Sprintf(" (and %d more of %s)", p.more, p.rule.Code)
	}
	return p.found, p.err
}
