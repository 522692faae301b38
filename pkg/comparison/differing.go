package comparison

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Revisions compares all prompts at two revisions. What did not change is not
// read, unless it may refer to a partial, a schema or an attached file that did.
// The zero revision has no prompts: it is before the first commit.
func Revisions(ctx context.Context, p *catalog.Project, from, to catalog.Revision, o Options) (*Comparison, error) {
	before, after := State{Label: "nothing"}, State{}
	var err error
	if from != (catalog.Revision{}) {
		if before, err = At(ctx, p, from); err != nil {
			return nil, err
		}
	}
	if after, err = At(ctx, p, to); err != nil {
		return nil, err
	}
	var pairs []Pair
	if catalog.IsServed(before.Snapshot) || catalog.IsServed(after.Snapshot) {
		pairs, err = byDigest(ctx, before, after) // git would compare the trees, which are laid out otherwise
	} else {
		pairs, err = changed(ctx, p, from, to, before, after)
	}
	if err != nil {
		return nil, err
	}
	return Of(ctx, before, after, pairs, o)
}

// changed are the files of the prompts that may differ, by what git says that
// changed.
func changed(ctx context.Context, p *catalog.Project, from, to catalog.Revision, before, after State) ([]Pair, error) {
	files, err := differing(ctx, p, from, to, before, after)
	if err != nil {
		return nil, err
	}
	return pairs(ctx, before, after, files)
}

// byDigest are the files of the prompts that differ in any file that they are made
// of.
func byDigest(ctx context.Context, before, after State) ([]Pair, error) {
	all, err := byFile(ctx, before, after)
	if err != nil {
		return nil, err
	}
	was, err := before.digests(ctx)
	if err != nil {
		return nil, err
	}
	is, err := after.digests(ctx)
	return slices.DeleteFunc(all, func(p Pair) bool {
		digest, there := was[p.Before]
		return there && p.Before == p.After && digest == is[p.After]
	}), err
}

// digests are those of all prompts, by their paths.
func (s State) digests(ctx context.Context) (map[string]string, error) {
	c, err := s.entries(ctx)
	if err != nil {
		return nil, err
	}
	var mutex sync.Mutex
	digests := make(map[string]string, len(c.Prompts))
	err = c.Closures(ctx, c.Prompts, func(i int, closure *prompt.Closure, _ diag.List) error {
		digest := closure.Digest()
		mutex.Lock()
		defer mutex.Unlock()
		digests[c.Prompts[i].File.Path] = digest
		return nil
	})
	return digests, err
}

// differing are the paths of the files that differ, below the prompt folders and
// the settings.
func differing(ctx context.Context, p *catalog.Project, from, to catalog.Revision, before, after State) ([]string, error) {
	under := append(append([]string{config.File}, before.Folders...), after.Folders...)
	switch {
	case before.Snapshot == nil:
		return pathsOf(ctx, after, under)
	case from.Commit != "" && to.Commit != "":
		return p.Repo.Differing(ctx, from.Commit, string(to.Commit), under...)
	case from.Commit != "":
		return p.Repo.Differing(ctx, from.Commit, where(to), under...)
	case to.Commit != "":
		return p.Repo.Differing(ctx, to.Commit, where(from), under...)
	case from.Kind == to.Kind:
		return nil, nil
	default:
		return p.Repo.Unstaged(ctx, under...)
	}
}

// where is the work tree or the index, as the repository is asked for them.
func where(r catalog.Revision) string {
	if r.Kind == catalog.WorkTree {
		return ""
	}
	return string(r.Kind)
}

func pathsOf(ctx context.Context, s State, under []string) ([]string, error) {
	files, err := s.Snapshot.Files(ctx, under...)
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	return paths, err
}

// pairs are the files of the prompts that may differ where some files do.
func pairs(ctx context.Context, before, after State, files []string) ([]Pair, error) {
	found, tests := map[string]bool{}, map[string]bool{}
	rest := map[string]bool{}
	for _, file := range files {
		switch {
		case prompt.IsPrompt(file):
			found[file] = true
		case suite.Stem(file) != "":
			for _, p := range promptsBeside(file) {
				found[p], tests[p] = true, true
			}
		default:
			rest[file] = true
		}
	}
	if len(rest) > 0 {
		if err := affected(ctx, before, after, rest, found); err != nil {
			return nil, err
		}
	}
	var all []Pair
	for _, file := range slices.Sorted(maps.Keys(found)) {
		all = append(all, pairOf(before, after, file, tests[file])...)
	}
	return all, nil
}

// affected finds the prompts that refer to any of some files, and all of them
// where the prompt folders are other ones.
func affected(ctx context.Context, before, after State, files, found map[string]bool) error {
	moved := files[config.File] && !slices.Equal(before.Folders, after.Folders)
	for _, s := range []State{before, after} {
		list := s.files
		if !moved {
			list = func(ctx context.Context) ([]string, error) { return s.affected(ctx, files) }
		}
		paths, err := list(ctx)
		if err != nil {
			return err
		}
		for _, path := range paths {
			found[path] = true
		}
	}
	return nil
}

// affected are the paths of the prompts that refer to any of some files.
func (s State) affected(ctx context.Context, files map[string]bool) ([]string, error) {
	if s.Snapshot == nil {
		return nil, nil
	}
	c, err := s.entries(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := c.Affected(ctx, files)
	var paths []string
	for _, e := range entries {
		paths = append(paths, e.File.Path)
	}
	return paths, err
}

// pairOf is the pair of the prompt in a file, as far as it is in a prompt folder.
func pairOf(before, after State, file string, tests bool) []Pair {
	p := Pair{Tests: tests}
	if before.name(file) != "" {
		p.Before = file
	}
	if after.name(file) != "" {
		p.After = file
	}
	if p.Before == "" && p.After == "" {
		return nil
	}
	return []Pair{p}
}
