package repo

import (
	"context"
	"iter"
)

// verdicts tells of commits that have a filter whether they really differ from
// their first parent at the paths of a set. It works ahead of what it is asked,
// in the order of the commits' dates.
type verdicts struct {
	walk  *walk
	set   *watched
	first uint32          // the first commit that was asked for
	known map[uint32]bool // what was found
	next  func() (judged, bool)
	stop  func()
}

// judged is some commits in a row, as far as no error came.
type judged struct {
	commits []uint32
	differ  []bool
	err     error
}

// differs reports whether a commit differs from its first parent.
func (v *verdicts) differs(ctx context.Context, commit uint32) (bool, error) {
	graph := v.walk.commits.graph
	if v.next == nil {
		v.first, v.known = commit, map[uint32]bool{}
		work := func(commits []uint32) judged { return v.judge(ctx, commits) }
		v.next, v.stop = iter.Pull(inOrder(ctx, v.set.from(graph, commit), workers(), work))
	}
	for inDateOrder(graph, v.first, commit) <= 0 {
		if differs, ok := v.known[commit]; ok {
			return differs, nil
		}
		j, ok := v.next()
		if !ok {
			break
		}
		for i := range j.differ {
			v.known[j.commits[i]] = j.differ[i]
		}
		if j.err != nil {
			return false, j.err
		}
	}
	j := v.judge(ctx, []uint32{commit}) // dates run backwards here
	return j.err == nil && j.differ[0], j.err
}

func (v *verdicts) judge(ctx context.Context, commits []uint32) judged {
	j := judged{commits: commits}
	graph := v.walk.commits.graph
	var parents []uint32
	for _, n := range commits {
		var parent []byte
		if parents = graph.AppendParents(parents[:0], n); len(parents) > 0 {
			parent = graph.Tree(parents[0])
		}
		differs, err := v.walk.trees.set(ctx, graph.Tree(n), parent, v.set)
		if err != nil {
			j.err = err
			break
		}
		j.differ = append(j.differ, differs)
	}
	return j
}

func (v *verdicts) close() {
	if v.stop != nil {
		v.stop()
	}
}
