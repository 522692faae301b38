package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// plainForm is a name that can be a part of a tag on any file system.
var plainForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`) })

// IsName reports whether an environment can be called so.
func IsName(name string) bool { return plainForm().MatchString(name) }

// plainName notes a role or an environment with a name that is not plain.
func (r *reader) plainName(v value, s, what string) {
	if plainForm().MatchString(s) {
		return
	}
	f := r.Errorf("P002", v.Key, "%s cannot be the name of %s", v.Key.Describe(), what)
	f.Hint = "a name has lower-case letters, digits, - and _, and begins with a letter"
	if lower := strings.ToLower(s); plainForm().MatchString(lower) {
		f.Hint = fmt.Sprintf("write %s: case is not told apart everywhere", lower)
	}
}

var (
	releaseForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[vV]?[0-9]`) })
	commitForm  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`) })
)

// reserved are words that mean something else where an environment can be
// named: other revisions, prefixes of revisions, and "no" and "every" environment.
func reserved() []string {
	return []string{"worktree", "staged", "latest", "head", "env", "release", "rev", "none", "all"}
}

// environmentName notes a name that could be taken for another revision.
func (r *reader) environmentName(v value) {
	name := v.Key.Value
	mistaken := ""
	switch {
	case slices.Contains(reserved(), strings.ToLower(name)):
		mistaken = "is a word with a meaning of its own"
	case strings.HasPrefix(name, "~"):
		mistaken = "looks like a version (~N is N versions back)"
	case releaseForm().MatchString(name):
		mistaken = "looks like a release"
	case commitForm().MatchString(name):
		mistaken = "looks like a commit"
	default:
		r.plainName(v, name, "an environment")
		return
	}
	r.Errorf("P003", v.Key, "environment %q %s", name, mistaken).Hint = "choose another name, such as production"
}

// checkBranch says what is wrong with the name of a branch: what git refuses
// (git-check-ref-format), what its commands would take for something else, and
// what a reader could not see.
func checkBranch(s string) string {
	const refused = " ~^:?*[\\"
	unseen := func(c rune) bool { return !unicode.IsPrint(c) || c == utf8.RuneError }
	switch {
	case strings.ContainsFunc(s, unseen):
		return "has a character in it that cannot be seen"
	case strings.ContainsAny(s, refused):
		return fmt.Sprintf(`has "%c" in it, which git refuses`, s[strings.IndexAny(s, refused)])
	case strings.Contains(s, "..") || strings.Contains(s, "@{"):
		return `has ".." or "@{" in it`
	case strings.HasPrefix(s, "-"):
		return "begins with a -"
	case strings.HasPrefix(s, "refs/"):
		return "is a whole ref"
	case s == "@" || s == "HEAD":
		return "means the current commit"
	case len(s) > 200:
		return "is longer than 200 bytes"
	}
	return checkSteps(strings.Split(s, "/"))
}

func checkSteps(steps []string) string {
	for i, step := range steps {
		switch {
		case step == "":
			return "begins or ends with a /, or has two together"
		case strings.HasPrefix(step, "."):
			return "has a step that begins with a dot"
		case strings.HasSuffix(step, ".lock"):
			return "has a step that ends in .lock"
		case strings.HasSuffix(step, ".") && i == len(steps)-1:
			return "ends with a dot"
		}
	}
	return ""
}
