package signature

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"
)

// maxPattern is how long a pattern may be, in bytes: OpenSSH matches nothing
// with a list that has a longer one.
const maxPattern = 1022

// signerLine reads one line from left to right.
type signerLine struct {
	*signersParser
	text  string
	start int // offset of the line in the file
	at    int // how much of text is read
}

func (l *signerLine) rest() string { return l.text[l.at:] }

// blanks steps over spaces and tabs.
func (l *signerLine) blanks() {
	l.at = len(l.text) - len(strings.TrimLeft(l.rest(), " \t"))
}

// wrong notes what is wrong from a place in the line to where it was read to.
func (l *signerLine) wrong(from int, format string, args ...any) bool {
	l.errorf(codeLine, l.start+from, l.start+max(l.at, from), format, args...)
	return false
}

// principals reads the first word, which may stand in quotes.
func (l *signerLine) principals(e *AllowedSigner) bool {
	from := l.at
	if l.rest()[0] == '"' {
		end := strings.IndexByte(l.rest()[1:], '"')
		if end < 0 {
			l.at = len(l.text)
			return l.wrong(from, "the quoted principals have no end")
		}
		e.Principals = l.rest()[1 : 1+end]
		l.at += end + 2
	} else {
		e.Principals = l.word()
	}
	if l.rest() != "" && l.rest()[0] != ' ' && l.rest()[0] != '\t' || strings.Contains(e.Principals, `"`) {
		return l.wrong(from, "a quote within the principals")
	}
	if e.Principals == "" {
		return l.wrong(from, "no principals")
	}
	for p := range strings.SplitSeq(e.Principals, ",") {
		if len(p) > maxPattern {
			return l.wrong(from, "a pattern of %d bytes, and OpenSSH matches at most %d", len(p), maxPattern)
		}
	}
	l.blanks()
	return true
}

// word reads up to a space or tab.
func (l *signerLine) word() string {
	word := l.rest()
	if i := strings.IndexAny(word, " \t"); i >= 0 {
		word = word[:i]
	}
	l.at += len(word)
	return word
}

// key reads the type of the key, its base64 and the comment.
func (l *signerLine) key(e *AllowedSigner) (blob []byte, ok bool) {
	from := l.at
	e.KeyAt = l.start + from
	kind := l.word()
	l.blanks()
	encoded := l.word()
	if encoded == "" {
		l.wrong(from, "no public key, which is a type and base64")
		return nil, false
	}
	e.Key = kind + " " + encoded
	e.Comment = strings.Trim(l.rest(), " \t")
	blob, code, problem := readKeyText(kind, encoded)
	if problem != "" {
		l.errorf(code, l.start+from, l.start+l.at, "%s", problem)
	}
	return blob, problem == ""
}

// readKeyText decodes a public key as files have it, and says what is wrong.
func readKeyText(kind, encoded string) (blob []byte, code, problem string) {
	blob, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, codeLine, fmt.Sprintf("%.40q is not the type of a public key with its base64 behind it", kind)
	}
	key, refused := parseSSHKey(blob)
	switch {
	case refused != nil && refused.Code == Certificate:
		return nil, codeUnsupported, "a certificate in place of a public key"
	case refused != nil && refused.Code == WeakAlgorithm:
		return nil, codeUnsupported, refused.Detail
	case refused != nil:
		return nil, codeLine, refused.Detail
	case kind != key.Type():
		return nil, codeLine, fmt.Sprintf("the key is of type %s, and the line says %.40q", key.Type(), kind)
	}
	return blob, "", ""
}

// isKeyType reports whether a word is the type of a public key or certificate,
// so that no options stand before it.
func isKeyType(word string) bool {
	switch plain := strings.TrimSuffix(word, "-cert-v01@openssh.com"); plain {
	case ssh.KeyAlgoRSA, "ssh-dss", ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, strings.TrimSuffix(ssh.KeyAlgoSKED25519, "@openssh.com"), strings.TrimSuffix(ssh.KeyAlgoSKECDSA256, "@openssh.com"):
		return true
	}
	return false
}
