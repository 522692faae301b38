package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showPatches shows what changed in each version.
func (a *app) showPatches(ctx context.Context, project *catalog.Project, log *catalog.Log) error {
	options := comparison.Options{Tokens: a.tokens, Facts: project.Config.Facts}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		for i, v := range log.Versions {
			c, err := comparison.Version(ctx, project, log.File, v, options)
			if err != nil {
				return err
			}
			if i > 0 {
				fmt.Fprintln(t.Out)
			}
			fmt.Fprintln(t.Out, versionLine(t.OutStyle, v))
			if err := diffview.Text(t.Out, c, diffview.Options{Style: t.OutStyle, Width: t.Width}); err != nil {
				return err
			}
		}
		return nil
	})
}

// versionLine is which version it is, and whose.
func versionLine(style term.Style, v catalog.Version) string {
	parts := []string{style.Bold("#" + strconv.Itoa(v.Ordinal))}
	if len(v.Releases) > 0 {
		parts = append(parts, style.Green(releasesText(v)))
	}
	author := v.Commit.Author
	parts = append(parts, style.Yellow(v.Commit.Hash.Short()), author.When.Format(time.DateOnly), term.OneLine(author.Name)+":", term.OneLine(v.Commit.Subject))
	return strings.Join(parts, " ")
}
