package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) envListCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the environments",
		Long:    "List the environments in the order of promotion: their branches, what they ask for,\nhow many prompts they serve, and who made the last entry of their ledgers.",
		Example: "  promptctl env list\n  promptctl env list -o json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runEnvList(cmd.Context()) },
	}
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) envShowCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:               "show ENV",
		Short:             "Show what an environment asks for, and what it serves",
		Long:              "Show the rule of an environment in words, the root and the tip of its ledger, and each\nprompt that it serves: since when, by whom, and approved by whom.",
		Example:           "  promptctl env show production\n  promptctl env show production -o json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeEnvironment,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runEnvShow(cmd.Context(), args[0]) },
	}
	a.formats(cmd, "text", "json")
	return cmd
}

// envAnswer is an environment in the answers of env list and env show.
type envAnswer struct {
	Name   string   `json:"name"`
	Branch string   `json:"branch"`
	Open   bool     `json:"open"`
	Asks   []string `json:"asks"` // in words
	Root   string   `json:"root,omitempty"`
	Tip    string   `json:"tip,omitempty"`
	Date   string   `json:"date,omitempty"` // of the tip
	Error  string   `json:"error,omitempty"`
	Served int      `json:"served"`
}

func newEnvAnswer(f *standing.Force) envAnswer {
	out := envAnswer{Name: f.Name, Branch: f.Branch, Open: f.Open, Asks: append([]string{}, f.Policy.Explain(f.Environment)...)}
	if f.Err != nil {
		out.Error = f.Err.Error()
	}
	if s := f.State; s != nil {
		out.Root, out.Tip, out.Date, out.Served = s.Root, s.Tip, s.When.UTC().Format(time.RFC3339), len(s.Served)
	}
	return out
}

func (a *app) survey(ctx context.Context) (*standing.Register, error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, err
	}
	return standing.Survey(ctx, project, a.ledgers(project.Repo))
}

func (a *app) runEnvList(ctx context.Context) error {
	r, err := a.survey(ctx)
	if err != nil {
		return err
	}
	if a.output == "json" {
		out := struct {
			Environments []envAnswer `json:"environments"`
		}{[]envAnswer{}}
		for _, f := range r.Forces {
			out.Environments = append(out.Environments, newEnvAnswer(f))
		}
		return a.printJSON(out)
	}
	table := a.term.Table(term.Column{Header: "ENV"}, term.Column{Header: "BRANCH"}, term.Column{Header: "SERVES"}, term.Column{Header: "LAST ENTRY"},
		term.Column{Header: "ASKS FOR", Flex: true, Min: 20})
	for _, f := range r.Forces {
		serves, last := "-", "-"
		switch {
		case f.Err != nil:
			last = "does NOT verify"
		case f.State != nil:
			serves, last = fmt.Sprint(len(f.State.Served)), f.State.When.UTC().Format(time.DateOnly)
		case f.Ordinary:
			serves = "its branch"
		default:
			last = "no ledger yet"
		}
		table.Row(f.Name, f.Branch, serves, last, cmp.Or(f.Needs(), "nothing"))
	}
	return table.Write()
}

func (a *app) runEnvShow(ctx context.Context, name string) error {
	r, err := a.survey(ctx)
	if err != nil {
		return err
	}
	f, err := r.Force(name)
	if err != nil {
		return err
	}
	if a.output == "json" {
		err := a.printJSON(newEnvShown(f))
		if err == nil && f.Err != nil {
			err = errNo
		}
		return err
	}
	for _, sentence := range f.Policy.Explain(f.Environment) {
		fmt.Fprintln(a.term.Out, term.OneLine(sentence))
	}
	switch {
	case f.Err != nil:
		return f.Err
	case f.State == nil && f.Ordinary:
		a.talk("it serves the branch %s as it is", f.Branch)
		return nil
	case f.State == nil:
		a.talk("it has no ledger yet: promptctl env init %s", f.Name)
		return nil
	}
	s := f.State
	fmt.Fprintf(a.term.Out, "Its ledger has %s, from the root %s to %s of %s.\n\n", entries(s.Len()), s.Root, repo.Hash(s.Tip).Short(), s.When.UTC().Format(time.RFC3339))
	return a.showServed(s)
}

// showServed lists what is served.
func (a *app) showServed(s *ledger.State) error {
	spoilt := map[string]string{}
	for _, p := range s.NotServable() {
		spoilt[p.Name] = p.Why
	}
	table := a.term.Table(term.Column{Header: "PROMPT"}, term.Column{Header: "VERSION"}, term.Column{Header: "DIGEST"}, term.Column{Header: "SINCE"},
		term.Column{Header: "BY"}, term.Column{Header: "RESTS ON", Flex: true, Min: 16})
	for _, name := range slices.Sorted(maps.Keys(s.Served)) {
		v := s.Served[name]
		rests := strings.Join(restsOn(v), ", ")
		if why := spoilt[name]; why != "" {
			rests = "NOT SERVABLE: " + why
		}
		table.Row(name, v.Version, strings.TrimPrefix(v.Digest, "sha256:")[:12], v.When.UTC().Format(time.DateOnly), cmp.Or(v.Signer.Person, "UNSIGNED"), rests)
	}
	return table.Write()
}

// restsOn are the statements that a version rests on: by whom, and as what.
func restsOn(v ledger.Version) (all []string) {
	for _, rest := range v.Rests {
		if rest.ID != "" {
			all = append(all, rest.Role+" "+rest.Person)
		}
	}
	return all
}

// envShown is the answer of env show.
type envShown struct {
	envAnswer
	Prompts []servedVersion `json:"prompts"`
}

type servedVersion struct {
	Name        string     `json:"name"`
	Version     string     `json:"version"` // a release, or none
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

func newEnvShown(f *standing.Force) envShown {
	out := envShown{newEnvAnswer(f), []servedVersion{}}
	if f.State == nil {
		return out
	}
	spoilt := map[string]string{}
	for _, p := range f.State.NotServable() {
		spoilt[p.Name] = p.Why
	}
	for _, name := range slices.Sorted(maps.Keys(f.State.Served)) {
		v := f.State.Served[name]
		one := servedVersion{Name: name, Version: v.Version, Digest: v.Digest, Path: v.Path, Entry: v.Entry, Source: v.Source,
			Date: v.When.UTC().Format(time.RFC3339), By: v.Signer.Person, RestsOn: []restMade{}, NotServable: spoilt[name]}
		for _, rest := range v.Rests {
			if rest.ID != "" {
				one.RestsOn = append(one.RestsOn, restMade{rest.ID, string(rest.Kind), rest.Role, rest.Person, rest.Key, rest.When.UTC().Format(time.RFC3339)})
			}
		}
		out.Prompts = append(out.Prompts, one)
	}
	return out
}
