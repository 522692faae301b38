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
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) envShowCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show ENV",
		Short: "Show what an environment asks for, and what it serves",
		Long: `Show the rule of an environment in words, what its ledger is worth, as verify --env
does, and each prompt that it serves: since when, brought there by whom, and approved by
whom. A ! after the version says that it must not be served any more.`,
		Example:           "  promptctl env show production\n  promptctl env show production -o json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeEnvironment,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runEnvShow(cmd.Context(), args[0]) },
	}
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runEnvShow(ctx context.Context, name string) error {
	r, inspected, err := a.inspect(ctx, &verifyFlags{})
	if err != nil {
		return err
	}
	f, err := r.Force(name)
	if err != nil {
		return err
	}
	i := inspected[slices.Index(r.Forces, f)]
	if a.output == "json" {
		err = a.printJSON(newEnvShown(i))
	} else {
		err = a.showEnvironment(ctx, i)
	}
	if err == nil && i.Err != nil {
		err = judged([]*standing.Inspection{i})
	}
	return err
}

func (a *app) showEnvironment(ctx context.Context, i *standing.Inspection) error {
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		var b strings.Builder
		for _, sentence := range i.Force.Policy.Explain(i.Force.Environment) {
			fmt.Fprintln(&b, term.OneLine(sentence))
		}
		showLedger(&b, t.OutStyle, i, "")
		if i.Force.State != nil && len(i.Force.State.Served) > 0 {
			fmt.Fprintln(&b)
		}
		if _, err := fmt.Fprint(t.Out, b.String()); err != nil || i.Force.State == nil {
			return err
		}
		return showServed(t, i)
	})
}

// showServed lists what is served. A narrow terminal is spared digests and who
// promoted.
func showServed(t *term.Terminal, i *standing.Inspection) error {
	narrow := t.OutTTY && t.Width < roomy
	columns := []term.Column{{Header: "PROMPT", Flex: true, Min: 16}, {Header: "VERSION"}, {Header: "SINCE"}}
	if !narrow {
		columns = append(columns, term.Column{Header: "DIGEST"}, term.Column{Header: "BY"})
	}
	table := t.Table(append(columns, term.Column{Header: "APPROVED BY", Flex: true, Min: 12})...)
	for _, v := range servedBy(i.Force.State) {
		version := term.Cell{Text: v.Version}
		if against(i, v.Name) != "" {
			version = term.Cell{Text: v.Version + " !", Paint: t.OutStyle.Red}
		}
		cells := []term.Cell{{Text: v.Name, Paint: t.OutStyle.Bold}, version, {Text: v.When.UTC().Format(time.DateOnly)}}
		if !narrow {
			cells = append(cells, term.Cell{Text: digest12(v.Digest), Paint: t.OutStyle.Dim}, term.Cell{Text: cmp.Or(v.Signer.Person, "UNSIGNED")})
		}
		table.Cells(append(cells, term.Cell{Text: approvers(v)})...)
	}
	return table.Write()
}

// servedBy is what a ledger serves, by name.
func servedBy(s *ledger.State) []ledger.Version {
	if s == nil {
		return nil
	}
	return slices.SortedFunc(maps.Values(s.Served), func(a, b ledger.Version) int { return strings.Compare(a.Name, b.Name) })
}

// against says why a prompt must not be served; "" where it may.
func against(i *standing.Inspection, name string) string {
	for _, p := range i.NotServable {
		if p.Name == name {
			return p.Why
		}
	}
	return ""
}

// approvers are those whose approvals a version rests on: "ana (legal), bo (security)".
func approvers(v ledger.Version) string {
	var all []string
	for _, rest := range v.Rests {
		if rest.Kind == statement.Approval {
			all = append(all, rest.Person+" ("+rest.Role+")")
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// digest12 is a digest as people see it.
func digest12(digest string) string { return strings.TrimPrefix(digest, "sha256:")[:12] }
