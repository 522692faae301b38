package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A line of allowed_signers is a list of principals, then options with commas
// between them, and then a key: its type, its bytes in base64, and a comment.

// signerLine is a line of allowed_signers that has a key in it.
type signerLine struct {
	start, end  int // in the file, with the line break
	options     [2]int
	fingerprint Key
}

// sshKeyForm is a public key as OpenSSH writes it.
var sshKeyForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^((?:ssh|ecdsa|sk)-[a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]{32,}={0,2})(?:[ \t]|$)`)
})

// signerForm is a line: what may be quoted has spaces in quotes only.
var signerForm = sync.OnceValue(func() *regexp.Regexp {
	const word = `(?:[^\s"]|"(?:[^"\\]|\\.)*")+`
	return regexp.MustCompile(`^[ \t]*` + word + `[ \t]+(?:(` + word + `)[ \t]+)??((?:ssh|ecdsa|sk)-[a-z0-9@.-]+[ \t]+[A-Za-z0-9+/]{32,}={0,2}(?:\s|$))`)
})

// signerLines returns the lines of allowed_signers with a key.
func signerLines(src []byte) []signerLine {
	var lines []signerLine
	at := 0
	for line := range bytes.Lines(src) {
		start := at
		at += len(line)
		m := signerForm().FindSubmatchIndex(line)
		if m == nil || bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) {
			continue
		}
		key := strings.Fields(string(line[m[4]:m[5]]))
		l := signerLine{start: start, end: at, options: [2]int{start + m[4], start + m[4]}, fingerprint: sshFingerprint(key[1])}
		if m[2] >= 0 {
			l.options = [2]int{start + m[2], start + m[3]}
		}
		lines = append(lines, l)
	}
	return lines
}

// sshFingerprint is the fingerprint of a key in base64, "" where it is none.
func sshFingerprint(text string) Key {
	blob, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(blob)
	return Key("SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:]))
}

// signer is the line by which plain git takes what a key signs.
func signer(principal, key string) string { return principal + ` namespaces="git" ` + key + "\n" }

// withoutSigner returns allowed_signers without a key.
func withoutSigner(src []byte, key Key) []byte {
	var out []byte
	at := 0
	for _, l := range signerLines(src) {
		if l.fingerprint == key {
			out, at = append(out, src[at:l.start]...), l.end
		}
	}
	return append(out, src[at:]...)
}

// expiredSigner returns allowed_signers in which a key ends at a time, where it
// has not ended before.
func expiredSigner(src []byte, key Key, end time.Time) []byte {
	var out []byte
	at := 0
	for _, l := range signerLines(src) {
		if l.fingerprint == key {
			options := string(src[l.options[0]:l.options[1]])
			out, at = append(append(out, src[at:l.options[0]]...), ended(options, end)...), l.options[1]
		}
	}
	return append(out, src[at:]...)
}

var endForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|,)valid-before="?(\d{8}(?:\d{4}(?:\d{2})?)?)Z?"?`)
})

// ended puts an end into the options of a line. An end in the past stays.
func ended(options string, end time.Time) string {
	const form = "20060102150405"
	stamp := end.UTC().Format(form)
	option := `valid-before="` + stamp + `Z"`
	switch m := endForm().FindStringSubmatch(options); {
	case options == "":
		return option + " "
	case m == nil:
		return options + "," + option
	case m[2] <= stamp[:len(m[2])]:
		return options
	}
	return endForm().ReplaceAllString(options, "${1}"+option)
}
