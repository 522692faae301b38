package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Change is a file that differs between a commit and a parent of it.
type Change struct {
	Path             string
	Old, New         Hash // the contents in the parent and in the commit; "" where the file is absent
	OldMode, NewMode Mode // 0 where the file is absent
}

// Step is a commit with what differs from each of its parents.
type Step struct {
	Commit  Hash
	Date    time.Time // the committer's, in UTC
	Parents []Hash
	// Changes has one list for each parent. Where there is none it has one list
	// all the same, against nothing.
	Changes [][]Change
}

// IncompleteError says that a history is cut off, because the repository is
// shallow: what was found is right, but it may not be all.
type IncompleteError struct {
	Commits []Hash // those whose parents are missing, where they were met
}

// Error names the first commit whose parents are missing.
func (e *IncompleteError) Error() string {
	if len(e.Commits) == 0 {
		return "history is cut off"
	}
	msg := "history is cut off at commit " + e.Commits[0].Short()
	if more := len(e.Commits) - 1; more > 0 {
		msg += fmt.Sprintf(" and %d others", more)
	}
	return msg
}

// incomplete returns the error for these commits, nil where there are none.
func incomplete(cut []Hash) error {
	if len(cut) == 0 {
		return nil
	}
	return diag.WithHint(&IncompleteError{Commits: cut}, "this is a shallow clone: run `git fetch --unshallow`")
}

// Changes gives to visit every commit that leads to tip and not to any of not,
// with the files below the folders and paths under (everything where there are
// none) that differ from each parent. All commits are given, those without a
// change too, so that a caller can follow the graph: children before their
// parents, and otherwise the later date first. It ends with an
// *IncompleteError, after all that is there was visited, where the history is
// cut off.
//
// git does the comparing, in several processes of which each has a part of the
// commits. On 50,000 commits that takes half the time of one `git log`.
func (r *Repo) Changes(ctx context.Context, tip Hash, not []Hash, under []string, visit func(Step) error) error {
	edge, err := r.edge()
	if err != nil {
		return err
	}
	var cut []Hash
	err = r.eachBlock(ctx, tip, not, under, nil, func(b *block) error {
		for _, s := range b.steps {
			if edge[s.Commit] {
				cut = append(cut, s.Commit)
			}
			if err := visit(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return incomplete(cut)
}

// fileVersion is a file with one of the contents that it had.
type fileVersion struct {
	path string
	blob Hash
}

// block is some commits in a row, which one process compares.
type block struct {
	steps []Step
	pairs []pair
	refs  map[fileVersion][]string // what files of old refer to, where a caller asked for it
	done  chan struct{}            // closed when the changes are there
}

const (
	// blockPairs is how many comparisons a block has: enough for git to profit
	// from trees that it has just read, and few enough to keep all processes
	// busy and little in memory.
	blockPairs = 1024
	// maxDiffers is how many processes are started at most, on however many
	// processors: each keeps trees of its own in memory.
	maxDiffers = 4
)

// workers is how many processes are worth having for one work.
func workers() int { return min(runtime.GOMAXPROCS(0), maxDiffers) }

// prepare is work that is done on a block before it is visited, while other
// blocks are still being compared. Blocks come to it in their order.
type prepare func(ctx context.Context, b *block) error

// eachBlock visits the blocks in the order of the list of commits.
func (r *Repo) eachBlock(ctx context.Context, tip Hash, not []Hash, under []string, prepare prepare, visit func(*block) error) error {
	places, err := comparedPlaces(under)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, groupCtx := errgroup.WithContext(ctx)
	todo, order, ready := make(chan *block), make(chan *block, 2*maxDiffers), make(chan *block, 1)
	group.Go(func() error {
		defer close(todo)
		defer close(order)
		return r.feedBlocks(groupCtx, tip, not, todo, order)
	})
	for range workers() {
		group.Go(func() error { return r.compareBlocks(groupCtx, places, todo) })
	}
	group.Go(func() error {
		defer close(ready)
		return prepareBlocks(groupCtx, order, ready, prepare)
	})
	for b := range ready {
		err := context.Cause(ctx)
		if err == nil {
			err = visit(b)
		}
		if err != nil {
			cancel()
			_ = group.Wait() // it was told to end
			return err
		}
	}
	return group.Wait()
}

// feedBlocks lists the commits and cuts the list into blocks.
func (r *Repo) feedBlocks(ctx context.Context, tip Hash, not []Hash, todo, order chan<- *block) error {
	list, err := r.revList(ctx, []Hash{tip}, not, "--date-order")
	if err != nil {
		return err
	}
	defer list.close()
	for {
		b, err := nextBlock(list)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(b.steps) > 0 && (!send(ctx, order, b) || !send(ctx, todo, b)) {
			return context.Cause(ctx)
		}
		if err != nil {
			return nil
		}
	}
}

func send[T any](ctx context.Context, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// nextBlock reads a block. With an error it returns what it has so far.
func nextBlock(list *revList) (*block, error) {
	b := &block{done: make(chan struct{})}
	for len(b.pairs) < blockPairs {
		c, err := list.next()
		if err != nil {
			return b, err
		}
		s := Step{Commit: c.id, Date: c.when(), Parents: c.parents, Changes: make([][]Change, max(1, len(c.parents)))}
		b.steps = append(b.steps, s)
		for _, p := range c.parents {
			b.pairs = append(b.pairs, pair{c.id, p})
		}
		if len(c.parents) == 0 {
			b.pairs = append(b.pairs, pair{c.id, ""})
		}
	}
	return b, nil
}

// compareBlocks compares blocks with one process.
func (r *Repo) compareBlocks(ctx context.Context, places []string, todo <-chan *block) error {
	var d *differ
	for b := range todo {
		if d == nil {
			var err error
			if d, err = r.startDiffer(ctx, places); err != nil {
				return err
			}
			defer d.close() //nolint:revive // the first block alone starts one
		}
		step, nth := 0, 0
		err := d.answer(b.pairs, func(_ int, changes []Change) {
			b.steps[step].Changes[nth] = changes
			if nth++; nth == len(b.steps[step].Changes) {
				step, nth = step+1, 0
			}
		})
		if err != nil {
			return err
		}
		close(b.done)
	}
	return nil
}

// prepareBlocks hands on the blocks in their order when they are compared and
// prepared.
func prepareBlocks(ctx context.Context, order <-chan *block, ready chan<- *block, prepare prepare) error {
	for b := range order {
		select {
		case <-b.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if prepare != nil {
			if err := prepare(ctx, b); err != nil {
				return err
			}
		}
		if !send(ctx, ready, b) {
			return context.Cause(ctx)
		}
	}
	return nil
}

// comparedPlaces returns the places to compare; none where that is everything.
func comparedPlaces(under []string) ([]string, error) {
	places, err := cleanUnder(under)
	if len(places) == 1 && places[0] == "" {
		return nil, err
	}
	return places, err
}
