package repo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
)

// watched is a set of paths.
type watched struct {
	name  string // tells this set from others
	paths []string
	keys  []commitgraph.Key

	// What the filters of the commit-graph say, where all commits in it have
	// one.
	filtered bool
	maybe    bitset   // the commits that may differ from their first parent in the set
	latest   []uint32 // the same, the latest date first
	verdicts verdicts // whether they do
}

func newWatched(paths []string) (*watched, error) {
	w := &watched{}
	for _, p := range paths {
		clean, err := cleanPath(p)
		if err != nil {
			return nil, err
		}
		w.paths = append(w.paths, clean)
	}
	slices.Sort(w.paths)
	w.paths = slices.Compact(w.paths)
	w.name = strings.Join(w.paths, "\x00")
	for _, p := range w.paths {
		w.keys = append(w.keys, commitgraph.NewKey(p))
	}
	return w, nil
}

// filter asks the filters of a commit-graph.
func (w *watched) filter(g *commitgraph.Graph) {
	w.filtered = true
	w.latest = g.AppendMaybeChanged(nil, w.keys)
	for _, n := range w.latest {
		w.maybe.add(n)
	}
	slices.SortFunc(w.latest, func(a, b uint32) int { return inDateOrder(g, a, b) })
}

// from returns the commits of latest from this one on.
func (w *watched) from(g *commitgraph.Graph, n uint32) []uint32 {
	at, _ := slices.BinarySearchFunc(w.latest, n, func(a, b uint32) int { return inDateOrder(g, a, b) })
	return w.latest[at:]
}

func inDateOrder(g *commitgraph.Graph, a, b uint32) int {
	return cmp.Or(cmp.Compare(g.Time(b), g.Time(a)), cmp.Compare(a, b))
}

// hit reports whether one of the changed files is in the set, or lies in a
// folder that is.
func (w *watched) hit(changed []string) bool {
	for _, c := range changed {
		for _, p := range w.paths {
			if within(c, p) {
				return true
			}
		}
	}
	return false
}
