package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Commit is a commit of a ledger, taken apart.
type Commit struct {
	ID        string
	Tree      string
	Parents   []string // the tip before, the source, and commits that were looked at and that these do not reach
	Author    statement.Person
	Committer statement.Person
	Evidence  [][]byte // the tag objects of the statements that it rests on, whole
	Payload   []byte   // the bytes that are signed
	Armour    []byte   // the signature; nil where the commit is UNSIGNED
	*Entry
}

// maxCommit is how large a commit may be, in bytes: its statements may be many.
const maxCommit = 48 << 20

// mergetag is the header in which git keeps a tag object within a commit.
const mergetag = "mergetag"

// signatureHeader is the header that holds a commit's signature, by the length of
// the repository's object ids (git's gitformat-signature and its hash function
// transition plan).
func signatureHeader(id string) string {
	if len(id) == sha256Digits {
		return "gpgsig-sha256"
	}
	return "gpgsig"
}

const sha256Digits = 64

// Unsigned returns the bytes of a commit without its signature, which are what is
// signed: its Payload.
func (c *Commit) Unsigned() ([]byte, error) {
	message, err := c.Message()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, p := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n", c.Author, c.Committer)
	for _, tag := range c.Evidence {
		if err := fold(&b, mergetag, tag); err != nil {
			return nil, err
		}
	}
	b.WriteByte('\n')
	b.Write(message)
	return b.Bytes(), nil
}

// fold writes a header of several lines: all but the first begin with a space.
func fold(b *bytes.Buffer, key string, value []byte) error {
	text, whole := bytes.CutSuffix(value, []byte("\n"))
	if !whole {
		return fmt.Errorf("what %s is to hold does not end its last line", key)
	}
	fmt.Fprintf(b, "%s %s\n", key, bytes.ReplaceAll(text, []byte("\n"), []byte("\n ")))
	return nil
}

// Sign puts a signature into the bytes of a commit, as its last header.
func Sign(payload, armour []byte) ([]byte, error) {
	headers, message, found := bytes.Cut(payload, []byte("\n\n"))
	tree, _, _ := bytes.Cut(bytes.TrimPrefix(payload, []byte("tree ")), []byte("\n"))
	if !found {
		return nil, errors.New("it is no commit")
	}
	var b bytes.Buffer
	b.Write(headers)
	b.WriteByte('\n')
	if err := fold(&b, signatureHeader(string(tree)), armour); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	b.Write(message)
	return b.Bytes(), nil
}

// ParseCommit takes a commit apart: its raw bytes, never a re-encoding of them.
// It has the headers tree, parent, author, committer, mergetag and gpgsig, in
// git's order, and no others.
func ParseCommit(id string, raw []byte) (*Commit, error) {
	if len(raw) > maxCommit {
		return nil, fmt.Errorf("the commit has more than %d bytes", maxCommit)
	}
	if i := bytes.IndexAny(raw, "\x00\r"); i >= 0 {
		return nil, fmt.Errorf("the commit has the byte %#02x in it", raw[i])
	}
	headers, message, found := bytes.Cut(raw, []byte("\n\n"))
	if !found {
		return nil, errors.New("the commit has no message")
	}
	c := &Commit{ID: id}
	var kept bytes.Buffer
	last := -1
	for _, h := range unfold(headers) {
		at, err := c.header(h, last)
		if err != nil {
			return nil, err
		}
		last = at
		if h.key != signatureHeader(id) {
			kept.Write(h.raw)
		}
	}
	if last < placeCommitter {
		return nil, errors.New("the commit has no committer")
	}
	kept.WriteByte('\n')
	kept.Write(message)
	c.Payload = kept.Bytes()
	var err error
	c.Entry, err = ParseMessage(message)
	return c, err
}

// folded is a header with its lines.
type folded struct {
	key   string
	value []byte // its lines without the spaces that fold them, each with its end
	raw   []byte
}

// unfold takes headers apart.
func unfold(headers []byte) []folded {
	var all []folded
	for len(headers) > 0 {
		end := lineEnd(headers)
		for end < len(headers) && headers[end] == ' ' {
			end += lineEnd(headers[end:])
		}
		raw := headers[:end]
		headers = headers[end:]
		if !bytes.HasSuffix(raw, []byte("\n")) {
			raw = append(bytes.Clone(raw), '\n')
		}
		key, value, _ := bytes.Cut(raw, []byte(" "))
		all = append(all, folded{string(key), bytes.ReplaceAll(value, []byte("\n "), []byte("\n")), raw})
	}
	return all
}

// lineEnd returns the place behind the first line.
func lineEnd(text []byte) int {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return i + 1
	}
	return len(text)
}

// The order of headers.
const (
	placeTree = iota
	placeParent
	placeAuthor
	placeCommitter
	placeMergetag
	placeSignature
)

// header reads one header, which must not come before what was read last.
func (c *Commit) header(h folded, last int) (place int, err error) {
	places := map[string]int{"tree": placeTree, "parent": placeParent, "author": placeAuthor, "committer": placeCommitter,
		mergetag: placeMergetag, signatureHeader(c.ID): placeSignature}
	place, known := places[h.key]
	several := place == placeParent || place == placeMergetag
	if !known || place < last || place == last && !several || skipped(last, place) {
		return 0, fmt.Errorf("the commit has the header %q where a ledger's commit has none", h.key)
	}
	value := strings.TrimSuffix(string(h.value), "\n")
	if place < placeMergetag && strings.Contains(value, "\n") {
		return 0, fmt.Errorf("the header %s has several lines", h.key)
	}
	switch place {
	case placeTree, placeParent:
		if !objectForm().MatchString(value) || len(value) != len(c.ID) {
			return 0, fmt.Errorf("the header %s is no object id", h.key)
		}
		if place == placeTree {
			c.Tree = value
		} else {
			c.Parents = append(c.Parents, value)
		}
	case placeAuthor:
		c.Author, err = statement.ParsePerson(value)
	case placeCommitter:
		c.Committer, err = statement.ParsePerson(value)
	case placeMergetag:
		c.Evidence = append(c.Evidence, h.value)
	case placeSignature:
		c.Armour = h.value
	}
	if err != nil {
		err = fmt.Errorf("the header %s is not a name, an e-mail address, a time and a zone", h.key)
	}
	return place, err
}

// skipped reports whether a header that must be there was left out between two.
func skipped(last, place int) bool {
	for _, must := range []int{placeTree, placeAuthor, placeCommitter} {
		if last < must && must < place {
			return true
		}
	}
	return false
}
