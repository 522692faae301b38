package repo

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
)

// treeDiffer compares trees in this process, along the watched paths alone.
// Where few commits are to be compared that is faster than to start git.
type treeDiffer struct {
	repo  *Repo
	idLen int
}

// set reports whether two trees differ at any path of a set.
func (d *treeDiffer) set(ctx context.Context, a, b []byte, set *watched) (bool, error) {
	for _, p := range set.paths {
		if differs, err := d.path(ctx, a, b, p); differs || err != nil {
			return differs, err
		}
	}
	return false, nil
}

// path reports whether two trees differ at a path. A tree without an id is
// empty.
func (d *treeDiffer) path(ctx context.Context, a, b []byte, path string) (bool, error) {
	if bytes.Equal(a, b) {
		return false, nil
	}
	name, rest, deeper := strings.Cut(path, "/")
	x, err := d.entry(ctx, a, name)
	if err != nil {
		return false, err
	}
	y, err := d.entry(ctx, b, name)
	if err != nil || x.is(y) {
		return false, err
	}
	if !deeper {
		return true, nil
	}
	return d.path(ctx, x.folder(), y.folder(), rest)
}

// place is what a tree has at a name: the mode as the tree spells it, and the
// id. Both are empty where there is nothing.
type place struct{ mode, id []byte }

func (p place) is(q place) bool { return bytes.Equal(p.id, q.id) && bytes.Equal(p.mode, q.mode) }

// folder returns the id of the tree there, or nothing where there is no folder.
func (p place) folder() []byte {
	if string(p.mode) != "40000" {
		return nil
	}
	return p.id
}

// entry returns what a tree has at a name.
func (d *treeDiffer) entry(ctx context.Context, tree []byte, name string) (place, error) {
	if len(tree) == 0 {
		return place{}, nil
	}
	id := Hash(hex.EncodeToString(tree))
	data, err := d.repo.objectOf(ctx, kindTree, id)
	if err != nil {
		return place{}, err
	}
	for len(data) > 0 {
		space := bytes.IndexByte(data, ' ')
		end := bytes.IndexByte(data, 0)
		if space < 0 || end < space || len(data) < end+1+d.idLen {
			return place{}, &ObjectError{Hash: id, Err: errBadTree}
		}
		if string(data[space+1:end]) == name {
			return place{data[:space], data[end+1 : end+1+d.idLen]}, nil
		}
		data = data[end+1+d.idLen:]
	}
	return place{}, nil
}
