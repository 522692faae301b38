package lint

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxFindings is how many findings of one rule are listed for one file. A
// hostile file must make no endless list.
const maxFindings = 100

// linter checks files by the rules that the settings switch on.
type linter struct {
	index *Index
	rules []Rule          // those that are on and have a check
	by    map[string]Rule // every rule by its code, with the severity that it has here
	off   map[string]bool // codes
	given map[string]bool // codes whose severity the settings give
	limit int             // findings of a rule in a file; 0 is all
}

func newLinter(index *Index) *linter {
	l := &linter{index: index, by: map[string]Rule{}, off: map[string]bool{}, given: map[string]bool{}, limit: maxFindings}
	set := map[string]config.Rule{}
	for _, r := range index.Config.Lint.Rules {
		set[r.Code] = r
	}
	for _, rule := range Rules() {
		own, given := set[rule.Code]
		if given && !own.Off {
			rule.Severity = own.Severity
		}
		l.by[rule.Code], l.given[rule.Code] = rule, given
		l.off[rule.Code] = given && own.Off || rule.Asked && !given
		if rule.Check != nil && !l.off[rule.Code] {
			l.rules = append(l.rules, rule)
		}
	}
	return l
}

// check returns all that is wrong with a file, in the order of its places;
// found is what reading it has found, and limit how many findings of one rule
// are listed; 0 is all.
func (l *linter) check(s *Subject, found diag.List, limit int) (diag.List, error) {
	found = l.settled(found)
	if s.Prompt != nil && s.Doc.Root == nil {
		return found, nil // it could not be read, and nothing more can be said of it
	}
	for _, rule := range l.rules {
		p := &Pass{Subject: s, Index: l.index, rule: rule, given: l.given[rule.Code], limit: limit}
		rule.Check(p)
		more, err := p.done()
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	found.Sort()
	return found, nil
}

// settled gives findings of reading the severity that the settings have for
// them, and drops those of rules that are off.
func (l *linter) settled(found diag.List) diag.List {
	found = slices.DeleteFunc(slices.Clone(found), func(f diag.Finding) bool { return l.off[f.Code] })
	for i := range found {
		if l.given[found[i].Code] {
			found[i].Severity = l.by[found[i].Code].Severity
		}
	}
	return found
}
