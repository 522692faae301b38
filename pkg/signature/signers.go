package signature

import (
	"bytes"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"golang.org/x/crypto/ssh"
)

// The codes of findings in files of keys.
const (
	codeLine        = "P021" // a line of allowed signers that cannot be read
	codeUnsupported = "P022" // a line with a certificate authority or a key that is refused
	codeZone        = "P023" // a time that depends on where it is read
	codeKeyring     = "P024" // a keyring that cannot be read, or has what does not belong there
	codeSecret      = "P025" // a private key
	codeVersion     = "P026" // an OpenPGP key that is not of version 4
)

// maxKeyFile is how long a file of keys may be, in bytes.
const maxKeyFile = 1 << 20

// AllowedSigners is a file of SSH keys and what each may sign (ssh-keygen(1),
// ALLOWED SIGNERS).
type AllowedSigners struct {
	entries []*AllowedSigner
	keys    map[string]*sshKey // by wire form; nil where the file is void
}

// AllowedSigner is one line of the file.
type AllowedSigner struct {
	Principals  string     // patterns with commas between them, as the file has them but for quotes
	Namespaces  string     // patterns of what the key may sign, with commas between them; "" is all
	ValidAfter  time.Time  // good at this time and later; zero is always
	ValidBefore time.Time  // good at this time and earlier; zero is always
	Key         string     // the key as the line has it: "ssh-ed25519 AAAA…"
	Fingerprint string     // "SHA256:" and 43 characters of base64
	Comment     string     // what follows the key
	Line        int        // 1-based
	At          diag.Range // the line without its end
	Start, End  int        // byte offsets of the line: its first, and the one behind its line end
	OptionsAt   int        // byte offset of where the options stand, or would: behind the principals and blanks
	KeyAt       int        // byte offset of the key's type
}

// Permits reports whether a principal, such as ana@example.com, matches the
// line's patterns.
func (s *AllowedSigner) Permits(principal string) bool {
	return MatchList(s.Principals, principal)
}

// For reports whether the key may sign in a namespace, such as git.
func (s *AllowedSigner) For(namespace string) bool {
	return s.Namespaces == "" || MatchList(s.Namespaces, namespace)
}

// Entries returns the lines that could be read, in the order of the file.
func (a *AllowedSigners) Entries() []AllowedSigner {
	if a == nil {
		return nil
	}
	list := make([]AllowedSigner, len(a.entries))
	for i, e := range a.entries {
		list[i] = *e
	}
	return list
}

// ParseAllowedSigners reads a file of allowed signers. A line that OpenSSH would
// not accept (P021), and one with a certificate authority, a certificate, or a
// key that is refused everywhere (P022), is a finding of severity error and voids
// the file: nothing verifies with it, though Entries has what could be read.
// OpenSSH steps over such a line, and so may take a signature for good that the
// line was to restrict. A time without Z is judged as UTC, with a warning (P023):
// OpenSSH takes it for the reader's local time.
func ParseAllowedSigners(file string, src []byte) (*AllowedSigners, diag.List) {
	p := &signersParser{source: diag.NewSource(file, src), keys: map[string]*sshKey{}}
	if len(src) > maxKeyFile {
		p.errorf(codeLine, 0, 0, "the file has more than %d bytes", maxKeyFile)
		return &AllowedSigners{}, p.found
	}
	for start := 0; start < len(src); {
		end := start + bytes.IndexByte(src[start:], '\n') + 1
		if end == start {
			end = len(src)
		}
		p.number++
		p.line(start, end)
		start = end
	}
	a := &AllowedSigners{entries: p.entries, keys: p.keys}
	if p.found.HasErrors() {
		a.keys = nil
	}
	return a, p.found
}

// signersParser reads a file line by line.
type signersParser struct {
	source  *diag.Source
	number  int // of the line
	entries []*AllowedSigner
	keys    map[string]*sshKey
	found   diag.List
}

// maxFindings is how many findings of one file are listed.
const maxFindings = 100

// errorf notes what is wrong between two offsets.
func (p *signersParser) errorf(code string, start, end int, format string, args ...any) *diag.Finding {
	if len(p.found) >= maxFindings {
		return new(diag.Finding) // the file is void already
	}
	p.found.Errorf(code, p.source.Range(start, end), format, args...)
	return &p.found[len(p.found)-1]
}

// line reads the line between two offsets. Its end is LF, with CR before it or
// not; all other control characters but tabs are refused.
func (p *signersParser) line(start, end int) {
	text := strings.TrimSuffix(strings.TrimSuffix(string(p.source.Text[start:end]), "\n"), "\r")
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }); i >= 0 {
		p.errorf(codeLine, start+i, start+i+1, "a control character")
		return
	}
	l := &signerLine{signersParser: p, text: text, start: start}
	l.blanks()
	if l.rest() == "" || l.rest()[0] == '#' {
		return
	}
	e := &AllowedSigner{Line: p.number, At: p.source.Range(start, start+len(text)), Start: start, End: end}
	if !l.principals(e) || !l.options(e) {
		return
	}
	if blob, ok := l.key(e); ok {
		p.add(e, blob)
	}
}

// add keeps a line and its key.
func (p *signersParser) add(e *AllowedSigner, blob []byte) {
	key := p.keys[string(blob)]
	if key == nil {
		public, err := ssh.ParsePublicKey(blob)
		if err != nil {
			return // it was read before
		}
		key = &sshKey{public: public, fingerprint: ssh.FingerprintSHA256(public)}
		p.keys[string(blob)] = key
	}
	e.Fingerprint = key.fingerprint
	key.lines = append(key.lines, e)
	p.entries = append(p.entries, e)
}
