package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Rule is one thing that can be wrong: what is known of it, and the function
// that finds it.
type Rule struct {
	Code     string        // a capital letter and three digits, such as "Y002"
	Name     string        // in words, such as "duplicate-key"
	Severity diag.Severity // of its findings; the gravest, where they differ
	Mends    Mends         // how far its findings can be mended by program
	Needs    string        // what there must be for it to find anything, in words; "" where it is always on
	Asked    bool          // it is off, unless promptctl.yaml gives it a severity

	// Check finds it. It is nil where reading the file finds it already.
	Check Check
}

// Check looks at a file and reports what is wrong with it. It must be a pure
// function of what it is handed, and may be called by several goroutines.
type Check func(*Pass)

// Mends says how far a rule's findings can be mended by program.
type Mends int

// The ways of mending. A safe one keeps what the file means, or is what its
// author certainly meant; an unsafe one wants to be looked at.
const (
	Never Mends = iota
	Safely
	Unsafely
)

// String returns "never", "safe" or "unsafe".
func (m Mends) String() string { return [...]string{"never", "safe", "unsafe"}[m] }

// MarshalText writes it as its name.
func (m Mends) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Find returns the rule that has this code or this name, in any case.
func Find(codeOrName string) (Rule, bool) {
	for _, r := range Rules() {
		if strings.EqualFold(r.Code, codeOrName) || strings.EqualFold(r.Name, codeOrName) {
			return r, true
		}
	}
	return Rule{}, false
}

// rulePages is where the pages of the rules can be read by anyone.
const rulePages = "https://github.com/promptctl-io/promptctl/blob/main/pkg/lint/rules/"

// URL is the address of the rule's page.
func (r Rule) URL() string { return rulePages + r.Code + ".md" }

// State says whether the rule is on where promptctl.yaml says nothing of it:
// "on" or "off".
func (r Rule) State() string {
	if r.Asked {
		return "off"
	}
	return "on"
}

// Default is the rule's state with what it needs to find anything: "on", "on;
// needs --base REV".
func (r Rule) Default() string {
	switch {
	case r.Needs != "":
		return r.State() + "; needs " + r.Needs
	case r.Asked:
		return r.State() + "; needs a severity for it in promptctl.yaml"
	default:
		return r.State()
	}
}
