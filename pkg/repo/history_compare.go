package repo

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
)

// link is a commit and one of its parents, or noCommit.
type link struct{ commit, parent uint32 }

// comparisons asks git what differs along links, and keeps the answers.
type comparisons struct {
	repo    *Repo
	commits *commits
	paths   []string          // what is compared
	answers map[link][]string // the files of paths that differ
	differs []*differ
}

// manyLinks is from how many links on it is worth to ask several processes.
const manyLinks = 128

// watch makes further paths count. Answers that were given without them are
// forgotten.
func (c *comparisons) watch(paths []string) {
	before := len(c.paths)
	for _, p := range paths {
		if !slices.Contains(c.paths, p) {
			c.paths = append(c.paths, p)
		}
	}
	if len(c.paths) > before {
		clear(c.answers)
		c.close()
	}
}

// start sees to it that this many processes run.
func (c *comparisons) start(ctx context.Context, n int) error {
	for len(c.differs) < n {
		d, err := c.repo.startDiffer(ctx, c.paths)
		if err != nil {
			return err
		}
		c.differs = append(c.differs, d)
	}
	return nil
}

func (c *comparisons) close() {
	for _, d := range c.differs {
		d.close()
	}
	c.differs = nil
}

// compare gets the answers for the links: from one process, or where there are
// many of them a part from each of several.
func (c *comparisons) compare(ctx context.Context, links []link) error {
	parts := 1
	if len(links) >= manyLinks {
		parts = workers()
	}
	if err := c.start(ctx, parts); err != nil {
		return err
	}
	answers := make([][]string, len(links))
	group, size := errgroup.Group{}, (len(links)+parts-1)/parts
	for i := range parts {
		from, to := min(i*size, len(links)), min((i+1)*size, len(links))
		pairs := c.pairs(links[from:to])
		group.Go(func() error {
			return c.differs[i].answer(pairs, func(j int, changes []Change) { answers[from+j] = changedPaths(changes) })
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, l := range links {
		c.answers[l] = answers[i]
	}
	return nil
}

func (c *comparisons) pairs(links []link) []pair {
	pairs := make([]pair, len(links))
	for i, l := range links {
		pairs[i].commit = c.commits.hash(l.commit)
		if l.parent != noCommit {
			pairs[i].parent = c.commits.hash(l.parent)
		}
	}
	return pairs
}

func changedPaths(changes []Change) []string {
	var paths []string
	for _, c := range changes {
		paths = append(paths, c.Path)
	}
	return paths
}
