package config

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

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
	Models  []Model // in the order of the file

	// HasModels says that the file has a list of models, though it may be empty.
	HasModels bool
}

// Rule is a rule with the severity that it is to have.
type Rule struct {
	Code     string // such as "T003", or the rule's name
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

// RuleCode is the code of a rule, or its name, where the file names it. It has
// the form of one; whether there is such a rule is for the linter to say.
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
	if v.Node.IsNull() {
		return
	}
	r.Fields(v,
		yamldoc.Optional("profile", func(v value) {
			if s, ok := r.Word(v, "default", "strict", "pedantic", "security"); ok {
				l.Profile = Profile(s)
			}
		}),
		yamldoc.Optional("rules", func(v value) { r.Entries(v, 0, maxEntries, func(v value) { r.rule(v, l) }) }),
		yamldoc.Optional("ignore", func(v value) { r.Items(v, 1, maxEntries, func(v value) { r.ignore(v, l) }) }),
		yamldoc.Optional("exclude", func(v value) { l.Exclude = r.globs(v) }),
		yamldoc.Optional("budget", func(v value) { r.budget(v, &l.Budget) }),
		yamldoc.Optional("models", func(v value) { r.models(v, l) }),
	)
}

func (r *reader) rule(v value, l *Lint) {
	known := r.code(v.Key)
	word, ok := r.Word(v, "off", "info", "warning", "error")
	if !known || !ok {
		return
	}
	severity := map[string]diag.Severity{"info": diag.Info, "warning": diag.Warning, "error": diag.Error}
	l.Rules = append(l.Rules, Rule{v.Key.Value, word == "off", severity[word], r.Place(v.Key)})
}

// ruleForm is that of a rule's code, such as T003, or of its name, such as
// unused-variable.
var ruleForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([A-Z][0-9]{3}|[a-z]+(-[a-z]+)*)$`)
})

// code reports whether a node has the form of a rule's code or name.
func (r *reader) code(n *yamldoc.Node) bool {
	if n.Kind == yamldoc.Scalar && ruleForm().MatchString(n.Value) {
		return true
	}
	f := r.Errorf("X003", n, "%s is not the code of a rule", n.Describe())
	f.Hint = "a code is a capital letter and three digits, such as T003; a name is small letters, such as unused-variable"
	if upper := strings.ToUpper(n.Value); ruleForm().MatchString(upper) {
		f.Hint = fmt.Sprintf("did you mean %q?", upper)
	}
	return false
}

func (r *reader) ignore(v value, l *Lint) {
	i := Ignore{At: r.Place(v.Node)}
	r.Fields(v,
		yamldoc.Required("rules", func(v value) { i.Rules = r.codes(v) }),
		yamldoc.Required("match", func(v value) { i.Match = r.globs(v) }),
		yamldoc.Required("reason", func(v value) { i.Reason = r.reason(v) }),
	)
	if len(i.Rules) > 0 && len(i.Match) > 0 && i.Reason != "" {
		l.Ignore = append(l.Ignore, i)
	}
}

func (r *reader) codes(v value) (codes []RuleCode) {
	r.Texts(v, 1, maxEntries, func(v value) {
		if r.code(v.Node) {
			codes = append(codes, RuleCode{v.Node.Value, r.Place(v.Node)})
		}
	})
	return codes
}

func (r *reader) reason(v value) string {
	s, ok := r.Filled(v, "a reason in words")
	if ok && strings.TrimSpace(s) == "" {
		r.Wrong(v, "a reason in words")
	}
	return strings.TrimSpace(s)
}

func (r *reader) budget(v value, b *Budget) {
	r.Fields(v, yamldoc.Required("tokens", func(v value) {
		if n, ok := r.Whole(v, 1, math.MaxInt32); ok {
			*b = Budget{n, r.Place(v.Node)}
		}
	}))
}
