package policy

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/glob"
)

// Glob is a pattern for the names of prompts.
type Glob string

// Matches reports whether a prompt's name, such as medical/intake, fits. Case
// is ignored: Medical/intake does not step around what medical/** is asked.
func (g Glob) Matches(name string) bool {
	return glob.Matches(strings.ToLower(string(g)), strings.ToLower(name))
}

func (r *reader) globs(v value) (globs []Glob) {
	r.list(v, func(v value) {
		s, ok := r.Filled(v, "a pattern for names of prompts")
		if !ok {
			return
		}
		if problem, hint := glob.Check(s); problem != "" {
			r.Errorf("P015", v.Node, "pattern %q %s", s, problem).Hint = hint
			return
		}
		globs = append(globs, Glob(s))
	})
	return globs
}
