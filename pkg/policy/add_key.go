package policy

import (
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// AddKey returns a policy's folder in which a person has another key. Every other
// byte stays. Where the person has the key already, and only the key itself is
// missing from the files that signatures are verified by, that is mended; and an
// OpenPGP key that says other things of itself now, such as that it ends later,
// is brought up to date.
func AddKey(folder map[string][]byte, name string, key PublicKey) (map[string][]byte, error) {
	e, err := newEditor(folder)
	if err != nil {
		return nil, err
	}
	one, err := e.person(name)
	if err != nil {
		return nil, err
	}
	has := one.HasKey(key.Fingerprint)
	if has && e.renewed(key) {
		return e.done(func(*Policy) {})
	}
	if err := e.free(one, key); err != nil {
		return nil, err
	}
	if !has {
		if err := e.ofPerson(name, func(doc *yamldoc.Doc, of *yamldoc.Node) ([]diag.Edit, bool) {
			return doc.AddItem(of.Get("keys"), fingerprint(key.Fingerprint))
		}); err != nil {
			return nil, err
		}
	}
	e.addMaterial(key, principal(one.Name, one.Emails))
	return e.done(func(p *Policy) {
		if one, _ := p.Person(name); !has {
			one.Keys = append(slices.Clone(one.Keys), key.Fingerprint)
		}
	})
}

// free refuses a key that is someone else's, or was withdrawn, or that the person
// has with all that belongs to it.
func (e *editor) free(one *Person, key PublicKey) error {
	if other, there := e.was.Owner(key.Fingerprint); there && other.Name != one.Name {
		err := fmt.Errorf("key %s is %s's already", key.Fingerprint, other.Name)
		return diag.WithHint(err, "give each person their own: what two have in common cannot tell them apart")
	}
	if other, why, there := e.was.Withdrawn(key.Fingerprint); there {
		err := fmt.Errorf("key %s was %s's and is %s", key.Fingerprint, other.Name, why)
		return diag.WithHint(err, "make a new one: `ssh-keygen -t ed25519`")
	}
	if one.HasKey(key.Fingerprint) && e.hasMaterial(key) {
		err := fmt.Errorf("%s has the key %s already", one.Name, key.Fingerprint)
		return diag.WithHint(err, "`promptctl policy show` lists the keys")
	}
	return nil
}
