package standing

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Look is a prompt as committed: what a statement would speak of.
type Look struct {
	*catalog.Target
	Closure  *prompt.Closure // nil where many were looked at
	Findings diag.List
	Subject  statement.Subject
	files    []string // that it is made of, and those that are missing
	snapshot repo.Snapshot
}

// DefaultRevision is the revision that is approved and released where none is
// given.
const DefaultRevision = "HEAD"

// Look resolves NAME[@REV] to what is committed there; without REV that is
// HEAD.
func (r *Register) Look(ctx context.Context, reference string) (*Look, error) {
	target, err := r.Project.Resolve(ctx, reference, DefaultRevision)
	if err != nil {
		return nil, err
	}
	return r.LookAt(ctx, target)
}

// LookAt looks at a prompt that has been resolved. One that an environment serves is
// looked at in the commit that it was promoted from.
func (r *Register) LookAt(ctx context.Context, target *catalog.Target) (*Look, error) {
	if target.Revision.Commit == "" {
		err := fmt.Errorf("%s: only what is committed can be approved, and %s is not", target.Name, target.Revision)
		return nil, diag.WithHint(err, "commit it, and name %s", target.Name)
	}
	target, err := r.Project.AtSource(ctx, target)
	if err != nil {
		return nil, err
	}
	closure, found, err := target.Catalog.Closure(ctx, target.Entry)
	if err != nil {
		return nil, err
	}
	snapshot, err := r.Project.Repo.At(ctx, target.Revision.Commit)
	return &Look{target, closure, found, statement.Subject{Digest: closure.Digest(), Name: target.Name, Path: target.File.Path}, closure.Watch(), snapshot}, err
}

// Clean checks that the work tree has the prompt as it is committed: nobody
// should approve something else than what they see. It names the file that
// differs.
func (r *Register) Clean(ctx context.Context, l *Look) error {
	if r.Project.Repo.Root() == "" {
		return nil
	}
	if r.asSeen(l) {
		return nil
	}
	changed, err := r.Project.Repo.Differing(ctx, l.Revision.Commit, "", l.files...)
	if err != nil || len(changed) == 0 {
		return err
	}
	err = fmt.Errorf("%s: %s differs from %s, and only what is committed can be approved", l.Name, changed[0], l.Revision)
	return diag.WithHint(err, "commit it, or name the commit that is meant: %s@%s", l.Name, l.Revision.Commit.Short())
}

// asSeen reports whether the files on disk have just the bytes that are committed.
// Where they do not, git knows whether a filter makes the difference.
func (r *Register) asSeen(l *Look) bool {
	if l.Closure == nil {
		return false
	}
	for _, f := range l.Closure.Files {
		if !r.Project.Repo.OnDisk(f.Path, f.Data) {
			return false
		}
	}
	return !slices.ContainsFunc(l.Closure.Missing, func(file string) bool { return !r.Project.Repo.OnDisk(file, nil) })
}

// Asks returns what the tests of the prompt ask of each input, by the inputs' ids, as
// they stand where it was looked at.
func (l *Look) Asks(ctx context.Context) (map[string]environment.Asked, error) {
	return environment.Asks(ctx, l.snapshot, l.Subject)
}

// Suite returns the digest of the test suites of some prompts, as they stand
// where this one was looked at: their files of test cases, and the data that
// those name.
func (l *Look) Suite(ctx context.Context, subjects []statement.Subject) (string, error) {
	return environment.Suite(ctx, l.snapshot, subjects)
}
