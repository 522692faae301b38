package config

import (
	"math"
	"regexp"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Profile is a choice of rules.
type Profile string

// The profiles. Default is what is right nearly always; the others add rules
// that are a matter of taste, of rigour, or of what attackers do.
const (
	ProfileDefault  Profile = "default"
	ProfileStrict   Profile = "strict"
	ProfilePedantic Profile = "pedantic"
	ProfileSecurity Profile = "security"
)

// Lint is the settings of the linter.
type Lint struct {
	Profile Profile
	Rules   []Rule   // in the order of the file
	Ignore  []Ignore // in the order of the file
	Exclude []Glob   // prompts that are not linted
	Budget  Budget
}

// Rule is a rule with the severity that it is to have.
type Rule struct {
	Code     string // such as "T003"
	Off      bool
	Severity diag.Severity // where it is not off
	At       diag.Range    // the code's place
}

// Ignore is findings that are put up with, and why.
type Ignore struct {
	Rules  []RuleCode
	Match  []Glob
	Reason string
	At     diag.Range
}

// RuleCode is the code of a rule where the file names it. It has the form of
// one; whether there is such a rule is for the linter to say.
type RuleCode struct {
	Code string
	At   diag.Range
}

// Budget is the most tokens that one compiled prompt may have; 0 is no limit.
type Budget struct {
	Tokens int
	At     diag.Range
}

// Excludes reports whether a prompt is not to be linted.
func (l *Lint) Excludes(prompt string) bool { return matchesAny(l.Exclude, prompt) }

// Covers reports whether a rule's findings in a prompt are put up with.
func (i *Ignore) Covers(code, prompt string) bool {
	for _, rule := range i.Rules {
		if rule.Code == code {
			return matchesAny(i.Match, prompt)
		}
	}
	return false
}

func (r *reader) lint(v value, l *Lint) {
	if v.node.IsNull() {
		return
	}
	r.fields(v,
		field{"profile", false, func(v value) {
			if s, ok := r.word(v, "default", "strict", "pedantic", "security"); ok {
				l.Profile = Profile(s)
			}
		}},
		field{"rules", false, func(v value) { r.entries(v, func(v value) { r.rule(v, l) }) }},
		field{"ignore", false, func(v value) { r.items(v, func(v value) { r.ignore(v, l) }) }},
		field{"exclude", false, func(v value) { l.Exclude = r.globs(v) }},
		field{"budget", false, func(v value) { r.budget(v, &l.Budget) }},
	)
}

func (r *reader) rule(v value, l *Lint) {
	known := r.code(v.key)
	word, ok := r.word(v, "off", "info", "warning", "error")
	if !known || !ok {
		return
	}
	severity := map[string]diag.Severity{"info": diag.Info, "warning": diag.Warning, "error": diag.Error}
	l.Rules = append(l.Rules, Rule{v.key.Value, word == "off", severity[word], r.at(v.key)})
}

var codeForm = regexp.MustCompile(`^[A-Z][0-9]{3}$`)

// code reports whether a node has the form of a rule's code.
func (r *reader) code(n *yamldoc.Node) bool {
	if n.Kind == yamldoc.Scalar && codeForm.MatchString(n.Value) {
		return true
	}
	r.errorf("X003", n, "%s is not the code of a rule", describe(n))
	r.hint("a code is a capital letter and three digits, such as T003")
	if upper := strings.ToUpper(n.Value); codeForm.MatchString(upper) {
		r.hint("did you mean %q?", upper)
	}
	return false
}

func (r *reader) ignore(v value, l *Lint) {
	i := Ignore{At: r.at(v.node)}
	r.fields(v,
		field{"rules", true, func(v value) { i.Rules = r.codes(v) }},
		field{"match", true, func(v value) { i.Match = r.globs(v) }},
		field{"reason", true, func(v value) { i.Reason = r.reason(v) }},
	)
	if len(i.Rules) > 0 && len(i.Match) > 0 && i.Reason != "" {
		l.Ignore = append(l.Ignore, i)
	}
}

func (r *reader) codes(v value) (codes []RuleCode) {
	r.items(v, func(v value) {
		if r.code(v.node) {
			codes = append(codes, RuleCode{v.node.Value, r.at(v.node)})
		}
	})
	return codes
}

func (r *reader) reason(v value) string {
	s, ok := r.text(v, "a reason in words")
	if ok && strings.TrimSpace(s) == "" {
		r.wrong(v, "a reason in words")
	}
	return strings.TrimSpace(s)
}

func (r *reader) budget(v value, b *Budget) {
	r.fields(v, field{"tokens", true, func(v value) {
		if n, ok := r.whole(v, 1, math.MaxInt32); ok {
			*b = Budget{n, r.at(v.node)}
		}
	}})
}
