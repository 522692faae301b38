package policy

import (
	"regexp"
	"strings"
	"sync"
)

var (
	// sshForm: 32 bytes in 43 characters of base64; the last one carries four
	// bits, so that only 16 characters can stand there.
	sshForm     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$`) })
	openPGPForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Fa-f]{40}$`) })
	md5Form     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2}$`) })
	shortForm   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(0x)?([0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})$`) })
)

// checkFingerprint says what is wrong with a key's fingerprint, and what to
// write instead.
func checkFingerprint(s string) (problem, hint string) {
	const ssh = `"ssh-keygen -lf FILE.pub" prints it`
	switch {
	case sshForm().MatchString(s) || openPGPForm().MatchString(s):
		return "", ""
	case strings.HasPrefix(s, "ssh-") || strings.HasPrefix(s, "ecdsa-") || strings.HasPrefix(s, "sk-"):
		return "is a public key, not its fingerprint", ssh + "; the key itself belongs in .promptctl/allowed_signers"
	case md5Form().MatchString(s):
		return "is an MD5 fingerprint, which can be forged", ssh + " as SHA256:…"
	case shortForm().MatchString(s):
		return "is a short key id, which can be forged", `write all 40 digits: "gpg --fingerprint" prints them`
	case openPGPForm().MatchString(strings.ReplaceAll(s, " ", "")):
		return "has spaces in it", "write " + strings.ReplaceAll(s, " ", "")
	case strings.HasSuffix(s, "=") && sshForm().MatchString(strings.TrimRight(s, "=")):
		return "has padding at its end", "write " + strings.TrimRight(s, "=")
	}
	return "is not a fingerprint", "write SHA256: and 43 characters (" + ssh + "), or the 40 hex digits of an OpenPGP key"
}

// normalKey is the one way to write a valid fingerprint.
func normalKey(s string) Key {
	if openPGPForm().MatchString(s) {
		return Key(strings.ToUpper(s))
	}
	return Key(s)
}
