package repo

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
)

// Follow tells which paths, from the repository's root, make up what is
// followed as it stands at a commit. A path may be absent there: what is
// followed is told by its paths, so that a file that is deleted and made again
// has one history, and one that is referred to and missing is seen when it
// comes. The paths must be determined by the contents at the paths: where all
// of these are the same in two commits, the answer is the same.
type Follow func(ctx context.Context, commit Hash) ([]string, error)

// History gives to visit the commits that `git log TIP… -- PATH…` lists, in its
// order, and ends early when visit wants no more. Where a commit has the same
// at all paths as a parent of it, it is left out and the first such parent alone
// is gone on with; otherwise it is listed, and all of its parents are gone on
// with. Which paths count is asked at each tip, and again behind each commit
// that is listed. With constant paths the commits and their order are git's.
//
// However many tips there are, it is one walk. A tip that is met on the way to
// another costs nothing: the paths that count there are known.
//
// It ends with an *IncompleteError, after all that is there was visited, where
// it meets the edge of a history that is cut off: the commit there counts as a
// root.
//
// Commits are taken from the commit-graph where there is one, which is a cache
// that nothing authenticates: a history is for showing, not for verifying.
func (r *Repo) History(ctx context.Context, tips []Hash, follow Follow, visit func(Hash) (more bool, err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := &followed{follow: follow, known: map[Hash]*watched{}, sets: map[string]*watched{}}
	graph := r.commitGraph()
	if len(tips) == 1 && !r.shallow && (graph == nil || !graph.Filtered()) {
		return r.logHistory(ctx, tips[0], graph, f, visit)
	}
	return r.walkHistory(ctx, tips, graph, f, visit)
}

// walkHistory is History by a walk of our own.
func (r *Repo) walkHistory(ctx context.Context, tips []Hash, graph *commitgraph.Graph, f *followed, visit func(Hash) (bool, error)) error {
	w, err := r.newWalk(ctx, tips, graph, f)
	defer w.close()
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		e, ok := w.queue.pop()
		if !ok {
			return incomplete(w.cut)
		}
		more, err := w.step(ctx, e, visit)
		if !more || err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// walk is a history on its way.
type walk struct {
	commits *commits
	asked   *comparisons
	trees   treeDiffer
	follow  *followed
	queue   frontier
	seen    bitset
	waiting map[uint32]*watched // the tips that are yet to come, with what counts there where it is known
	edge    map[Hash]bool
	cut     []Hash // the commits of edge that were met
	parents []uint32
	look    int // how many commits ahead was looked last
}

// newWalk begins a walk. The caller closes it, also where there is an error.
func (r *Repo) newWalk(ctx context.Context, tips []Hash, graph *commitgraph.Graph, f *followed) (*walk, error) {
	w := &walk{commits: &commits{}, trees: treeDiffer{r, r.idLen()}, follow: f, waiting: map[uint32]*watched{}}
	w.asked = &comparisons{repo: r, answers: map[link][]string{}}
	var err error
	if w.edge, err = r.edge(); err != nil {
		return w, err
	}
	var starts []uint32
	if w.commits, starts, err = r.openCommits(ctx, tips, graph); err != nil {
		return w, err
	}
	w.asked.commits = w.commits
	for _, n := range starts {
		if err := w.push(n, nil); err != nil {
			return w, err
		}
		w.waiting[n] = nil
	}
	return w, nil
}

func (w *walk) close() {
	w.commits.close()
	w.asked.close()
	for _, set := range w.follow.sets {
		set.verdicts.close()
	}
}

// push puts a commit that was not met before on the queue. A set that is not
// known yet is nil.
func (w *walk) push(n uint32, set *watched) error {
	if !w.seen.add(n) {
		if _, waits := w.waiting[n]; waits && set != nil {
			w.waiting[n] = set
		}
		return nil
	}
	date, err := w.commits.date(n)
	w.queue.push(entry{date: date, commit: n, set: set})
	return err
}

// step goes on from one commit.
func (w *walk) step(ctx context.Context, e entry, visit func(Hash) (bool, error)) (more bool, err error) {
	if e.set == nil {
		e.set = w.waiting[e.commit]
	}
	delete(w.waiting, e.commit)
	if e.set == nil {
		if e.set, err = w.ask(ctx, e.commit); err != nil {
			return false, err
		}
	}
	if len(w.edge) > 0 && w.edge[w.commits.hash(e.commit)] {
		w.cut = append(w.cut, w.commits.hash(e.commit))
	}
	same, ok, err := w.sameParent(ctx, e)
	if err != nil {
		return false, err
	}
	if ok {
		if same != noCommit {
			err = w.push(same, e.set)
		}
		return err == nil, err
	}
	if more, err = visit(w.commits.hash(e.commit)); !more || err != nil {
		return false, err
	}
	for _, p := range w.parents {
		if err := w.push(p, nil); err != nil {
			return false, err
		}
	}
	return true, nil
}

// sameParent returns the first parent in which all of the entry's paths are the
// same, or noCommit for a root in which they are all absent. It leaves the
// parents in w.parents.
func (w *walk) sameParent(ctx context.Context, e entry) (parent uint32, ok bool, err error) {
	if w.parents, err = w.commits.appendParents(w.parents[:0], e.commit); err != nil {
		return 0, false, err
	}
	if len(w.parents) == 0 {
		changed, err := w.differs(ctx, e, 0, noCommit)
		return noCommit, !changed, err
	}
	for nth, p := range w.parents {
		changed, err := w.differs(ctx, e, nth, p)
		if err != nil || !changed {
			return p, err == nil, err
		}
	}
	return 0, false, nil
}

// differs reports whether a path of the entry is not the same in its nth
// parent, as cheaply as it can be told.
func (w *walk) differs(ctx context.Context, e entry, nth int, parent uint32) (bool, error) {
	switch {
	case len(e.set.paths) == 0 || nth == 0 && !w.commits.maybeChanged(e.commit, e.set):
		return false, nil
	case nth == 0 && w.commits.judges(e.commit, e.set):
		return e.set.verdicts.differs(ctx, e.commit)
	case nth > 0 && e.commit < w.commits.size:
		return w.trees.set(ctx, w.commits.graph.Tree(e.commit), w.commits.graph.Tree(parent), e.set)
	}
	l := link{e.commit, parent}
	changed, ok := w.asked.answers[l]
	if !ok {
		links := []link{l}
		if nth == 0 {
			var err error
			if links, err = w.ahead(e); err != nil {
				return false, err
			}
		}
		if err := w.asked.compare(ctx, links); err != nil {
			return false, err
		}
		changed = w.asked.answers[l]
	}
	return e.set.hit(changed), nil
}

// ask asks which paths are to be watched at a commit.
func (w *walk) ask(ctx context.Context, commit uint32) (*watched, error) {
	set, err := w.follow.at(ctx, w.commits.hash(commit))
	if err != nil || set.verdicts.walk == w {
		return set, err
	}
	w.asked.watch(set.paths)
	set.verdicts = verdicts{walk: w, set: set}
	w.commits.filter(set)
	return set, nil
}
