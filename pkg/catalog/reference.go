package catalog

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// SplitReference takes NAME[@REV] apart; rev is "" where there is none. No
// name has an @ in it, but a path from / or from . may.
func SplitReference(reference string) (name, rev string, err error) {
	begin := pathLength(reference)
	end, found := len(reference), false
	if i := strings.IndexByte(reference[begin:], '@'); i >= 0 {
		end, found = begin+i, true
	}
	name, rev = reference[:end], strings.TrimPrefix(reference[end:], "@")
	switch {
	case name == "":
		return "", "", &ReferenceError{reference, "the name of the prompt is missing before the @"}
	case found && rev == "":
		return "", "", &ReferenceError{reference, "the revision is missing after the @"}
	}
	return name, rev, nil
}

// pathLength is the length of the path that a reference begins with, where it
// is one that no name can be; 0 otherwise.
func pathLength(reference string) int {
	if !filepath.IsAbs(reference) && !strings.HasPrefix(reference, ".") {
		return 0
	}
	for i, c := range reference + "@" {
		if c == '@' && prompt.IsPrompt(reference[:i]) {
			return i
		}
	}
	return 0
}

// ReferenceError is a NAME@REV that cannot be read, or means two things.
type ReferenceError struct{ Reference, Problem string }

// Error names the reference and what is wrong with it.
func (e *ReferenceError) Error() string {
	return fmt.Sprintf("reference %q: %s", e.Reference, e.Problem)
}

// DefaultRevision is the revision of commands that read, where none is given:
// the work tree, or HEAD where there is none.
func (p *Project) DefaultRevision() string {
	if p.Repo.Root() == "" {
		return head
	}
	return string(WorkTree)
}

// Target is a prompt at a revision.
type Target struct {
	Entry
	Revision Revision
	Catalog  *Catalog
}

// Resolve finds the prompt that NAME[@REV] stands for; other is the revision
// where none is given. The name may be the path of the prompt's file: absolute,
// or relative to the folder in which the repository was opened.
func (p *Project) Resolve(ctx context.Context, reference, other string) (*Target, error) {
	name, rev, err := SplitReference(reference)
	if err != nil {
		return nil, err
	}
	if rev == "" {
		rev = other
	}
	name = p.FromHere(name)
	revision, err := p.Revision(ctx, name, rev)
	if err != nil {
		return nil, err
	}
	c, err := p.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	entry, err := c.Find(name)
	if err != nil {
		return nil, err
	}
	return &Target{Entry: entry, Revision: revision, Catalog: c}, nil
}

// FromHere turns the path of a prompt file, which is relative to the caller's
// folder or absolute, into a path from the top of the repository. Anything
// else is a name and stays as it is.
func (p *Project) FromHere(name string) string {
	switch {
	case !prompt.IsPrompt(name):
		return name
	case !filepath.IsAbs(name):
		return path.Join(p.Repo.Prefix(), filepath.ToSlash(name))
	}
	for _, file := range []string{name, realPath(name)} {
		if rel, err := filepath.Rel(p.Repo.Root(), file); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(name)
}

// realPath is a path without symbolic links among its folders. git names a
// work tree so, and a caller may not. What is not there stays as it is, and so
// does the file itself.
func realPath(name string) string {
	folder, rest := filepath.Dir(name), filepath.Base(name)
	for {
		if resolved, err := filepath.EvalSymlinks(folder); err == nil {
			return filepath.Join(resolved, rest)
		}
		if filepath.Dir(folder) == folder {
			return name
		}
		folder, rest = filepath.Dir(folder), filepath.Join(filepath.Base(folder), rest)
	}
}
