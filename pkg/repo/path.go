package repo

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

var errTooDeep = errors.New("lies too deep")

// cleanPath checks a path from the top and returns it without a slash at its
// end. The top itself is "".
func cleanPath(p string) (string, error) {
	clean := path.Clean(p)
	if clean == "." {
		return "", nil
	}
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(clean, "\x00") {
		return "", fmt.Errorf("%q: not a path within the repository", p)
	}
	return clean, nil
}

// cleanUnder cleans the folders that are asked for, and leaves out those that
// lie in another. Nothing asked for is the top.
func cleanUnder(under []string) ([]string, error) {
	if len(under) == 0 {
		return []string{""}, nil
	}
	var places []string
	for _, u := range under {
		clean, err := cleanPath(u)
		if err != nil {
			return nil, err
		}
		places = append(places, clean)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	return slices.DeleteFunc(slices.Clone(places), func(p string) bool {
		return slices.ContainsFunc(places, func(q string) bool { return p != q && within(p, q) })
	}), nil
}

// within reports whether the path is the folder, or below it.
func within(p, folder string) bool {
	rest, ok := strings.CutPrefix(p, folder)
	return ok && (folder == "" || rest == "" || rest[0] == '/')
}

func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// sorted returns the files in the bytewise order of their paths.
func sorted(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func isNoFile(err error) bool { return errors.Is(err, errNoFile) }
