package ledger

import (
	"context"
	"fmt"
	"maps"

	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Store is what a ledger is read from.
type Store interface {
	// Object returns an object whose bytes are those of its id, and its kind.
	// What is missing is an error that is ErrIncomplete.
	Object(ctx context.Context, id string) (kind string, data []byte, err error)
	// ID is the id that an object of these bytes has.
	ID(kind string, data []byte) string
	// Touching returns the raw commits, by their ids and in their order, that lead
	// to source and not to since, and that change any of the files; "" is for all
	// that lead to source, and so is a since that has other changes of the files: one
	// of them may have undone what source has still.
	Touching(ctx context.Context, source, since string, files []string) (ids []string, raw map[string][]byte, err error)
	// Suite returns the digest of the tests of prompts, as they stand at a commit.
	Suite(ctx context.Context, commit string, subjects []statement.Subject) (string, error)
}

// object reads an object that must be of one kind.
func object(ctx context.Context, s Store, kind, id string) ([]byte, error) {
	is, data, err := s.Object(ctx, id)
	if err == nil && is != kind {
		err = fmt.Errorf("object %s is a %s, not a %s", short(id), is, kind)
	}
	return data, err
}

func short(id string) string { return id[:min(12, len(id))] }

// Object is an object that is to be written.
type Object struct {
	Kind string
	Data []byte
}

// over is a store with some objects more.
type over struct {
	Store
	more map[string]Object
}

// Over returns a store that has some objects as well, so that what is to be
// written can be verified before it is.
func Over(s Store, objects ...Object) Store {
	o := over{s, map[string]Object{}}
	if below, is := s.(over); is {
		o.Store = below.Store
		maps.Copy(o.more, below.more)
	}
	for _, one := range objects {
		o.more[s.ID(one.Kind, one.Data)] = one
	}
	return o
}

func (o over) Object(ctx context.Context, id string) (string, []byte, error) {
	if one, there := o.more[id]; there {
		return one.Kind, one.Data, nil
	}
	return o.Store.Object(ctx, id)
}
