package statement

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/signature"
)

// Tag is an annotated tag, taken apart.
type Tag struct {
	Object  string // the commit that was looked at: a hint
	Name    string // without refs/tags/
	Tagger  Person
	Message []byte
	Payload []byte // the bytes that are signed
	Armour  []byte // the signature; nil where the tag is UNSIGNED
}

// Person is who a tag says made it, and when. Only the signature tells whether
// that is so.
type Person struct {
	Name, Email string
	When        time.Time
	zone        string
}

// String returns the person as it stands in a tag.
func (p Person) String() string {
	return fmt.Sprintf("%s <%s> %d %s", p.Name, p.Email, p.When.Unix(), p.zone)
}

// Payload returns the bytes of a tag that are to be signed.
func Payload(object, name string, tagger Person, message []byte) []byte {
	return append(fmt.Appendf(nil, "object %s\ntype commit\ntag %s\ntagger %s\n\n", object, name, tagger), message...)
}

// maxTag is how large a tag may be, in bytes.
const maxTag = maxMessage + 256<<10

// ParseTag takes a tag object apart: its raw bytes, never a re-encoding of
// them. It has four headers in git's order and nothing else, points to a
// commit, and has one signature at its end or none. Anything else is an error.
func ParseTag(raw []byte) (*Tag, error) {
	if len(raw) > maxTag {
		return nil, fmt.Errorf("the tag has more than %d bytes", maxTag)
	}
	if i := bytes.IndexAny(raw, "\x00\r"); i >= 0 {
		return nil, fmt.Errorf("the tag has the byte %#02x in it", raw[i])
	}
	t := &Tag{}
	var err error
	t.Payload, t.Armour, err = signature.Split(raw)
	if errors.Is(err, signature.ErrUnsigned) {
		t.Payload, t.Armour, err = raw, nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t, t.parse()
}

func (t *Tag) parse() error {
	headers, message, found := bytes.Cut(t.Payload, []byte("\n\n"))
	lines := strings.Split(string(headers), "\n")
	if !found || len(lines) != 4 || !utf8.Valid(headers) {
		return errors.New("the tag must have the headers object, type, tag and tagger, and no others")
	}
	values := make([]string, 4)
	for i, key := range []string{"object", "type", "tag", "tagger"} {
		value, ok := strings.CutPrefix(lines[i], key+" ")
		if !ok || value == "" {
			return fmt.Errorf("header %d of the tag must be %s", i+1, key)
		}
		values[i] = value
	}
	if !objectForm().MatchString(values[0]) {
		return errors.New("the tag's object is no object id")
	}
	if values[1] != "commit" {
		return fmt.Errorf("the tag is of a %s, not of a commit", values[1])
	}
	tagger, err := ParsePerson(values[3])
	t.Object, t.Name, t.Tagger, t.Message = values[0], values[2], tagger, message
	return err
}

// ParsePerson reads "NAME <EMAIL> SECONDS ZONE", written as git writes it.
func ParsePerson(line string) (Person, error) {
	wrong := errors.New("the tagger must be a name, an e-mail address, a time and a zone")
	name, rest, found := strings.Cut(line, " <")
	email, rest, closed := strings.Cut(rest, "> ")
	seconds, zone, zoned := strings.Cut(rest, " ")
	if !found || !closed || !zoned || len(zone) != 5 {
		return Person{}, wrong
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || at < 0 || at > 1<<40 {
		return Person{}, wrong
	}
	if _, err := time.Parse("-0700", zone); err != nil {
		return Person{}, wrong
	}
	p := Person{Name: name, Email: email, When: time.Unix(at, 0).UTC(), zone: zone}
	if p.String() != line || strings.Contains(line, "\n") {
		return Person{}, wrong
	}
	return p, nil
}
