package main

import (
	"fmt"
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) listCmd() *cobra.Command {
	var q catalog.ListQuery
	var rev string
	cmd := &cobra.Command{
		Use:   "list [GLOB…]",
		Short: "List the prompts",
		Long: `List the prompts with their last version: how many there have been, the last
release, when it was changed and by whom, and the size in tokens. A + after the
version says that the files differ from it.`,
		Example: `  promptctl list
  promptctl list 'support/**' --tag routing
  promptctl list --rev production -o json`,
		Aliases: []string{"ls"},
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Globs = args
			return a.runList(cmd, rev, q)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&rev, "rev", "", "at a `REV` instead of the work tree: staged, an environment, or a revision of git")
	flags.StringArrayVar(&q.Tags, "tag", nil, "only those with this `TAG`; several must all be there")
	flags.StringVar(&q.Owner, "owner", "", "only those of this `OWNER`")
	flags.StringVar(&q.Search, "search", "", "only those whose file has this `TEXT`, case ignored")
	flags.BoolVar(&q.Refresh, "refresh", false, "do not use what an earlier call remembered")
	a.formats(cmd, "text", "json", "jsonl")
	return cmd
}

func (a *app) runList(cmd *cobra.Command, rev string, q catalog.ListQuery) error {
	project, err := a.project(cmd.Context())
	if err != nil {
		return err
	}
	if rev == "" {
		rev = project.DefaultRevision()
	}
	if err := q.Check(); err != nil {
		return usageError{err}
	}
	q.Cache, q.Tokens = a.cacheFolder(), a.tokens
	if q.Revision, err = project.Revision(cmd.Context(), "", rev); err != nil {
		return err
	}
	listing, err := project.List(cmd.Context(), q)
	if err != nil {
		return err
	}
	if err := a.showListing(cmd, listing); err != nil {
		return err
	}
	a.talkOfListing(listing)
	return a.answerFindings(listing.Findings)
}

func (a *app) showListing(cmd *cobra.Command, l *catalog.Listing) error {
	switch a.output {
	case "json":
		return a.printJSON(newListed(l))
	case "jsonl":
		return printLines(a, newListed(l).Prompts)
	}
	if len(l.Prompts) == 0 {
		a.talk("no prompts: `promptctl new NAME` begins one")
		return nil
	}
	return a.term.Page(a.pager(cmd.Context()), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "NAME"}, term.Column{Header: "VERSION", Right: true}, term.Column{Header: "RELEASE"},
			term.Column{Header: "CHANGED"}, term.Column{Header: "AUTHOR", Flex: true, Min: 8}, term.Column{Header: "TOKENS", Right: true},
			term.Column{Header: "DESCRIPTION", Flex: true, Min: 16})
		for _, p := range l.Prompts {
			table.Cells(
				term.Cell{Text: p.Name, Paint: t.OutStyle.Bold},
				term.Cell{Text: versionText(p)},
				term.Cell{Text: p.Release, Paint: t.OutStyle.Green},
				term.Cell{Text: dateText(p.Version), Paint: t.OutStyle.Dim},
				term.Cell{Text: authorText(p.Version)},
				term.Cell{Text: tokensText(p.Tokens)},
				term.Cell{Text: p.Description},
			)
		}
		return table.Write()
	})
}

// talkOfListing says what the table cannot show.
func (a *app) talkOfListing(l *catalog.Listing) {
	if !l.Complete {
		a.talk("the history of this clone is cut off, so versions may be missing: `git fetch --unshallow` brings them")
	}
	var broken []string
	for _, p := range l.Prompts {
		if p.Errors > 0 {
			broken = append(broken, p.Name)
		}
	}
	switch len(broken) {
	case 0:
	case 1:
		a.talk("%s has errors: `promptctl show %s` lists them", broken[0], broken[0])
	default:
		a.talk("%d prompts have errors, the first is %s: `promptctl show %s` lists its", len(broken), broken[0], broken[0])
	}
}

// versionText is the number of the last version, with a + where the files
// differ from it.
func versionText(p catalog.Listed) string {
	switch {
	case p.Version == nil:
		return "new"
	case p.Modified:
		return fmt.Sprintf("#%d+", p.Version.Ordinal)
	default:
		return "#" + strconv.Itoa(p.Version.Ordinal)
	}
}
