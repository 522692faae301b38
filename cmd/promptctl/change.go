package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// changeFlags are the flags of every command that changes an environment.
type changeFlags struct {
	writeFlags
	environment string
	text        string
	push        bool
	remote      string
}

func (a *app) changeFlags(cmd *cobra.Command, f *changeFlags) {
	flags := cmd.Flags()
	if cmd.Name() != "init" {
		flags.StringVar(&f.environment, "env", "", "the `ENV` that is changed")
		completeFlag(cmd, "env", a.completeEnvironments)
		flags.StringVarP(&f.text, "message", "m", "", "a `TEXT` that the entry carries, for people")
		completeFlag(cmd, "message", cobra.NoFileCompletions)
	}
	flags.BoolVar(&f.push, "push", false, "push the entry with the statements that it rests on, all or nothing; here and there stay as they were if the remote refuses")
	flags.StringVar(&f.remote, "remote", "", "the `REMOTE` to push to (default the branch's, or origin)")
	completeFlag(cmd, "remote", cobra.NoFileCompletions)
	f.add(cmd)
	cmd.MarkFlagsMutuallyExclusive("push", "dry-run")
	a.formats(cmd, "text", "json")
}

// changes is what a command wants to become of an environment. It is drafted anew
// where the ledger went on meanwhile.
type changes struct {
	// draft returns nothing where there is nothing to do, which it has told then.
	draft func(context.Context, *deploy.Desk) (*deploy.Draft, error)
	// show shows what is to be done before a person is asked.
	show func(context.Context, *deploy.Desk, *deploy.Draft) error
	// alone says that no other environment matters: one whose ledger does not verify
	// must not keep anybody from taking back what another one serves.
	alone bool
}

// attempts is how often a change is tried where others are faster.
const attempts = 10

// change drafts an entry, asks, writes it, and shows what was done.
func (a *app) change(ctx context.Context, f changeFlags, c changes) error {
	done, err := a.entry(ctx, f, c)
	if err != nil || done == nil {
		return err
	}
	return a.shareEntries(ctx, f, done)
}

// shareEntries is showEntries that says how the others get what was written, where
// there is a remote that does not have it yet.
func (a *app) shareEntries(ctx context.Context, f changeFlags, all ...*changed) error {
	if err := a.showEntries(all...); err != nil || f.push || f.dryRun || len(all) == 0 || a.output == "json" {
		return err
	}
	r, err := a.repository(ctx)
	if err != nil {
		return err
	}
	remotes, err := r.Remotes(ctx)
	if len(remotes) > 0 {
		a.talk("share with: promptctl sync")
	}
	return err
}

// entry is change that shows nothing at its end. It returns nothing where there was
// nothing to do.
func (a *app) entry(ctx context.Context, f changeFlags, c changes) (*changed, error) {
	if f.environment == "" {
		return nil, usagef("which environment? say --env ENV")
	}
	asked := ""
	for attempt := 1; ; attempt++ {
		done, err := a.tryEntry(ctx, f, c, &asked)
		if !errors.Is(err, deploy.ErrMoved) || attempt == attempts {
			return done, err
		}
		a.talk("%v: trying again", err)
	}
}

// changed is an entry that was written or, with --dry-run, would be.
type changed struct {
	*deploy.Draft
	written *deploy.Written // nil where nothing is
}

// tryEntry is one attempt. It fails with deploy.ErrMoved where the ledger went on
// meanwhile.
func (a *app) tryEntry(ctx context.Context, f changeFlags, c changes, asked *string) (*changed, error) {
	remote, err := a.fetchLedger(ctx, f, c.alone)
	if err != nil {
		return nil, err
	}
	if (f.yes || *asked != "") && !f.dryRun { // nobody is waited for
		unlock, err := a.lock(ctx, f.environment)
		if err != nil {
			return nil, err
		}
		defer unlock()
	}
	desk, err := a.deployDesk(ctx, c.alone)
	if err != nil {
		return nil, err
	}
	draft, err := c.draft(ctx, desk)
	if err != nil || draft == nil {
		return nil, asUsage(err)
	}
	if err := a.mayChange(ctx, desk, draft.Force, draft.Action, f.dryRun); err != nil {
		return nil, err
	}
	if err := a.askChange(ctx, f, c, desk, draft, asked); err != nil {
		return nil, err
	}
	if f.dryRun {
		return &changed{draft, nil}, nil
	}
	written, err := a.writeChange(ctx, f, remote, desk, draft)
	return &changed{draft, written}, err
}

// mayChange checks that the person may do something in an environment. Where nothing
// is written it is told and hinders nobody.
func (a *app) mayChange(ctx context.Context, desk *deploy.Desk, force *standing.Force, action ledger.Action, dryRun bool) error {
	err := desk.May(ctx, force, action)
	if err == nil || !dryRun {
		return err
	}
	a.talk("  %s %s", a.term.ErrStyle.Yellow("!"), term.OneLine(err.Error()))
	return nil
}

