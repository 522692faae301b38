package policy

import (
	"regexp"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// Glob is a pattern for the names of prompts: * and ? stay within a segment,
// ** goes over any number of them.
type Glob string

// segment is one step of a glob. A ** that is not alone would match less than
// it seems to.
const segment = `(\*\*|\*|[A-Za-z0-9_?][A-Za-z0-9_.?-]*(\*[A-Za-z0-9_.?-]+)*\*?|(\*[A-Za-z0-9_.?-]+)+\*?)`

var globForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + segment + `(/` + segment + `)*$`) })

// Matches reports whether a prompt's name, such as medical/intake, fits. Case
// is ignored: Medical/intake does not step around what medical/** is asked.
func (g Glob) Matches(name string) bool {
	return doublestar.MatchUnvalidated(strings.ToLower(string(g)), strings.ToLower(name))
}

func (r *reader) globs(v value) (globs []Glob) {
	r.list(v, func(v value) {
		s, ok := r.Filled(v, "a pattern for names of prompts")
		if !ok {
			return
		}
		if problem, hint := checkGlob(s); problem != "" {
			r.Errorf("P015", v.Node, "pattern %q %s", s, problem).Hint = hint
			return
		}
		globs = append(globs, Glob(s))
	})
	return globs
}

// checkGlob says what is wrong with a pattern, and what to write instead.
func checkGlob(s string) (problem, hint string) {
	const name = "write a prompt's name with *, ** and ? in it, such as medical/**"
	switch {
	case strings.ContainsAny(s, "{}[]"):
		return "has alternatives in it", "write them as entries of their own"
	case strings.HasSuffix(s, ".yaml") || strings.HasSuffix(s, ".yml") || strings.HasSuffix(s, ".partial.md"):
		return "is for files", "write a prompt's name, such as medical/intake: no folder, no suffix"
	case strings.HasSuffix(s, "/"):
		return "ends with a /, as no name does", "write " + strings.TrimRight(s, "/") + "/** for all that is below it"
	case len(s) > 256 || !globForm().MatchString(s):
		return "fits no name", name
	}
	return "", ""
}
