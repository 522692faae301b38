package lint

import (
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// settle takes what the baseline has out of what is reported, and reports what
// it has and is not found any more.
func (r *run) settle(files []string) record {
	r.fingerprints()
	rec := record{whole: r.whole(), looked: map[place]bool{}, broken: map[place]bool{}, judges: r.linter.judges}
	for _, file := range files {
		rec.looked[r.place(file)] = true
	}
	for file := range r.broken {
		rec.broken[r.place(file)] = true
	}
	if r.Baseline != nil && !r.unusable {
		found := r.Baseline.match(r.problems, r.known())
		if rec.whole {
			r.stale(found, rec.broken)
		}
	}
	rec.problems = slices.Clone(r.problems)
	return rec
}

// known returns the prompts, the partials and the files of test cases that there
// are.
func (r *run) known() map[place]bool {
	all := make(map[place]bool, len(r.selection.catalog.Files))
	for _, e := range r.selection.catalog.Prompts {
		all[place{"prompt", e.Name}] = true
	}
	for _, e := range r.selection.catalog.Partials {
		all[place{"partial", e.Name}] = true
	}
	for _, file := range r.selection.tests {
		all[r.place(file)] = true
	}
	return all
}

// match marks the problems that the baseline has, and returns which of its
// entries these are. Known are the prompts and partials that there are.
//
// A problem is known again by its fingerprint; by its rule and its text in the
// same file, where its field has another name now; and by its rule, its field
// and its text in another file, where the file that the entry names is gone. What
// an entry is matched with depends on nothing outside of these files, so that
// it is the same however the files to lint are chosen.
func (b *Baseline) match(problems []Problem, known map[place]bool) (found []bool) {
	m := &matching{baseline: b, problems: problems, found: make([]bool, len(b.entries))}
	m.once(func(e *baselined) string { return e.Fingerprint })
	m.once(func(e *baselined) string { return fmt.Sprint(e.place(), "\x00", e.Code, "\x00", e.Text) })
	m.renamed(known)
	return m.found
}

// matching matches problems with entries of a baseline.
type matching struct {
	baseline *Baseline
	problems []Problem
	found    []bool // of the entries
}

// open yields the problems that are reported so far.
func (m *matching) open(visit func(p *Problem, as *baselined)) {
	for i := range m.problems {
		if p := &m.problems[i]; p.Suppressed == nil && suppressible(p.Code) {
			as := baselineOf(*p)
			visit(p, &as)
		}
	}
}

// take puts up with a problem that an entry is about.
func (m *matching) take(p *Problem, entry int) {
	m.found[entry] = true
	p.Suppressed = &Suppression{Kind: "baseline", Reason: "it is in " + m.baseline.file}
}

// once matches problems with entries by a key, each with one.
func (m *matching) once(key func(*baselined) string) {
	entries := map[string][]int{}
	for i := range m.baseline.entries {
		if !m.found[i] {
			k := key(&m.baseline.entries[i])
			entries[k] = append(entries[k], i)
		}
	}
	m.open(func(p *Problem, as *baselined) {
		k := key(as)
		if left := entries[k]; len(left) > 0 {
			m.take(p, left[0])
			entries[k] = left[1:]
		}
	})
}

// renamed matches problems with entries about files that are gone. Several files
// may have come from one. A problem without a text of its own says little: it
// must be in a file that the baseline does not know.
func (m *matching) renamed(known map[place]bool) {
	key := func(e *baselined) string {
		return e.place().kind + "\x00" + e.Code + "\x00" + e.Field + "\x00" + e.Text
	}
	gone, named := map[string][]int{}, map[place]bool{}
	for i := range m.baseline.entries {
		e := &m.baseline.entries[i]
		named[e.place()] = true
		if !m.found[i] && !known[e.place()] && e.File == "" {
			gone[key(e)] = append(gone[key(e)], i)
		}
	}
	used := map[string]int{}
	m.open(func(p *Problem, as *baselined) {
		k := key(as)
		here := k + "\x00" + as.place().name
		if n := used[here]; n < len(gone[k]) && (as.Text != "" || !named[as.place()]) {
			m.take(p, gone[k][n])
			used[here]++
		}
	})
}

// stale reports the entries of the baseline that are not found any more.
func (r *run) stale(found []bool, broken map[place]bool) {
	for i := range r.Baseline.entries {
		e := &r.Baseline.entries[i]
		if found[i] || broken[e.place()] || !r.linter.judges(e.Code) {
			continue
		}
		at := e.at
		at.File = r.path(at.File)
		f := diag.Finding{Code: "X004", Severity: diag.Warning, Range: at,
			Message: fmt.Sprintf("%s is not found in %s %q any more", e.Code, e.place().kind, e.place().name),
			Hint:    fmt.Sprintf("`promptctl lint --baseline %s --update-baseline` takes it out", r.Baseline.file)}
		for _, f := range r.linter.settled(diag.List{f}) {
			p := r.linter.problem(&Subject{File: at.File}, f)
			p.Line, p.place, p.Fingerprint = e.line(), place{"file", at.File}, hash("X004\x00"+e.Fingerprint, 16)
			r.problems = append(r.problems, p)
		}
	}
	slices.SortFunc(r.problems, compareProblems)
}