// askChange shows what is to be done and asks, unless that was asked already.
func (a *app) askChange(ctx context.Context, f changeFlags, c changes, desk *deploy.Desk, draft *deploy.Draft, asked *string) error {
	message, err := draft.Message()
	if err != nil || f.yes || string(message) == *asked {
		return err
	}
	*asked = string(message)
	if c.show != nil && a.output == "text" {
		if err := c.show(ctx, desk, draft); err != nil {
			return err
		}
	}
	if f.dryRun {
		return nil
	}
	return a.confirmChange(ctx, draft.Title+"?")
}

func (a *app) confirmChange(ctx context.Context, question string) error {
	sure, err := a.term.Confirm(ctx, question, false)
	if err == nil && !sure {
		a.talk("nothing is changed")
		err = errNo
	}
	return err
}

// fetchLedger brings the environment's branch up to date where it is to be pushed,
// with those of the others unless it matters alone, and returns the remote. A branch
// of another one that is open need be no ledger.
func (a *app) fetchLedger(ctx context.Context, f changeFlags, alone bool) (string, error) {
	if !f.push {
		return "", nil
	}
	project, err := a.signingProject(ctx)
	if err != nil {
		return "", err
	}
	remote, err := exchange.Remote(ctx, project.Repo, f.remote)
	if err != nil {
		return "", err
	}
	policy, err := project.Policy(ctx)
	if err != nil || policy == nil {
		return remote, err
	}
	var branches []string
	for _, e := range policy.Environments {
		if e.Name == f.environment || !e.Open && !alone {
			branches = append(branches, e.Branch)
		}
	}
	return remote, exchange.FetchLedgers(ctx, project.Repo, remote, branches)
}

func (a *app) lock(ctx context.Context, name string) (func(), error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, err
	}
	return deploy.Lock(project.Repo, name, func() {
		a.talk("waiting for another promptctl that is changing %s in this clone", term.OneLine(name))
	})
}

// deployDesk opens the place where the person changes environments who runs
// promptctl.
func (a *app) deployDesk(ctx context.Context, alone bool) (*deploy.Desk, error) {
	register := a.register
	if alone {
		register = a.survey
	}
	desk, err := a.deskOf(ctx, register)
	return &deploy.Desk{Desk: desk, Tokens: a.tokens}, err
}

func (a *app) writeChange(ctx context.Context, f changeFlags, remote string, desk *deploy.Desk, draft *deploy.Draft) (*deploy.Written, error) {
	if !f.push {
		return desk.Write(ctx, draft)
	}
	written, err := desk.WriteAndPush(ctx, draft, remote)
	if err == nil {
		a.talk("pushed to %s", term.OneLine(remote))
	}
	return written, err
}

// changedAnswer is the answer of every command that changes an environment.
type changedAnswer struct {
	Entries []entryAnswer `json:"entries"`
}

type entryAnswer struct {
	Environment string         `json:"environment"`
	Action      ledger.Action  `json:"action"`
	Commit      string         `json:"commit,omitempty"` // absent with --dry-run
	Signed      bool           `json:"signed"`
	Branch      string         `json:"branch"`
	Prompts     []changeAnswer `json:"prompts"`
	Evidence    []string       `json:"evidence"` // the object ids of the statements that it rests on
	Message     string         `json:"message"`
}

type changeAnswer struct {
	Name    string `json:"name"`
	From    string `json:"from"` // a digest, or none
	To      string `json:"to"`
	Version string `json:"version"`
	Path    string `json:"path"`
}

func newEntryAnswer(c *changed) entryAnswer {
	message, _ := c.Message() // which was written once already
	out := entryAnswer{Environment: c.Force.Name, Action: c.Action, Branch: c.Force.Branch, Prompts: []changeAnswer{}, Evidence: []string{}, Message: string(message)}
	for _, p := range c.Prompts {
		out.Prompts = append(out.Prompts, changeAnswer(p))
	}
	for _, s := range c.Draft.Evidence {
		out.Evidence = append(out.Evidence, s.ID)
	}
	if c.written != nil {
		out.Commit, out.Signed = string(c.written.Commit), c.written.Signed
	}
	return out
}

// showEntries tells what was done or, where nothing is written, what would be.
func (a *app) showEntries(all ...*changed) error {
	if a.output == "json" {
		out := changedAnswer{Entries: []entryAnswer{}}
		for _, c := range all {
			out.Entries = append(out.Entries, newEntryAnswer(c))
		}
		return a.printJSON(out)
	}
	for _, c := range all {
		if err := a.showEntry(c); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) showEntry(c *changed) error {
	if c.written == nil {
		message, err := c.Message()
		if err != nil {
			return err
		}
		a.talk("would commit to %s:", c.Force.Branch)
		_, err = a.term.Out.Write([]byte(a.shown(string(message))))
		return err
	}
	fmt.Fprintln(a.term.Out, c.written.Commit)
	if !c.written.Signed {
		a.talk("%s is UNSIGNED: git has no key to sign with", c.written.Commit.Short())
	}
	return nil
}
