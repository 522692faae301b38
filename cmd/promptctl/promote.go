package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// promoteFlags are the flags of promote.
type promoteFlags struct {
	changeFlags
	deploy.Wish
	release, through bool
}

func (a *app) promoteCmd() *cobra.Command {
	f := &promoteFlags{}
	cmd := &cobra.Command{
		Use:   "promote NAME[@REV]… | --all",
		Short: "Bring versions to an environment, if its rule is met",
		Long: `Promote versions of prompts: shows what an environment serves and what it would,
the rule and what meets it, asks, and writes one signed commit on the environment's
branch for all of them. It holds the statements that it rests on, so it can be
verified when their tags are gone.

Without a revision that is the latest release or, where the environment is open,
HEAD. If the rule is not met for one of the prompts nothing is written, and the exit
status is 1; with --all, those that do not meet it are left out.

--release makes the release too, of HEAD or of the revision that is named; with --all,
of each prompt that can be released and then promoted. --through
brings the versions to the environments that come before first, each by its own rule.
Either shows the whole plan, and asks once.`,
		Example: `  promptctl promote support/triage --env staging
  promptctl promote support/triage@v1.4.0 billing/refund --env production --push
  promptctl promote --all --env staging --yes
  promptctl promote support/triage --env production --release --through`,
		ValidArgsFunction: a.completeReferences,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.All {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.References = args
			return a.runPromote(cmd.Context(), f)
		},
	}
	cmd.Flags().BoolVar(&f.All, "all", false, "every prompt that has another version than the environment serves")
	cmd.Flags().BoolVar(&f.release, "release", false, "make the release too, if there is none")
	cmd.Flags().BoolVar(&f.through, "through", false, "pass the environments that come before first")
	a.changeFlags(cmd, &f.changeFlags)
	return cmd
}

func (a *app) runPromote(ctx context.Context, f *promoteFlags) error {
	f.Wish.Environment, f.Text, f.Remote = f.environment, f.text, f.remote
	if f.release || f.through {
		return a.runRoute(ctx, f)
	}
	return a.change(ctx, f.changeFlags, a.promoting(f.Wish))
}

// promoting is the changes that a promotion makes.
func (a *app) promoting(w deploy.Wish) changes {
	var plan *deploy.Promotions
	return changes{
		draft: func(ctx context.Context, desk *deploy.Desk) (_ *deploy.Draft, err error) {
			if plan, err = desk.Promote(ctx, w); err != nil {
				return nil, err
			}
			a.sayPlan(plan)
			if plan.Draft != nil {
				return plan.Draft, nil
			}
			return nil, a.nothingPromoted(!w.All && len(plan.Refused()) > 0)
		},
		show: func(ctx context.Context, desk *deploy.Desk, _ *deploy.Draft) error {
			return a.showPlan(ctx, desk, plan)
		},
	}
}

// sayPlan says of each prompt what is served and what would be, and how that
// meets the rule.
func (a *app) sayPlan(plan *deploy.Promotions) {
	for _, p := range plan.Served {
		a.talk("%s: %s serves %s already", p.Look.Name, plan.Force.Name, servedText(p.Was.Version, p.Was.Digest))
	}
	for _, p := range plan.All {
		was := "nothing"
		if p.Was != nil {
			was = servedText(p.Was.Version, p.Was.Digest)
		}
		verdict := "may be promoted"
		if !p.Answer.Met() {
			verdict = "may NOT be promoted"
		}
		a.talk("%s: %s serves %s; %s %s", p.Look.Name, plan.Force.Name, was, servedText(p.Version, p.Look.Subject.Digest), verdict)
		for _, n := range p.Answer.Needs {
			a.talk("  %s %s", a.mark(n.Met), term.OneLine(n.String()))
			a.sayHowToMeet(n, p.Look, p.Answer)
		}
		for _, w := range p.Answer.Warnings {
			a.talk("  %s %s", a.term.ErrStyle.Yellow("!"), term.OneLine(w))
		}
	}
}

// mark is the sign of what is there and what is missing.
func (a *app) mark(met bool) string {
	if met {
		return a.term.ErrStyle.Green("✓")
	}
	return a.term.ErrStyle.Red("✗")
}

// servedText is a version's number or, where it has none, its digest.
func servedText(version, digest string) string {
	if version != "" && version != ledger.None {
		return version
	}
	return digest[:min(len("sha256:")+12, len(digest))]
}

// nothingPromoted answers where nothing is written, because it was refused or
// because there is nothing to do.
func (a *app) nothingPromoted(refused bool) error {
	var err error
	if refused {
		err = errNo
	} else {
		a.talk("nothing to promote")
	}
	if a.output == "json" {
		err = errors.Join(a.printJSON(changedAnswer{Entries: []entryAnswer{}}), err)
	}
	return err
}

// showPlan shows what changes against what is served.
func (a *app) showPlan(ctx context.Context, desk *deploy.Desk, plan *deploy.Promotions) error {
	var shown []*comparison.Comparison
	for _, p := range plan.All {
		c, err := desk.Compare(ctx, plan.Force, p, comparison.Options{Tokens: a.tokens, Facts: desk.Project.Config.Facts})
		if err != nil {
			return err
		}
		shown = append(shown, c)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		if err := writeEach(t, shown); err != nil {
			return err
		}
		_, err := fmt.Fprintln(t.Out)
		return err
	})
}
