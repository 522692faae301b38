package policy

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// RequestError is a request that makes no sense, whatever a policy says: a name
// or a key that is none.
type RequestError struct{ Problem string }

// Error returns what is wrong.
func (e *RequestError) Error() string { return e.Problem }

func requestf(format string, args ...any) error { return &RequestError{fmt.Sprintf(format, args...)} }

// editor changes a policy's folder, and leaves every byte that it need not
// change. Whatever it was asked, the folder that it returns says what was meant
// and nothing besides, and is not wrong in any way in which it was not before.
type editor struct {
	folder map[string][]byte
	was    *Policy
	known  diag.List // what was wrong before
}

// newEditor begins a change of a folder. Nothing may be wrong with it but that
// the key of someone is missing, which a change can mend.
func newEditor(folder map[string][]byte) (*editor, error) {
	if len(folder) == 0 {
		return nil, diag.WithHint(ErrNone, "promptctl init writes one")
	}
	p, known := Check(folder)
	if slices.ContainsFunc(known, func(f diag.Finding) bool { return f.Severity == diag.Error && !mendable(f) }) {
		return nil, &Error{known}
	}
	p.Keys = signature.Keys{}
	return &editor{maps.Clone(folder), p, known}, nil
}

// mendable reports whether a finding is of a key that is missing.
func mendable(f diag.Finding) bool { return f.Code == codeMissing || f.Code == codeOtherUse }

// person returns someone of the policy.
func (e *editor) person(name string) (*Person, error) {
	if one, there := e.was.Person(name); there {
		return one, nil
	}
	names := make([]string, len(e.was.Persons))
	for i, one := range e.was.Persons {
		names[i] = one.Name
	}
	err := fmt.Errorf("%q is not in the policy%s", name, diag.DidYouMean(name, names))
	return nil, diag.WithHint(err, "`promptctl policy add-person` adds someone; `promptctl policy show` lists who is there")
}

// errByHand says that the file is written in a way that leaves no place for
// a change.
var errByHand = errors.New(Folder + "/" + File + " is written in a way that cannot be changed without touching more than what was asked for")

func byHand() error {
	return diag.WithHint(errByHand, "change it by hand; `promptctl policy check` says whether it is right then")
}

// yaml makes one change of policy.yaml.
func (e *editor) yaml(change func(*yamldoc.Doc) ([]diag.Edit, bool)) error {
	doc, found := yamldoc.Parse(Folder+"/"+File, e.folder[File])
	if found.HasErrors() || doc.Root == nil {
		return byHand()
	}
	edits, ok := change(doc)
	if !ok {
		return byHand()
	}
	src, err := diag.Apply(doc.Src, edits)
	e.folder[File] = src
	return err
}

// ofPerson makes one change of what policy.yaml says of someone.
func (e *editor) ofPerson(name string, change func(*yamldoc.Doc, *yamldoc.Node) ([]diag.Edit, bool)) error {
	return e.yaml(func(doc *yamldoc.Doc) ([]diag.Edit, bool) { return change(doc, doc.Root.Get("persons").Get(name)) })
}

// done returns the folder with the changes. want makes of the old policy what
// the new one is to be.
func (e *editor) done(want func(*Policy)) (map[string][]byte, error) {
	is, found := Parse(Folder+"/"+File, e.folder[File])
	wanted := e.was.placeless()
	want(wanted)
	if !reflect.DeepEqual(wanted, is.placeless()) {
		return nil, byHand()
	}
	if !found.HasErrors() {
		_, found = Check(e.folder)
	}
	if worse := slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Severity < diag.Error || e.knew(f) }); len(worse) > 0 {
		return nil, refusal(worse)
	}
	return e.folder, nil
}

// knew reports whether something was wrong before.
func (e *editor) knew(f diag.Finding) bool {
	return slices.ContainsFunc(e.known, func(k diag.Finding) bool { return k.Code == f.Code && k.Message == f.Message })
}

// refusal says what would be wrong after a change.
func refusal(found diag.List) error {
	var problems []string
	for _, f := range found {
		if !slices.Contains(problems, f.Message) {
			problems = append(problems, f.Message)
		}
	}
	return diag.WithHint(fmt.Errorf("the policy would be wrong then: %s", strings.Join(problems, "; ")), "%s", found[0].Hint)
}

// placeless returns a policy by what it says, wherever that stands. Its persons
// can be changed.
func (p *Policy) placeless() *Policy {
	q := *p
	q.places, q.Persons, q.Environments = nil, slices.Clone(p.Persons), slices.Clone(p.Environments)
	for i := range q.Persons {
		q.Persons[i].At = diag.Range{}
	}
	for i := range q.Environments {
		e := &q.Environments[i]
		e.At, e.Rules = diag.Range{}, slices.Clone(e.Rules)
		for j := range e.Rules {
			e.Rules[j].At = diag.Range{}
		}
	}
	return &q
}

// inList is a text in a list or as a key, as YAML on one line.
func inList(s string) string { return yamldoc.Quote(s, yamldoc.Place{Inline: true}) }

// fingerprint is a key as YAML: always in quotes, as one of OpenPGP may look like
// a number.
func fingerprint(key Key) string { return `"` + string(key) + `"` }

// withLine returns a file with a line, or several, at its end.
func withLine(src []byte, lines string) []byte {
	src = bytes.Clone(src)
	if len(src) > 0 && src[len(src)-1] != '\n' {
		src = append(src, '\n')
	}
	return append(src, lines...)
}
