package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
)

// policyShown is the answer of policy show.
type policyShown struct {
	Repository   string             `json:"repository"`
	Persons      []shownPerson      `json:"persons"`
	Admin        *shownAdmin        `json:"admin,omitempty"`
	Environments []shownEnvironment `json:"environments"`
}

type shownPerson struct {
	Name   string     `json:"name"`
	Kind   string     `json:"kind"`
	Emails []string   `json:"emails"`
	Roles  []string   `json:"roles"`
	Keys   []shownKey `json:"keys"`
}

type shownKey struct {
	Fingerprint string `json:"fingerprint"`
	State       string `json:"state"`
}

type shownAdmin struct {
	Role  string `json:"role"`
	Count int    `json:"count"`
}

type shownEnvironment struct {
	Name     string      `json:"name"`
	Branch   string      `json:"branch"`
	Open     bool        `json:"open"`
	From     string      `json:"from,omitempty"`
	Requires needs       `json:"requires"`
	Rules    []shownRule `json:"rules"`
	May      shownMay    `json:"may"`
}

type shownRule struct {
	Match    []policy.Glob `json:"match"`
	Requires needs         `json:"requires"`
}

type shownMay struct {
	Promote  []string `json:"promote"`
	Rollback []string `json:"rollback"`
	Remove   []string `json:"remove"`
}

// needs is what a version must meet. What is not asked for is absent.
type needs struct {
	Lint       string           `json:"lint,omitempty"`
	Evaluation *shownEvaluation `json:"evaluation,omitempty"`
	Approvals  []shownAdmin     `json:"approvals"`
	Release    bool             `json:"release"`
	Separation string           `json:"separation,omitempty"`
	Threads    string           `json:"threads,omitempty"`
	Soak       int64            `json:"soakSeconds,omitempty"`
}

type shownEvaluation struct {
	PassRate float64 `json:"passRate"`
	Mode     string  `json:"mode"`
}

func newNeeds(q policy.Requirements) needs {
	n := needs{Lint: [...]string{"", "error", "warning", "info"}[q.Lint], Approvals: []shownAdmin{}, Release: q.Release,
		Separation: [...]string{"", "warn", "strict"}[q.Separation], Soak: int64(q.Soak.Seconds())}
	if q.Threads {
		n.Threads = "resolved"
	}
	if q.Evaluation.PassRate > 0 {
		n.Evaluation = &shownEvaluation{q.Evaluation.PassRate, q.Evaluation.Mode()}
	}
	for _, a := range q.Approvals {
		n.Approvals = append(n.Approvals, shownAdmin(a))
	}
	return n
}

func newPolicyShown(p *policy.Policy) policyShown {
	out := policyShown{Repository: p.Repository, Persons: []shownPerson{}, Environments: []shownEnvironment{}}
	for _, one := range p.Persons {
		out.Persons = append(out.Persons, shownPerson{one.Name, kindOf(one), some(one.Emails), some(one.Roles), keysOfPerson(one)})
	}
	if p.Admin.Count > 0 {
		out.Admin = &shownAdmin{p.Admin.Role, p.Admin.Count}
	}
	for _, e := range p.Environments {
		shown := shownEnvironment{e.Name, e.Branch, e.Open, e.From, newNeeds(e.Requires), []shownRule{},
			shownMay{some(e.May.Promote), some(e.May.Rollback), some(e.May.Remove)}}
		for _, rule := range e.Rules {
			shown.Rules = append(shown.Rules, shownRule{rule.Match, newNeeds(rule.Requires)})
		}
		out.Environments = append(out.Environments, shown)
	}
	return out
}

// keysOfPerson returns the keys of a person, those that sign first.
func keysOfPerson(one policy.Person) []shownKey {
	all := []shownKey{}
	add := func(state string, keys []policy.Key) {
		for _, key := range keys {
			all = append(all, shownKey{string(key), state})
		}
	}
	add("current", one.Keys)
	add("retired", one.Retired)
	add("compromised", one.Compromised)
	return all
}

func kindOf(one policy.Person) string {
	if one.Robot {
		return "robot"
	}
	return "person"
}

func some(texts []string) []string { return append([]string{}, texts...) }

func commas(texts []string) string { return strings.Join(texts, ", ") }
