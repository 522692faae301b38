package scaffold

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
)

// signing finds out whether git is set up with a key to sign with.
func (p *planner) signing(ctx context.Context) error {
	for _, setting := range []string{"user.signingKey", "gpg.ssh.defaultKeyCommand"} {
		key, ok, err := p.repo.Config(ctx, setting)
		if err != nil {
			return err
		}
		p.Signing = p.Signing || ok && strings.TrimSpace(key) != ""
	}
	return nil
}

// policy adds a policy where there is none: one with whoever signs, or an open
// one.
func (p *planner) policy(ctx context.Context) error {
	file := policy.Folder + "/" + policy.File
	_, there, err := p.have(ctx, file)
	if err != nil || there {
		p.add(Change{Path: file, Action: Keep})
		return err
	}
	id, err := policy.NewRepositoryID(p.options.Random)
	if err != nil {
		return err
	}
	if p.Branch, err = branch(ctx, p.repo); err != nil {
		return err
	}
	data := policy.Open(id, p.Branch)
	if _, found := policy.Parse(file, data); found.HasErrors() {
		err := fmt.Errorf("branch %q cannot be that of an environment: %s", p.Branch, found[0].Message)
		return diag.WithHint(err, "check out the branch that the prompts are written on, or rename this one")
	}
	if p.Signing && p.options.Key != nil {
		return p.keyed(ctx, id, data)
	}
	p.add(Change{Path: file, Action: Create, Data: data})
	return nil
}

// keyed adds a policy with whoever signs, or the open one where that cannot be.
func (p *planner) keyed(ctx context.Context, id string, open []byte) error {
	beside, err := p.keyFiles(ctx)
	if err != nil {
		return err
	}
	folder, err := p.found(ctx, policy.Founder{Repository: id, Branch: p.Branch, Beside: beside})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		p.Unkeyed = err
		folder = map[string][]byte{policy.File: open}
	}
	for _, name := range []string{policy.File, policy.AllowedSigners, policy.Keyring} {
		c := Change{Path: policy.Folder + "/" + name, Action: Create, Data: folder[name]}
		old, there := beside[name]
		if there {
			c.Action, c.old = Extend, old
		}
		if data := folder[name]; data != nil && string(data) != string(old) {
			p.add(c)
		}
	}
	return nil
}

// keyFiles reads the files with keys, where they are there without a policy.
func (p *planner) keyFiles(ctx context.Context) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range []string{policy.AllowedSigners, policy.Keyring} {
		data, there, err := p.have(ctx, policy.Folder+"/"+name)
		if err != nil {
			return nil, err
		}
		if there {
			files[name] = data
		}
	}
	return files, nil
}

// found makes the policy of whoever sets the repository up.
func (p *planner) found(ctx context.Context, f policy.Founder) (map[string][]byte, error) {
	ident, err := p.repo.Settings().Variable(ctx, "GIT_COMMITTER_IDENT")
	if err != nil {
		return nil, errors.New("git does not know who you are: set user.name and user.email")
	}
	name, rest, _ := strings.Cut(ident, "<")
	f.Name = strings.TrimSpace(name)
	f.Email, _, _ = strings.Cut(rest, ">")
	if f.Key, err = p.options.Key(ctx); err != nil {
		return nil, err
	}
	folder, err := policy.Keyed(f)
	if err != nil {
		return nil, err
	}
	if is, _ := policy.Check(folder); len(is.Persons) > 0 {
		p.Founder = is.Persons[0].Name
	}
	return folder, nil
}
