// Package policy is the folder .promptctl/: which environments a repository
// has, who its persons are, which keys and roles they hold, and what a version
// of a prompt must meet to be in an environment.
//
// A policy is read as a whole and refused as a whole: what is unknown,
// contradictory or cannot be met is an error with its place, never a guess. It
// reads bytes, not files, and verifies no signature.
package policy

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
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

// Owner returns the person to whom a key belongs.
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

// Holders returns the names of those who have a role, in the order of the file.
func (p *Policy) Holders(role string) []string {
	var names []string
	for i := range p.Persons {
		if p.Persons[i].HasRole(role) {
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
	p := &Policy{File: file}
	doc, found := yamldoc.Parse(file, src)
	r := &reader{doc: doc, found: found}
	switch {
	case doc.Root != nil:
		r.policy(p, value{node: doc.Root})
	case !found.HasErrors():
		r.errorf("Y005", nil, "version is missing: the file is empty")
		r.hint("an empty policy protects nothing; promptctl init writes one")
	}
	r.found.Sort()
	return p, r.found
}

func (r *reader) policy(p *Policy, root value) {
	if v := root.node.Get("version"); v != nil && r.newer(v) {
		return
	}
	before := len(r.found)
	r.fields(root,
		field{"version", true, r.version},
		field{"repository", true, func(v value) { r.repository(v, p) }},
		field{"persons", false, func(v value) { r.persons(v, p) }},
		field{"admin", false, func(v value) { r.admin(v, p) }},
		field{"environments", true, func(v value) { r.environments(v, p) }},
	)
	r.signers(root)
	if len(r.found) > before && !r.sound(before) {
		return
	}
	r.all = p.census()
	for _, check := range r.checks {
		check()
	}
}

// sound reports whether no finding since the nth is about the form of the
// file. Where one is, what follows from all of it together is not said: it
// might follow from what could not be read.
func (r *reader) sound(n int) bool {
	for _, f := range r.found[n:] {
		if f.Code[0] == 'Y' {
			return false
		}
	}
	return true
}

// newer notes a version that is to come. Nothing else is said of such a file:
// what looks wrong in it may be right.
func (r *reader) newer(n *yamldoc.Node) bool {
	v, ok := n.Int()
	if !ok || v <= Version {
		return false
	}
	r.errorf("Y004", n, "version %d is newer than this promptctl, which reads version %d", v, Version)
	r.hint("install a newer promptctl")
	return true
}

func (r *reader) version(v value) {
	if n, ok := v.node.Float(); !ok || n != Version {
		r.wrong(v, "1")
	}
}

// signers notes what an environment that is not open needs: persons who sign,
// and someone who may change the policy.
func (r *reader) signers(root value) {
	for _, key := range []string{"persons", "admin"} {
		if r.guard != "" && root.node.Get(key) == nil {
			r.errorf("Y005", nil, "%s is missing, and %s is not open", key, r.guard)
			r.hint("name those who sign, or let %s be open", r.guard)
		}
	}
}
