package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// signing is how the repository is opened where signatures matter.
func signing() repo.Options {
	return repo.Options{Alone: true, Revisions: []string{standing.DefaultRevision}}
}

// signingProject opens the repository where signatures matter.
func (a *app) signingProject(ctx context.Context) (*catalog.Project, error) {
	if _, err := a.open(ctx, signing()); err != nil {
		return nil, err
	}
	return a.project(ctx)
}

// ledgers are the environments of a repository, with what this machine knows of
// them.
func (a *app) ledgers(r *repo.Repo) *environment.Ledgers {
	return &environment.Ledgers{Repo: r, Now: a.now(), Pins: environment.NewPins(a.stateFolder(), r.CommonDir()), Unkept: a.warnUnkept, Told: a.talkOfRoot}
}

// talkOfRoot says which root is trusted because no other one is known.
func (a *app) talkOfRoot(name, root string, kept bool) {
	until := "from now on"
	if !kept {
		until = "this once"
	}
	a.talk("%s: trusting the root %s %s, as it is the first that is seen here; compare it with that of your team", name, root, until)
}

// warnUnkept says, once, that what was verified is not remembered: a ledger that is put
// back later will not be noticed here.
func (a *app) warnUnkept(err error) {
	a.unkept.Do(func() {
		if a.quiet {
			return
		}
		a.talk("%s nothing is remembered of the ledgers that are verified: %s", a.term.ErrStyle.Yellow("warning:"), term.OneLine(err.Error()))
		a.showHint("set XDG_STATE_HOME to a folder that can be written to; where there is none, name the root each time: promptctl verify --env ENV --root COMMIT")
	})
}

// serves tells what environments serve. What does not verify is never read as theirs:
// it is what verified last here, with a warning, or nothing.
func (a *app) serves(r *repo.Repo) func(context.Context, *policy.Environment, string, repo.Hash) (repo.Hash, error) {
	type answer struct {
		commit repo.Hash
		err    error
	}
	var mutex sync.Mutex
	known := map[string]answer{}
	return func(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) (repo.Hash, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if was, there := known[e.Name+" "+string(tip)]; there {
			return was.commit, was.err
		}
		commit, err := a.ledgers(r).Serves(ctx, e, repository, tip)
		if err != nil && commit != "" {
			// This is said with --quiet too: what was asked for is not what is there.
			fmt.Fprintf(a.term.Err, "%s %s does not verify at %s, so this is of %s, which verified last here: %s\n",
				a.term.ErrStyle.Yellow("warning:"), e.Name, tip.Short(), commit.Short(), term.Sanitize(err.Error()))
			err = nil
		}
		known[e.Name+" "+string(tip)] = answer{commit, err}
		return commit, err
	}
}

// register opens the policies in force and the statements of the repository.
func (a *app) register(ctx context.Context) (*standing.Register, error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, err
	}
	return standing.Open(ctx, project, a.ledgers(project.Repo))
}

// opener is a way of opening a register.
type opener func(context.Context, *catalog.Project, *environment.Ledgers) (*standing.Register, error)

// toLook opens a register by which prompts at HEAD will be looked at.
func (a *app) toLook(open opener) func(context.Context) (*standing.Register, error) {
	return func(ctx context.Context) (*standing.Register, error) {
		project, err := a.signingProject(ctx)
		if err != nil {
			return nil, err
		}
		var ahead sync.WaitGroup
		ahead.Go(func() { standing.Ahead(ctx, project) })
		defer ahead.Wait()
		return open(ctx, project, a.ledgers(project.Repo))
	}
}

// desk opens the place where the person signs who runs promptctl.
func (a *app) desk(ctx context.Context) (*signoff.Desk, error) {
	return a.deskOf(ctx, a.toLook(standing.Open))
}

// deskOf is desk with a register that is opened in a certain way.
func (a *app) deskOf(ctx context.Context, register func(context.Context) (*standing.Register, error)) (*signoff.Desk, error) {
	r, err := a.open(ctx, signing())
	if err != nil {
		return nil, err
	}
	desk := &signoff.Desk{}
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) { desk.Register, err = register(within); return err })
	group.Go(func() (err error) {
		desk.Hand, err = signoff.FindHand(within, r.Settings(), signoff.Options{Random: rand.Reader, Signing: a.surroundings()})
		return err
	})
	return desk, group.Wait()
}

