package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Revocation is a key that is to sign no more.
type Revocation struct {
	Key    Key
	As     Withdrawal
	Reason string    // one line, for those who read the file
	Now    time.Time // from then on
}

// RevokeKey returns a policy's folder in which a key is withdrawn. Every other
// byte stays. A retired SSH key stays in allowed_signers until now, so that plain
// git takes what it signed before; one that is compromised goes. A key that is
// retired can become compromised, not the other way round.
func RevokeKey(folder map[string][]byte, r Revocation) (map[string][]byte, error) {
	e, err := newEditor(folder)
	if err != nil {
		return nil, err
	}
	one, from, err := e.holder(r)
	if err != nil {
		return nil, err
	}
	if err := e.move(one.Name, from, r); err != nil {
		return nil, err
	}
	e.withdraw(r)
	if e.takes(r) {
		err := fmt.Errorf("the line of %s in %s is written in a way that cannot be changed by itself", r.Key, AllowedSigners)
		return nil, diag.WithHint(err, "change it by hand, and then run the command again")
	}
	return e.done(func(p *Policy) {
		one, _ := p.Person(one.Name)
		one.Keys, one.Retired = without(one.Keys, r.Key), without(one.Retired, r.Key)
		to := &one.Retired
		if r.As == Compromised {
			to = &one.Compromised
		}
		*to = append(slices.Clone(*to), r.Key)
	})
}

// takes reports whether a line takes what an SSH key signs from now on.
func (e *editor) takes(r Revocation) bool {
	signers, _ := signature.ParseAllowedSigners(AllowedSigners, e.folder[AllowedSigners])
	return slices.ContainsFunc(signers.Entries(), func(line signature.AllowedSigner) bool {
		ended := r.As == Retired && !line.ValidBefore.IsZero() && !line.ValidBefore.After(r.Now)
		return Key(line.Fingerprint) == r.Key && !ended
	})
}

// without returns keys without one of them. What is empty is as it was read.
func without(keys []Key, key Key) []Key {
	rest := slices.DeleteFunc(slices.Clone(keys), func(k Key) bool { return k == key })
	if len(rest) == 0 {
		return nil
	}
	return rest
}

// holder returns whose a key is, and the list that it is in.
func (e *editor) holder(r Revocation) (one *Person, list string, err error) {
	if one, there := e.was.Owner(r.Key); there {
		return one, "keys", nil
	}
	one, why, there := e.was.Withdrawn(r.Key)
	switch {
	case !there:
		err := fmt.Errorf("nobody has the key %s", r.Key)
		return nil, "", diag.WithHint(err, "`promptctl policy show` lists the keys")
	case why == Retired && r.As == Compromised:
		return one, "retired", nil
	}
	return nil, "", fmt.Errorf("key %s of %s is %s already", r.Key, one.Name, why)
}

// move takes a key out of one of a person's lists and puts it into another, with
// the reason above the person.
func (e *editor) move(name, from string, r Revocation) error {
	steps := []func(*yamldoc.Doc, *yamldoc.Node) ([]diag.Edit, bool){
		func(doc *yamldoc.Doc, of *yamldoc.Node) ([]diag.Edit, bool) { return listed(doc, of, r) },
		func(doc *yamldoc.Doc, of *yamldoc.Node) ([]diag.Edit, bool) { return unlisted(doc, of, from, r.Key) },
	}
	for _, step := range steps {
		if err := e.ofPerson(name, step); err != nil {
			return err
		}
	}
	return e.yaml(func(doc *yamldoc.Doc) ([]diag.Edit, bool) { return noted(doc, name, r), true })
}

// listed puts a key into the list of those that were withdrawn so.
func listed(doc *yamldoc.Doc, of *yamldoc.Node, r Revocation) ([]diag.Edit, bool) {
	if list := of.Get(r.As.String()); list != nil {
		return doc.AddItem(list, fingerprint(r.Key))
	}
	return doc.AddEntry(of, r.As.String(), "["+fingerprint(r.Key)+"]")
}

// unlisted takes a key out of a list. A list of retired keys goes with its last
// one.
func unlisted(doc *yamldoc.Doc, of *yamldoc.Node, from string, key Key) ([]diag.Edit, bool) {
	list := of.Get(from)
	if from == "retired" && len(list.Items) == 1 {
		edit, ok := doc.RemoveEntry(of, of.Pair(from))
		return []diag.Edit{edit}, ok
	}
	i := slices.IndexFunc(list.Items, func(n *yamldoc.Node) bool { return normalKey(n.Value) == key })
	edit, ok := doc.RemoveItem(list, i)
	return []diag.Edit{edit}, ok
}

// noted puts the reason above a person who begins on a line of their own.
func noted(doc *yamldoc.Doc, name string, r Revocation) []diag.Edit {
	at := doc.Root.Get("persons").Pair(name).Key.Props
	start := bytes.LastIndexByte(doc.Src[:at], '\n') + 1
	margin := string(doc.Src[start:at])
	if r.Reason == "" || strings.TrimSpace(margin) != "" {
		return nil
	}
	text := fmt.Sprintf("%s# %s is %s since %s: %s", margin, r.Key, r.As, r.Now.UTC().Format(time.DateOnly), oneLine(r.Reason))
	return []diag.Edit{{Start: start, End: start, New: text + lineBreak(doc.Src)}}
}

// oneLine is a text on one line, without what cannot be seen.
func oneLine(s string) string {
	seen := strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, s)
	return strings.Join(strings.Fields(seen), " ")
}

// FindKey returns the key that a person means: a fingerprint, or the name of
// someone who has one key that can be withdrawn so.
func FindKey(folder map[string][]byte, text string, as Withdrawal) (Key, error) {
	if problem, _ := checkFingerprint(text); problem == "" {
		return normalKey(text), nil
	}
	e, err := newEditor(folder)
	if err != nil {
		return "", err
	}
	one, err := e.person(text)
	if err != nil {
		return "", err
	}
	keys := one.Keys
	if as == Compromised {
		keys = slices.Concat(one.Keys, one.Retired)
	}
	switch len(keys) {
	case 0:
		return "", fmt.Errorf("%s has no key that could be %s", one.Name, as)
	case 1:
		return keys[0], nil
	}
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = string(key)
	}
	return "", diag.WithHint(requestf("%s has %d keys", one.Name, len(keys)), "say which: %s", enumerate(all, "or"))
}
