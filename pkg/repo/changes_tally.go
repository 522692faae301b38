package repo

import (
	"context"
	"slices"
)

// tally is a count of versions on its way.
type tally struct {
	repo     *Repo
	query    *VersionsQuery
	paths    []string // of the items
	items    map[string]bool
	results  []Versions
	counted  []int // the step at which each item was last counted, from 1
	steps    int
	slots    slots                    // first those of the items alone, in their order
	interest map[Hash]bitset          // the slots that wait for a commit
	refs     map[fileVersion][]string // of files that are no items
	index    changeIndex
}

func (r *Repo) newTally(ctx context.Context, q *VersionsQuery) (*tally, error) {
	t := &tally{
		repo: r, query: q, items: map[string]bool{}, results: make([]Versions, len(q.Paths)), counted: make([]int, len(q.Paths)),
		slots: newSlots(), interest: map[Hash]bitset{}, refs: map[fileVersion][]string{},
	}
	for i, p := range q.Paths {
		clean, err := cleanPath(p)
		if err != nil {
			return nil, err
		}
		t.items[clean] = true
		t.paths = append(t.paths, clean)
		t.slots.intern(slot{item: i, files: []slotFile{{path: clean}}})
	}
	return t, t.begin(ctx)
}

// begin lays the interest in all items at the tip.
func (t *tally) begin(ctx context.Context) error {
	set := bitset{}
	if t.query.References == nil {
		for i := range t.paths {
			set.add(uint32(i))
		}
		t.interest[t.query.Tip] = set
		return nil
	}
	refsAt, err := t.referencesAtTip(ctx)
	if err != nil {
		return err
	}
	for i, path := range t.paths {
		s, err := closureOf(i, path, refsAt)
		if err != nil {
			return err
		}
		set.add(t.slots.intern(s))
	}
	t.interest[t.query.Tip] = set
	return nil
}

// referencesAtTip returns the function that tells what a file refers to at the
// tip. The items are read all at once.
func (t *tally) referencesAtTip(ctx context.Context) (func(path string) ([]string, error), error) {
	tip, err := t.repo.At(ctx, t.query.Tip)
	if err != nil {
		return nil, err
	}
	known, err := t.readItems(ctx, tip)
	return func(path string) ([]string, error) {
		refs, ok := known[path]
		if ok {
			return refs, nil
		}
		refs, err := t.repo.referencesAt(ctx, tip, path, t.query.References)
		known[path] = refs
		return refs, err
	}, err
}

// readItems returns what the items refer to at the tip.
func (t *tally) readItems(ctx context.Context, tip Snapshot) (map[string][]string, error) {
	files, err := tip.Files(ctx, t.query.Under...)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f File) bool {
		return !t.items[f.Path] || !f.Mode.IsFile()
	})
	known := make(map[string][]string, len(files))
	err = tip.ReadAll(ctx, files, func(i int, data []byte) error {
		known[files[i].Path] = t.query.References(files[i].Path, data)
		return nil
	})
	return known, err
}

// prepare reads what the items that a block changes held before, while the
// blocks behind it are still being compared.
func (t *tally) prepare(ctx context.Context, b *block) error {
	if t.query.References == nil {
		return nil
	}
	b.refs = map[fileVersion][]string{}
	var ids []Hash
	var files []string
	for i := range b.steps {
		for _, changes := range b.steps[i].Changes {
			for _, c := range changes {
				if t.items[c.Path] && c.OldMode.IsFile() {
					ids, files = append(ids, c.Old), append(files, c.Path)
				}
			}
		}
	}
	return t.repo.eachObject(ctx, ids, func(i int, o object) error {
		if refs := t.query.References(files[i], o.data); len(refs) > 0 {
			b.refs[fileVersion{files[i], ids[i]}] = refs
		}
		return nil
	})
}
