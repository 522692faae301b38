package main

import (
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// verifyAnswer is the answer of verify.
type verifyAnswer struct {
	Good         bool              `json:"good"`
	Name         string            `json:"name,omitempty"`
	Revision     string            `json:"revision,omitempty"`
	Commit       string            `json:"commit,omitempty"`
	Digest       string            `json:"digest,omitempty"`
	Environments []environmentNeed `json:"environments"`
	Statements   []verdictAnswer   `json:"statements"`
	Ledgers      []ledgerVerdict   `json:"ledgers,omitempty"` // where they were asked for
}

type environmentNeed struct {
	Environment string       `json:"environment"`
	Policy      string       `json:"policy"` // where the policy in force stands
	Met         bool         `json:"met"`
	Needs       []needAnswer `json:"needs"`
	Warnings    []string     `json:"warnings"`
}

type needAnswer struct {
	What string   `json:"what"`
	Role string   `json:"role,omitempty"`
	Met  bool     `json:"met"`
	Want int      `json:"want"`
	By   []string `json:"by"`
	Who  []string `json:"who"` // could give what is missing
	Why  string   `json:"why,omitempty"`
}

type verdictAnswer struct {
	Tag      string           `json:"tag"`
	ID       string           `json:"id"`
	Verdict  statement.Reason `json:"verdict"`
	Why      string           `json:"why,omitempty"`
	Kind     statement.Kind   `json:"kind,omitempty"`
	Role     string           `json:"role,omitempty"`
	Person   string           `json:"person,omitempty"`
	Key      string           `json:"key,omitempty"`
	Date     string           `json:"date,omitempty"` // as the signer says
	Outcome  *outcomeAnswer   `json:"evaluation,omitempty"`
	Subjects []subjectAnswer  `json:"subjects"`
	For      []forAnswer      `json:"for"`
}

func newVerifyAnswer(v *standing.Verification) verifyAnswer {
	out := verifyAnswer{Good: v.Good(), Environments: []environmentNeed{}, Statements: []verdictAnswer{}}
	if v.Look != nil {
		out.Name, out.Revision, out.Commit, out.Digest = v.Look.Name, v.Look.Revision.String(), string(v.Look.Revision.Commit), v.Look.Subject.Digest
	}
	for _, a := range v.Answers {
		out.Environments = append(out.Environments, newEnvironmentNeed(a))
	}
	for _, one := range v.Verdicts {
		out.Statements = append(out.Statements, newVerdictAnswer(one))
	}
	return out
}

func newEnvironmentNeed(a standing.Answered) environmentNeed {
	out := environmentNeed{Environment: a.Environment, Policy: a.Source, Met: a.Met(), Needs: needAnswers(a.Needs), Warnings: append([]string{}, a.Warnings...)}
	return out
}

func needAnswers(needs []statement.Need) []needAnswer {
	out := []needAnswer{}
	for _, n := range needs {
		out = append(out, needAnswer{n.What, n.Role, n.Met, n.Want, append([]string{}, n.By...), append([]string{}, n.Who...), n.Why})
	}
	return out
}

func newVerdictAnswer(v statement.Verdict) verdictAnswer {
	out := verdictAnswer{Tag: strings.TrimPrefix(v.Ref, "refs/tags/"), ID: v.ID, Verdict: v.Reason, Why: v.Why, Kind: v.Kind,
		Role: v.Role, Person: v.Person, Key: v.Key, Outcome: newOutcomeAnswer(v.Statement), Subjects: subjectAnswers(v.Subjects), For: []forAnswer{}}
	for _, f := range v.For {
		out.For = append(out.For, forAnswer(f))
	}
	if v.Tag != nil {
		out.Date = v.Tag.Tagger.When.UTC().Format(time.RFC3339)
	}
	return out
}
