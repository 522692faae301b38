package main

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/scaffold"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// policyEdit is a command that changes the policy.
type policyEdit struct {
	subject string // of the commit that it suggests
	meaning string // what it means besides what environments ask for
	dryRun  bool
	change  func(folder map[string][]byte) (map[string][]byte, error)
}

// edits gives a command the flags of those that change the policy.
func (a *app) edits(cmd *cobra.Command, dryRun *bool) {
	cmd.Flags().BoolVarP(dryRun, "dry-run", "n", false, "show what would change, and write nothing")
	a.formats(cmd, "text", "json")
}

// policyEdited is the answer of the commands that change the policy.
type policyEdited struct {
	Changes []scaffold.Change `json:"changes"` // made, or planned with --dry-run
	Written bool              `json:"written"`
	Diff    string            `json:"diff"`
	Effects []policy.Effect   `json:"effects"`
}

func (a *app) editPolicy(ctx context.Context, e policyEdit) error {
	r, err := a.repository(ctx)
	if err != nil {
		return err
	}
	edit, err := scaffold.EditPolicy(ctx, r, e.change)
	if err != nil {
		return asUsage(err)
	}
	if !e.dryRun {
		if err := edit.Apply(ctx); err != nil {
			return err
		}
	}
	if err := a.showEdit(edit, e.dryRun); err != nil {
		return err
	}
	if e.meaning != "" {
		a.talk("%s", e.meaning)
	}
	if e.dryRun {
		return nil
	}
	err = a.warnIgnored(ctx, r, edit.Written()...)
	a.talkNext(edit.Next(e.subject))
	return err
}

// showEdit prints which files were changed, or the diff where none was, and says
// what that means.
func (a *app) showEdit(edit *scaffold.PolicyEdit, dryRun bool) error {
	if a.output == "json" {
		return a.printJSON(policyEdited{append([]scaffold.Change{}, edit.Changes...), !dryRun, edit.Diff(), edit.Effects})
	}
	var err error
	if dryRun {
		_, err = fmt.Fprint(a.term.Out, a.paintedDiff(edit.Diff()))
	} else {
		words := map[scaffold.Action]string{scaffold.Create: "created", scaffold.Extend: "extended", scaffold.Update: "updated", scaffold.Delete: "deleted"}
		table := a.term.Table(term.Column{Header: "DONE"}, term.Column{Header: "FILE"})
		for _, c := range edit.Changes {
			table.Row(words[c.Action], c.Path)
		}
		err = table.Write()
	}
	a.talkOfEffects(edit.Effects)
	return err
}

// talkOfEffects says what a change of the policy makes different: what was so
// before, and what is so then.
func (a *app) talkOfEffects(effects []policy.Effect) {
	style := a.term.ErrStyle
	if len(effects) == 0 {
		a.talk("no environment asks for anything else than before")
	}
	for _, e := range effects {
		for _, line := range e.Before {
			a.talk("%s %s", style.Red("before:"), term.OneLine(line))
		}
		for _, line := range e.After {
			a.talk("%s  %s", style.Green("after:"), term.OneLine(line))
		}
	}
}
