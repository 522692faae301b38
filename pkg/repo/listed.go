package repo

import (
	"context"
	"slices"
	"strings"
)

// listed is a snapshot whose files below some places have been listed once.
type listed struct {
	Snapshot
	places []string
	files  []File // sorted
}

// Listed lists the files of a snapshot below some folders, or that are these
// files, and returns the snapshot with that list kept: what lies there is then
// listed, and found to be missing, without asking git again.
func Listed(ctx context.Context, s Snapshot, under ...string) (Snapshot, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	files, err := s.Files(ctx, places...)
	if err != nil {
		return nil, err
	}
	return &listed{s, places, files}, nil
}

// covers reports whether everything at or below a path was listed.
func (l *listed) covers(path string) bool {
	return slices.ContainsFunc(l.places, func(place string) bool { return within(path, place) })
}

// Files implements Snapshot.
func (l *listed) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(places, func(place string) bool { return !l.covers(place) }) {
		return l.Snapshot.Files(ctx, under...)
	}
	var files []File
	for _, f := range l.files {
		if slices.ContainsFunc(places, func(place string) bool { return within(f.Path, place) }) {
			files = append(files, f)
		}
	}
	return files, nil
}

// Read implements Snapshot.
func (l *listed) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	i, there := slices.BinarySearchFunc(l.files, clean, func(f File, path string) int { return strings.Compare(f.Path, path) })
	if !there && l.covers(clean) && !l.isFolder(clean) {
		return nil, &FileError{clean, l.Describe(), errNoFile}
	}
	if !there || l.files[i].Hash == "" || !l.files[i].Mode.IsFile() {
		return l.Snapshot.Read(ctx, path)
	}
	var data []byte
	err = l.ReadAll(ctx, l.files[i:i+1], func(_ int, text []byte) error { data = text; return nil })
	return data, err
}

// isFolder reports whether files lie below a path.
func (l *listed) isFolder(path string) bool {
	return slices.ContainsFunc(l.files, func(f File) bool { return within(f.Path, path) })
}
