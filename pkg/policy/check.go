package policy

import (
	"fmt"
	"strings"
)

func (r *reader) repository(v value, p *Policy) {
	s, ok := r.text(v, "16 to 64 hex digits")
	switch {
	case !ok:
	case repositoryForm.MatchString(s):
		p.Repository = s
	default:
		r.errorf("P001", v.node, "repository must be 16 to 64 lower-case hex digits, not %s", describe(v.node))
		r.hint("promptctl init makes one; it stays the same for the life of the repository")
	}
}

func (r *reader) admin(v value, p *Policy) {
	r.fields(v,
		field{"role", true, func(v value) { p.Admin.Role, _ = r.text(v, "a role") }},
		field{"count", true, func(v value) { p.Admin.Count, _ = r.count(v) }},
	)
	r.checks = append(r.checks, func() { r.admins(v, p) })
}

// admins checks that the policy can be changed, and by persons.
func (r *reader) admins(v value, p *Policy) {
	role := value{"admin.role", v.node.Get("role"), v.node.Get("role")}
	if p.Admin.Role == RoleRelease || p.Admin.Role == RoleEvaluation {
		r.errorf("P009", role.node, "admin.role cannot be %s, which robots may have", p.Admin.Role)
		r.hint("use a role of its own, such as admin")
		return
	}
	if !r.held(role, p.Admin.Role) {
		return
	}
	if have := r.all.holders[p.Admin.Role]; len(have) < p.Admin.Count {
		r.errorf("P010", v.node.Get("count"), "admin.count is %d, but %s", p.Admin.Count, whoHas(have, p.Admin.Role))
		r.hint("a quorum that cannot be met can never be mended: lower the count or name more admins")
	}
}

// held reports whether somebody has a role, and notes it where nobody has.
func (r *reader) held(v value, role string) bool {
	if len(r.all.holders[role]) > 0 {
		return true
	}
	r.errorf("P008", v.key, "nobody has the role %q%s", role, r.didYouMean(role, r.all.roles))
	r.hint("roles that somebody has: %s", r.all.some())
	return false
}

// approving checks a role that is asked to approve.
func (r *reader) approving(v value) {
	role := v.key.Value
	if r.all.policy.Approves(role) {
		r.held(v, role)
		return
	}
	r.errorf("P009", v.key, "%s is not a role that approves", role)
	r.hint("ask for a role of its own, such as reviewer; release, evaluation and administration have their own keys")
}

// factual checks that what is asked for can be stated by someone.
func (r *reader) factual(v value, role string) {
	if len(r.all.holders[role]) > 0 {
		return
	}
	r.errorf("P010", v.node, "%s cannot be met: nobody has the role %s", v.name, role)
	r.hint("give the role %s to a person or a robot", role)
}

// quorum checks that the persons of the policy can give the approvals.
func (r *reader) quorum(v value, asked []Approval) {
	for _, a := range asked {
		have := r.all.holders[a.Role]
		if len(have) == 0 || !r.all.policy.Approves(a.Role) {
			return // said already
		}
		if len(have) < a.Count {
			r.errorf("P010", v.node, "%s cannot be met: %s takes %d, but %s", v.name, a.Role, a.Count, whoHas(have, a.Role))
			r.hint("lower the number, or give more persons the role")
			return
		}
	}
	switch {
	case r.all.meets(asked):
	case r.all.budget < 0:
		r.errorf("P010", v.node, "%s cannot be checked: there are too many persons, roles and rules", v.name)
	default:
		r.errorf("P010", v.node, "%s cannot be met: it takes %d persons, and the %d with these roles cannot fill them, as each counts in one role",
			v.name, sum(asked), r.all.count(asked))
		r.hint("give more persons one of these roles")
	}
}

// from checks the order of the environments.
func (r *reader) from(v value, p *Policy, e *Environment) {
	s, ok := r.text(v, "an environment")
	if !ok {
		return
	}
	e.From = s
	if _, earlier := p.Environment(s); earlier {
		return
	}
	r.checks = append(r.checks, func() { r.fromLater(v, p, e) })
}

func (r *reader) fromLater(v value, p *Policy, e *Environment) {
	_, there := p.Environment(e.From)
	circle := p.circle(e.Name)
	switch {
	case !there:
		r.errorf("P013", v.node, "environment %q is not in this policy%s", e.From, r.didYouMean(e.From, p.Names()))
		r.hint("environments: %s", strings.Join(p.Names(), ", "))
	case circle != nil:
		r.errorf("P013", v.node, "%s comes from itself: %s", e.Name, strings.Join(circle, " from "))
		r.hint("let the first environment come from none")
	default:
		r.errorf("P013", v.node, "%s comes from %s, which is listed after it", e.Name, e.From)
		r.hint("list the environments in the order of promotion")
	}
}

// circle returns the way from an environment back to itself, or nil.
func (p *Policy) circle(name string) []string {
	way := []string{name}
	for range p.Environments {
		e, there := p.Environment(way[len(way)-1])
		if !there {
			return nil
		}
		if way = append(way, e.From); e.From == name {
			return way
		}
	}
	return nil
}

// whoHas says in words who has a role.
func whoHas(names []string, role string) string {
	if len(names) == 1 {
		return fmt.Sprintf("only %s has the role %s", names[0], role)
	}
	return fmt.Sprintf("only %s have the role %s", enumerate(names, "and"), role)
}
