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
	if len(places) == 1 {
		return l.below(places[0]), nil
	}
	var files []File
	for _, place := range places {
		files = append(files, l.below(place)...)
	}
	return sorted(files), nil
}

// below returns the files that are a place, or lie below it.
func (l *listed) below(place string) []File {
	if place == "" {
		return slices.Clip(l.files)
	}
	from, _ := l.search(place)
	if from < len(l.files) && l.files[from].Path == place {
		return slices.Clip(l.files[from : from+1])
	}
	from, _ = l.search(place + "/")
	to, _ := l.search(place + "0") // the character after the slash
	return slices.Clip(l.files[from:to])
}

func (l *listed) search(path string) (int, bool) {
	return slices.BinarySearchFunc(l.files, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
}

// Read implements Snapshot.
func (l *listed) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	i, there := l.search(clean)
	if !there && l.covers(clean) && len(l.below(clean)) == 0 {
		return nil, &FileError{clean, l.Describe(), errNoFile}
	}
	if !there || l.files[i].Hash == "" || !l.files[i].Mode.IsFile() {
		return l.Snapshot.Read(ctx, path)
	}
	var data []byte
	err = l.ReadAll(ctx, l.files[i:i+1], func(_ int, text []byte) error { data = text; return nil })
	return data, err
}
