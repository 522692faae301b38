package repo

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// maxAlternates is how many steps git itself follows from one repository that
// borrows objects to the next.
const maxAlternates = 5

// objectFolders returns the folders that hold the repository's objects: its
// own, and those that it borrows from.
func objectFolders(commonDir, workDir string, env []string) []string {
	own, ok := lookup(env, "GIT_OBJECT_DIRECTORY")
	if !ok || own == "" {
		own = filepath.Join(commonDir, "objects")
	}
	a := alternates{}
	a.add(absolute(workDir, own), 0)
	borrowed, _ := lookup(env, "GIT_ALTERNATE_OBJECT_DIRECTORIES")
	for _, folder := range splitAlternates(borrowed, string(os.PathListSeparator)) {
		a.add(absolute(workDir, folder), 0)
	}
	return a.folders
}

type alternates struct{ folders []string }

// add adds a folder and those that its own list names.
func (a *alternates) add(folder string, depth int) {
	folder = filepath.Clean(folder)
	if slices.Contains(a.folders, folder) || depth > maxAlternates {
		return
	}
	a.folders = append(a.folders, folder)
	list, err := os.ReadFile(filepath.Join(folder, "info", "alternates"))
	if err != nil {
		return // most repositories borrow nothing
	}
	for _, next := range splitAlternates(string(list), "\n") {
		a.add(absolute(folder, next), depth+1)
	}
}

// splitAlternates takes a list of folders apart.
func splitAlternates(list, separator string) []string {
	var folders []string
	for list != "" {
		var folder string
		if folder, list = nextAlternate(list, separator); folder != "" {
			folders = append(folders, folder)
		}
	}
	return folders
}

// nextAlternate takes the first folder off a list. It may be in quotes, with
// separators in it, and what begins with # is a comment, for which it is "".
func nextAlternate(list, separator string) (folder, rest string) {
	if list[0] == '"' {
		quoted, _ := strconv.QuotedPrefix(list) // "" where the quotes do not end
		if folder, err := strconv.Unquote(quoted); err == nil {
			_, rest, _ = strings.Cut(list[len(quoted):], separator)
			return folder, rest
		}
	}
	folder, rest, _ = strings.Cut(list, separator)
	if strings.HasPrefix(folder, "#") {
		return "", rest
	}
	return folder, rest
}

// quoteAlternate writes a folder such that it can stand in a list, whatever its
// name.
func quoteAlternate(folder string) string {
	if !strings.ContainsAny(folder, `"`+string(os.PathListSeparator)) {
		return folder
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(folder) + `"`
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}
