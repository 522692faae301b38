package statement

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Signed is a tag of a repository that holds a statement, or pretends to.
type Signed struct {
	ID  string // the tag object's id
	Ref string // the ref that leads to it, in full; "" where it is evidence within a commit
	Tag *Tag   // nil where it is no tag
	*Statement
	Err error // why it is no statement, nil where it is one
}

// Raw returns the bytes of the tag object, as they were read.
func (s *Signed) Raw() []byte { return slices.Concat(s.Tag.Payload, s.Tag.Armour) }

// Sum is the SHA-256 of what is signed of a statement: its tag object without the
// signature.
func (s *Signed) Sum() string {
	return fmt.Sprintf("%s%x", digestPrefix, sha256.Sum256(s.Tag.Payload))
}

const tags = "refs/tags/"

// Read reads a statement from a tag object: its id, the ref that leads to it
// and its raw bytes. What is wrong with it is in Err, and is never lost.
func Read(id, ref string, raw []byte) *Signed {
	s := &Signed{ID: id, Ref: ref, Statement: &Statement{}}
	s.Err = s.read(raw)
	return s
}

func (s *Signed) read(raw []byte) error {
	tag, err := ParseTag(raw)
	if err != nil {
		return err
	}
	s.Tag = tag
	said, err := ParseMessage(tag.Message)
	if err != nil {
		return err
	}
	s.Statement = said
	return s.named()
}

// named checks that the statement is where it says that it is: a tag object
// under another name would be another statement.
func (s *Signed) named() error {
	if s.Ref != "" && s.Ref != tags+s.Tag.Name {
		return fmt.Errorf("it was signed under the name %s", s.Tag.Name)
	}
	if s.Kind == Release {
		if want := s.TagName(); s.Tag.Name != want {
			return fmt.Errorf("a tag with this release is called %s", want)
		}
		return nil
	}
	if root := s.Kind.Root() + "/"; !strings.HasPrefix(s.Tag.Name, root) {
		return fmt.Errorf("the name of a tag of kind %s begins with %s", s.Kind, root)
	}
	return nil
}

// NotATag is a Signed for a ref that leads to something else: a commit, a tree,
// a blob, or an object that cannot be read.
func NotATag(id, ref string, why error) *Signed {
	return &Signed{ID: id, Ref: ref, Statement: &Statement{}, Err: why}
}

// ErrLightweight is what is wrong with a tag that has no object of its own.
var ErrLightweight = errors.New("it is a lightweight tag, which nobody can sign")
