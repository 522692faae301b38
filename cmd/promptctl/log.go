package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// logOptions are the flags of log.
type logOptions struct {
	since string
	limit number
	all   bool
	patch bool
	runs  bool
}

func (a *app) logCmd() *cobra.Command {
	var o logOptions
	cmd := &cobra.Command{
		Use:   "log NAME[@REV]",
		Short: "List the versions of a prompt",
		Long: `List the versions of a prompt, the newest first: the commits that changed it,
or a partial or file that it includes. The first column, less its #, counts
from the first version; ~N in a reference counts back from the newest.

With --results each version has beside it what came of its tests, as
"promptctl test --save" kept it here, or elsewhere and "promptctl sync" brought it.
Nobody signs that: what an environment counts is "promptctl attest".`,
		Example: `  promptctl log support/triage
  promptctl log support/triage --since 2026-01-01
  promptctl log support/triage -p --limit 3
  promptctl log support/triage --results
  promptctl log support/triage@production -o json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runLog(cmd, args[0], o) },
	}
	cmd.Flags().StringVar(&o.since, "since", "", "only versions committed since a `DATE` (2026-01-31, an RFC 3339 time, or a span back from now such as 36h or 14d)")
	cmd.Flags().Var(&o.limit, "limit", "at most `N` versions; 0 is all")
	cmd.Flags().BoolVar(&o.all, "all", false, "versions on every branch, not only those that lead to REV")
	cmd.Flags().BoolVarP(&o.patch, "patch", "p", false, "what changed in each version, as diff shows it")
	cmd.Flags().BoolVar(&o.runs, "results", false, "what came of the tests of each version")
	cmd.MarkFlagsMutuallyExclusive("patch", "results")
	completeFlag(cmd, "since", cobra.NoFileCompletions)
	a.formats(cmd, "text", "json", "jsonl")
	return cmd
}

func (a *app) runLog(cmd *cobra.Command, reference string, o logOptions) error {
	if o.patch && a.output != "text" {
		return usagef("-p shows text: for programs there is `promptctl diff A..B -o json`")
	}
	project, err := a.project(cmd.Context())
	if err != nil {
		return err
	}
	query := catalog.LogQuery{Reference: reference, All: o.all, Limit: int(o.limit)}
	if o.since != "" {
		if query.Since, err = parseWhen("since", o.since, a.now()); err != nil {
			return err
		}
	}
	log, err := project.Log(cmd.Context(), query)
	if log == nil {
		return err
	}
	show := a.showLog
	switch {
	case o.patch:
		show = func(ctx context.Context, log *catalog.Log) error { return a.showPatches(ctx, project, log) }
	case o.runs:
		show = func(ctx context.Context, log *catalog.Log) error { return a.showLogWithResults(ctx, project, log) }
	}
	if showErr := show(cmd.Context(), log); showErr != nil {
		return showErr
	}
	return err // what there is was shown, and then why it may not be all
}

func (a *app) showLog(ctx context.Context, log *catalog.Log) error {
	switch a.output {
	case "json":
		return a.printJSON(newLogged(log))
	case "jsonl":
		return printLines(a, newLogged(log).Versions)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "VERSION"}, term.Column{Header: "RELEASE"}, term.Column{Header: "COMMIT"}, term.Column{Header: "DIGEST"},
			term.Column{Header: "DATE"}, term.Column{Header: "AUTHOR", Flex: true, Min: 8}, term.Column{Header: "SUBJECT", Flex: true, Min: 16})
		for _, v := range log.Versions {
			table.Cells(
				term.Cell{Text: "#" + strconv.Itoa(v.Ordinal), Paint: t.OutStyle.Bold},
				term.Cell{Text: releasesText(v), Paint: t.OutStyle.Green},
				term.Cell{Text: v.Commit.Hash.Short(), Paint: t.OutStyle.Yellow},
				term.Cell{Text: shortDigest(v), Paint: t.OutStyle.Dim},
				term.Cell{Text: v.Commit.Author.When.Format(time.DateOnly)},
				term.Cell{Text: v.Commit.Author.Name},
				term.Cell{Text: v.Commit.Subject},
			)
		}
		return table.Write()
	})
}

// releasesText names the releases of a version, and those that nobody signed.
func releasesText(v catalog.Version) string {
	names := make([]string, len(v.Releases))
	for i, name := range v.Releases {
		names[i] = name
		if slices.Contains(v.Unsigned, name) {
			names[i] += " UNSIGNED"
		}
	}
	return strings.Join(names, ", ")
}

// shortDigest is as much of a digest as tags use, or that the prompt is gone.
func shortDigest(v catalog.Version) string {
	if v.Removed {
		return "removed"
	}
	return strings.TrimPrefix(v.Digest, "sha256:")[:12]
}

// parseWhen reads the value of a flag that is a date, a time, or a span back from
// now.
func parseWhen(flag, text string, now time.Time) (time.Time, error) {
	if t, ok := parseTime(text, now.Location()); ok {
		return t, nil
	}
	if later, ok := addSpan(now, text, -1); ok {
		return later, nil
	}
	return time.Time{}, usagef("--%s %s: write a date (2026-01-31), a time (2026-01-31T12:00:00Z), or a span back from now (36h, 14d)", flag, text)
}

// parseTime reads a date or a time.
func parseTime(text string, where *time.Location) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, where); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// addSpan adds a span such as 36h or 14d, or takes it off where sign is -1.
func addSpan(now time.Time, text string, sign int) (time.Time, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, sign*n), true
		}
	}
	if span, err := time.ParseDuration(text); err == nil && span >= 0 {
		return now.Add(time.Duration(sign) * span), true
	}
	return time.Time{}, false
}
