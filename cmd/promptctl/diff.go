package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/spf13/cobra"
)

// diffFlags are the flags of diff.
type diffFlags struct {
	query      comparison.Query
	stat, raw  bool
	word       bool
	sideBySide bool
	strict     bool
	render     string
	inputs     inputFlags
	failOn     string
	exitCode   bool
}

func (a *app) diffCmd() *cobra.Command {
	f := &diffFlags{}
	cmd := &cobra.Command{
		Use:   "diff [A [B]]",
		Short: "Show what changed in prompts, and whether it matters",
		Long: `Show what changed in prompts: first whether it breaks callers, which version it
asks for and what it costs, then the fields, then the prose, word by word. A
paragraph that is wrapped anew has not changed, and one that moved is shown as
moved.

With no argument, all prompts of the work tree are compared with HEAD. A and B are
a prompt (NAME, at HEAD, or NAME@REV) and what it is compared with; A..B, A...B,
or revisions with their prefix (env:staging, release:v1.0.0, rev:HEAD~3), for all
prompts; or two files or folders.`,
		Example: `  promptctl diff
  promptctl diff support/triage@production support/triage
  promptctl diff --staged --stat
  promptctl diff support/triage --render late-parcel-before-a-trip
  promptctl diff env:staging env:production -o markdown
  promptctl diff origin/main...HEAD --fail-on breaking`,
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.query.Args = args
			return a.runDiff(cmd.Context(), f)
		},
	}
	a.diffFlags(cmd, f)
	return cmd
}

func (a *app) diffFlags(cmd *cobra.Command, f *diffFlags) {
	flags := cmd.Flags()
	flags.BoolVar(&f.query.Staged, "staged", false, "what is staged, in place of the work tree")
	flags.BoolVar(&f.stat, "stat", false, "a line for each prompt")
	flags.BoolVar(&f.word, "word", false, "prose word by word, which is the default")
	flags.BoolVar(&f.sideBySide, "side-by-side", false, "prose in two columns")
	flags.BoolVar(&f.raw, "raw", false, "the lines of the files, as git apply takes them")
	flags.BoolVar(&f.strict, "strict-whitespace", false, "show white space that differs between the same words")
	flags.StringVar(&f.render, "render", "", "the messages that the model is sent, with the values of a test `CASE`, or of --var and its like")
	f.inputs.add(a, cmd)
	flags.Var(&choice{value: &f.failOn, valid: []string{"breaking", "behaviour"}, kind: "CLASS"}, "fail-on", "the answer is no where a change is breaking, or changes behaviour")
	flags.BoolVar(&f.exitCode, "exit-code", false, "the answer is no where anything differs")
	completeFlag(cmd, "fail-on", words("breaking", "behaviour"))
	cmd.MarkFlagsMutuallyExclusive("stat", "word", "side-by-side", "raw")
	a.formats(cmd, "text", "markdown", "html", "json")
}

func (a *app) runDiff(ctx context.Context, f *diffFlags) error {
	c, err := a.compare(ctx, f)
	if err != nil {
		return err
	}
	if err := a.showDiff(ctx, f, c); err != nil {
		return err
	}
	failing := map[string]change.Class{"breaking": change.Breaking, "behaviour": change.Behaviour}
	if limit, bounded := failing[f.failOn]; bounded && len(c.Prompts) > 0 && c.Class() >= limit || f.exitCode && len(c.Prompts) > 0 {
		return errNo
	}
	return nil
}

// compare compares what is asked for, in a repository or, where there is none,
// on disk.
func (a *app) compare(ctx context.Context, f *diffFlags) (*comparison.Comparison, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	f.query.Dir = a.path(dir)
	if a.dir != "" {
		f.query.Dir = a.path(".")
	}
	f.query.Options = comparison.Options{Tokens: a.tokens, Tests: f.renders(), Files: f.raw && f.failOn == "" && !f.renders()}
	if f.raw {
		f.query.Tokens = nil
	}
	if f.query.OnDisk() {
		c, err := f.query.Run(ctx, nil)
		return c, asUsage(cmp.Or(err, a.renderDiff(ctx, f, c)))
	}
	_, _ = a.open(ctx, repo.Options{Revisions: f.query.Expected()}) // project tells of an error
	p, err := a.project(ctx)
	if errors.Is(err, repo.ErrNoRepository) && len(f.query.Args) == 2 {
		return f.query.Run(ctx, nil)
	}
	if err != nil {
		return nil, err
	}
	f.query.Facts = p.Config.Facts
	c, err := f.query.Run(ctx, p)
	if err == nil {
		err = a.renderDiff(ctx, f, c)
	}
	if err != nil || f.raw {
		return c, asUsage(err)
	}
	return c, c.Name(ctx, p.Repo)
}

// renders reports whether it is rendered messages that are compared.
func (f *diffFlags) renders() bool { return f.render != "" || f.inputs.given() }

// renderDiff renders the one prompt that differs, where that is asked for.
func (a *app) renderDiff(ctx context.Context, f *diffFlags, c *comparison.Comparison) error {
	if !f.renders() || c == nil || len(c.Prompts) == 0 {
		return nil
	}
	if len(c.Prompts) > 1 {
		return usagef("one prompt can be rendered, and %d differ: name it", len(c.Prompts))
	}
	p := c.Prompts[0]
	values := map[string]any{}
	if f.render != "" {
		var err error
		if values, err = p.Case(f.render); err != nil {
			return err
		}
	}
	given, err := f.inputs.read(ctx, a, cmp.Or(p.After, p.Before))
	if err != nil {
		return err
	}
	maps.Copy(values, given)
	return p.Render(values)
}
