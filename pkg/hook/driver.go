package hook

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/textconv"
)

// diffHook is what changes are named by that are for git's diff.
const diffHook = "diff"

// driver is the name by which .gitattributes and git's configuration know how
// promptctl's files are compared.
const driver = "promptctl"

// converter is the command that git runs to have a file as lines, however it is
// numbered.
const converter = "promptctl hook textconv --format "

// cacheRef is where git keeps what the converter said, blob by blob.
const cacheRef = "refs/notes/textconv/" + driver

// fieldName finds the field that a hunk is in, among the lines that textconv
// makes: a path and a colon, of which the path is shown.
const fieldName = `^([A-Za-z_][^][ :]*(\[[^]]*\][^][ :]*)*):( |$)`

// setting is a key of git's configuration.
type setting struct{ key, value string }

// settings are what git needs to know of the driver. Whether a file is binary
// git finds out by itself: diff.promptctl.binary would have --stat count the
// lines of those that are. git keeps what the converter says until the command
// is another one, so the number in it has the version of what is said.
func settings() []setting {
	return []setting{
		{"diff." + driver + ".textconv", diffCommand()},
		{"diff." + driver + ".cachetextconv", "true"},
		{"diff." + driver + ".xfuncname", fieldName},
	}
}

func diffCommand() string { return fmt.Sprintf("%s%d", converter, textconv.Format) }

// InstallDiff plans to have `git diff`, `git log -p` and `git show` show
// prompts by their fields and sentences: by .gitattributes, which all clones
// share, and the configuration of this one, as git takes no program from a
// repository. What somebody else has set is kept or, where nothing could be
// shown with it, refused.
func InstallDiff(ctx context.Context, r *repo.Repo) (Plan, error) {
	if r.Root() == "" {
		err := fmt.Errorf("%s %w, and so no .gitattributes", r.GitDir(), repo.ErrNoWorkTree)
		return Plan{}, diag.WithHint(err, "run this in a clone, or in a work tree with -C")
	}
	plan := Plan{diff: installed}
	c, err := installAttributes(ctx, r)
	if err != nil {
		return Plan{}, err
	}
	plan.Changes = append(plan.Changes, c)
	for _, s := range settings() {
		c, err := s.install(ctx, r)
		if err != nil {
			return Plan{}, err
		}
		plan.Changes = append(plan.Changes, c)
	}
	return plan, nil
}

// UninstallDiff plans to take out what InstallDiff has put in, and what git has
// cached by it.
func UninstallDiff(ctx context.Context, r *repo.Repo) (Plan, error) {
	plan := Plan{diff: uninstalled}
	if r.Root() != "" {
		c, err := uninstallAttributes(r)
		if err != nil {
			return Plan{}, err
		}
		plan.Changes = append(plan.Changes, c)
	}
	for _, s := range settings() {
		c, err := s.uninstall(ctx, r)
		if err != nil {
			return Plan{}, err
		}
		plan.Changes = append(plan.Changes, c)
	}
	refs, err := r.Refs(ctx, cacheRef)
	if err != nil {
		return Plan{}, err
	}
	for _, ref := range refs {
		if ref.Name == cacheRef {
			plan.Changes = append(plan.Changes, Change{
				Hook: diffHook, Path: r.CommonDir(), Key: cacheRef, Action: Delete, Command: diffCommand(),
				do: func(ctx context.Context) error { return r.DeleteRef(ctx, cacheRef, ref.Hash) },
			})
		}
	}
	return plan, nil
}

// change is of the setting, and does nothing yet.
func (s setting) change(r *repo.Repo) Change {
	return Change{Hook: diffHook, Path: filepath.Join(r.CommonDir(), "config"), Key: s.key, Action: Keep, Command: diffCommand()}
}

// install plans to set the setting, where nobody else has.
func (s setting) install(ctx context.Context, r *repo.Repo) (Change, error) {
	c := s.change(r)
	value, there, err := r.Config(ctx, s.key)
	switch {
	case err != nil:
		return c, err
	case there && value == s.value:
	case !there:
		c.Action = Create
	case strings.HasPrefix(value, converter):
		c.Action = Update
	case strings.HasSuffix(s.key, ".textconv"):
		return c, diag.WithHint(fmt.Errorf("%s is set already, to %q", s.key, value),
			"take it out, where `git config --show-origin %s` says it is, and run this again", s.key)
	default:
		c.foreign = value
	}
	if c.Action != Keep {
		c.do = func(ctx context.Context) error { return r.SetConfig(ctx, s.key, s.value) }
	}
	return c, nil
}

// uninstall plans to take out what install has set.
func (s setting) uninstall(ctx context.Context, r *repo.Repo) (Change, error) {
	c := s.change(r)
	value, there, err := r.OwnConfig(ctx, s.key)
	if err != nil || !there || value != s.value && !strings.HasPrefix(value, converter) {
		return c, err
	}
	c.Action = Delete
	c.do = func(ctx context.Context) error { return r.UnsetConfig(ctx, s.key) }
	return c, nil
}

// attributesOf is the file that says which files promptctl compares.
func attributesOf(r *repo.Repo) Change {
	path := filepath.Join(filepath.FromSlash(r.Root()), ".gitattributes")
	return Change{Hook: diffHook, Path: path, Action: Keep, Command: diffCommand(), mode: 0o644}
}

// isLink reports whether a path is a symbolic link.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
