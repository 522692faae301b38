package config

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Glob is a pattern for the names of prompts: * and ? stay within a segment,
// ** goes over any number of them.
type Glob struct {
	Pattern string
	At      diag.Range
}

// Matches reports whether a prompt's name, such as support/triage, fits.
func (g Glob) Matches(name string) bool { return doublestar.MatchUnvalidated(g.Pattern, name) }

func matchesAny(globs []Glob, name string) bool {
	return slices.ContainsFunc(globs, func(g Glob) bool { return g.Matches(name) })
}

func (r *reader) globs(v value) (globs []Glob) {
	r.Items(v, 1, maxEntries, func(v value) {
		s, ok := r.Filled(v, "a pattern for names of prompts")
		if !ok {
			return
		}
		if problem, hint := checkGlob(s); problem != "" {
			r.Errorf("F003", v.Node, "pattern %q %s", s, problem).Hint = hint
			return
		}
		globs = append(globs, Glob{s, r.Place(v.Node)})
	})
	return globs
}

// segment is one step of a glob. A ** that is not alone would match less than
// it seems to.
const segment = `(\*\*|\*|[A-Za-z0-9_?][A-Za-z0-9_.?-]*(\*[A-Za-z0-9_.?-]+)*\*?|(\*[A-Za-z0-9_.?-]+)+\*?)`

var globForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + segment + `(/` + segment + `)*$`) })

// checkGlob says what is wrong with a pattern, and what to write instead.
// Alternatives, whose cost doubles with each pair of braces, are left out: a
// list of patterns says the same.
func checkGlob(s string) (problem, hint string) {
	switch {
	case strings.ContainsAny(s, "{}[]"):
		return "has alternatives in it", "write them as entries of their own"
	case strings.HasSuffix(s, ".yaml") || strings.HasSuffix(s, ".yml") || strings.HasSuffix(s, ".partial.md"):
		return "is for files", "write a prompt's name, such as support/triage: no folder, no suffix"
	case strings.HasSuffix(s, "/"):
		return "ends with a /, as no name does", "write " + strings.TrimRight(s, "/") + "/** for all that is below it"
	case len(s) > 256 || !globForm().MatchString(s):
		return "fits no name", "write a prompt's name with *, ** and ? in it, such as legacy/**"
	}
	return "", ""
}