// writeFlags are the flags of every command that signs.
type writeFlags struct {
	yes, dryRun bool
	shared      bool // what is signed is pushed as well
}

func (f *writeFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "sign without asking")
	cmd.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would be signed, and write nothing")
	cmd.MarkFlagsMutuallyExclusive("yes", "dry-run")
}

// sign asks and, if the answer is yes, signs drafts and writes them.
func (a *app) sign(ctx context.Context, desk *signoff.Desk, f writeFlags, question string, drafts ...*signoff.Draft) error {
	if f.dryRun {
		return a.showDrafts(drafts)
	}
	if !f.yes {
		if err := a.confirm(ctx, question); err != nil {
			return err
		}
	}
	written, err := desk.Write(ctx, drafts...)
	if err != nil {
		return err
	}
	return a.showWritten(written, f.shared)
}

// confirm asks whether to sign.
func (a *app) confirm(ctx context.Context, question string) error {
	sure, err := a.term.Confirm(ctx, question, false)
	if err == nil && !sure {
		a.talk("nothing is signed")
		err = errNo
	}
	return err
}

// showDrafts prints what would be signed.
func (a *app) showDrafts(drafts []*signoff.Draft) error {
	if a.output == "json" {
		out := signedAnswer{Statements: []signedStatement{}}
		for _, d := range drafts {
			out.Statements = append(out.Statements, newSignedStatement(d))
		}
		return a.printJSON(out)
	}
	for i, d := range drafts {
		message, err := d.Message()
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(a.term.Out)
		}
		a.talk("would sign the tag %s of %s:", d.Name, d.Commit.Short())
		if _, err := a.term.Out.Write([]byte(a.shown(string(message)))); err != nil {
			return err
		}
	}
	return nil
}

// showWritten tells what was signed and, unless it is shared at once, what comes
// next.
func (a *app) showWritten(written []signoff.Written, shared bool) error {
	if a.output == "json" {
		return a.printJSON(newSignedAnswer(written))
	}
	for _, w := range written {
		fmt.Fprintln(a.term.Out, w.Name)
		if !w.Signed {
			a.talk("%s is UNSIGNED: git has no key to sign with", w.Name)
		}
	}
	if !shared {
		a.talk("share with: promptctl sync")
	}
	return nil
}

// signedAnswer is the answer of every command that signs.
type signedAnswer struct {
	Statements []signedStatement `json:"statements"`
}

func newSignedAnswer(written []signoff.Written) signedAnswer {
	out := signedAnswer{Statements: []signedStatement{}}
	for _, w := range written {
		one := newSignedStatement(w.Draft)
		one.ID, one.Signed = string(w.ID), w.Signed
		out.Statements = append(out.Statements, one)
	}
	return out
}

type signedStatement struct {
	Tag      string          `json:"tag"`
	ID       string          `json:"id,omitempty"` // absent with --dry-run
	Signed   bool            `json:"signed"`
	Kind     statement.Kind  `json:"kind"`
	Commit   string          `json:"commit"`
	Role     string          `json:"role"`
	Subjects []subjectAnswer `json:"subjects,omitempty"` // absent of a policy
	For      []forAnswer     `json:"for,omitempty"`      // absent of what counts everywhere
	Version  string          `json:"version,omitempty"`
	Target   string          `json:"target,omitempty"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to,omitempty"`
	Message  string          `json:"message"`
}

type subjectAnswer struct {
	Digest string `json:"digest"`
	Name   string `json:"name"`
	Path   string `json:"path"`
}

type forAnswer struct {
	Environment string `json:"environment"`
	Tip         string `json:"tip"`
}

func newSignedStatement(d *signoff.Draft) signedStatement {
	message, _ := d.Message() // which was written once already, to prepare it
	out := signedStatement{Tag: d.Name, Kind: d.Kind, Commit: string(d.Commit), Role: d.Role, Version: d.Version, Target: d.Target, From: d.From, To: d.To,
		Subjects: subjectAnswers(d.Subjects), For: []forAnswer{}, Message: string(message)}
	for _, f := range d.For {
		out.For = append(out.For, forAnswer(f))
	}
	return out
}

func subjectAnswers(subjects []statement.Subject) []subjectAnswer {
	out := []subjectAnswer{}
	for _, s := range subjects {
		out = append(out, subjectAnswer(s))
	}
	return out
}
