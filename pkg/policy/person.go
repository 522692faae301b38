package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Roles with a meaning of their own. All others approve.
const (
	RoleRelease    = "release"    // may give a version its number
	RoleEvaluation = "evaluation" // may state the result of an evaluation
	RoleAdmin      = "admin"      // by custom, may change the policy
)

// Person is someone, or a robot, who signs.
type Person struct {
	Name   string
	Robot  bool     // holds RoleRelease and RoleEvaluation at most
	Emails []string // of the commits that are theirs
	Keys   []Key    // any of them speaks for the person, who counts once
	Roles  []string
	At     diag.Range // the name's place

	Retired     []Key // were theirs: what they signed stands, and they sign no more
	Compromised []Key // were theirs: what rests on them can be served no longer

	unread bool // a key that is wrongly written, and is said to be
}

// Key is the fingerprint of a public key: "SHA256:" and 43 base64 characters
// (SSH), or 40 upper-case hex digits (OpenPGP).
type Key string

// HasRole reports whether the person has a role.
func (p *Person) HasRole(role string) bool { return slices.Contains(p.Roles, role) }

// HasKey reports whether a key is the person's now.
func (p *Person) HasKey(key Key) bool { return slices.Contains(p.Keys, key) }

// CanSign reports whether the person has a key. One without counts nowhere.
func (p *Person) CanSign() bool { return len(p.Keys) > 0 || p.unread }

// HasEmail reports whether an e-mail address is the person's. Case is ignored.
func (p *Person) HasEmail(email string) bool {
	return slices.ContainsFunc(p.Emails, func(e string) bool { return strings.EqualFold(e, email) })
}

// owners is whose an e-mail address (in lower case) or a key is: the place of
// the person's name. A file may have many of them.
type owners map[string]*Person

func (r *reader) persons(v value, p *Policy) {
	r.owners = owners{}
	r.Entries(v, 1, maxPersons, func(v value) { r.person(v, p) })
}

func (r *reader) person(v value, p *Policy) {
	one := &Person{Name: v.Key.Value, At: r.Place(v.Key)}
	r.personName(v, p)
	if kind := v.Node.Get("kind"); kind != nil {
		one.Robot = kind.Value == "robot"
	}
	r.Fields(v,
		yamldoc.Optional("kind", func(v value) { r.Word(v, "person", "robot") }),
		yamldoc.Field{Key: "emails", Required: !one.Robot, Read: func(v value) { r.list(v, func(v value) { r.email(v, one) }) }},
		yamldoc.Required("keys", func(v value) { r.Texts(v, leastKeys(v), maxEntries, func(v value) { r.key(v, p, one, &one.Keys) }) }),
		yamldoc.Optional("retired", func(v value) { r.list(v, func(v value) { r.key(v, p, one, &one.Retired) }) }),
		yamldoc.Optional("compromised", func(v value) { r.list(v, func(v value) { r.key(v, p, one, &one.Compromised) }) }),
		yamldoc.Optional("roles", func(v value) { r.list(v, func(v value) { r.personRole(v, one) }) }),
	)
	p.Persons = append(p.Persons, *one)
}

var personForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$`) })

func (r *reader) personName(v value, p *Policy) {
	if !personForm().MatchString(v.Key.Value) {
		r.Errorf("P002", v.Key, "%s cannot be a person's name", v.Key.Describe()).
			Hint = "a name has letters a to z, digits, _, . and -, and begins with a letter, a digit or _"
	}
	for _, other := range p.Persons {
		if strings.EqualFold(other.Name, v.Key.Value) {
			r.Errorf("P002", v.Key, "%s differs from %s on line %d by case alone", v.Key.Value, other.Name, other.At.Start.Line)
		}
	}
}

// emailForm is deliberately narrower than the standard: no quotes, no
// comments, nothing that looks like something else.
var emailForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~\[\]-]{1,64}@[A-Za-z0-9.-]{1,190}$`)
})

func (r *reader) email(v value, one *Person) {
	s, ok := r.Filled(v, "an e-mail address")
	if !ok {
		return
	}
	if !emailForm().MatchString(s) {
		r.Wrong(v, "an e-mail address").Hint = "write the address alone, such as ana@example.com"
		return
	}
	r.own(v, strings.ToLower(s), "e-mail address "+s, one)
	one.Emails = append(one.Emails, s)
}

// leastKeys is how many keys a person must have: none where theirs were
// withdrawn.
func leastKeys(v value) int {
	for _, list := range []string{"retired", "compromised"} {
		if gone := v.In().Node.Get(list); gone != nil && len(gone.Items) > 0 {
			return 0
		}
	}
	return 1
}

func (r *reader) key(v value, p *Policy, one *Person, to *[]Key) {
	s, ok := r.Filled(v, "a fingerprint")
	if !ok {
		one.unread = true
		return
	}
	if problem, hint := checkFingerprint(s); problem != "" {
		r.Errorf("P004", v.Node, "%s %s", v.Name(), problem).Hint = hint
		one.unread = true
		return
	}
	key := normalKey(s)
	r.own(v, string(key), "key "+string(key), one)
	*to = append(*to, key)
	p.places[key] = r.Place(v.Node)
}

// own notes what is another person's already, or the same person's.
func (r *reader) own(v value, id, what string, one *Person) {
	switch other := r.owners[id]; other {
	case nil:
		r.owners[id] = one
	case one:
		r.Errorf("P006", v.Node, "%s is there twice", what)
	default:
		r.Errorf("P006", v.Node, "%s is %s's on line %d already", what, other.Name, other.At.Start.Line).
			Hint = "give each person their own: what two have in common cannot tell them apart"
	}
}

func (r *reader) personRole(v value, one *Person) {
	s, ok := r.Filled(v, "a role")
	if !ok {
		return
	}
	r.plainName(v, s, "a role")
	switch {
	case one.HasRole(s):
		r.Errorf("Y004", v.Node, "%s has %s a second time", v.In().Name(), s)
	case one.Robot && s != RoleRelease && s != RoleEvaluation:
		r.Errorf("P007", v.Node, "%s is a robot and cannot have the role %s", one.Name, s).
			Hint = fmt.Sprintf("a robot may have %s and %s; a person signs for the rest", RoleRelease, RoleEvaluation)
	}
	one.Roles = append(one.Roles, s)
}
