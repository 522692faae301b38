package statement

import (
	"cmp"
	"slices"
	"strings"
)

// Consent answers whether enough admins agreed that the policy of an environment
// becomes another one: distinct persons who hold the role of admins under the
// policy that is in force. From and to are digests of the policy's folder.
func (j *Judge) Consent(environment, from, to string) *Answer {
	admin := j.policy.Admin
	need := Need{What: "policy", Role: admin.Role, Want: admin.Count, Who: []string{}}
	a := &Answer{Question: Question{Environment: environment}}
	for _, s := range j.policies {
		if s.Err != nil || s.Kind != Policy || s.From != from || s.To != to {
			continue
		}
		v := j.Genuine(s)
		j.consents(&v, environment)
		a.Verdicts = append(a.Verdicts, v)
	}
	slices.SortFunc(a.Verdicts, func(a, b Verdict) int {
		return cmp.Or(a.dated().Compare(b.dated()), strings.Compare(a.ID, b.ID))
	})
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		switch {
		case !v.Good():
		case slices.Contains(need.By, v.Person):
			v.refuse(Repeated, "%s has agreed already", v.Person)
		default:
			need.By = append(need.By, v.Person)
		}
	}
	for _, name := range j.policy.Holders(admin.Role) {
		if !slices.Contains(need.By, name) {
			need.Who = append(need.Who, name)
		}
	}
	slices.Sort(need.By)
	need.Met = len(need.By) >= need.Want
	a.Needs = []Need{need}
	return a
}

// consents checks that a consent is for the environment, and fresh there.
func (j *Judge) consents(v *Verdict, environment string) {
	if !v.Good() {
		return
	}
	tip, there := v.Tip(environment)
	if !there {
		v.refuse(Elsewhere, "it is for %s", v.Environments())
		return
	}
	if why := j.ledgers[environment].stalePolicy(tip); why != "" {
		v.refuse(Stale, "%s", why)
	}
}
