package main

import (
	"context"
	"time"

	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/spf13/cobra"
)

// opinionFlags are the flags of approve and reject.
type opinionFlags struct {
	signoff.Opinion
	writeFlags
	expires string
	print   bool
}

func (a *app) approveCmd() *cobra.Command {
	f := &opinionFlags{}
	cmd := &cobra.Command{
		Use:   "approve NAME[@REV]…",
		Short: "Approve a prompt, with your signature",
		Long: `Approve prompts as they are committed: shows what changed against what the
environment serves or, where it serves nothing, the last release; asks, and signs
with the key that git signs with. The signature is over a digest of the prompt with
all that it is made of, so it holds before a merge and after one, squashed or not.

It speaks for every environment that asks for the role, unless --env names some.
The role may be left out where you have only one that approves. What you signed
already, of just these prompts as they are, and which still stands, is not signed
again.`,
		Example: `  promptctl approve support/triage@origin/feature --role legal
  promptctl approve support/triage billing/refund --env production -m 'Checked the privacy notice.'
  promptctl approve --using safety --role legal
  promptctl approve support/triage --role legal --print | git tag -s -F - approvals/support/triage/by-hand`,
		ValidArgsFunction: a.completeReferences,
		Args:              f.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.References = args
			return a.runOpinion(cmd.Context(), statement.Approval, f)
		},
	}
	a.opinionFlags(cmd, f)
	flags := cmd.Flags()
	flags.StringVar(&f.Using, "using", "", "all prompts that include a `PARTIAL[@REV]`, with one signature")
	flags.StringVar(&f.expires, "expires", "", "how long the approval is good: a `DATE` (2027-01-31, an RFC 3339 time, or a span such as 90d)")
	flags.BoolVar(&f.print, "print", false, "print the message alone, for git tag -s -F -")
	flags.StringVarP(&f.Text, "message", "m", "", "a `TEXT` that the approval carries, for people")
	cmd.MarkFlagsMutuallyExclusive("print", "yes")
	completeFlag(cmd, "using", cobra.NoFileCompletions)
	completeFlag(cmd, "expires", cobra.NoFileCompletions)
	return cmd
}

func (a *app) rejectCmd() *cobra.Command {
	f := &opinionFlags{}
	cmd := &cobra.Command{
		Use:   "reject NAME[@REV]…",
		Short: "Reject a prompt, with your signature",
		Long: `Reject prompts as they are committed: as long as a rejection stands, no number
of approvals lets that version into the environment. You take it back by
approving the same version in the same role, or by revoking the rejection. What
you rejected already, and which still stands, is not signed again, whatever the
reason.`,
		Example:           `  promptctl reject support/triage@origin/feature --role legal -m 'It promises a refund.'`,
		ValidArgsFunction: a.completeReferences,
		Args:              f.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.References = args
			return a.runOpinion(cmd.Context(), statement.Rejection, f)
		},
	}
	a.opinionFlags(cmd, f)
	cmd.Flags().StringVarP(&f.Text, "message", "m", "", "the `REASON`")
	return cmd
}

func (a *app) opinionFlags(cmd *cobra.Command, f *opinionFlags) {
	flags := cmd.Flags()
	flags.StringVar(&f.Role, "role", "", "the `ROLE` that you speak in")
	flags.StringArrayVar(&f.Environments, "env", nil, "speak for this `ENV` alone; may be repeated")
	f.add(cmd)
	completeFlag(cmd, "role", cobra.NoFileCompletions)
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "json")
}

// args wants prompts, or a partial in their place.
func (f *opinionFlags) args(cmd *cobra.Command, args []string) error {
	if f.Using != "" {
		return cobra.NoArgs(cmd, args)
	}
	return cobra.MinimumNArgs(1)(cmd, args)
}

func (a *app) runOpinion(ctx context.Context, kind statement.Kind, f *opinionFlags) error {
	if f.print && a.output != "text" {
		return usagef("--print prints the message alone, and -o %s something else", a.output)
	}
	if f.expires != "" {
		at, err := parseUntil(f.expires, a.now())
		if err != nil {
			return err
		}
		f.Expires = at.UTC().Truncate(time.Second)
	}
	desk, err := a.deskOf(ctx, a.toLook(standing.Glance))
	if err != nil {
		return err
	}
	f.Unsigned = f.print
	say := desk.Approve
	if kind == statement.Rejection {
		say = desk.Reject
	}
	draft, err := say(ctx, f.Opinion)
	if err != nil {
		return asUsage(err)
	}
	if f.print {
		return a.printMessage(draft)
	}
	if draft.Already != nil {
		return a.showAlready(draft.Already)
	}
	if !f.yes && a.output == "text" {
		if err := a.showSubjects(ctx, desk, draft); err != nil {
			return err
		}
	}
	return a.sign(ctx, desk, f.writeFlags, draft.Title+"?", draft)
}

// printMessage prints what is to be signed, for who signs it with git.
func (a *app) printMessage(draft *signoff.Draft) error {
	message, err := draft.Message()
	if err != nil {
		return err
	}
	a.talk("sign it with: git tag -s -F - %s %s", draft.Name, draft.Commit.Short())
	_, err = a.term.Out.Write(message)
	return err
}

// parseUntil reads a time that is yet to come.
func parseUntil(text string, now time.Time) (time.Time, error) {
	if at, ok := addSpan(now, text, 1); ok {
		return at, nil
	}
	at, ok := parseTime(text, time.UTC)
	if !ok {
		return at, usagef("--expires %s: write a date (2027-01-31), a time (2027-01-31T12:00:00Z), or a span (36h, 90d)", text)
	}
	if !at.After(now) {
		return at, usagef("--expires %s is past already", text)
	}
	return at, nil
}
