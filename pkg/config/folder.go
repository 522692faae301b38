package config

import (
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Folder is a folder that holds prompts.
type Folder struct {
	Path string // relative to the top of the repository, clean; "." is all of it
	At   diag.Range
}

// folders reads one folder or a list of them.
func (r *reader) folders(v value, to *[]Folder) {
	var read []Folder
	add := func(v value) {
		if f, ok := r.folder(v); ok {
			r.overlap(v, f, read)
			read = append(read, f)
		}
	}
	switch {
	case v.Node.Kind == yamldoc.Sequence:
		r.Items(v, 1, maxEntries, add)
	case v.Node.Kind == yamldoc.Mapping || v.Node.IsNull():
		r.Wrong(v, "a folder or a list of folders")
	default:
		add(v)
	}
	if len(read) > 0 {
		*to = read
	}
}

func (r *reader) folder(v value) (Folder, bool) {
	s, ok := r.Filled(v, "a folder")
	if !ok {
		return Folder{}, false
	}
	if problem, hint := checkFolder(s); problem != "" {
		r.Errorf("F001", v.Node, "folder %q %s", s, problem).Hint = hint
		return Folder{}, false
	}
	return Folder{Path: path.Clean(s), At: r.Place(v.Node)}, true
}

// checkFolder says what is wrong with a folder, and what to write instead. A
// leading ./ and a trailing slash are harmless; all else must be canonical.
func checkFolder(s string) (problem, hint string) {
	const relative = "write a path below the top of the repository, such as prompts"
	segments := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "./"), "/"), "/")
	switch {
	case strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return "has a control character in it", relative
	case strings.Contains(s, `\`):
		return `has a \ in it`, "write / between folders, on Windows too"
	case strings.HasPrefix(s, "/") || strings.HasPrefix(s, "~") || strings.Contains(segments[0], ":"):
		return "is not relative to the repository", relative
	case slices.Contains(segments, ".."):
		return `has ".." in it`, relative
	case strings.ContainsAny(s, "*?[]{}"):
		return "is a pattern", "write the folder alone: everything below it is found"
	case s == "." || s == "./":
		return "", ""
	case slices.Contains(segments, "") || slices.Contains(segments, "."):
		return "has an empty step in it", "write it as " + path.Clean(s)
	}
	return checkReserved(segments)
}

func checkReserved(segments []string) (problem, hint string) {
	for _, s := range segments {
		if strings.EqualFold(s, ".git") {
			return "is git's own", "prompts are files that git tracks, so keep them outside .git"
		}
	}
	if strings.EqualFold(segments[0], ".promptctl") {
		return "is the policy's", "the policy has .promptctl for itself: choose another folder"
	}
	return "", ""
}

// overlap notes a folder that is, holds or is held by an earlier one: a prompt
// in both would have two names. Case is ignored, as some file systems do.
func (r *reader) overlap(v value, f Folder, earlier []Folder) {
	for _, e := range earlier {
		if !within(f.Path, e.Path) && !within(e.Path, f.Path) {
			continue
		}
		r.Errorf("F002", v.Node, "folder %q overlaps with %q on line %d", f.Path, e.Path, e.At.Start.Line).
			Hint = "keep the outer one: everything below it is found"
		return
	}
}

// within reports whether one clean folder is another or lies below it.
func within(inner, outer string) bool {
	inner, outer = strings.ToLower(inner), strings.ToLower(outer)
	return outer == "." || inner == outer || strings.HasPrefix(inner, outer+"/")
}
