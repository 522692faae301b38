// Package hook puts calls of promptctl into git's hooks and into what git does
// to compare files, and takes them out again.
//
// A call is a block of shell between two marks. In a hook that is there already
// it stands first, behind the line that names the interpreter, so that no
// `exit` of the rest can skip it; every other byte of the file stays. What
// cannot take a block (another language, a hook that a manager of hooks writes
// anew, a folder that other repositories use too) is refused, with what to do
// instead.
package hook

import (
	"context"
	"io/fs"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// point is one of git's hooks and what promptctl does there.
type point struct {
	name    string // of git's hook
	command string // what is run there
	subject string // what it checks, for people
	bypass  string // the command of git that goes without the check
	idle    string // a command of the shell that succeeds where there is nothing to check
	fed     bool   // git says on standard input what is about to happen
}

// preReceive is the hook of a server, which refuses what does not verify.
func preReceive() point {
	return point{name: "pre-receive", command: "promptctl hook pre-receive", subject: "environments", fed: true}
}

// points are the hooks that are looked after.
func points() []point {
	return []point{{
		name:    "pre-commit",
		command: "promptctl lint --staged",
		subject: "staged prompts",
		bypass:  "git commit --no-verify",
		idle: "git diff --cached --quiet -- '*.prompt.yaml' '*.prompt.yml' '*.partial.md'" +
			" '*.tests.yaml' '*.tests.yml' promptctl.yaml .promptctl",
	}}
}

// Action is what is done to a hook.
type Action string

// The actions.
const (
	Create  Action = "create"  // a file that was not there
	Extend  Action = "extend"  // a file of somebody else's gets the block
	Update  Action = "update"  // a block that differs is replaced
	Keep    Action = "keep"    // nothing
	Restore Action = "restore" // the block is taken out, and the file stays
	Delete  Action = "delete"  // the file goes, as nothing but the block was in it
)

// Change is what is done to one hook, or to a part of what git's diff needs.
type Change struct {
	Hook    string `json:"hook"`          // its name in git, or diff
	Path    string `json:"path"`          // of its file, absolute
	Key     string `json:"key,omitempty"` // in git's configuration, or the name of a reference
	Action  Action `json:"action"`
	Command string `json:"command"` // what git runs of promptctl's

	old, data string                      // the file before and after
	mode      fs.FileMode                 // of a file that was not there
	do        func(context.Context) error // makes the change, where it is of no file
	foreign   string                      // somebody else's value, which is kept
}

// Plan is what is to be done to the hooks, or to git's diff.
type Plan struct {
	Changes []Change

	diff diffPlan
}

// diffPlan says what a plan is for, if it is for git's diff.
type diffPlan int

const (
	installed diffPlan = iota + 1
	uninstalled
)

// Done reports whether there is nothing to do.
func (p Plan) Done() bool {
	for _, c := range p.Changes {
		if c.Action != Keep {
			return false
		}
	}
	return true
}

// Apply does what was planned, hook by hook. Each file is replaced whole or not
// at all. Where it fails it returns the changes that were made before that.
func (p Plan) Apply(ctx context.Context) ([]Change, error) {
	made := []Change{}
	for _, c := range p.Changes {
		if err := ctx.Err(); err != nil {
			return made, err
		}
		if err := c.apply(ctx); err != nil {
			return made, err
		}
		made = append(made, c)
	}
	return made, nil
}

// Install plans to put promptctl's calls into the hooks of a repository. Where
// that cannot be done by a program, the error says how a person does it; it is
// a *ManagedError where another program looks after the hooks.
func Install(ctx context.Context, r *repo.Repo) (Plan, error) {
	folder, err := installable(ctx, r, points()[0])
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	for _, p := range points() {
		c, err := p.install(filepath.Join(folder, p.name))
		if err != nil {
			return Plan{}, err
		}
		plan.Changes = append(plan.Changes, c)
	}
	return plan, nil
}

// InstallServer plans to have a repository that others push to refuse what does not
// verify: its hook pre-receive.
func InstallServer(ctx context.Context, r *repo.Repo) (Plan, error) {
	p := preReceive()
	folder, err := installable(ctx, r, p)
	if err != nil {
		return Plan{}, err
	}
	c, err := p.install(filepath.Join(folder, p.name))
	return Plan{Changes: []Change{c}}, err
}

// Uninstall plans to take out what Install and InstallServer have put in: from the
// hooks that git runs, and from those that it would run if core.hooksPath were not
// set.
func Uninstall(ctx context.Context, r *repo.Repo) (Plan, error) {
	folder, err := r.HooksPath(ctx)
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	for _, p := range append(points(), preReceive()) {
		c, err := p.uninstall(filepath.Join(folder, p.name))
		if err != nil {
			return Plan{}, err
		}
		if !p.fed || c.Action != Keep {
			plan.Changes = append(plan.Changes, c)
		}
		usual := filepath.Join(r.CommonDir(), "hooks", p.name)
		if usual == c.Path {
			continue
		}
		if c, err = p.uninstall(usual); err != nil {
			return Plan{}, err
		}
		if c.Action != Keep {
			plan.Changes = append(plan.Changes, c)
		}
	}
	return plan, nil
}

// UninstallAll is Uninstall and, where there is something to take out of it,
// UninstallDiff.
func UninstallAll(ctx context.Context, r *repo.Repo) (Plan, error) {
	plan, err := Uninstall(ctx, r)
	if err != nil {
		return Plan{}, err
	}
	diff, err := UninstallDiff(ctx, r)
	if err != nil {
		return Plan{}, err
	}
	for _, c := range diff.Changes {
		if c.Action != Keep {
			plan.Changes = append(plan.Changes, c)
		}
	}
	return plan, nil
}

// install plans to put the block into a hook's file.
func (p point) install(path string) (Change, error) {
	c := Change{Hook: p.name, Path: path, Action: Create, Command: p.command, mode: 0o755}
	text, there, err := read(path)
	if err != nil {
		return c, err
	}
	if !there {
		c.data = interpreter + p.block(true) + "\n"
		return c, nil
	}
	parts, found, err := split(path, text)
	if err == nil && !found {
		err = p.extensible(path, text)
	}
	if err != nil {
		return c, err
	}
	c.old = text
	if !found {
		c.Action, c.data = Extend, insert(text, p.block(false))
		return c, nil
	}
	c.Action, c.data = Update, parts.before+p.block(isWhole(parts.block))+parts.after
	if c.data == text {
		c.Action = Keep
	}
	return c, nil
}

// uninstall plans to take the block out of a hook's file.
func (p point) uninstall(path string) (Change, error) {
	c := Change{Hook: p.name, Path: path, Action: Keep, Command: p.command}
	text, there, err := read(path)
	if err != nil || !there {
		return c, err
	}
	parts, found, err := split(path, text)
	if err != nil || !found {
		return c, err
	}
	c.Action, c.old, c.data = Restore, text, parts.without()
	if isWhole(parts.block) && c.data == interpreter {
		c.Action = Delete
	}
	return c, nil
}
