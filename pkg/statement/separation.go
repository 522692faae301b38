package statement

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/signature"
)

// Authors are those who wrote a change: the persons whose keys signed its
// commits, the addresses that its commits name, and the commits of which nobody
// knows who wrote them.
type Authors struct {
	Persons []string // of the policy, by their keys
	Emails  []string // of authors and co-authors, in lower case
	Unknown []string // commits, with why
}

// AuthorsOf finds out who wrote these commits, of which raw holds the bytes by
// their ids in the order of ids.
func AuthorsOf(p *policy.Policy, now time.Time, ids []string, raw map[string][]byte) *Authors {
	a := &Authors{}
	for _, id := range ids {
		c, err := parseCommit(raw[id], signatureHeader(id))
		if err == nil {
			a.Emails = append(a.Emails, c.emails...)
			err = a.sign(p, now, c)
		}
		if err != nil {
			a.Unknown = append(a.Unknown, fmt.Sprintf("%s %v", id[:min(12, len(id))], err))
		}
	}
	for _, list := range []*[]string{&a.Persons, &a.Emails} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return a
}

// sign adds the person who signed a commit.
func (a *Authors) sign(p *policy.Policy, now time.Time, c *commit) error {
	if c.armour == nil {
		return errors.New("is not signed")
	}
	made, err := p.Keys.Verify(c.payload, c.armour, Namespace, c.when, now)
	var refused *signature.Refused
	if errors.As(err, &refused) && refused.Code == signature.UnknownKey {
		return errors.New("is signed with a key that the policy does not know")
	}
	if err != nil {
		return fmt.Errorf("has a signature that does not verify: %w", err)
	}
	owner, there := p.Owner(policy.Key(made.Fingerprint))
	if !there {
		return errors.New("is signed with a key that the policy does not know")
	}
	a.Persons = append(a.Persons, owner.Name)
	return nil
}

// commit is what separation asks of a commit.
type commit struct {
	payload, armour []byte
	emails          []string
	when            time.Time // the committer's
}

// signatureHeader is the header that holds a commit's signature, by the length of the
// repository's object ids (git's hash function transition plan).
func signatureHeader(id string) string {
	if len(id) == 2*sha256.Size {
		return "gpgsig-sha256"
	}
	return "gpgsig"
}

// parseCommit takes the raw bytes of a commit apart. What is signed is all of
// it but the header with the signature, whose lines begin with a space (git's
// Documentation/gitformat-signature).
func parseCommit(raw []byte, header string) (*commit, error) {
	headers, message, found := bytes.Cut(raw, []byte("\n\n"))
	if !found {
		return nil, errors.New("is no commit")
	}
	c := &commit{}
	var kept []string
	signing := false
	for line := range strings.SplitSeq(string(headers), "\n") {
		switch value, isSignature := strings.CutPrefix(line, header+" "); {
		case isSignature && c.armour != nil:
			return nil, errors.New("has two signatures")
		case isSignature:
			c.armour, signing = []byte(value+"\n"), true
		case signing && strings.HasPrefix(line, " "):
			c.armour = append(c.armour, line[1:]+"\n"...)
		default:
			signing = false
			kept = append(kept, line)
			c.header(line)
		}
	}
	c.payload = append([]byte(strings.Join(kept, "\n")+"\n\n"), message...)
	c.emails = append(c.emails, coAuthors(string(message))...)
	return c, nil
}

func (c *commit) header(line string) {
	if who, is := strings.CutPrefix(line, "author "); is {
		c.emails = append(c.emails, email(who))
	}
	if who, is := strings.CutPrefix(line, "committer "); is {
		if p, err := ParsePerson(who); err == nil {
			c.when = p.When
		}
	}
}

// coAuthors are the addresses of the trailers that hosts read.
func coAuthors(message string) (emails []string) {
	for line := range strings.Lines(message) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.EqualFold(strings.TrimSpace(key), "co-authored-by") {
			emails = append(emails, email(value))
		}
	}
	return emails
}

// email is the address between the last angle brackets, in lower case.
func email(who string) string {
	_, rest, _ := strings.Cut(who, "<")
	address, _, _ := strings.Cut(rest, ">")
	return strings.ToLower(strings.TrimSpace(address))
}

// authored reports whether a person wrote the change, where that counts.
func (in *inquiry) authored(name string) bool {
	if in.Authors == nil || in.require.Separation == policy.SeparationNone {
		return false
	}
	if slices.Contains(in.Authors.Persons, name) {
		return true
	}
	p, there := in.policy.Person(name)
	return there && slices.ContainsFunc(in.Authors.Emails, p.HasEmail)
}

// separate leaves out the approvals of those who wrote the change. Where nobody
// knows who wrote a commit, no approval counts, unless that is only warned of.
func (in *inquiry) separate() {
	if in.require.Separation == policy.SeparationNone {
		return
	}
	if in.Authors == nil {
		in.Authors = &Authors{Unknown: []string{"the history that led here"}}
	}
	unknown := strings.Join(in.Authors.Unknown, "; ")
	if unknown != "" && in.require.Separation == policy.SeparationWarn {
		in.warnings = append(in.warnings, "separation is not enforced: "+unknown)
	}
	for v := range in.good(Approval) {
		switch {
		case in.authored(v.Person):
			v.refuse(Author, "%s wrote the change", v.Person)
		case unknown != "" && in.require.Separation == policy.SeparationStrict:
			v.refuse(Author, "nobody knows who wrote the change: %s", unknown)
		}
	}
}
