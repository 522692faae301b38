// Package glob is patterns for the names of prompts: * and ? stay within a
// segment, ** goes over any number of them.
package glob

import (
	"regexp"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// maxLength is the length in bytes of the longest pattern.
const maxLength = 256

// segment is one step of a pattern. A ** that is not alone would match less
// than it seems to.
const segment = `(\*\*|\*|[A-Za-z0-9_?][A-Za-z0-9_.?-]*(\*[A-Za-z0-9_.?-]+)*\*?|(\*[A-Za-z0-9_.?-]+)+\*?)`

var patternForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + segment + `(/` + segment + `)*$`) })

// Check says what is wrong with a pattern, to follow it in a sentence, and
// what to write instead; both are "" where nothing is. Alternatives, whose
// cost doubles with each pair of braces, are left out: a list of patterns says
// the same.
func Check(pattern string) (problem, hint string) {
	switch {
	case strings.ContainsAny(pattern, "{}[]"):
		return "has alternatives in it", "write them as entries of their own"
	case strings.HasSuffix(pattern, ".yaml") || strings.HasSuffix(pattern, ".yml") || strings.HasSuffix(pattern, ".partial.md"):
		return "is for files", "write a prompt's name, such as support/triage: no folder, no suffix"
	case strings.HasSuffix(pattern, "/"):
		return "ends with a /, as no name does", "write " + strings.TrimRight(pattern, "/") + "/** for all that is below it"
	case len(pattern) > maxLength || !patternForm().MatchString(pattern):
		return "fits no name", "write a prompt's name with *, ** and ? in it, such as support/**"
	}
	return "", ""
}

// Matches reports whether a prompt's name, such as support/triage, fits a
// pattern that Check finds nothing wrong with.
func Matches(pattern, name string) bool { return doublestar.MatchUnvalidated(pattern, name) }
