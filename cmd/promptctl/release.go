package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/spf13/cobra"
)

// releaseFlags are the flags of release.
type releaseFlags struct {
	signoff.Request
	writeFlags
	push   bool
	remote string
}

func (a *app) releaseCmd() *cobra.Command {
	f := &releaseFlags{}
	cmd := &cobra.Command{
		Use:   "release NAME[@REV]… | --all-approved",
		Short: "Give approved versions their numbers, as signed tags",
		Long: `Release prompts: writes the signed tag NAME/vX.Y.Z of each, if the last
environment's approvals allow it, and says whose signature is missing if not.

The number follows from what changed since the last release: MAJOR breaks callers,
MINOR changes behaviour, PATCH changes none. --as and --bump raise it.

Without a key, where the last environment is open, the tag is not signed, and is
shown as UNSIGNED.`,
		Example: `  promptctl release support/triage
  promptctl release --all-approved --yes --push
  promptctl release support/triage@origin/main --as v2.0.0 --dry-run`,
		ValidArgsFunction: a.completeReferences,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.AllApproved {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.References = args
			return a.runRelease(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.AllApproved, "all-approved", false, "every prompt at HEAD that the last environment would take and that is not released yet")
	flags.StringVar(&f.As, "as", "", "the `VERSION`, v1.2.3, at least the proposed one")
	flags.Var(&choice{value: &f.Bump, valid: []string{"major", "minor", "patch"}, kind: "LEVEL"}, "bump", "raise at least this number: major, minor or patch")
	flags.BoolVar(&f.push, "push", false, "push the tags, at most three at a time, as hosts start no workflow for more")
	flags.StringVar(&f.remote, "remote", "", "the `REMOTE` to push to (default the branch's, or origin)")
	f.add(cmd)
	cmd.MarkFlagsMutuallyExclusive("as", "bump")
	cmd.MarkFlagsMutuallyExclusive("push", "dry-run")
	completeFlag(cmd, "as", cobra.NoFileCompletions)
	completeFlag(cmd, "remote", cobra.NoFileCompletions)
	completeFlag(cmd, "bump", words("major", "minor", "patch"))
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runRelease(ctx context.Context, f *releaseFlags) error {
	desk, err := a.desk(ctx)
	if err == nil && f.push {
		f.remote, err = exchange.Remote(ctx, desk.Project.Repo, f.remote)
	}
	if err != nil {
		return err
	}
	releases, err := desk.Release(ctx, f.Request)
	if err != nil {
		return asUsage(err)
	}
	var drafts []*signoff.Draft
	refused := false
	for _, r := range releases {
		a.sayRelease(r)
		refused = refused || r.Refused()
		if r.Draft != nil {
			drafts = append(drafts, r.Draft)
		}
	}
	if refused { // all or nothing: a script must not think that it was released
		return errors.Join(a.nothingReleased(releases), errNo)
	}
	if len(drafts) == 0 {
		a.talk("nothing to release")
		return a.nothingReleased(releases)
	}
	if !f.push {
		return a.sign(ctx, desk, f.writeFlags, releaseQuestion(drafts), drafts...)
	}
	return a.signAndPush(ctx, desk, f, drafts)
}

func releaseQuestion(drafts []*signoff.Draft) string {
	if len(drafts) == 1 {
		return drafts[0].Title + "?"
	}
	return fmt.Sprintf("Release these %d versions?", len(drafts))
}

// releaseAnswer is the answer of release where nothing is signed.
type releaseAnswer struct {
	signedAnswer
	Released []releasedAnswer `json:"released,omitempty"`
	Refused  []refusedAnswer  `json:"refused,omitempty"`
}

// releasedAnswer is a prompt that has a release already.
type releasedAnswer struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// refusedAnswer is a prompt that the last environment would not take.
type refusedAnswer struct {
	Name        string       `json:"name"`
	Digest      string       `json:"digest"`
	Environment string       `json:"environment"`
	Needs       []needAnswer `json:"needs"`
}

// nothingReleased is the answer where nothing is signed.
func (a *app) nothingReleased(releases []*signoff.Release) error {
	if a.output != "json" {
		return nil
	}
	out := releaseAnswer{signedAnswer: signedAnswer{Statements: []signedStatement{}}}
	for _, r := range releases {
		switch name := r.Look.Name; {
		case r.Already != "":
			out.Released = append(out.Released, releasedAnswer{name, r.Already})
		case r.Refused():
			out.Refused = append(out.Refused, refusedAnswer{name, r.Look.Subject.Digest, r.Answer.Environment, needAnswers(r.Answer.Needs)})
		}
	}
	return a.printJSON(out)
}
