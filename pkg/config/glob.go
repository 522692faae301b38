package config

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/glob"
)

// Glob is a pattern for the names of prompts, with its place.
type Glob struct {
	Pattern string
	At      diag.Range
}

// Matches reports whether a prompt's name, such as support/triage, fits.
func (g Glob) Matches(name string) bool { return glob.Matches(g.Pattern, name) }

func matchesAny(globs []Glob, name string) bool {
	return slices.ContainsFunc(globs, func(g Glob) bool { return g.Matches(name) })
}

func (r *reader) globs(v value) (globs []Glob) {
	r.Texts(v, 1, maxEntries, func(v value) {
		s, ok := r.Filled(v, "a pattern for names of prompts")
		if !ok {
			return
		}
		if problem, hint := glob.Check(s); problem != "" {
			r.Errorf("F003", v.Node, "pattern %q %s", s, problem).Hint = hint
			return
		}
		globs = append(globs, Glob{s, r.Place(v.Node)})
	})
	return globs
}
