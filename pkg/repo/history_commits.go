package repo

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
)

// noCommit stands for the parent of a root.
const noCommit = ^uint32(0)

// commits names commits by small integers: positions in the commit-graph, and
// beyond them the commits that are not in it, which git lists.
type commits struct {
	graph *commitgraph.Graph // nil where there is none
	size  uint32             // of graph
	list  *revList           // nil where all commits are in graph
	late  []lateCommit
	known map[Hash]uint32 // the commits in late
}

// lateCommit is a commit that is not in the commit-graph.
type lateCommit struct {
	id      Hash
	read    bool // date and parents are known
	date    int64
	parents []uint32
}

// openCommits returns the commits that lead to the tips, and the tips' numbers.
func (r *Repo) openCommits(ctx context.Context, tips []Hash, graph *commitgraph.Graph) (*commits, []uint32, error) {
	c := &commits{graph: graph, known: map[Hash]uint32{}}
	if c.graph != nil {
		c.size = uint32(c.graph.Len())
	}
	starts := make([]uint32, len(tips))
	var late []Hash
	for i, tip := range tips {
		var err error
		if starts[i], err = c.number(tip); err != nil {
			return c, nil, err
		}
		if starts[i] >= c.size {
			late = append(late, tip)
		}
	}
	if len(late) == 0 {
		return c, starts, nil
	}
	var err error
	c.list, err = r.revList(ctx, late, nil)
	return c, starts, err
}

func (c *commits) close() {
	if c.list != nil {
		c.list.close()
	}
}

// number returns the number of a commit.
func (c *commits) number(id Hash) (uint32, error) {
	raw, err := id.bytes()
	if err != nil {
		return 0, err
	}
	if c.graph != nil {
		if pos, ok := c.graph.Find(raw); ok {
			return pos, nil
		}
	}
	n, ok := c.known[id]
	if !ok {
		n = c.size + uint32(len(c.late))
		c.known[id] = n
		c.late = append(c.late, lateCommit{id: id})
	}
	return n, nil
}

func (c *commits) hash(n uint32) Hash {
	if n < c.size {
		return Hash(hex.EncodeToString(c.graph.ID(n)))
	}
	return c.late[n-c.size].id
}

// date returns the committer's date.
func (c *commits) date(n uint32) (int64, error) {
	if n < c.size {
		return c.graph.Time(n), nil
	}
	err := c.load(n)
	return c.late[n-c.size].date, err
}

func (c *commits) appendParents(parents []uint32, n uint32) ([]uint32, error) {
	if n < c.size {
		return c.graph.AppendParents(parents, n), nil
	}
	err := c.load(n)
	return append(parents, c.late[n-c.size].parents...), err
}

// maybeChanged is false where the commit surely is the same as its first parent
// at all paths of the set.
func (c *commits) maybeChanged(n uint32, set *watched) bool {
	if n >= c.size {
		return true
	}
	if set.filtered {
		return set.maybe.has(n)
	}
	for _, k := range set.keys {
		if c.graph.MaybeChanged(n, k) {
			return true
		}
	}
	return false
}

// judges reports whether the set's verdicts cover the commit.
func (c *commits) judges(n uint32, set *watched) bool { return set.filtered && n < c.size }

// filter asks the commit-graph's filters which commits may have changed the set.
func (c *commits) filter(set *watched) {
	if c.graph != nil && c.graph.Filtered() {
		set.filter(c.graph)
	}
}

// load reads on in git's list until it has told of the commit.
func (c *commits) load(n uint32) error {
	for !c.late[n-c.size].read {
		next, err := c.list.next()
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("git rev-list: commit %s is not listed", c.hash(n))
		}
		if err != nil {
			return err
		}
		at, err := c.number(next.id)
		if err != nil {
			return err
		}
		if at < c.size {
			continue
		}
		parents := make([]uint32, len(next.parents))
		for i, p := range next.parents {
			if parents[i], err = c.number(p); err != nil {
				return err
			}
		}
		c.late[at-c.size] = lateCommit{next.id, true, next.date, parents}
	}
	return nil
}
