package repo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// TagObject is the raw bytes of what a tag is.
type TagObject struct {
	Ref  string // in full: "refs/tags/v1.0.0"
	ID   Hash
	Type string // "tag"; anything else is a tag without an object of its own
	Data []byte // nil where Type is not "tag"
	Err  error  // why it cannot be read, an *ObjectError
}

// ReadTags reads the objects of tags. What each id stands for is checked by its
// hash. One that cannot be read says so in Err, and does not end the reading.
func (r *Repo) ReadTags(ctx context.Context, tags []TagObject) error {
	ids := make([]Hash, len(tags))
	for i, t := range tags {
		ids[i] = t.ID
	}
	for from := 0; from < len(ids); {
		at := from
		err := r.eachObject(ctx, ids[from:], func(i int, o object) error {
			r.fill(&tags[from+i], o)
			at = from + i + 1
			return nil
		})
		var broken *ObjectError
		if err != nil && !errors.As(err, &broken) {
			return err
		}
		if err != nil {
			tags[at].Err = err
			at++
		}
		from = at
	}
	return nil
}

// fill puts an object into its tag.
func (r *Repo) fill(t *TagObject, o object) {
	t.Type = o.kind
	if t.Err = r.rehash(t.ID, o); t.Err == nil && o.kind == kindTag {
		t.Data = o.data
	}
}

// TagIDs returns the tags below the prefixes, or all of them, with the ids that
// they hold, and reads no object.
func (r *Repo) TagIDs(ctx context.Context, prefixes ...string) ([]TagObject, error) {
	if len(prefixes) == 0 {
		prefixes = []string{"refs/tags/"}
	}
	out, err := r.git.run(ctx, nil, append([]string{"for-each-ref", "--format=%(objectname) %(refname)", "--"}, prefixes...)...)
	if err != nil {
		return nil, err
	}
	var tags []TagObject
	for line := range strings.Lines(string(out)) {
		id, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if !ok || !validHash(id) {
			return nil, fmt.Errorf("git for-each-ref answers %q", line)
		}
		tags = append(tags, TagObject{Ref: name, ID: Hash(id)})
	}
	return tags, nil
}

// NewTag is a tag that is to be made.
type NewTag struct {
	Name string // without refs/tags/
	Data []byte // the object's bytes
}

// ErrTagExists says that a tag of this name is there already.
var ErrTagExists = errors.New("is there already")

// CreateTags writes annotated tags: their objects first, flushed to the disk,
// then all of their refs at once or none. A tag that is there already is not
// touched, and the error is ErrTagExists.
func (r *Repo) CreateTags(ctx context.Context, tags ...NewTag) ([]Hash, error) {
	names := make([]string, len(tags))
	objects := make([]NewObject, len(tags))
	for i, t := range tags {
		names[i], objects[i] = t.Name, NewObject{kindTag, t.Data}
	}
	ids, err := r.WriteObjects(ctx, objects...)
	if err != nil {
		return nil, fmt.Errorf("tag %s: %w", strings.Join(names, ", "), err)
	}
	updates := make([]RefUpdate, len(tags))
	for i, t := range tags {
		updates[i] = RefUpdate{Name: "refs/tags/" + t.Name, New: ids[i]}
	}
	err = r.UpdateRefs(ctx, updates...)
	if err != nil {
		for _, t := range tags {
			if _, resolved := r.Resolve(ctx, "refs/tags/"+t.Name); resolved == nil {
				return nil, diag.WithHint(fmt.Errorf("tag %s %w", t.Name, ErrTagExists), "`git show %s` shows it; nothing was written", t.Name)
			}
		}
	}
	return ids, err
}

// RawCommits returns the bytes of commits, each checked by its hash.
func (r *Repo) RawCommits(ctx context.Context, ids []Hash) (map[Hash][]byte, error) {
	raw := make(map[Hash][]byte, len(ids))
	err := r.eachObject(ctx, ids, func(i int, o object) error {
		if o.kind != kindCommit {
			return &ObjectError{Hash: ids[i], Err: fmt.Errorf("is a %s, not a commit", o.kind)}
		}
		raw[ids[i]] = o.data
		return r.rehash(ids[i], o)
	})
	return raw, err
}
