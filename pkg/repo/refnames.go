package repo

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Tags returns the names of all tags, without refs/tags/, in their order. It
// looks at no object, and is for telling which there are: a hook asks each time.
func (r *Repo) Tags(ctx context.Context) ([]string, error) {
	names, err := r.tagFiles()
	if err == nil {
		return names, nil
	}
	out, err := r.git.run(ctx, nil, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags/")
	return strings.Fields(string(out)), err // no name has white space
}

// errRefForm is why refs are left to git: they are kept in another form.
var errRefForm = errors.New("the refs are not in files")

// tagFiles reads the names where git keeps refs in files: packed-refs, and one
// for each that is newer (https://git-scm.com/docs/gitrepository-layout).
func (r *Repo) tagFiles() ([]string, error) {
	if _, err := os.Lstat(filepath.Join(r.commonDir, "reftable")); err == nil {
		return nil, errRefForm
	}
	names, err := r.packedTags()
	if err != nil {
		return nil, err
	}
	packed := len(names)
	top := filepath.Join(r.commonDir, "refs", "tags")
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == top && errors.Is(err, fs.ErrNotExist):
			return nil // git makes it when it is needed
		case err != nil:
			return err
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return errRefForm // a link, which git follows
		}
		name, err := filepath.Rel(top, path)
		if !strings.HasSuffix(name, ".lock") { // which no name ends in
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(names) > packed {
		slices.Sort(names)
		names = slices.Compact(names)
	}
	return names, nil
}

// packedTags reads the tags in packed-refs: lines of "HASH NAME", sorted, with
// comments (#) and what tags lead to (^) between them.
func (r *Repo) packedTags() ([]string, error) {
	text, err := readText(filepath.Join(r.commonDir, "packed-refs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for line := range strings.Lines(text) {
		_, ref, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if name, ok := strings.CutPrefix(ref, "refs/tags/"); ok && line[0] != '#' {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, err
}
