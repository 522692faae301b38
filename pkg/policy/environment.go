package policy

import (
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
	r.some(v, maxEnvironments, func(v value) { r.environment(v, p) })
}

func (r *reader) environment(v value, p *Policy) {
	e := &Environment{Name: v.key.Value, At: r.at(v.key)}
	r.environmentName(v)
	closed := v.node.Kind == yamldoc.Mapping
	if open := v.node.Get("open"); open != nil {
		on, ok := open.Bool()
		e.Open, closed = on, ok && !on
	}
	if closed && r.guard == "" {
		r.guard = e.Name
	}
	r.fields(v,
		field{"branch", true, func(v value) { r.branch(v, p, e) }},
		field{"open", false, func(v value) { r.flag(v) }},
		field{"from", false, func(v value) { r.asks(v, e, func() { r.from(v, p, e) }) }},
		field{"requires", false, func(v value) { r.asks(v, e, func() { r.requires(v, e) }) }},
		field{"may", closed, func(v value) { r.asks(v, e, func() { r.may(v, &e.May) }) }},
		field{"rules", false, func(v value) { r.asks(v, e, func() { r.rules(v, e) }) }},
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
	r.errorf("P014", v.key, "%s is open, so %s asks for nothing", e.Name, v.name)
	r.hint("delete %s, or delete open", v.key.Value)
}

func (r *reader) branch(v value, p *Policy, e *Environment) {
	s, ok := r.text(v, "a branch")
	if !ok {
		return
	}
	if problem := checkBranch(s); problem != "" {
		r.errorf("P011", v.node, "branch %q %s", s, problem)
		if short, whole := strings.CutPrefix(s, "refs/heads/"); whole {
			r.hint("write %s", short)
		} else {
			r.hint("write a branch such as env/%s", e.Name)
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
	switch {
	case b == "":
		return
	case e.Branch == other.Branch:
		r.errorf("P012", v.node, "branch %s is the branch of %s already", e.Branch, other.Name)
	case a == b:
		r.errorf("P012", v.node, "branch %s differs from %s, the branch of %s, by case alone", e.Branch, other.Branch, other.Name)
	case strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/"):
		r.errorf("P012", v.node, "branch %s cannot exist beside %s, the branch of %s", e.Branch, other.Branch, other.Name)
	default:
		return
	}
	r.hint("give each environment a branch of its own, such as env/%s", e.Name)
}

func (r *reader) may(v value, m *May) {
	roles := func(to *[]string) func(value) {
		return func(v value) { r.items(v, func(v value) { r.actingRole(v, to) }) }
	}
	r.fields(v,
		field{"promote", true, roles(&m.Promote)},
		field{"rollback", false, roles(&m.Rollback)},
		field{"remove", false, roles(&m.Remove)},
	)
}

func (r *reader) actingRole(v value, to *[]string) {
	s, ok := r.text(v, "a role")
	if !ok {
		return
	}
	for _, earlier := range *to {
		if earlier == s {
			r.errorf("Y004", v.node, "%s has %s a second time", v.name[:strings.LastIndex(v.name, "[")], s)
			return
		}
	}
	r.checks = append(r.checks, func() { r.held(v, s) })
	*to = append(*to, s)
}

func (r *reader) rules(v value, e *Environment) {
	if !r.within(v, len(v.node.Items), maxRules) {
		return
	}
	r.items(v, func(v value) {
		rule := Rule{At: r.at(v.node)}
		fields := append(r.requirements(&rule.Requires),
			field{"match", true, func(v value) { rule.Match = r.globs(v) }})
		r.fields(v, fields...)
		if len(v.node.Pairs) == 1 && v.node.Get("match") != nil {
			r.errorf("Y005", v.node, "%s asks for nothing", v.name)
			r.hint("add what it is to ask for, such as approvals: {legal: 2}")
		}
		e.Rules = append(e.Rules, rule)
		r.checks = append(r.checks, func() { r.rule(v, e, rule.Requires) })
	})
}

// rule checks what a rule and its environment ask for together.
func (r *reader) rule(v value, e *Environment, requires Requirements) {
	both := e.Requires.and(requires)
	if both.equal(e.Requires) {
		r.found.Warnf("P016", r.at(v.node), "%s asks for nothing that %s does not ask of every prompt", v.name, e.Name)
		r.hint("a rule can only be stricter: of the two, the stricter counts")
		return
	}
	if r.all.meets(e.Requires.Approvals) && r.all.meets(requires.Approvals) { // else it is said already
		r.quorum(v, both.Approvals)
	}
}
