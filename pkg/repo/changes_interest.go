package repo

import (
	"context"
	"maps"
	"slices"
)

// step takes the interest from a commit to its parents.
func (t *tally) step(ctx context.Context, b *block, s *Step) error {
	t.steps++
	set, ok := t.interest[s.Commit]
	if !ok {
		return nil
	}
	delete(t.interest, s.Commit)
	hits := make([][]uint32, len(s.Changes))
	for nth, changes := range s.Changes {
		hits[nth] = t.slots.hit(changes, set)
	}
	for _, n := range hits[0] {
		set.remove(n)
	}
	if len(s.Parents) > 0 {
		t.pass(s.Parents[0], set)
	}
	for _, n := range hits[0] {
		if nth := sameIn(hits, n); nth > 0 {
			t.give(s.Parents[nth], n)
			continue
		}
		t.count(t.slots.all[n].item, s)
		if err := t.giveAll(ctx, b, s, n); err != nil {
			return err
		}
	}
	return nil
}

// sameIn returns the first parent in which a slot has no hit, and 0 for none.
func sameIn(hits [][]uint32, n uint32) int {
	for nth := 1; nth < len(hits); nth++ {
		if _, hit := slices.BinarySearch(hits[nth], n); !hit {
			return nth
		}
	}
	return 0
}

// giveAll goes on with a slot in all parents, as what it stands for was there.
func (t *tally) giveAll(ctx context.Context, b *block, s *Step, n uint32) error {
	for nth, p := range s.Parents {
		before, err := t.before(ctx, b, s, nth, n)
		if err != nil {
			return err
		}
		t.give(p, before)
	}
	return nil
}

func (t *tally) count(item int, s *Step) {
	if t.counted[item] == t.steps {
		return
	}
	t.counted[item] = t.steps
	v := &t.results[item]
	if v.Count == 0 {
		v.Newest, v.Date = s.Commit, s.Date
	}
	v.Count++
}

// pass hands a whole set on to a commit.
func (t *tally) pass(to Hash, set bitset) {
	if there, ok := t.interest[to]; ok {
		set = there.union(set)
	}
	t.interest[to] = set
}

func (t *tally) give(to Hash, n uint32) {
	set := t.interest[to]
	set.add(n)
	t.interest[to] = set
}

// before returns the slot of what another stood for in a parent.
func (t *tally) before(ctx context.Context, b *block, s *Step, nth int, n uint32) (uint32, error) {
	if t.query.References == nil {
		return n, nil
	}
	now := t.slots.all[n]
	refsAt := func(path string) ([]string, error) {
		if c := t.index.find(s.Changes[nth], path); c != nil {
			return t.oldReferences(ctx, b, c)
		}
		if f, ok := now.file(path); ok {
			return f.refs, nil
		}
		parent, err := t.repo.At(ctx, s.Parents[nth])
		if err != nil {
			return nil, err
		}
		return t.repo.referencesAt(ctx, parent, path, t.query.References)
	}
	if len(now.files) == 1 {
		if refs, err := refsAt(now.files[0].path); len(refs) == 0 {
			return uint32(now.item), err // most files refer to nothing, ever
		}
	}
	then, err := closureOf(now.item, now.files[0].path, refsAt)
	if err != nil {
		return 0, err
	}
	return t.slots.intern(then), nil
}

// changeIndex finds changes by their paths. It keeps an index of the last long
// list.
type changeIndex struct {
	list   []Change
	byPath map[string]*Change
}

func (x *changeIndex) find(list []Change, path string) *Change {
	if len(list) <= 16 {
		if i := slices.IndexFunc(list, func(c Change) bool { return c.Path == path }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	if len(x.list) != len(list) || &x.list[0] != &list[0] {
		x.list, x.byPath = list, make(map[string]*Change, len(list))
		for i := range list {
			x.byPath[list[i].Path] = &list[i]
		}
	}
	return x.byPath[path]
}

// oldReferences returns what a file referred to before it changed.
func (t *tally) oldReferences(ctx context.Context, b *block, c *Change) ([]string, error) {
	version := fileVersion{c.Path, c.Old}
	if t.items[c.Path] || !c.OldMode.IsFile() {
		return b.refs[version], nil
	}
	if refs, ok := t.refs[version]; ok {
		return refs, nil
	}
	data, err := t.repo.objectOf(ctx, kindBlob, c.Old)
	if err != nil {
		return nil, err
	}
	t.refs[version] = t.query.References(c.Path, data)
	return t.refs[version], nil
}

// finish returns the results.
func (t *tally) finish() []Versions {
	for _, h := range slices.Sorted(maps.Keys(t.interest)) {
		for n := range t.interest[h].each {
			v := &t.results[t.slots.all[n].item]
			if !slices.Contains(v.Beyond, h) {
				v.Beyond = append(v.Beyond, h)
			}
		}
	}
	return t.results
}
