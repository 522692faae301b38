package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// envListed is the answer of env list.
type envListed struct {
	Environments []envAnswer `json:"environments"`
}

// envAnswer is an environment in the answers of env list and env show.
type envAnswer struct {
	Name    string     `json:"name"`
	Branch  string     `json:"branch"`
	Open    bool       `json:"open"`
	Asks    []string   `json:"asks"` // in words
	Verdict string     `json:"verdict"`
	Error   string     `json:"error,omitempty"`
	Hint    string     `json:"hint,omitempty"`
	Root    string     `json:"root,omitempty"`
	Last    *entryMade `json:"last,omitempty"`
	Served  int        `json:"served"`
}

// envShown is the answer of env show.
type envShown struct {
	envAnswer
	Prompts []servedVersion `json:"prompts"`
}

type servedVersion struct {
	Name        string     `json:"name"`
	Version     string     `json:"version,omitempty"` // the release
	Digest      string     `json:"digest"`
	Path        string     `json:"path"`
	Entry       string     `json:"entry"`            // the commit by which it is served
	Source      string     `json:"source,omitempty"` // the commit that has its files
	Date        string     `json:"date"`
	By          string     `json:"by,omitempty"`
	RestsOn     []restMade `json:"restsOn"`
	NotServable string     `json:"notServable,omitempty"`
}

type restMade struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Role   string `json:"role"`
	Person string `json:"person"`
	Key    string `json:"key"`
	Date   string `json:"date"`
}

func newEnvListed(inspected []*standing.Inspection) envListed {
	out := envListed{[]envAnswer{}}
	for _, i := range inspected {
		out.Environments = append(out.Environments, newEnvAnswer(i))
	}
	return out
}

func newEnvAnswer(i *standing.Inspection) envAnswer {
	f := i.Force
	out := envAnswer{Name: f.Name, Branch: f.Branch, Open: f.Open, Asks: append([]string{}, f.Policy.Explain(f.Environment)...),
		Verdict: verdictOf(i), Hint: diag.Hint(i.Err), Last: newEntryMade(f.State)}
	if i.Err != nil {
		out.Error = i.Err.Error()
	}
	if f.State != nil {
		out.Root, out.Served = f.State.Root, len(f.State.Served)
	}
	return out
}

func newEnvShown(i *standing.Inspection) envShown {
	out := envShown{newEnvAnswer(i), []servedVersion{}}
	for _, v := range servedBy(i.Force.State) {
		out.Prompts = append(out.Prompts, newServedVersion(v, against(i, v.Name)))
	}
	return out
}

func newServedVersion(v ledger.Version, against string) servedVersion {
	out := servedVersion{Name: v.Name, Digest: v.Digest, Path: v.Path, Entry: v.Entry, Source: v.Source,
		Date: v.When.UTC().Format(time.RFC3339), By: v.Signer.Person, RestsOn: []restMade{}, NotServable: against}
	if v.Version != ledger.None {
		out.Version = v.Version
	}
	for _, rest := range v.Rests {
		if rest.ID != "" {
			out.RestsOn = append(out.RestsOn, restMade{rest.ID, string(rest.Kind), rest.Role, rest.Person, rest.Key, rest.When.UTC().Format(time.RFC3339)})
		}
	}
	return out
}
