package main

import (
	"cmp"
	"time"

	"github.com/promptctl-io/promptctl/pkg/audit"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// auditAnswer is the answer of audit.
type auditAnswer struct {
	Repository   string          `json:"repository"`
	Verified     string          `json:"verified"` // when that was done
	Since        string          `json:"since,omitempty"`
	Until        string          `json:"until,omitempty"`
	At           string          `json:"at,omitempty"`
	Environments []ledgerAnswer  `json:"environments"`
	Events       []eventAnswer   `json:"events"` // none with --at
	Served       []versionAnswer `json:"served"` // at the end of the period, or at --at
}

// ledgerAnswer is how far an environment is told of.
type ledgerAnswer struct {
	Name   string `json:"name"`
	Branch string `json:"branch"`
	Root   string `json:"root,omitempty"` // absent where nothing is told
	Began  string `json:"began,omitempty"`
	Tip    string `json:"tip,omitempty"`
	Older  string `json:"older,omitempty"`  // the tip of the ledger that the root gave up
	Absent string `json:"absent,omitempty"` // why there is no ledger
	Error  string `json:"error,omitempty"`  // why it could not be verified
}

// entryOf says which entry of a ledger it was, and who made it.
type entryOf struct {
	Environment string        `json:"environment"`
	Place       int           `json:"place"`
	Commit      string        `json:"commit"`
	Date        string        `json:"date"`
	Action      ledger.Action `json:"action"`
	Signed      bool          `json:"signed"`
	Person      string        `json:"person,omitempty"` // absent where nobody signed it
	Key         string        `json:"key,omitempty"`
	Committer   person        `json:"committer"`
}

type eventAnswer struct {
	entryOf
	Prompt   string         `json:"prompt,omitempty"`
	Path     string         `json:"path,omitempty"`
	Was      *versionID     `json:"was,omitempty"`
	Is       *versionID     `json:"is,omitempty"`
	Source   string         `json:"source,omitempty"`
	Approved string         `json:"approved,omitempty"` // the entry that has the statements
	Rests    []saidAnswer   `json:"rests"`
	Checked  *checkedAnswer `json:"checked,omitempty"`
	Warnings []string       `json:"warnings"`
	Bound    []saidAnswer   `json:"bound"`
	Policy   *policyChange  `json:"policy,omitempty"`
	Agreed   []saidAnswer   `json:"agreed"`
	Reason   string         `json:"reason,omitempty"`
}

// versionAnswer is a version that was served.
type versionAnswer struct {
	entryOf
	Prompt string `json:"prompt"`
	Path   string `json:"path"`
	versionID
	Source      string       `json:"source,omitempty"`
	Approved    string       `json:"approved"`
	Rests       []saidAnswer `json:"rests"`
	Warnings    []string     `json:"warnings"`
	NotServable string       `json:"notServable,omitempty"` // why, by what is known now
}

type versionID struct {
	Digest  string `json:"digest"`
	Version string `json:"version,omitempty"`
}

type policyChange struct {
	From string `json:"from"` // a digest, or none
	To   string `json:"to"`
}

type checkedAnswer struct {
	Lint    string `json:"lint"` // none where it was not asked for
	Soak    string `json:"soak"`
	Threads bool   `json:"threads"`
	From    string `json:"from"`
}

type saidAnswer struct {
	ID      string         `json:"id"`
	Kind    statement.Kind `json:"kind"`
	Role    string         `json:"role"`
	Signed  bool           `json:"signed"`
	Person  string         `json:"person,omitempty"`
	Key     string         `json:"key,omitempty"`
	Date    string         `json:"date"`
	Version string         `json:"version,omitempty"`
	Target  string         `json:"target,omitempty"`
	Prompts []string       `json:"prompts,omitempty"`
	Says    string         `json:"says,omitempty"`
}

func newAuditAnswer(r *audit.Report) auditAnswer {
	out := auditAnswer{Repository: r.Repository, Verified: utc(r.Verified), Since: utc(r.Since), Until: utc(r.Until), At: utc(r.At),
		Environments: []ledgerAnswer{}, Events: []eventAnswer{}, Served: servedAnswers(r.Served())}
	for _, e := range r.Environments {
		one := ledgerAnswer{Name: e.Name, Branch: e.Branch, Absent: e.WhyAbsent()}
		switch {
		case e.Err != nil:
			one.Absent, one.Error = "", e.Err.Error()
		case e.Ledger != nil:
			one.Root, one.Began, one.Tip, one.Older = e.Ledger.Root, utc(e.Ledger.Began), e.Ledger.Tip, e.Ledger.Older
		}
		out.Environments = append(out.Environments, one)
	}
	if r.At.IsZero() {
		out.Events = eventAnswers(r.Events())
	}
	return out
}

// utc is a time as answers have it; "" is none.
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func newEntryOf(e *audit.Event) entryOf {
	return entryOf{Environment: e.Environment, Place: e.Place, Commit: e.Commit, Date: utc(e.When), Action: e.Action,
		Signed: e.Signer.Key != "", Person: e.Signer.Person, Key: e.Signer.Key, Committer: person{e.Committer.Name, e.Committer.Email}}
}

func eventAnswers(events []*audit.Event) []eventAnswer {
	out := []eventAnswer{}
	for _, e := range events {
		one := eventAnswer{entryOf: newEntryOf(e), Prompt: e.Prompt, Was: newVersionID(e.From), Is: newVersionID(e.To), Source: e.Source,
			Rests: saidAnswers(e.Rests), Warnings: append([]string{}, e.Warnings()...), Bound: saidAnswers(e.Bound), Agreed: saidAnswers(e.Agreed), Reason: e.Reason}
		if e.Serves != nil {
			one.Path, one.Approved = e.Serves.Path, e.Serves.Approved
		}
		if e.PolicyTo != "" {
			one.Policy = &policyChange{e.PolicyFrom, e.PolicyTo}
		}
		if c := e.Checked; c != nil {
			one.Checked = &checkedAnswer{Lint: cmp.Or(c.Lint, ledger.None), Soak: c.Soak.String(), Threads: c.Threads, From: cmp.Or(c.From, ledger.None)}
		}
		out = append(out, one)
	}
	return out
}

func newVersionID(v audit.Version) *versionID {
	if v.Digest == "" {
		return nil
	}
	return &versionID{v.Digest, v.Release}
}

func servedAnswers(served []audit.Served) []versionAnswer {
	out := []versionAnswer{}
	for _, s := range served {
		out = append(out, versionAnswer{entryOf: newEntryOf(s.Event), Prompt: s.Prompt, Path: s.Serves.Path, versionID: versionID{s.To.Digest, s.To.Release},
			Source: s.Source, Approved: s.Serves.Approved, Rests: saidAnswers(s.Rests), Warnings: append([]string{}, s.Warnings()...), NotServable: s.Against})
	}
	return out
}

func saidAnswers(all []audit.Statement) []saidAnswer {
	out := []saidAnswer{}
	for _, s := range all {
		out = append(out, saidAnswer{ID: s.ID, Kind: s.Kind, Role: s.Role, Signed: s.Key != "", Person: s.Person, Key: s.Key, Date: utc(s.When),
			Version: s.Version, Target: s.Target, Prompts: s.Prompts, Says: s.Says})
	}
	return out
}
