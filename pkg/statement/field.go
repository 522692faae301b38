package statement

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// presence is how often a key stands in a statement of a kind.
type presence int

const (
	absent presence = iota
	once
	optional
	several       // at least once, sorted, unique
	severalOrNone // sorted, unique
)

// field is a key of the trailer block: which kinds have it, and how it is
// written and read.
type field struct {
	key string
	of  map[Kind]presence
	get func(*Statement) []string
	set func(*Statement, string) error
}

// header is the key that begins the block, with the version of the format.
const (
	header  = "Promptctl-Statement"
	version = "v1"
)

func all(p presence) map[Kind]presence {
	m := map[Kind]presence{}
	for _, k := range Kinds() {
		m[k] = p
	}
	return m
}

// fields are the keys in the order in which they stand.
var fields = sync.OnceValue(func() []field {
	return []field{
		text("Kind", all(once), func(s *Statement) *string { return (*string)(&s.Kind) }, checkKind),
		text("Repository", all(once), func(s *Statement) *string { return &s.Repository }, matching(repositoryForm, "16 to 64 lower-case hex digits")),
		{"Subject", map[Kind]presence{Approval: several, Rejection: several, Evaluation: several, Release: once, Revocation: severalOrNone}, subjects, addSubject},
		text("Target", map[Kind]presence{Revocation: once}, func(s *Statement) *string { return &s.Target }, checkTarget),
		text("From", map[Kind]presence{Policy: once}, func(s *Statement) *string { return &s.From }, checkDigestOrNone),
		text("To", map[Kind]presence{Policy: once}, func(s *Statement) *string { return &s.To }, checkDigest),
		{"For", map[Kind]presence{Approval: several, Rejection: several, Policy: several}, fors, addFor},
		text("Role", all(once), func(s *Statement) *string { return &s.Role }, matching(wordForm, "the name of a role")),
		text("Version", map[Kind]presence{Release: once}, func(s *Statement) *string { return &s.Version }, matching(versionForm, "a version such as v1.2.3")),
		text("Suite", map[Kind]presence{Approval: once, Evaluation: once}, func(s *Statement) *string { return &s.Suite }, checkDigestOrNone),
		number("Cases", func(s *Statement) *int { return &s.Cases }),
		number("Passed", func(s *Statement) *int { return &s.Passed }),
		text("Model", map[Kind]presence{Evaluation: once}, func(s *Statement) *string { return &s.Model }, checkLine),
		text("Mode", map[Kind]presence{Evaluation: once}, func(s *Statement) *string { return &s.Mode }, checkMode),
		text("Reason", map[Kind]presence{Rejection: once, Revocation: once}, func(s *Statement) *string { return &s.Reason }, checkLine),
		{"Expires", map[Kind]presence{Approval: optional}, expires, setExpires},
		text("Nonce", all(once), func(s *Statement) *string { return &s.Nonce }, matching(nonceForm, "32 hex digits")),
	}
})

// text is a field that holds a text, which check approves of.
func text(key string, of map[Kind]presence, at func(*Statement) *string, check func(string) error) field {
	return field{key, of,
		func(s *Statement) []string { return oneOrNone(*at(s)) },
		func(s *Statement, value string) error { *at(s) = value; return check(value) },
	}
}

// number is a field of an evaluation that holds a count.
func number(key string, at func(*Statement) *int) field {
	return field{key, map[Kind]presence{Evaluation: once},
		func(s *Statement) []string { return []string{strconv.Itoa(*at(s))} },
		func(s *Statement, value string) error {
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > maxCases {
				return fmt.Errorf("must be a whole number from 0 to %d", maxCases)
			}
			*at(s) = n
			return nil
		},
	}
}

const maxCases = 1_000_000_000

func oneOrNone(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func subjects(s *Statement) (lines []string) {
	for _, one := range s.Subjects {
		lines = append(lines, one.String())
	}
	return lines
}

func addSubject(s *Statement, value string) error {
	digest, rest, _ := strings.Cut(value, " ")
	name, path, found := strings.Cut(rest, " ")
	if !found {
		return errors.New("must be a digest, a prompt's name and the path of its file")
	}
	s.Subjects = append(s.Subjects, Subject{digest, name, path})
	if problem := prompt.CheckName(name); problem != "" {
		return fmt.Errorf("%q cannot be a prompt's name: %s", name, problem)
	}
	if !fs.ValidPath(path) || path == "." {
		return fmt.Errorf("%q is not the path of a file in the repository", path)
	}
	return errors.Join(checkDigest(digest), checkLine(path))
}

func fors(s *Statement) (lines []string) {
	for _, one := range s.For {
		lines = append(lines, one.String())
	}
	return lines
}

func addFor(s *Statement, value string) error {
	environment, tip, found := strings.Cut(value, " ")
	if !found || !wordForm().MatchString(environment) || tip != None && !objectForm().MatchString(tip) {
		return errors.New("must be an environment and the tip of its ledger, or none")
	}
	s.For = append(s.For, For{environment, tip})
	return nil
}

func expires(s *Statement) []string {
	if s.Expires.IsZero() {
		return nil
	}
	return []string{s.Expires.UTC().Format(time.RFC3339)}
}

func setExpires(s *Statement, value string) error {
	at, err := time.Parse("2006-01-02T15:04:05Z", value)
	if err != nil {
		return errors.New("must be a time in UTC such as 2027-01-01T00:00:00Z")
	}
	s.Expires = at
	return nil
}

const digestPrefix = "sha256:"

func form(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var (
	digestForm     = form(`^sha256:[0-9a-f]{64}$`)
	objectForm     = form(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	repositoryForm = form(`^[0-9a-f]{16,64}$`)
	wordForm       = form(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$`)
	nonceForm      = form(`^[0-9a-f]{32}$`)
	versionForm    = form(`^v[0-9][0-9A-Za-z.+-]{0,126}$`)
)

func matching(form func() *regexp.Regexp, what string) func(string) error {
	return func(value string) error {
		if !form().MatchString(value) {
			return errors.New("must be " + what)
		}
		return nil
	}
}

func checkKind(value string) error {
	for _, k := range Kinds() {
		if value == string(k) {
			return nil
		}
	}
	return errors.New("must be approval, rejection, evaluation, release, revocation or policy")
}

func checkMode(value string) error {
	if value != Live && value != Replay {
		return fmt.Errorf("must be %s or %s", Live, Replay)
	}
	return nil
}

func checkDigest(value string) error {
	return matching(digestForm, "sha256: and 64 hex digits")(value)
}

func checkDigestOrNone(value string) error {
	if value == None {
		return nil
	}
	return matching(digestForm, "sha256: and 64 hex digits, or none")(value)
}

func checkTarget(value string) error {
	if digestForm().MatchString(value) {
		return nil
	}
	return matching(objectForm, "the object id of a statement, or a digest")(value)
}

// maxLine is how long a line may be, in bytes.
const maxLine = 4096

// checkLine holds a text to one line without anything that does not show, such
// as an escape for a terminal or a character that changes the direction.
func checkLine(value string) error {
	if len(value) > maxLine {
		return fmt.Errorf("is longer than %d bytes", maxLine)
	}
	if value == "" || value != strings.TrimSpace(value) {
		return errors.New("must be a text that neither begins nor ends with a space")
	}
	for _, r := range value {
		if hidden(r) {
			return fmt.Errorf("has the character %U, which does not show", r)
		}
	}
	return nil
}

// hidden reports whether a character does not show: a control character, one
// that changes the direction, one that stands for nothing.
func hidden(r rune) bool {
	return !unicode.IsGraphic(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}
