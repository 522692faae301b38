package glob

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Ignore is a list of patterns for paths in the form of a .gitignore file.
type Ignore struct{ lines []ignoreLine }

// ignoreLine is one pattern, made one of doublestar's.
type ignoreLine struct {
	pattern string
	include bool // it began with !, and takes back what an earlier one left out
	folders bool // it ended with /, and is for folders alone
}

// ParseIgnore reads such a list (gitignore(5), "Pattern format"). Any text is
// one; a line that can match nothing is left out.
func ParseIgnore(text string) Ignore {
	var i Ignore
	for line := range strings.Lines(text) {
		if l, ok := parseIgnoreLine(strings.TrimRight(line, "\r\n")); ok {
			i.lines = append(i.lines, l)
		}
	}
	return i
}

func parseIgnoreLine(line string) (l ignoreLine, ok bool) {
	if strings.HasPrefix(line, "#") {
		return l, false
	}
	line = trimBlanks(line)
	line, l.include = strings.CutPrefix(line, "!")
	line, l.folders = strings.CutSuffix(line, "/")
	rooted := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if !rooted {
		line = "**/" + line
	}
	if rest, ok := strings.CutSuffix(line, "/**"); ok {
		line = rest + "/**/*" // all that is in a folder, and not the folder
	}
	l.pattern = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
	return l, line != "**/" && doublestar.ValidatePattern(l.pattern)
}

// trimBlanks cuts blanks at the end, but for one that a backslash keeps.
func trimBlanks(line string) string {
	short := strings.TrimRight(line, " ")
	if len(short) < len(line) && strings.HasSuffix(short, `\`) {
		return line[:len(short)+1]
	}
	return short
}

// Matches reports whether the list leaves out a file, by its path. A file in a
// folder that is left out is left out whatever is said of it.
func (i Ignore) Matches(path string) bool {
	if len(i.lines) == 0 {
		return false
	}
	for at := range len(path) {
		if path[at] == '/' && i.leavesOut(path[:at], true) {
			return true
		}
	}
	return i.leavesOut(path, false)
}

// leavesOut is what the last pattern that fits says.
func (i Ignore) leavesOut(path string, folder bool) bool {
	out := false
	for _, l := range i.lines {
		if (folder || !l.folders) && out == l.include && doublestar.MatchUnvalidated(l.pattern, path) {
			out = !l.include
		}
	}
	return out
}
