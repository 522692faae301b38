package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/overview"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// statusFlags are the flags of status.
type statusFlags struct {
	environments []string
	exitCode     bool
}

func (a *app) statusCmd() *cobra.Command {
	f := &statusFlags{}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what each environment serves, and what waits",
		Long: `Show prompt by prompt what the environments serve, how that stands to what is at
HEAD, and what waits to be served: for whose signature, or for a promotion.

A version is shown by its release or, where it has none, by its digest. * is another
text than HEAD has, ! must not be served any more, - is nothing.`,
		Example: "  promptctl status\n  promptctl status --env production -o wide\n  promptctl status --exit-code -q >/dev/null || echo 'something waits'",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runStatus(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.environments, "env", nil, "this `ENV` alone; may be repeated")
	flags.BoolVar(&f.exitCode, "exit-code", false, "end with status 1 where an environment serves another text than HEAD has, or one that must not be served")
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "wide", "json")
	return cmd
}

func (a *app) runStatus(ctx context.Context, f *statusFlags) error {
	project, err := a.signingProject(ctx)
	if err != nil {
		return err
	}
	register, err := standing.Survey(ctx, project, a.ledgers(project.Repo))
	if err != nil {
		return err
	}
	o, err := overview.Of(ctx, register, f.environments, a.cacheFolder())
	if err != nil {
		return err
	}
	if err := a.showOverview(ctx, o); err != nil {
		return err
	}
	if f.exitCode && !o.Quiet() {
		return errNo
	}
	return nil
}

func (a *app) showOverview(ctx context.Context, o *overview.Overview) error {
	if a.output == "json" {
		return a.printJSON(newStatusAnswer(o))
	}
	for _, e := range o.Environments {
		switch {
		case e.Err != "":
			a.talk("%s %s: %s", a.mark(false), e.Name, term.OneLine(e.Err))
		case !e.Ledger && e.Served == 0:
			a.talk("%s has no ledger yet: promptctl env init %s", e.Name, e.Name)
		}
	}
	if len(o.Prompts) == 0 {
		a.talk("there is no prompt")
		return nil
	}
	wide := a.output == "wide"
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		columns := []term.Column{{Header: "PROMPT"}}
		for _, e := range o.Environments {
			columns = append(columns, term.Column{Header: strings.ToUpper(e.Name)})
		}
		table := t.Table(append(columns, term.Column{Header: "WAITS FOR", Flex: true, Min: 24})...)
		for _, p := range o.Prompts {
			cells := []term.Cell{{Text: p.Name, Paint: t.OutStyle.Bold}}
			for _, c := range p.Cells {
				cells = append(cells, cellOf(t, p, c, wide))
			}
			table.Cells(append(cells, term.Cell{Text: waits(o, p)})...)
		}
		return table.Write()
	})
}

// cellOf shows what is served.
func cellOf(t *term.Terminal, p *overview.Prompt, c overview.Cell, wide bool) term.Cell {
	if c.Digest == "" {
		return term.Cell{Text: "-", Paint: t.OutStyle.Dim}
	}
	text := cmp.Or(c.Version, c.Digest[len("sha256:"):][:8])
	cell := term.Cell{Text: text}
	switch {
	case c.Spoilt != "":
		cell = term.Cell{Text: text + " !", Paint: t.OutStyle.Red}
	case c.Differs:
		cell = term.Cell{Text: text + " *", Paint: t.OutStyle.Yellow}
	}
	if wide && !c.When.IsZero() {
		cell.Text += " " + c.When.UTC().Format(time.DateOnly) + " " + cmp.Or(c.By, "UNSIGNED")
	}
	return cell
}

// waits says what a row waits for.
func waits(o *overview.Overview, p *overview.Prompt) string {
	var all []string
	for i, c := range p.Cells {
		name := o.Environments[i].Name
		switch {
		case c.Spoilt != "":
			all = append(all, name+" must not serve it: "+c.Spoilt)
		case c.Digest != "" && p.Digest == "":
			all = append(all, name+" serves what HEAD has no more")
		}
		switch {
		case c.Approved:
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s: promote %s", name, p.Release)))
		case len(c.Lacks) > 0:
			lacks := make([]string, len(c.Lacks))
			for j, l := range c.Lacks {
				lacks[j] = l.String()
			}
			all = append(all, name+": "+strings.Join(lacks, ", "))
		}
	}
	return strings.Join(all, "; ")
}

// statusAnswer is the answer of status.
type statusAnswer struct {
	Quiet        bool                `json:"quiet"`
	Environments []environmentAnswer `json:"environments"`
	Prompts      []statusPrompt      `json:"prompts"`
}

type environmentAnswer struct {
	Name   string `json:"name"`
	Branch string `json:"branch"`
	Open   bool   `json:"open"`
	Ledger bool   `json:"ledger"`
	Served int    `json:"served"`
	Error  string `json:"error,omitempty"`
}

type statusPrompt struct {
	Name    string       `json:"name"`
	Digest  string       `json:"digest,omitempty"`
	Release string       `json:"release,omitempty"`
	Cells   []statusCell `json:"cells"`
}

type statusCell struct {
	Environment string       `json:"environment"`
	Digest      string       `json:"digest,omitempty"`
	Version     string       `json:"version,omitempty"`
	Date        string       `json:"date,omitempty"`
	By          string       `json:"by,omitempty"`
	NotServable string       `json:"notServable,omitempty"`
	Differs     bool         `json:"differs"`
	Approved    bool         `json:"approved"`
	Lacks       []lackAnswer `json:"lacks"`
}

type lackAnswer struct {
	What string   `json:"what"`
	Role string   `json:"role,omitempty"`
	Who  []string `json:"who"`
	Why  string   `json:"why,omitempty"`
}

func newStatusAnswer(o *overview.Overview) statusAnswer {
	out := statusAnswer{Quiet: o.Quiet(), Environments: []environmentAnswer{}, Prompts: []statusPrompt{}}
	for _, e := range o.Environments {
		out.Environments = append(out.Environments, environmentAnswer{e.Name, e.Branch, e.Open, e.Ledger, e.Served, e.Err})
	}
	for _, p := range o.Prompts {
		row := statusPrompt{p.Name, p.Digest, p.Release, []statusCell{}}
		for i, c := range p.Cells {
			cell := statusCell{Environment: o.Environments[i].Name, Digest: c.Digest, Version: c.Version, By: c.By, NotServable: c.Spoilt,
				Differs: c.Differs, Approved: c.Approved, Lacks: []lackAnswer{}}
			if !c.When.IsZero() {
				cell.Date = c.When.UTC().Format(time.RFC3339)
			}
			for _, l := range c.Lacks {
				cell.Lacks = append(cell.Lacks, lackAnswer{l.What, l.Role, append([]string{}, l.Who...), l.Why})
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Prompts = append(out.Prompts, row)
	}
	return out
}
