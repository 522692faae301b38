package prompt

import (
	"path"
	"slices"
	"strings"
)

// Suffixes that make a file below a prompt folder a prompt, and a partial.
const (
	Suffix        = ".prompt.yaml"
	ShortSuffix   = ".prompt.yml"
	PartialSuffix = ".partial.md"
)

// reserved are the first segments of tag names that statements use.
func reserved() []string {
	return []string{"approvals", "rejections", "evaluations", "revocations", "policies"}
}

// IsPrompt reports whether the path ends as a prompt file's does.
func IsPrompt(file string) bool {
	return strings.HasSuffix(file, Suffix) || strings.HasSuffix(file, ShortSuffix)
}

// Stem returns the path of a prompt's file less its suffix: the file of its test
// cases has the same. It is "" for any other file.
func Stem(file string) string {
	for _, suffix := range []string{Suffix, ShortSuffix} {
		if stem, ok := strings.CutSuffix(file, suffix); ok {
			return stem
		}
	}
	return ""
}

// IsPartial reports whether the path ends as a partial's does.
func IsPartial(file string) bool { return strings.HasSuffix(file, PartialSuffix) }

// NameOf returns the name of the prompt or partial in a file: its path below
// the prompt folder that holds it, less the suffix. It is "" for a file that
// is in no prompt folder or is neither of the two.
func NameOf(file string, folders []string) string {
	for _, suffix := range []string{Suffix, ShortSuffix, PartialSuffix} {
		if stem, ok := strings.CutSuffix(file, suffix); ok {
			return below(stem, folders)
		}
	}
	return ""
}

// below returns the path less the folder that holds it, "" where none does.
func below(file string, folders []string) string {
	for _, folder := range folders {
		if folder == "." {
			return file
		}
		if rest, ok := strings.CutPrefix(file, folder); ok && strings.HasPrefix(rest, "/") {
			return rest[1:]
		}
	}
	return ""
}

// CheckName says what is wrong with a prompt's name, or "" where nothing is.
// A name must be usable as a path, and in the names of branches and tags.
func CheckName(name string) string {
	if problem := CheckPartialName(name); problem != "" {
		return problem
	}
	if first, _, _ := strings.Cut(name, "/"); slices.Contains(reserved(), first) {
		return `"` + first + `" is reserved for the tags of statements`
	}
	return ""
}

// CheckPartialName says what is wrong with a partial's name, or "" where
// nothing is. The words that are reserved in tags are free here: no tag is
// named after a partial.
func CheckPartialName(name string) string {
	if isPlainName(name) {
		return ""
	}
	if name == "" {
		return "the name is empty"
	}
	for part := range strings.SplitSeq(name, "/") {
		if problem := checkSegment(part); problem != "" {
			return problem
		}
	}
	return ""
}

// isPlainName reports whether nothing can be wrong with a name, as is seen at
// one pass over nearly every one: it has neither dots nor empty segments.
func isPlainName(name string) bool {
	before := byte('/')
	for i := range len(name) {
		c := name[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_':
		case before != '/' && (c == '/' || c == '-'):
		default:
			return false
		}
		before = c
	}
	return before != '/'
}

func checkSegment(part string) string {
	switch {
	case part == "":
		return "a segment between two / is empty"
	case !isSegment(part):
		return `"` + part + `" may hold letters, digits, _, . and - alone, and begins with a letter, a digit or _`
	case strings.HasSuffix(part, ".lock"), strings.HasSuffix(part, "."), strings.Contains(part, ".."):
		return `"` + part + `" ends in ".lock" or ".", or holds "..", which git refuses in the name of a tag`
	default:
		return ""
	}
}

// isSegment reports whether a part of a name is [A-Za-z0-9_][A-Za-z0-9_.-]*.
func isSegment(part string) bool {
	for i := range len(part) {
		c := part[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_':
		case i > 0 && (c == '.' || c == '-'):
		default:
			return false
		}
	}
	return true
}

// PathOf returns the file that a new prompt of this name has in a folder.
func PathOf(folder, name string) string { return path.Join(folder, name+Suffix) }
