package policy

import (
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/signature"
)

// The codes of what is wrong between the persons' keys and the files.
const (
	codeMissing  = "P018" // a key is not in its file
	codeOtherUse = "P019" // a key's line is for something else than git
	codeStray    = "P020" // a key in a file counts for nothing, or no more
)

// Check reads the whole folder: its files by their path within it. It returns as
// much of a policy as it can with what is wrong in its files. Only a policy
// without a finding of severity error may decide anything.
func Check(folder map[string][]byte) (*Policy, diag.List) {
	names := make([]string, 0, len(folder))
	for name := range folder {
		names = append(names, name)
	}
	found := CheckFolder(names)
	p := &Policy{File: Folder + "/" + File}
	if src, there := folder[File]; there {
		var more diag.List
		p, more = Parse(Folder+"/"+File, src)
		found = append(found, more...)
	}
	found = append(found, p.readKeys(folder)...)
	if !found.HasErrors() {
		found = append(found, p.checkKeys()...)
	}
	found.Sort()
	return p, found
}

// readKeys reads the files with the keys that signatures are verified by.
func (p *Policy) readKeys(folder map[string][]byte) diag.List {
	var found, more diag.List
	if src, there := folder[AllowedSigners]; there {
		p.Keys.SSH, more = signature.ParseAllowedSigners(Folder+"/"+AllowedSigners, src)
		found = append(found, more...)
	}
	if src, there := folder[Keyring]; there {
		p.Keys.OpenPGP, more = signature.ParseKeyring(Folder+"/"+Keyring, src)
		found = append(found, more...)
	}
	return found
}

// state is what the files know of a key.
type state int

const (
	missing state = iota
	usable
	otherUse // its lines are for something else than git
)

// material looks a key up in the files.
func (p *Policy) material(key Key) state {
	if !key.isSSH() {
		if slices.ContainsFunc(p.Keys.OpenPGP.Keys(), func(k signature.OpenPGPKey) bool { return normalKey(k.Fingerprint) == key }) {
			return usable
		}
		return missing
	}
	is := missing
	for _, e := range p.Keys.SSH.Entries() {
		switch {
		case Key(e.Fingerprint) != key:
		case e.For("git"):
			return usable
		default:
			is = otherUse
		}
	}
	return is
}

// checkKeys holds the persons' keys and the files together.
func (p *Policy) checkKeys() diag.List {
	var found diag.List
	for i := range p.Persons {
		for _, key := range p.Persons[i].Keys {
			p.checkKey(&found, &p.Persons[i], key)
		}
	}
	p.checkSigners(&found)
	p.checkKeyring(&found)
	return found
}

// checkKey demands that a key which someone signs with is there to verify by.
func (p *Policy) checkKey(found *diag.List, one *Person, key Key) {
	at := p.places[key]
	addKey := fmt.Sprintf("`promptctl policy add-key %s --key FILE.pub` adds it", one.Name)
	switch is := p.material(key); {
	case is == usable:
	case is == otherUse:
		found.Add(diag.Finding{Code: codeOtherUse, Severity: diag.Error, Range: at,
			Message: fmt.Sprintf("key %s of %s is not for git: its line in %s has other namespaces", key, one.Name, AllowedSigners),
			Hint:    `write namespaces="git" in that line, or take them out`})
	case key.isSSH():
		found.Add(diag.Finding{Code: codeMissing, Severity: diag.Error, Range: at,
			Message: fmt.Sprintf("key %s of %s is not in %s", key, one.Name, AllowedSigners), Hint: addKey})
	default:
		f := diag.Finding{Code: codeMissing, Severity: diag.Error, Range: at,
			Message: fmt.Sprintf("key %s of %s is not in %s", key, one.Name, Keyring),
			Hint:    fmt.Sprintf("`promptctl policy add-key %s --key gpg:%s` adds it", one.Name, key)}
		if primary, sub := p.primaryOf(key); sub {
			f.Message = fmt.Sprintf("key %s of %s is a subkey of %s", key, one.Name, primary)
			f.Hint = fmt.Sprintf("write the primary key, which speaks for all its subkeys: %s", primary)
		}
		found.Add(f)
	}
}

// primaryOf returns the key of the keyring that has a subkey.
func (p *Policy) primaryOf(key Key) (Key, bool) {
	for _, k := range p.Keys.OpenPGP.Keys() {
		if slices.ContainsFunc(k.Subkeys, func(s string) bool { return normalKey(s) == key }) {
			return normalKey(k.Fingerprint), true
		}
	}
	return "", false
}

// checkSigners tells of lines that plain git would take signatures by, and the
// policy does not.
func (p *Policy) checkSigners(found *diag.List) {
	for _, e := range p.Keys.SSH.Entries() {
		p.checkStray(found, Key(e.Fingerprint), e.At, !e.ValidBefore.IsZero())
	}
}

func (p *Policy) checkKeyring(found *diag.List) {
	for _, k := range p.Keys.OpenPGP.Keys() {
		key := normalKey(k.Fingerprint)
		p.checkStray(found, key, k.At, true)
		one, there := p.Owner(key)
		f := diag.Finding{Code: codeStray, Severity: diag.Warning, Range: p.places[key]}
		switch {
		case !there:
			continue
		case k.Revoked:
			f.Message = fmt.Sprintf("key %s of %s is revoked by itself, so that it counts for nothing", key, one.Name)
			f.Hint = fmt.Sprintf("`promptctl policy revoke-key %s` takes it from them", key)
		case k.Useless != "":
			f.Message = fmt.Sprintf("key %s of %s counts for nothing: %s", key, one.Name, k.Useless)
			f.Hint = fmt.Sprintf("mend it with gpg, and `promptctl policy add-key %s --key gpg:%s` brings it here anew", one.Name, key)
		default:
			continue
		}
		found.Add(f)
	}
}

// checkStray tells of a key in the files that counts for nothing, or no more.
func (p *Policy) checkStray(found *diag.List, key Key, at diag.Range, ends bool) {
	if _, there := p.Owner(key); there {
		return
	}
	f := diag.Finding{Code: codeStray, Severity: diag.Warning, Range: at}
	switch one, why, there := p.Withdrawn(key); {
	case !there:
		f.Message, f.Hint = fmt.Sprintf("nobody has the key %s, so that it counts for nothing", key),
			"take it out, or give it to someone: `promptctl policy add-key NAME`"
	case why == Compromised:
		f.Message, f.Hint = fmt.Sprintf("key %s of %s is compromised, and plain git takes it still", key, one.Name), "take it out of this file"
	case !ends:
		f.Message, f.Hint = fmt.Sprintf("key %s of %s is retired, and plain git takes what it signs today", key, one.Name),
			`give its line an end, such as valid-before="20260302Z"`
	default:
		return
	}
	found.Add(f)
}
