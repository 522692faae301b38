package deploy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// Rollback drafts the return of prompts, NAME[@VERSION], to what their environment
// served before: the version that is named, by its release, its digest or the commit
// of the ledger, or the last other one that is still good. It asks for no approval.
func (d *Desk) Rollback(ctx context.Context, name string, references []string, text string) (*Draft, error) {
	f, err := d.Begun(ctx, name)
	if err != nil {
		return nil, err
	}
	whole, err := d.Ledgers.Whole(ctx, f.Environment, f.State) // what was served before is known by walking it all
	if err != nil {
		return nil, err
	}
	draft := &Draft{Force: f, Plan: ledger.Plan{Trees: map[string]string{}},
		Entry: &ledger.Entry{Action: ledger.Rollback, Environment: f.Name, Body: text}}
	for _, reference := range references {
		prompt, version, err := catalog.SplitReference(reference)
		if err != nil {
			return nil, err
		}
		prompt = d.named(whole, prompt)
		to, err := earlier(whole, prompt, version)
		if err != nil {
			return nil, err
		}
		if _, twice := draft.Plan.Trees[prompt]; twice {
			return nil, &signoff.RequestError{Problem: prompt + " is named twice"}
		}
		draft.Plan.Trees[prompt] = to.Tree
		draft.Prompts = append(draft.Prompts, ledger.Change{Name: prompt, From: served(f, prompt), To: to.Digest, Version: to.Version, Path: to.Path})
	}
	draft.Title = title("Roll back", draft.Prompts, "in", f.Name)
	if len(draft.Prompts) == 1 {
		c := draft.Prompts[0]
		draft.Title = fmt.Sprintf("Roll back %s to %s in %s", c.Name, versionOr(c.Version, c.To), f.Name)
	}
	return draft, nil
}

// Overtaken is an error where a rollback that is drafted again, as the ledger went on
// meanwhile, would leave another version of a prompt than the first draft: somebody
// was faster, and who says no version would go back twice. A nil first is none.
func (d *Draft) Overtaken(first *Draft) error {
	if first == nil {
		return nil
	}
	for i, c := range d.Prompts {
		was := first.Prompts[i]
		if c.From == was.From {
			continue
		}
		err := fmt.Errorf("%s served %s of %s when this was begun, and serves %s now", d.Force.Name, versionOr(ledger.None, was.From), c.Name, versionOr(ledger.None, c.From))
		return diag.WithHint(err, "promptctl audit --env %s --prompt %s lists who did that; if it is to be rolled back still, name the version: %s@VERSION", d.Force.Name, c.Name, c.Name)
	}
	return nil
}

// named returns the name of a prompt that is given by it or by its file's path: the
// file may be long gone.
func (d *Desk) named(s *ledger.State, given string) string {
	path := d.Project.FromHere(given)
	for _, v := range s.Known() {
		if v.Path == path {
			return v.Name
		}
	}
	return given
}

func versionOr(version, digest string) string {
	if version != ledger.None {
		return version
	}
	return digest[:min(len("sha256:")+12, len(digest))]
}

// served is the digest of what is served of a prompt.
func served(f *standing.Force, name string) string {
	if v, there := f.State.Served[name]; there {
		return v.Digest
	}
	return ledger.None
}

// earlier finds the version to roll back to.
func earlier(s *ledger.State, name, version string) (ledger.Version, error) {
	past, _ := s.Past(name)
	if len(past) == 0 {
		return ledger.Version{}, diag.WithHint(fmt.Errorf("%s was never served in %s", name, s.Environment), "promptctl env show %s lists what is", s.Environment)
	}
	now := s.Served[name].Digest
	for _, v := range slices.Backward(past) {
		if version == "" && v.Digest == now || version != "" && !isVersion(v, version) {
			continue
		}
		good, err := s.Before(name, v.Digest)
		switch {
		case version == "" && err != nil:
			continue
		case err != nil:
			return v, diag.WithHint(fmt.Errorf("%s cannot be rolled back to %s: %w", name, version, err), "%s", instead(s, name))
		case v.Digest == now:
			return v, fmt.Errorf("%s is at %s already in %s", name, version, s.Environment)
		}
		return good, nil
	}
	what := "no other version of " + name + " that is still good"
	if version != "" {
		what = "no version " + version + " of " + name
	}
	return ledger.Version{}, diag.WithHint(fmt.Errorf("%s served %s", s.Environment, what), "%s", instead(s, name))
}

// instead says what can be done where a prompt cannot be rolled back as was asked:
// nobody should have to find that out while what is served does harm.
func instead(s *ledger.State, name string) string {
	past, _ := s.Past(name)
	var good []string
	for _, v := range slices.Backward(past) {
		version := name + "@" + strings.TrimPrefix(versionOr(v.Version, v.Digest), "sha256:")
		if _, err := s.Before(name, v.Digest); err == nil && v.Digest != s.Served[name].Digest && !slices.Contains(good, version) {
			good = append(good, version)
		}
	}
	ways := fmt.Sprintf("promptctl audit --env %s --prompt %s lists what it served", s.Environment, name)
	if len(good) > 0 {
		return "it can go back to " + strings.Join(good[:min(len(good), shown)], ", ") + "; " + ways
	}
	if _, served := s.Served[name]; served {
		ways += fmt.Sprintf("; promptctl remove %s --env %s serves it no more", name, s.Environment)
	}
	return ways + fmt.Sprintf("; promptctl promote %s@VERSION --env %s --dry-run says whose approvals it takes to serve another", name, s.Environment)
}

// shown is how many versions a message names.
const shown = 5

// isVersion reports whether a version is meant by its release, by its digest or by
// the commit of the ledger.
func isVersion(v ledger.Version, what string) bool {
	if v.Version == what {
		return true
	}
	what = strings.TrimPrefix(what, "sha256:")
	return len(what) >= shortest && (strings.HasPrefix(strings.TrimPrefix(v.Digest, "sha256:"), what) || strings.HasPrefix(v.Entry, what))
}

// shortest is how many digits of a digest or a commit must be given.
const shortest = 7

// Remove drafts that an environment serves prompts no more.
func (d *Desk) Remove(ctx context.Context, name string, prompts []string, text string) (*Draft, error) {
	f, err := d.Begun(ctx, name)
	if err != nil {
		return nil, err
	}
	draft := &Draft{Force: f, Plan: ledger.Plan{Trees: map[string]string{}},
		Entry: &ledger.Entry{Action: ledger.Removal, Environment: f.Name, Body: text}}
	for _, prompt := range prompts {
		prompt = d.named(f.State, prompt)
		v, there := f.State.Served[prompt]
		if !there {
			err := fmt.Errorf("%s does not serve %s", f.Name, prompt)
			return nil, diag.WithHint(err, "promptctl env show %s lists what it does", f.Name)
		}
		if _, twice := draft.Plan.Trees[prompt]; twice {
			return nil, &signoff.RequestError{Problem: prompt + " is named twice"}
		}
		draft.Plan.Trees[prompt] = ""
		draft.Prompts = append(draft.Prompts, ledger.Change{Name: prompt, From: v.Digest, To: ledger.None, Version: ledger.None, Path: v.Path})
	}
	draft.Title = title("Remove", draft.Prompts, "from", f.Name)
	return draft, nil
}
