// Package policy is the folder .promptctl/: which environments a repository
// has, who its persons are, which keys and roles they hold, and what a version
// of a prompt must meet to be in an environment.
//
// A policy is read as a whole and refused as a whole: what is unknown,
// contradictory or cannot be met is an error with its place, never a guess. It
// reads bytes, not files, and verifies no signature. A change of it, such as
// AddKey, makes a folder of a folder and leaves every byte that it need not change.
package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Version is the version of the format that this package reads.
const Version = 1

// Policy is what policy.yaml says.
type Policy struct {
	File         string // the name that findings carry
	Repository   string // the repository's id: 16 to 64 lower-case hex digits
	Persons      []Person
	Admin        Admin         // zero where the file has none
	Environments []Environment // in the order of promotion

	// Keys are those that signatures are verified by, of Check and Load alone.
	// Whose they are, and whether they count, Owner says.
	Keys signature.Keys

	places map[Key]diag.Range // where the persons' keys stand
}

// Admin is who may change the policy of a protected environment.
type Admin struct {
	Role  string
	Count int // persons that it takes
}

// Environment returns the environment of this name.
func (p *Policy) Environment(name string) (*Environment, bool) {
	for i := range p.Environments {
		if p.Environments[i].Name == name {
			return &p.Environments[i], true
		}
	}
	return nil, false
}

// Protects reports whether there is an environment that asks for something.
func (p *Policy) Protects() bool {
	return slices.ContainsFunc(p.Environments, func(e Environment) bool { return !e.Open })
}

// Select returns the environments of these names, or all where there is no name.
func (p *Policy) Select(names ...string) ([]*Environment, error) {
	if len(names) == 0 {
		names = p.Names()
	}
	places := make([]*Environment, len(names))
	for i, name := range names {
		e, there := p.Environment(name)
		if !there {
			err := fmt.Errorf("environment %q is not in the policy%s", name, diag.DidYouMean(name, p.Names()))
			return nil, diag.WithHint(err, "environments: %s", strings.Join(p.Names(), ", "))
		}
		places[i] = e
	}
	return places, nil
}

// Names returns the names of the environments, in the order of promotion.
func (p *Policy) Names() []string {
	names := make([]string, len(p.Environments))
	for i, e := range p.Environments {
		names[i] = e.Name
	}
	return names
}

// Person returns the person of this name.
func (p *Policy) Person(name string) (*Person, bool) {
	return p.person(func(one *Person) bool { return one.Name == name })
}

// Owner returns the person to whom a key belongs now: one that was withdrawn
// belongs to nobody.
func (p *Policy) Owner(key Key) (*Person, bool) {
	return p.person(func(one *Person) bool { return one.HasKey(key) })
}

func (p *Policy) person(is func(*Person) bool) (*Person, bool) {
	for i := range p.Persons {
		if is(&p.Persons[i]) {
			return &p.Persons[i], true
		}
	}
	return nil, false
}

// Withdrawal is why a key signs no more.
type Withdrawal int

// The reasons.
const (
	Retired     Withdrawal = iota + 1 // what it signed before stands
	Compromised                       // what rests on it can be served no longer
)

// String returns "retired" or "compromised", which is also the key of a person's
// list.
func (w Withdrawal) String() string {
	if w == Retired {
		return "retired"
	}
	return "compromised"
}

// Withdrawn returns the person whose a key was, and why it is no more.
func (p *Policy) Withdrawn(key Key) (*Person, Withdrawal, bool) {
	if one, there := p.person(func(one *Person) bool { return slices.Contains(one.Retired, key) }); there {
		return one, Retired, true
	}
	one, there := p.person(func(one *Person) bool { return slices.Contains(one.Compromised, key) })
	return one, Compromised, there
}

// Holders returns the names of those who have a role and a key to use it with,
// in the order of the file.
func (p *Policy) Holders(role string) []string {
	var names []string
	for i := range p.Persons {
		if p.Persons[i].HasRole(role) && p.Persons[i].CanSign() {
			names = append(names, p.Persons[i].Name)
		}
	}
	return names
}

// Approves reports whether a role is one that approves: any but those that
// state facts (release, evaluation) or change the policy.
func (p *Policy) Approves(role string) bool {
	return role != RoleRelease && role != RoleEvaluation && role != RoleAdmin && role != p.Admin.Role
}

// Parse reads policy.yaml. It returns as much of a policy as it can, for those
// who show it, with what is wrong in the order of the file. Only a policy
// without a finding of severity error may decide anything.
func Parse(file string, src []byte) (*Policy, diag.List) {
	p := &Policy{File: file, places: map[Key]diag.Range{}}
	doc, found := yamldoc.Parse(file, src)
	r := &reader{Reader: yamldoc.NewReader(doc, found, "")}
	switch {
	case doc.Root != nil:
		r.policy(p, r.Root())
	case !found.HasErrors():
		r.Errorf("Y005", nil, "version is missing: the file is empty").
			Hint = "an empty policy protects nothing; promptctl init writes one"
	}
	return p, r.Findings()
}

func (r *reader) policy(p *Policy, root value) {
	if r.Newer(Version) {
		return
	}
	r.Fields(root,
		yamldoc.Required("version", func(v value) { r.Version(v, Version) }),
		yamldoc.Required("repository", func(v value) { r.repository(v, p) }),
		yamldoc.Optional("persons", func(v value) { r.persons(v, p) }),
		yamldoc.Optional("admin", func(v value) { r.admin(v, p) }),
		yamldoc.Required("environments", func(v value) { r.environments(v, p) }),
	)
	r.signers(root)
	if !r.WellFormed() {
		return // what follows from all of it might follow from what could not be read
	}
	r.all = p.census()
	for _, check := range r.checks {
		check()
	}
}

// signers notes what an environment that is not open needs: persons who sign,
// and someone who may change the policy.
func (r *reader) signers(root value) {
	for _, key := range []string{"persons", "admin"} {
		if r.guard != "" && root.Node.Get(key) == nil {
			r.Errorf("Y005", nil, "%s is missing, and %s is not open", key, r.guard).
				Hint = fmt.Sprintf("name those who sign, or let %s be open", r.guard)
		}
	}
}
