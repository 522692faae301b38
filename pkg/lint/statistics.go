package lint

import (
	"cmp"
	"slices"
)

// Statistic is how often one rule found something.
type Statistic struct {
	Rule     Rule
	Findings int
	Files    int
	Share    float64 // of the files that were looked at, from 0 to 1
	Fixable  int     // findings that carry a fix
}

// Statistics counts the problems of a result by rule, those in the most files
// first. Rules that found nothing are left out.
func Statistics(r *Result) []Statistic {
	by := map[string]*Statistic{}
	files := map[[2]string]bool{}
	for _, p := range r.Problems {
		s := by[p.Code]
		if s == nil {
			s = &Statistic{Rule: p.Rule}
			by[p.Code] = s
		}
		s.Findings += 1 + p.More
		if p.Fix != nil {
			s.Fixable++
		}
		if key := [2]string{p.Code, p.Range.File}; !files[key] {
			files[key] = true
			s.Files++
		}
	}
	all := []Statistic{}
	for _, s := range by {
		s.Share = float64(s.Files) / float64(max(len(r.Files), 1))
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Statistic) int { return cmp.Or(b.Files-a.Files, cmp.Compare(a.Rule.Code, b.Rule.Code)) })
	return all
}
