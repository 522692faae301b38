package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) envListCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the environments",
		Long: `List the environments in the order of promotion: their branches, how many prompts
they serve, the last entry of their ledgers with who made it, and what they ask for.`,
		Example: "  promptctl env list\n  promptctl env list -o json",
		Aliases: []string{"ls"},
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runEnvList(cmd.Context()) },
	}
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runEnvList(ctx context.Context) error {
	_, inspected, err := a.inspect(ctx, &verifyFlags{})
	if err != nil {
		return err
	}
	if a.output == "json" {
		return a.printJSON(newEnvListed(inspected))
	}
	if err := a.showEnvironments(inspected); err != nil {
		return err
	}
	for _, i := range inspected {
		if i.Err != nil || !i.Good() {
			a.talk("%s: promptctl env show %s says what is wrong", i.Force.Name, i.Force.Name)
		}
	}
	return nil
}

// showEnvironments lists environments. A narrow terminal is spared the branches.
func (a *app) showEnvironments(inspected []*standing.Inspection) error {
	style, narrow := a.term.OutStyle, a.term.OutTTY && a.term.Width < roomy
	columns := []term.Column{{Header: "ENV"}}
	if !narrow {
		columns = append(columns, term.Column{Header: "BRANCH"})
	}
	table := a.term.Table(append(columns, term.Column{Header: "SERVES"}, term.Column{Header: "LAST ENTRY", Flex: true, Min: 20}, term.Column{Header: "ASKS FOR", Flex: true, Min: 10})...)
	for _, i := range inspected {
		cells := []term.Cell{{Text: i.Force.Name, Paint: style.Bold}}
		if !narrow {
			cells = append(cells, term.Cell{Text: i.Force.Branch})
		}
		table.Cells(append(cells, servesCell(style, i), lastEntry(style, i), term.Cell{Text: i.Force.Needs()})...)
	}
	return table.Write()
}

// servesCell is how many prompts an environment serves, and of these how many must
// not be.
func servesCell(style term.Style, i *standing.Inspection) term.Cell {
	s := i.Force.State
	switch {
	case s != nil && len(i.NotServable) > 0:
		return term.Cell{Text: fmt.Sprintf("%d (%d !)", len(s.Served), len(i.NotServable)), Paint: style.Red}
	case s != nil:
		return term.Cell{Text: strconv.Itoa(len(s.Served))}
	case i.Force.Ordinary:
		return term.Cell{Text: "branch"}
	default:
		return term.Cell{Text: "-", Paint: style.Dim}
	}
}

// lastEntry is what became of a ledger last.
func lastEntry(style term.Style, i *standing.Inspection) term.Cell {
	s := i.Force.State
	switch {
	case i.Err != nil && i.Undecided():
		return term.Cell{Text: "INCOMPLETE", Paint: style.Yellow}
	case i.Err != nil:
		return term.Cell{Text: "does NOT verify", Paint: style.Red}
	case s == nil && i.Force.Open:
		return term.Cell{Text: "-", Paint: style.Dim}
	case s == nil:
		return term.Cell{Text: "no ledger yet: promptctl env init " + i.Force.Name, Paint: style.Yellow}
	}
	return term.Cell{Text: s.When.UTC().Format(time.DateOnly) + " " + string(s.Action) + " by " + signedBy(s.Signer.Person)}
}
