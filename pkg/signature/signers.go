package signature

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"golang.org/x/crypto/ssh"
)

// AllowedSigners is a file of the keys that may sign, in the format that
// ssh-keygen(1) describes under ALLOWED SIGNERS.
type AllowedSigners struct {
	entries []AllowedSigner
	byKey   map[string][]int
}

// AllowedSigner is one line of the file.
type AllowedSigner struct {
	Principals  string // patterns, as the file has them
	Fingerprint string // "SHA256:…"
	Key         string // the type and the base64 of the key
	Namespaces  string // patterns; "" for any
	ValidAfter  time.Time
	ValidBefore time.Time
	Comment     string
	Line        int        // 1-based
	At          diag.Range // the line
	Start, End  int        // the line's bytes, without its end
}

// Entries returns the lines in their order.
func (a *AllowedSigners) Entries() []AllowedSigner {
	if a == nil {
		return nil
	}
	return a.entries
}

// maxSigners is how large the file may be, in bytes.
const maxSigners = 4 << 20

// ParseAllowedSigners reads the file. A line that cannot be read is an error
// (S001) and makes the whole file void, where OpenSSH steps over it: who lacks
// a key that someone meant to give should be told. Lines for certificate
// authorities are refused (S002). A time without a Z would be one thing to one
// reader and another to the next; it is taken as UTC, with a warning (S003).
func ParseAllowedSigners(file string, src []byte) (*AllowedSigners, diag.List) {
	a := &AllowedSigners{byKey: map[string][]int{}}
	p := &signersParser{file: file, signers: a}
	if len(src) > maxSigners {
		p.problem(1, "S001", diag.Error, fmt.Sprintf("the file has more than %d bytes", maxSigners), "")
		return a, p.found
	}
	start := 0
	for text := range strings.Lines(string(src)) {
		p.line++
		line := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		p.read(line, start)
		start += len(text)
	}
	return a, p.found
}

// signersParser reads one line after the other.
type signersParser struct {
	file    string
	line    int
	signers *AllowedSigners
	found   diag.List
}

func (p *signersParser) problem(col int, code string, severity diag.Severity, message, hint string) {
	at := diag.Pos{Line: p.line, Col: col}
	p.found.Add(diag.Finding{Code: code, Severity: severity, Range: diag.Range{File: p.file, Start: at, End: at}, Message: message, Hint: hint})
}

func (p *signersParser) read(line string, start int) {
	text := strings.Trim(line, " \t")
	if text == "" || text[0] == '#' {
		return
	}
	if strings.ContainsFunc(strings.ReplaceAll(text, "\t", " "), unicode.IsControl) {
		p.problem(1, "S001", diag.Error, "the line has a control character in it", "")
		return
	}
	e := AllowedSigner{Line: p.line, Start: start, End: start + len(line)}
	e.At = diag.Range{File: p.file, Start: diag.Pos{Line: p.line, Col: 1}, End: diag.Pos{Line: p.line, Col: len([]rune(line)) + 1}}
	principals, rest, ok := cutWord(text)
	if !ok || principals == "" {
		p.problem(1, "S001", diag.Error, "the line must have principals and a key", "such as: ana@example.com ssh-ed25519 AAAA…")
		return
	}
	e.Principals = principals
	if rest, ok = p.options(&e, rest); !ok || !p.key(&e, rest) {
		return
	}
	if !e.ValidAfter.IsZero() && !e.ValidBefore.IsZero() && !e.ValidAfter.Before(e.ValidBefore) {
		p.problem(1, "S001", diag.Error, "valid-after is not before valid-before, so the key is never good", "")
		return
	}
	p.signers.byKey[e.Fingerprint] = append(p.signers.byKey[e.Fingerprint], len(p.signers.entries))
	p.signers.entries = append(p.signers.entries, e)
}

// cutWord takes the first word, which may be in double quotes, off a text.
func cutWord(text string) (word, rest string, ok bool) {
	if strings.HasPrefix(text, `"`) {
		word, rest, ok = strings.Cut(text[1:], `"`)
		if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
			return "", "", false
		}
		return word, strings.TrimLeft(rest, " \t"), ok
	}
	at := strings.IndexAny(text, " \t")
	if at < 0 {
		return text, "", true
	}
	return text[:at], strings.TrimLeft(text[at:], " \t"), true
}

// isKeyType reports whether a word could be the type of a key: then there are
// no options before it.
func isKeyType(word string) bool {
	for _, prefix := range []string{"ssh-", "ecdsa-", "sk-"} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

// key reads the type, the key and the comment.
func (p *signersParser) key(e *AllowedSigner, text string) bool {
	kind, rest, _ := cutWord(text)
	encoded, comment, _ := cutWord(rest)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	var key ssh.PublicKey
	if err == nil {
		key, err = ssh.ParsePublicKey(raw)
	}
	if err == nil && key.Type() != kind {
		err = fmt.Errorf("it is of type %s", key.Type())
	}
	if err != nil {
		p.problem(1, "S001", diag.Error, "there is no public key of SSH in the line", "copy the line of a .pub file behind the principals")
		return false
	}
	if err := checkSSHKey(key); err != nil {
		p.problem(1, "S002", diag.Error, err.Error(), "ssh-keygen -t ed25519 makes a key that counts")
		return false
	}
	e.Fingerprint, e.Key, e.Comment = ssh.FingerprintSHA256(key), kind+" "+encoded, comment
	return true
}

// allows finds the lines that allow a key for a namespace at both times, and
// returns their principals.
func (a *AllowedSigners) allows(print, namespace string, signed, at time.Time) ([]string, error) {
	if a == nil || len(a.byKey[print]) == 0 {
		return nil, refuse(UnknownKey, print, "nobody allowed the key %s", print)
	}
	var principals []string
	var why error
	for _, i := range a.byKey[print] {
		e := &a.entries[i]
		if err := e.allows(namespace, signed, at); err != nil {
			why = err
			continue
		}
		principals = append(principals, e.Principals)
	}
	if len(principals) > 0 {
		return principals, nil
	}
	return nil, why
}

func (e *AllowedSigner) allows(namespace string, signed, at time.Time) error {
	if e.Namespaces != "" && !MatchList(e.Namespaces, namespace) {
		return refuse(WrongNamespace, e.Fingerprint, "the key %s is allowed for %s and not for %s", e.Fingerprint, e.Namespaces, namespace)
	}
	for _, t := range []time.Time{signed, at} {
		if !e.ValidAfter.IsZero() && t.Before(e.ValidAfter) {
			return refuse(NotYetValid, e.Fingerprint, "the key %s is good from %s", e.Fingerprint, e.ValidAfter.Format(time.RFC3339))
		}
		if !e.ValidBefore.IsZero() && t.After(e.ValidBefore) {
			return refuse(ExpiredKey, e.Fingerprint, "the key %s was good until %s", e.Fingerprint, e.ValidBefore.Format(time.RFC3339))
		}
	}
	return nil
}
