package scaffold

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/linediff"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// PolicyEdit is a change of the policy's folder in a work tree that is not
// written yet.
type PolicyEdit struct {
	Changes []Change // those of policy.yaml last
	Effects []policy.Effect

	root, prefix string
	guarded      bool // an environment has a policy of its own in force, on its branch
}

// EditPolicy plans a change of the policy's folder: change makes a new folder of
// the one that is there, as the functions of package policy do.
func EditPolicy(ctx context.Context, r *repo.Repo, change func(folder map[string][]byte) (map[string][]byte, error)) (*PolicyEdit, error) {
	work, err := workTree(r)
	if err != nil {
		return nil, err
	}
	before, err := catalog.PolicyFolder(ctx, work)
	if err != nil {
		return nil, err
	}
	after, err := change(before)
	if err != nil {
		return nil, err
	}
	was, _ := policy.Parse(policy.File, before[policy.File])
	is, _ := policy.Parse(policy.File, after[policy.File])
	e := &PolicyEdit{Effects: policy.Effects(was, is), root: r.Root(), prefix: r.Prefix()}
	if e.guarded, err = guarded(ctx, r, was); err != nil {
		return nil, err
	}
	for _, name := range []string{policy.AllowedSigners, policy.Keyring, policy.File} {
		e.add(name, before, after)
	}
	return e, nil
}

// guarded reports whether a protected environment has a branch. As long as none
// has, what is committed is in force, and nobody can agree to it.
func guarded(ctx context.Context, r *repo.Repo, p *policy.Policy) (bool, error) {
	for _, e := range p.Environments {
		if e.Open {
			continue
		}
		// One that has diverged is there as well.
		if _, err := r.BranchTip(ctx, e.Branch); !errors.As(err, new(*repo.UnknownRevisionError)) {
			return true, ctx.Err()
		}
	}
	return false, nil
}

func (e *PolicyEdit) add(name string, before, after map[string][]byte) {
	old, there := before[name]
	data, wanted := after[name]
	c := Change{Path: policy.Folder + "/" + name, Action: Update, Data: data, old: old}
	switch {
	case !wanted && !there || wanted && there && bytes.Equal(old, data):
		return
	case !wanted:
		c.Action = Delete
	case !there:
		c.Action = Create
	case bytes.HasPrefix(data, old):
		c.Action = Extend
	}
	e.Changes = append(e.Changes, c)
}

// Apply writes the files, each whole or not at all. Where one fails, those before
// it are written: a policy without the key of someone is refused, and one with
// a key that nobody has is as good as before.
func (e *PolicyEdit) Apply(ctx context.Context) error {
	d, err := openDisk(e.root)
	if err != nil {
		return err
	}
	defer d.Close()
	for _, c := range e.Changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.write(c); err != nil {
			return err
		}
	}
	return nil
}

// Diff returns the change as a unified diff.
func (e *PolicyEdit) Diff() string {
	var b strings.Builder
	for _, c := range e.Changes {
		before, after := "a/"+c.Path, "b/"+c.Path
		switch c.Action {
		case Create:
			before = "/dev/null"
		case Delete:
			after = "/dev/null"
		}
		b.WriteString(linediff.Unified(before, after, string(c.old), string(c.Data)))
	}
	return b.String()
}

// Next returns the commands that a person goes on with.
func (e *PolicyEdit) Next(subject string) []string {
	place := policy.Folder
	if e.prefix != "" {
		place = ":/" + place
	}
	commands := []string{"git add " + quote(place) + " && git commit -m " + quote(subject)}
	if e.guarded {
		commands = append(commands, "promptctl policy approve")
	}
	return commands
}

// Written returns the paths of the files that are there afterwards.
func (e *PolicyEdit) Written() []string {
	var paths []string
	for _, c := range e.Changes {
		if c.Action != Delete {
			paths = append(paths, c.Path)
		}
	}
	return paths
}
