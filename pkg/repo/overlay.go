package repo

import (
	"context"
	"slices"
)

// overlay is a snapshot with other bytes in some of its files.
type overlay struct {
	Snapshot
	texts map[string][]byte // by path from the top
}

// Overlay returns a snapshot in which files have other bytes than in s, or are
// there where they are not: what is typed into an editor and not saved yet.
func Overlay(s Snapshot, texts map[string][]byte) Snapshot {
	if len(texts) == 0 {
		return s
	}
	return &overlay{s, texts}
}

// Files implements Snapshot.
func (o *overlay) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	files, err := o.Snapshot.Files(ctx, under...)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(slices.Clone(files), func(f File) bool { return o.has(f.Path) })
	for path := range o.texts {
		if slices.ContainsFunc(places, func(place string) bool { return within(path, place) }) {
			files = append(files, File{Path: path, Mode: Regular})
		}
	}
	return sorted(files), nil
}

// Read implements Snapshot.
func (o *overlay) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	if o.has(clean) {
		return o.texts[clean], nil
	}
	return o.Snapshot.Read(ctx, path)
}

// ReadAll implements Snapshot.
func (o *overlay) ReadAll(ctx context.Context, files []File, visit func(i int, data []byte) error) error {
	for at := 0; at < len(files); {
		from := at
		for at < len(files) && !o.has(files[at].Path) {
			at++
		}
		err := o.Snapshot.ReadAll(ctx, files[from:at], func(i int, data []byte) error { return visit(from+i, data) })
		if err != nil {
			return err
		}
		for ; at < len(files) && o.has(files[at].Path); at++ {
			if err := visit(at, o.texts[files[at].Path]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *overlay) has(path string) bool {
	_, ok := o.texts[path]
	return ok
}
