package lint

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// webToken finds a JSON Web Token: a header and a claim, both JSON, and a
// signature. Tokens that are public by design are none, and neither is the one
// that everybody copies from the documentation.
func (f *secretFinder) webToken(i int) int {
	const leastSignature = 20
	body := runOf(f.text, i, urlSafe|charDot)
	parts := bytes.Split(bytes.TrimRight(body, "."), []byte("."))
	if len(parts) != 3 || len(parts[2]) < leastSignature {
		return i
	}
	var header struct{ Alg string }
	claim, ok := decodePart(parts[1])
	if head, valid := decodePart(parts[0]); !ok || !valid || json.Unmarshal(head, &header) != nil || header.Alg == "" || !json.Valid(claim) {
		return i
	}
	if bytes.Contains(claim, []byte("John Doe")) || bytes.Contains(claim, []byte(`"role":"anon"`)) || !looksRandom(string(parts[2])) {
		return i
	}
	return f.add(i, i+len(bytes.TrimRight(body, ".")), "a JSON Web Token", secretShown)
}

func decodePart(part []byte) ([]byte, bool) {
	text, err := base64.RawURLEncoding.DecodeString(string(part))
	return text, err == nil
}

// maxAddress is how much of an address is read for what comes before its path.
const maxAddress = 512

// address looks at what follows ://, and returns where to go on.
func (f *secretFinder) address(i int) int {
	near := f.text[i:min(len(f.text), i+maxAddress)]
	if end := bytes.IndexAny(near, " \t\r\n\"'`<>()[]{}\\"); end >= 0 {
		near = near[:end]
	}
	if f.webhook(i, string(near)) {
		return i + len(near)
	}
	authority := near
	if end := bytes.IndexAny(near, "/?#"); end >= 0 {
		authority = near[:end]
	}
	at := bytes.LastIndexByte(authority, '@')
	if at < 0 {
		return i
	}
	user, password, ok := strings.Cut(string(authority[:at]), ":")
	if !ok || !isPassword(user, password) || isOwnHost(string(authority[at+1:])) {
		return i
	}
	return f.add(i+len(user)+1, i+at, "a password in an address", 0)
}

// webhook finds an address that is itself the credential.
func (f *secretFinder) webhook(i int, address string) bool {
	for _, hook := range []string{"hooks.slack.com/services/T", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"} {
		if key, ok := strings.CutPrefix(address, hook); ok {
			last := key[strings.LastIndexByte(key, '/')+1:]
			if len(last) >= 24 && len(runOf([]byte(last), 0, urlSafe)) == len(last) && looksRandom(last) {
				f.add(i, i+len(address), "the address of a webhook", 0)
				return true
			}
		}
	}
	return false
}

// isPassword tells a password from the words that stand for one.
func isPassword(user, password string) bool {
	plain := strings.ToLower(strings.NewReplacer("@", "a", "$", "s", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s").Replace(password))
	for _, word := range []string{"pass", "secret", "passwd", "pwd", "your", "user", "example", "token", "apikey", "changeme", "xxx", "test", "admin", "root",
		"guest", "demo", "sample", "postgres", "mysql", "mongo", "redis", "***", "...", "%", "hunter"} {
		if strings.Contains(plain, word) {
			return false
		}
	}
	return len(password) >= 8 && !strings.EqualFold(user, password) && changes(password) >= 2 && entropy(password) >= 2.5 && !isSequence(password)
}

// isOwnHost reports whether a host is the machine itself, another one of the
// same network, or one that exists in documentation only.
func isOwnHost(host string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	if !strings.Contains(name, ".") || name == "127.0.0.1" || name == "0.0.0.0" {
		return true
	}
	labels := strings.Split(name, ".")
	switch labels[len(labels)-1] {
	case "example", "test", "invalid", "localhost", "local", "internal", "lan":
		return true
	}
	return strings.HasSuffix(name, "example.com") || strings.HasSuffix(name, "example.org") || strings.HasSuffix(name, "example.net")
}
