package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
)

// logHistory is History by way of git, which without filters does with one
// process what would take several here. git lists constant paths; at the first
// commit behind which others count, a walk of our own takes over.
func (r *Repo) logHistory(ctx context.Context, tip Hash, graph *commitgraph.Graph, f *followed, visit func(Hash) (bool, error)) error {
	set, err := f.at(ctx, tip)
	if err != nil {
		return err
	}
	if !set.listable() {
		return r.walkHistory(ctx, []Hash{tip}, graph, f, visit)
	}
	list, err := r.git.start(ctx, append([]string{"rev-list", "--format=parents %P", string(tip), "--"}, set.paths...)...)
	if err != nil {
		return err
	}
	defer list.close()
	for visited := 0; ctx.Err() == nil; visited++ {
		c, err := readLogged(list)
		if errors.Is(err, io.EOF) {
			return list.end()
		}
		if err != nil {
			return list.failed(err)
		}
		if more, err := visit(c.id); !more || err != nil {
			return err
		}
		same, err := f.same(ctx, c.parents, set)
		if err != nil {
			return err
		}
		if !same {
			list.close()
			return r.walkHistory(ctx, []Hash{tip}, graph, f, after(visited+1, visit))
		}
	}
	return context.Cause(ctx)
}

// readLogged reads two lines, "commit ID" and "parents ID…".
func readLogged(p *process) (c revCommit, err error) {
	head, err := p.out.ReadString('\n')
	if err != nil && head == "" {
		return c, err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return c, eofIsEarly(err)
	}
	c.id = Hash(strings.TrimPrefix(strings.TrimSuffix(head, "\n"), "commit "))
	ids, ok := strings.CutPrefix(line, "parents ")
	if !ok {
		return c, fmt.Errorf("answers %q", line)
	}
	for id := range strings.FieldsSeq(ids) {
		c.parents = append(c.parents, Hash(id))
	}
	return c, nil
}

// after is visit without its first n calls.
func after(n int, visit func(Hash) (bool, error)) func(Hash) (bool, error) {
	return func(h Hash) (bool, error) {
		if n > 0 {
			n--
			return true, nil
		}
		return visit(h)
	}
}

// followed asks a Follow, no commit twice.
type followed struct {
	follow Follow
	known  map[Hash]*watched
	sets   map[string]*watched // every set met so far, by its name
}

// at returns the paths to watch at a commit. Commits with the same paths have
// the same set.
func (f *followed) at(ctx context.Context, commit Hash) (*watched, error) {
	if set, ok := f.known[commit]; ok {
		return set, nil
	}
	paths, err := f.follow(ctx, commit)
	if err != nil {
		return nil, err
	}
	set, err := newWatched(paths)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", commit.Short(), err)
	}
	if known, ok := f.sets[set.name]; ok {
		set = known
	}
	f.known[commit], f.sets[set.name] = set, set
	return set, nil
}

// same reports whether a set is to be watched at all of the commits.
func (f *followed) same(ctx context.Context, commits []Hash, set *watched) (bool, error) {
	for _, c := range commits {
		if other, err := f.at(ctx, c); other != set || err != nil {
			return false, err
		}
	}
	return true, nil
}

// listable reports whether git can be told the set's paths at its command line.
// Without any it would list everything.
func (w *watched) listable() bool {
	return len(w.name) <= maxPathspec && len(w.paths) > 0 && !slices.Contains(w.paths, "")
}
