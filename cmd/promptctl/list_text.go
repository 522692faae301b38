package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) showListing(cmd *cobra.Command, l *catalog.Listing, q catalog.ListQuery) error {
	switch a.output {
	case "json":
		return a.printJSON(newListed(l))
	case "jsonl":
		return printLines(a, newListed(l).Prompts)
	}
	if len(l.Prompts) == 0 {
		a.talk("%s", nothingListed(q))
		return nil
	}
	return a.term.Page(a.pager(cmd.Context()), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "NAME"}, term.Column{Header: "VERSION", Right: true}, term.Column{Header: "RELEASE"},
			term.Column{Header: "CHANGED"}, term.Column{Header: "AUTHOR", Flex: true, Min: 8}, term.Column{Header: "TOKENS", Right: true},
			term.Column{Header: "DESCRIPTION", Flex: true, Min: 16})
		for _, p := range l.Prompts {
			table.Cells(
				term.Cell{Text: p.Name, Paint: t.OutStyle.Bold},
				term.Cell{Text: versionText(p, l.Served)},
				term.Cell{Text: p.Release, Paint: t.OutStyle.Green},
				term.Cell{Text: dateText(p.Version), Paint: t.OutStyle.Dim},
				term.Cell{Text: authorText(p.Version)},
				term.Cell{Text: tokensText(p.Tokens)},
				term.Cell{Text: strings.TrimSpace(cmp.Or(p.Description, p.Title))},
			)
		}
		return table.Write()
	})
}

// nothingListed says why there is nothing to show.
func nothingListed(q catalog.ListQuery) string {
	if len(q.Globs)+len(q.Tags) > 0 || q.Owner != "" || q.Search != "" {
		return "no prompt fits: `promptctl list` shows all"
	}
	return "no prompts: `promptctl new NAME` begins one"
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
// differ from it. Of what a ledger serves it is for log to count.
func versionText(p catalog.Listed, served bool) string {
	switch {
	case p.Version == nil && served:
		return ""
	case p.Version == nil:
		return "new"
	case p.Modified:
		return fmt.Sprintf("#%d+", p.Version.Ordinal)
	default:
		return "#" + strconv.Itoa(p.Version.Ordinal)
	}
}
