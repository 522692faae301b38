package repo

import (
	"context"
	"fmt"
)

// Commit is one commit, decoded for display. Its texts are UTF-8 whatever they
// were written in.
type Commit struct {
	Hash      Hash
	Tree      Hash
	Parents   []Hash
	Author    Person
	Committer Person
	Subject   string // the first paragraph, on one line
	Body      string // the rest
}

// Commits returns the commits, in the order of ids. It is made for many at
// once.
func (r *Repo) Commits(ctx context.Context, ids []Hash) ([]Commit, error) {
	commits := make([]Commit, len(ids))
	err := r.eachObject(ctx, ids, func(i int, o object) (err error) {
		commits[i], err = asCommit(ids[i], o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return commits, nil
}

func asCommit(id Hash, o object) (Commit, error) {
	if o.kind != kindCommit {
		return Commit{}, &ObjectError{Hash: id, Err: fmt.Errorf("is a %s, not a commit", o.kind)}
	}
	c, err := decodeCommit(o.data)
	if err != nil {
		return c, &ObjectError{Hash: id, Err: err}
	}
	c.Hash = id
	return c, nil
}
