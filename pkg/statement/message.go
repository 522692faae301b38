package statement

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/signature"
)

// maxMessage is how long a statement's message may be, in bytes. 200 subjects
// take 40 KiB.
const maxMessage = 1 << 20

// Message returns a statement as the message of a tag: the title, what else
// people should read, and the block of keys. Whatever ParseMessage would refuse
// is an error.
func (s *Statement) Message() ([]byte, error) {
	slices.SortFunc(s.Subjects, func(a, b Subject) int { return strings.Compare(a.String(), b.String()) })
	slices.SortFunc(s.For, func(a, b For) int { return strings.Compare(a.String(), b.String()) })
	s.Body = strings.Trim(s.Body, "\n")
	message := []byte(s.text())
	if _, err := ParseMessage(message); err != nil {
		return nil, fmt.Errorf("a statement cannot be written: %w", err)
	}
	return message, nil
}

// block returns the block of keys.
func (s *Statement) block() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", header, version)
	for _, f := range fields() {
		if f.of[s.Kind] == absent {
			continue
		}
		for _, value := range f.get(s) {
			fmt.Fprintf(&b, "%s: %s\n", f.key, value)
		}
	}
	return b.String()
}

// ParseMessage reads the message of a tag. There is one way to write a
// statement: an unknown, missing, misplaced or repeated key is an error, and so
// is any other byte than those that Message would write for the same.
func ParseMessage(message []byte) (*Statement, error) {
	if err := CheckSigned(message, header, maxMessage); err != nil {
		return nil, err
	}
	text := string(message)
	before, block, found := strings.Cut(text, "\n\n"+header+": ")
	if !found {
		return nil, fmt.Errorf("there is no block that begins with %s", header)
	}
	s := &Statement{}
	s.Title, s.Body, _ = strings.Cut(before, "\n")
	s.Body = strings.Trim(s.Body, "\n")
	if err := s.read(header + ": " + block); err != nil {
		return nil, err
	}
	if s.text() != text {
		return nil, errors.New("the message is not written as it would be by promptctl: a title, a blank line, what else people should read, and the block")
	}
	return s, checkText(s.Title, s.Body)
}

// text is the whole message.
func (s *Statement) text() string {
	parts := []string{s.Title}
	if s.Body != "" {
		parts = append(parts, s.Body)
	}
	return strings.Join(append(parts, s.block()), "\n\n")
}

// CheckSigned checks what any message must be whose block is signed and begins
// with a header: short, UTF-8, no signature's beginning, and the header once.
func CheckSigned(message []byte, header string, most int) error {
	switch {
	case len(message) > most:
		return fmt.Errorf("the message has more than %d bytes", most)
	case !utf8.Valid(message):
		return errors.New("the message is not UTF-8")
	case signature.BeginsArmour(message):
		return errors.New("a line of the message begins a signature")
	case bytes.Count(message, []byte("\n"+header+":")) != 1:
		return fmt.Errorf("the message must have one line that begins with %q", header)
	}
	return nil
}

// checkText checks what is there for people.
func checkText(title, body string) error {
	if strings.TrimSpace(title) == "" {
		return errors.New("the message has no title")
	}
	if strings.HasPrefix(title, header+":") {
		return fmt.Errorf("the title begins with %q", header)
	}
	for _, r := range title + body {
		joiner := r == '\u200c' || r == '\u200d' // within words of some scripts, and within emoji
		if r != '\n' && r != '\t' && !joiner && hidden(r) {
			return fmt.Errorf("the text has the character %U, which does not show", r)
		}
	}
	return nil
}

// read reads the block of keys.
func (s *Statement) read(block string) error {
	if !strings.HasSuffix(block, "\n") {
		return errors.New("the last line does not end")
	}
	lines := strings.Split(strings.TrimSuffix(block, "\n"), "\n")
	if lines[0] != header+": "+version {
		return fmt.Errorf("%q is not %s: %s: a newer promptctl may know it", lines[0], header, version)
	}
	last := -1
	for _, line := range lines[1:] {
		at, err := s.line(line, last)
		if err != nil {
			return err
		}
		last = at
	}
	return s.complete(block)
}

// line reads one line, which must not come before the key that was read last.
func (s *Statement) line(line string, last int) (at int, err error) {
	key, value, found := strings.Cut(line, ": ")
	if !found {
		return 0, fmt.Errorf("%q is not a line of the form Key: value", line)
	}
	at = slices.IndexFunc(fields(), func(f field) bool { return f.key == key })
	if at < 0 {
		return 0, fmt.Errorf("unknown key %q", key)
	}
	f, repeated := fields()[at], at == last
	switch has := f.of[s.Kind]; {
	case at > 0 && has == absent && s.Kind != "":
		return 0, fmt.Errorf("%s has no place in a statement of kind %s", key, s.Kind)
	case at < last, s.Kind == "" && at > 0:
		return 0, fmt.Errorf("%s is out of its place", key)
	case repeated && has != several && has != severalOrNone:
		return 0, fmt.Errorf("%s is there twice", key)
	}
	if err := f.set(s, value); err != nil {
		return 0, fmt.Errorf("%s %w", key, err)
	}
	return at, nil
}

// complete checks that no key is missing, and that the block is written in the
// one way that there is.
func (s *Statement) complete(block string) error {
	if s.Kind == "" {
		return errors.New("Kind is missing")
	}
	given := "\n" + block
	for _, f := range fields() {
		need := f.of[s.Kind]
		if (need == once || need == several) && !strings.Contains(given, "\n"+f.key+": ") {
			return fmt.Errorf("%s is missing", f.key)
		}
	}
	if err := s.consistent(); err != nil {
		return err
	}
	if s.block() != block {
		return errors.New("the block is not written as it would be by promptctl")
	}
	return nil
}

// consistent checks what the keys say together.
func (s *Statement) consistent() error {
	for i := 1; i < len(s.Subjects); i++ {
		if s.Subjects[i-1].String() >= s.Subjects[i].String() {
			return errors.New("Subject must be sorted and unique")
		}
	}
	for i := 1; i < len(s.For); i++ {
		if s.For[i-1].Environment >= s.For[i].Environment {
			return errors.New("For must be sorted, and name an environment once")
		}
	}
	switch {
	case s.Passed > s.Cases:
		return errors.New("more cases passed than there are")
	case s.Kind == Policy && s.From == s.To:
		return errors.New("the policy is to become the one that it is")
	}
	return nil
}
