package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Environment is a name, a branch, and what a version must meet to be there.
type Environment struct {
	Name     string
	Branch   string       // below refs/heads/
	Open     bool         // nothing is asked, and all that follows is zero
	From     string       // the environment that a version must be in first; "" is none
	Requires Requirements // of every prompt
	May      May
	Rules    []Rule     // stricter, for some prompts
	At       diag.Range // the name's place
}

// May is the roles that may act on an environment. Nobody may do what lists
// no role.
type May struct {
	Promote, Rollback, Remove []string
}

// Rule is what some prompts require more than all the others.
type Rule struct {
	Match    []Glob
	Requires Requirements
	At       diag.Range
}

// RequirementsFor returns what a version of this prompt must meet: what the
// environment requires and what every rule does that matches the prompt's
// name, and of two that differ the stricter one.
func (e *Environment) RequirementsFor(prompt string) Requirements {
	all := e.Requires
	for _, rule := range e.Rules {
		if rule.Matches(prompt) {
			all = all.and(rule.Requires)
		}
	}
	return all
}

// Matches reports whether a rule is about a prompt.
func (rule *Rule) Matches(prompt string) bool {
	for _, g := range rule.Match {
		if g.Matches(prompt) {
			return true
		}
	}
	return false
}

func (r *reader) environments(v value, p *Policy) {
	r.Entries(v, 1, maxEnvironments, func(v value) { r.environment(v, p) })
}

func (r *reader) environment(v value, p *Policy) {
	e := &Environment{Name: v.Key.Value, At: r.Place(v.Key)}
	r.environmentName(v)
	closed := v.Node.Kind == yamldoc.Mapping
	if open := v.Node.Get("open"); open != nil {
		on, ok := open.Bool()
		e.Open, closed = on, ok && !on
	}
	if closed && r.guard == "" {
		r.guard = e.Name
	}
	r.Fields(v,
		yamldoc.Required("branch", func(v value) { r.branch(v, p, e) }),
		yamldoc.Optional("open", func(v value) { r.Bool(v) }),
		yamldoc.Optional("from", func(v value) { r.asks(v, e, func() { r.from(v, p, e) }) }),
		yamldoc.Optional("requires", func(v value) { r.asks(v, e, func() { r.requires(v, e) }) }),
		yamldoc.Field{Key: "may", Required: closed, Read: func(v value) { r.asks(v, e, func() { r.may(v, &e.May) }) }},
		yamldoc.Optional("rules", func(v value) { r.asks(v, e, func() { r.rules(v, e) }) }),
	)
	p.Environments = append(p.Environments, *e)
}

// asks reads a key that asks for something, and notes it where the environment
// is open.
func (r *reader) asks(v value, e *Environment, read func()) {
	if !e.Open {
		read()
		return
	}
	r.Errorf("P014", v.Key, "%s is open, so %s asks for nothing", e.Name, v.Name()).
		Hint = fmt.Sprintf("delete %s, or delete open", v.Key.Value)
}

func (r *reader) branch(v value, p *Policy, e *Environment) {
	s, ok := r.Filled(v, "a branch")
	if !ok {
		return
	}
	if problem := checkBranch(s); problem != "" {
		f := r.Errorf("P011", v.Node, "branch %q %s", s, problem)
		f.Hint = "write a branch such as env/" + e.Name
		if short, whole := strings.CutPrefix(s, "refs/heads/"); whole {
			f.Hint = "write " + short
		}
		return
	}
	e.Branch = s
	for _, other := range p.Environments {
		r.apart(v, e, &other)
	}
}

// apart notes two environments whose branches are one, or cannot both exist.
func (r *reader) apart(v value, e, other *Environment) {
	a, b := strings.ToLower(e.Branch), strings.ToLower(other.Branch)
	problem := ""
	switch {
	case b == "":
	case e.Branch == other.Branch:
		problem = fmt.Sprintf("is the branch of %s already", other.Name)
	case a == b:
		problem = fmt.Sprintf("differs from %s, the branch of %s, by case alone", other.Branch, other.Name)
	case strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/"):
		problem = fmt.Sprintf("cannot exist beside %s, the branch of %s", other.Branch, other.Name)
	}
	if problem != "" {
		r.Errorf("P012", v.Node, "branch %s %s", e.Branch, problem).
			Hint = fmt.Sprintf("give each environment a branch of its own, such as env/%s", e.Name)
	}
}

func (r *reader) may(v value, m *May) {
	roles := func(to *[]string) func(value) {
		return func(v value) { r.list(v, func(v value) { r.actingRole(v, to) }) }
	}
	r.Fields(v,
		yamldoc.Required("promote", roles(&m.Promote)),
		yamldoc.Optional("rollback", roles(&m.Rollback)),
		yamldoc.Optional("remove", roles(&m.Remove)),
	)
}

func (r *reader) actingRole(v value, to *[]string) {
	s, ok := r.Filled(v, "a role")
	if !ok {
		return
	}
	for _, earlier := range *to {
		if earlier == s {
			r.Errorf("Y004", v.Node, "%s has %s a second time", v.In().Name(), s)
			return
		}
	}
	r.checks = append(r.checks, func() { r.held(v.Node, s, func(near string) *diag.Fix { return r.replaced(v.Node, near, *to) }) })
	*to = append(*to, s)
}

// replaced is the fix that puts a role in the place of another one in a list, in
// which it must not be yet.
func (r *reader) replaced(n *yamldoc.Node, role string, list []string) *diag.Fix {
	if slices.Contains(list, role) {
		return nil
	}
	return r.Doc().Replace(n, role)
}

func (r *reader) rules(v value, e *Environment) {
	r.Items(v, 1, maxRules, func(v value) {
		rule := Rule{At: r.Place(v.Node)}
		fields := append(r.requirements(&rule.Requires),
			yamldoc.Required("match", func(v value) { rule.Match = r.globs(v) }))
		r.Fields(v, fields...)
		if len(v.Node.Pairs) == 1 && v.Node.Get("match") != nil {
			r.Errorf("Y005", v.Node, "%s asks for nothing", v.Name()).
				Hint = "add what it is to ask for, such as approvals: {legal: 2}"
		}
		e.Rules = append(e.Rules, rule)
		r.checks = append(r.checks, func() { r.rule(v, e, rule.Requires) })
	})
}

// rule checks what a rule and its environment ask for together.
func (r *reader) rule(v value, e *Environment, requires Requirements) {
	both := e.Requires.and(requires)
	if both.equal(e.Requires) {
		r.Warnf("P016", v.Node, "%s asks for nothing that %s does not ask of every prompt", v.Name(), e.Name).
			Hint = "a rule can only be stricter: of the two, the stricter counts"
		return
	}
	if r.all.meets(e.Requires.Approvals) && r.all.meets(requires.Approvals) { // else it is said already
		r.quorum(v, both.Approvals)
	}
}
