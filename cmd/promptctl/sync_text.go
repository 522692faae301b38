package main

import (
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// synced is the answer of sync.
type synced struct {
	exchange.Done
	DryRun bool                `json:"dryRun"`
	Pruned []exchange.Embedded `json:"pruned"` // or to be pruned, with --dry-run
}

func (a *app) showSync(s synced) error {
	if a.output == "json" {
		return a.printJSON(s)
	}
	words := []string{"fetched", "pushed", "pruned"}
	if s.DryRun {
		words = []string{"would fetch", "would push", "would prune"}
	}
	table := a.term.Table(term.Column{Header: "DONE"}, term.Column{Header: "KIND"}, term.Column{Header: "WHAT"})
	for i, items := range [][]exchange.Item{s.Fetched, s.Pushed} {
		for _, k := range exchange.Kinds() {
			if what := amount(items, k); what != "" {
				table.Row(words[i], string(k), what)
			}
		}
	}
	for _, t := range s.Pruned {
		table.Row(words[2], string(t.Kind), t.Name()+" "+places(t, s.Remote))
	}
	for _, c := range s.Conflicts {
		table.Row("conflict", string(c.Kind), c.Name()+" is "+string(c.Here)+" here and "+string(c.There)+" at "+s.Remote)
	}
	for _, r := range s.Refused {
		if r.Cause != repo.CauseOther {
			table.Row("refused", string(r.Kind), r.Name())
		}
	}
	if err := table.Write(); err != nil {
		return err
	}
	a.talkOfConflicts(s)
	if s.Embedded > 0 && len(s.Pruned) == 0 {
		a.talk("%s that a ledger embeds stayed on one side: `promptctl sync --prune` deletes their tags",
			counted(s.Embedded, "statement"))
	}
	return nil
}

// isIdle reports whether nothing was done, or was to be done.
func (s synced) isIdle() bool {
	return len(s.Fetched)+len(s.Pushed)+len(s.Pruned)+len(s.Conflicts)+len(s.Refused) == 0
}

// amount says how many of a kind there are, "" for none. What is in notes is
// not known before they are fetched.
func amount(items []exchange.Item, kind exchange.Kind) string {
	n, some := 0, false
	for _, i := range items {
		switch {
		case i.Kind != kind:
		case i.Kind.IsNotes() && i.Lines == 0:
			some = true
		case i.Kind.IsNotes():
			n += i.Lines
		default:
			n++
		}
	}
	switch {
	case some:
		return "some"
	case n == 0:
		return ""
	default:
		return strconv.Itoa(n)
	}
}

// talkOfConflicts says what to do about tags that differ.
func (a *app) talkOfConflicts(s synced) {
	if len(s.Conflicts) == 0 {
		return
	}
	if s.Conflicts[len(s.Conflicts)-1].Kind == exchange.Ledger {
		a.talkOfForks(s)
	}
	if s.Conflicts[0].Kind == exchange.Ledger {
		return
	}
	name, remote := term.OneLine(s.Conflicts[0].Name()), term.OneLine(s.Remote)
	a.talk("%s nothing was overwritten: people settle which of two tags of one name counts", a.term.ErrStyle.Yellow("warning:"))
	a.talk("hint: `git fetch %s refs/tags/%s:refs/tags/theirs/%s` brings the other one beside yours, to look at", remote, name, name)
	a.talk("hint: delete the wrong one, `git tag -d %s` here or `git push %s :refs/tags/%s` there, and sync again", name, remote, name)
}

// talkOfForks says what to do about ledgers that went on on both sides.
func (a *app) talkOfForks(s synced) {
	for _, c := range s.Conflicts {
		if c.Kind == exchange.Ledger {
			branch, remote := term.OneLine(c.Name()), term.OneLine(s.Remote)
			a.talk("%s %s went on here and at %s", a.term.ErrStyle.Yellow("warning:"), branch, remote)
			a.talk("hint: to keep theirs, `git branch -f %s %s/%s`, tell that to the pins, `promptctl verify --env ENV --root ROOT`, and promote again what was only here; promote --push avoids it", branch, remote, branch)
		}
	}
}

// completeRemote completes the names of remotes.
func (a *app) completeRemote(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	r, err := a.repository(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	remotes, _ := r.Remotes(cmd.Context()) // a completion never fails
	return prefixed("", remotes, typed), cobra.ShellCompDirectiveNoFileComp
}

// counted is a number of things.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
