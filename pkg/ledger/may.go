package ledger

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
)

// Forbids says why a person may not sign an entry of an action in an environment, as
// in "may not remove: those may who have the role admin"; "" where they may.
func Forbids(p *policy.Policy, e *policy.Environment, a Action, person string) string {
	if e.Open {
		return ""
	}
	owner, there := p.Person(person)
	what, roles := asks(p, e, a, owner)
	if there && slices.ContainsFunc(roles, owner.HasRole) {
		return ""
	}
	who := "nobody may"
	if len(roles) > 0 {
		who = "those may who have the role " + strings.Join(roles, " or ")
	}
	return "may not " + what + ": " + who
}

// asks returns what an action does, in words, and the roles of which it asks its
// signer for one.
func asks(p *policy.Policy, e *policy.Environment, a Action, signer *policy.Person) (what string, roles []string) {
	switch a {
	case Promotion:
		return "promote", e.May.Promote
	case Rollback:
		return "roll back", e.May.Rollback
	case Removal:
		return "remove", e.May.Remove
	case Revocation:
		return "make a revocation binding", mayRevoke(p, e, signer)
	case Policy:
		return "change the policy", append(slices.Clone(e.May.Promote), p.Admin.Role)
	default:
		return "begin a ledger", []string{p.Admin.Role}
	}
}

// mayRevoke are the roles of those who may make a revocation binding: whoever may
// do anything here, and whoever could have revoked.
func mayRevoke(p *policy.Policy, e *policy.Environment, signer *policy.Person) []string {
	roles := slices.Concat(e.May.Promote, e.May.Rollback, e.May.Remove, []string{p.Admin.Role})
	if signer != nil {
		for _, role := range signer.Roles {
			if p.Approves(role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}
