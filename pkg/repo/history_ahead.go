package repo

import "slices"

const (
	// minAhead and maxAhead are how many commits are looked at to find what to
	// ask git for together.
	minAhead = 32
	maxAhead = 8192
)

// ahead returns the link of the entry to its first parent, and those that the
// walk will probably ask for next: it goes on as if nothing changed where that
// is not known. It looks further at each call: who wants to know of the latest
// commits alone does not wait for all.
func (w *walk) ahead(e entry) ([]link, error) {
	w.look = min(max(4*w.look, minAhead), maxAhead)
	a := glance{walk: w, queue: frontier{heap: slices.Clone(w.queue.heap), puts: w.queue.puts}, met: map[uint32]bool{}}
	a.queue.push(e)
	for range w.look {
		next, ok := a.queue.pop()
		if !ok {
			break
		}
		if err := a.step(next); err != nil {
			return nil, err
		}
	}
	return a.links, nil
}

// glance is a walk that asks nobody.
type glance struct {
	walk    *walk
	queue   frontier
	met     map[uint32]bool
	links   []link
	parents []uint32
}

func (a *glance) step(e entry) (err error) {
	if e.set == nil {
		return nil // which paths to watch there will be asked when the walk comes by
	}
	commits := a.walk.commits
	if a.parents, err = commits.appendParents(a.parents[:0], e.commit); err != nil {
		return err
	}
	first, wanted := noCommit, a.parents
	if len(a.parents) > 0 {
		first, wanted = a.parents[0], a.parents[:1]
	}
	if !commits.judges(e.commit, e.set) && commits.maybeChanged(e.commit, e.set) {
		l := link{e.commit, first}
		if changed, ok := a.walk.asked.answers[l]; !ok {
			a.links = append(a.links, l)
		} else if e.set.hit(changed) {
			wanted = a.parents
		}
	}
	for _, p := range wanted {
		if err := a.push(p, e.set); err != nil {
			return err
		}
	}
	return nil
}

func (a *glance) push(n uint32, set *watched) error {
	if a.walk.seen.has(n) || a.met[n] {
		return nil
	}
	a.met[n] = true
	date, err := a.walk.commits.date(n)
	a.queue.push(entry{date: date, commit: n, set: set})
	return err
}
