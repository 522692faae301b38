package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Member is someone who is to be in a policy.
type Member struct {
	Name   string
	Robot  bool
	Emails []string // at least one, but for a robot
	Roles  []string
	Key    PublicKey
}

// AddPerson returns a policy's folder with a person more, and with their key
// among those that signatures are verified by. Every other byte stays. It fails
// with *RequestError where no policy could have such a person.
func AddPerson(folder map[string][]byte, m Member) (map[string][]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	e, err := newEditor(folder)
	if err != nil {
		return nil, err
	}
	if one, there := e.was.Person(m.Name); there {
		err := fmt.Errorf("%s is in the policy already", one.Name)
		return nil, diag.WithHint(err, "`promptctl policy add-key %s` gives them another key", one.Name)
	}
	if err := e.yaml(func(doc *yamldoc.Doc) ([]diag.Edit, bool) { return m.add(doc) }); err != nil {
		return nil, err
	}
	e.addMaterial(m.Key, m.principal())
	return e.done(func(p *Policy) {
		p.Persons = append(p.Persons, Person{Name: m.Name, Robot: m.Robot, Emails: m.Emails, Keys: []Key{m.Key.Fingerprint}, Roles: m.Roles})
	})
}

// check refuses what no policy could have.
func (m *Member) check() error {
	if !personForm().MatchString(m.Name) {
		return requestf("%q cannot be a person's name: it has letters a to z, digits, _, . and -, and begins with a letter, a digit or _", m.Name)
	}
	for _, address := range m.Emails {
		if !emailForm().MatchString(address) {
			return requestf("%q is no e-mail address such as ana@example.com", address)
		}
	}
	if len(m.Emails) == 0 && !m.Robot {
		return requestf("%s needs an e-mail address, by which commits are known to be theirs", m.Name)
	}
	for _, role := range m.Roles {
		if !IsName(role) {
			return requestf("%q cannot be the name of a role: it has lower-case letters, digits, - and _, and begins with a letter", role)
		}
	}
	if m.Key.Fingerprint == "" {
		return requestf("%s needs a key to sign with", m.Name)
	}
	return nil
}

// yaml is what policy.yaml says of the person.
func (m *Member) yaml() string {
	var fields []string
	if m.Robot {
		fields = append(fields, "kind: robot")
	}
	list := func(key string, texts []string) {
		if len(texts) > 0 {
			fields = append(fields, key+": ["+strings.Join(texts, ", ")+"]")
		}
	}
	list("emails", quoted(m.Emails))
	list("keys", []string{fingerprint(m.Key.Fingerprint)})
	list("roles", quoted(m.Roles))
	return "{" + strings.Join(fields, ", ") + "}"
}

func quoted(texts []string) []string {
	all := make([]string, len(texts))
	for i, s := range texts {
		all[i] = inList(s)
	}
	return all
}

// add puts the person behind the others, or where the first one belongs: behind
// the repository's id.
func (m *Member) add(doc *yamldoc.Doc) ([]diag.Edit, bool) {
	if persons := doc.Root.Get("persons"); persons != nil {
		return doc.AddEntry(persons, inList(m.Name), m.yaml())
	}
	entry := inList(m.Name) + ": " + m.yaml()
	if doc.Root.Style == yamldoc.Flow {
		return doc.AddEntry(doc.Root, "persons", "{"+entry+"}")
	}
	end := lineEndAt(doc.Src, doc.Root.Get("repository").End)
	lines := []string{"", "", "# Those who sign: by which keys, and what they may do.", "persons:", "  " + entry}
	return []diag.Edit{{Start: end, End: end, New: strings.Join(lines, lineBreak(doc.Src))}}, true
}

// principal is what plain git calls the person where it verifies a signature.
func (m *Member) principal() string { return principal(m.Name, m.Emails) }

// principal is an e-mail address of a person without what OpenSSH would take for
// a pattern, or else the name.
func principal(name string, emails []string) string {
	if i := slices.IndexFunc(emails, func(s string) bool { return !strings.ContainsAny(s, `*?!#"`) }); i >= 0 {
		return emails[i]
	}
	return name
}

// lineEndAt is where the line ends that an offset is in.
func lineEndAt(src []byte, at int) int {
	i := bytes.IndexByte(src[at:], '\n')
	switch {
	case i < 0:
		return len(src)
	case i > 0 && src[at+i-1] == '\r':
		return at + i - 1
	}
	return at + i
}

// lineBreak is how the lines of a file end.
func lineBreak(src []byte) string {
	if bytes.Contains(src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
