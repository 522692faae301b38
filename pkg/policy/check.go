package policy

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

func (r *reader) repository(v value, p *Policy) {
	s, ok := r.Filled(v, "16 to 64 hex digits")
	switch {
	case !ok:
	case repositoryForm().MatchString(s):
		p.Repository = s
	default:
		r.Errorf("P001", v.Node, "repository must be 16 to 64 lower-case hex digits, not %s", v.Node.Describe()).
			Hint = "promptctl init makes one; it stays the same for the life of the repository"
	}
}

func (r *reader) admin(v value, p *Policy) {
	r.Fields(v,
		yamldoc.Required("role", func(v value) { p.Admin.Role, _ = r.Filled(v, "a role") }),
		yamldoc.Required("count", func(v value) { p.Admin.Count, _ = r.count(v) }),
	)
	r.checks = append(r.checks, func() { r.admins(v, p) })
}

// admins checks that the policy can be changed, and by persons.
func (r *reader) admins(v value, p *Policy) {
	role := v.Node.Get("role")
	if p.Admin.Role == RoleRelease || p.Admin.Role == RoleEvaluation {
		r.Errorf("P009", role, "admin.role cannot be %s, which robots may have", p.Admin.Role).
			Hint = "use a role of its own, such as admin"
		return
	}
	if !r.held(role, p.Admin.Role, func(to string) *diag.Fix { return r.Doc().Replace(role, to) }) {
		return
	}
	if have := r.all.holders[p.Admin.Role]; len(have) < p.Admin.Count {
		r.Errorf("P010", v.Node.Get("count"), "admin.count is %d, but %s", p.Admin.Count, r.all.whoHas(p.Admin.Role)).
			Hint = "a quorum that cannot be met can never be mended: lower the count or name more admins"
	}
}

// held reports whether somebody has a role, and notes it where nobody has;
// renamed is the fix that puts the one that was probably meant in its place.
func (r *reader) held(n *yamldoc.Node, role string, renamed func(to string) *diag.Fix) bool {
	if len(r.all.holders[role]) > 0 {
		return true
	}
	if none := r.all.keyless[role]; len(none) > 0 {
		r.Errorf("P008", n, "nobody with a key has the role %q", role).Hint = giveKey(none)
		return false
	}
	near := r.Suggest("P008", role, r.all.roles)
	f := r.Errorf("P008", n, "nobody has the role %q%s", role, yamldoc.DidYouMean(near))
	f.Hint, f.Fix = "roles that somebody has: "+r.all.some(), renamed(near)
	return false
}

// approving checks a role that is asked to approve.
func (r *reader) approving(v value) {
	role := v.Key.Value
	if r.all.policy.Approves(role) {
		r.held(v.Key, role, func(to string) *diag.Fix { return r.Rename(v.In().Node, v.Key, to) })
		return
	}
	r.Errorf("P009", v.Key, "%s is not a role that approves", role).
		Hint = "ask for a role of its own, such as reviewer; release, evaluation and administration have their own keys"
}

// factual checks that what is asked for can be stated by someone.
func (r *reader) factual(v value, role string) {
	if len(r.all.holders[role]) > 0 {
		return
	}
	if none := r.all.keyless[role]; len(none) > 0 {
		r.Errorf("P010", v.Node, "%s cannot be met: nobody with a key has the role %s", v.Name(), role).Hint = giveKey(none)
		return
	}
	r.Errorf("P010", v.Node, "%s cannot be met: nobody has the role %s", v.Name(), role).
		Hint = fmt.Sprintf("give the role %s to a person or a robot", role)
}

// quorum checks that the persons of the policy can give the approvals.
func (r *reader) quorum(v value, asked []Approval) {
	for _, a := range asked {
		have := r.all.holders[a.Role]
		if len(have) == 0 || !r.all.policy.Approves(a.Role) {
			return // said already
		}
		if len(have) < a.Count {
			r.Errorf("P010", v.Node, "%s cannot be met: %s takes %d, but %s", v.Name(), a.Role, a.Count, r.all.whoHas(a.Role)).
				Hint = "lower the number, or give more persons the role"
			return
		}
	}
	switch {
	case r.all.meets(asked):
	case r.all.budget < 0:
		r.Errorf("P010", v.Node, "%s cannot be checked: there are too many persons, roles and rules", v.Name())
	default:
		r.Errorf("P010", v.Node, "%s cannot be met: it takes %d persons, and the %d with these roles cannot fill them, as each counts in one role",
			v.Name(), sum(asked), r.all.count(asked)).Hint = "give more persons one of these roles"
	}
}

// from checks the order of the environments.
func (r *reader) from(v value, p *Policy, e *Environment) {
	s, ok := r.Filled(v, "an environment")
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
		near := r.Suggest("P013", e.From, p.Names())
		f := r.Errorf("P013", v.Node, "environment %q is not in this policy%s", e.From, yamldoc.DidYouMean(near))
		f.Hint, f.Fix = "environments: "+strings.Join(p.Names(), ", "), r.Doc().Replace(v.Node, near)
	case circle != nil:
		r.Errorf("P013", v.Node, "%s comes from itself: %s", e.Name, strings.Join(circle, " from ")).
			Hint = "let the first environment come from none"
	default:
		r.Errorf("P013", v.Node, "%s comes from %s, which is listed after it", e.Name, e.From).
			Hint = "list the environments in the order of promotion"
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
func (c *census) whoHas(role string) string {
	names, verb, besides := c.holders[role], "have", ""
	if len(names) == 1 {
		verb = "has"
	}
	if none := c.keyless[role]; len(none) > 0 {
		besides = fmt.Sprintf(" (and %s, without a key)", enumerate(none, "and"))
	}
	return fmt.Sprintf("only %s %s the role %s%s", enumerate(names, "and"), verb, role, besides)
}

// giveKey is the hint where those who have a role have no key.
func giveKey(names []string) string {
	return fmt.Sprintf("%s cannot sign without one: `promptctl policy add-key %s --key FILE.pub`", enumerate(names, "and"), names[0])
}
