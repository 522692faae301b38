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
	head := runOf(f.text, i, urlSafe)
	middle := f.nextPart(i + len(head))
	last := f.nextPart(i + len(head) + 1 + len(middle))
	end := i + len(head) + 1 + len(middle) + 1 + len(last)
	if len(last) < leastSignature || len(middle) == 0 || len(f.nextPart(end)) > 0 {
		return i
	}
	var header struct{ Alg string }
	claim, ok := decodePart(middle)
	if decoded, valid := decodePart(head); !ok || !valid || json.Unmarshal(decoded, &header) != nil || header.Alg == "" || !json.Valid(claim) {
		return i
	}
	if bytes.Contains(claim, []byte("John Doe")) || bytes.Contains(claim, []byte(`"role":"anon"`)) || !looksRandom(string(last)) {
		return i
	}
	return f.add(i, end, "a JSON Web Token", secretShown)
}

// nextPart is what stands behind a dot at an offset, nothing where there is
// none.
func (f *secretFinder) nextPart(dot int) []byte {
	if !f.has(dot, ".") {
		return nil
	}
	return runOf(f.text, dot+1, urlSafe)
}

func decodePart(part []byte) ([]byte, bool) {
	text, err := base64.RawURLEncoding.DecodeString(string(part))
	return text, err == nil
}

// maxAddress is how much of an address is looked at.
const maxAddress = 256

// address looks at what follows the :// at i, and returns where to go on.
func (f *secretFinder) address(i int) int {
	i += len("://")
	near := f.text[i:min(len(f.text), i+maxAddress)]
	end := i + indexByte(near, " \t\r\n\"'`<>()[]{}\\/?#")
	if f.isWebhook(i, end) {
		return f.webhook(i)
	}
	at := bytes.LastIndexByte(f.text[i:end], '@')
	if at < 0 {
		return i
	}
	user, password, ok := strings.Cut(string(f.text[i:i+at]), ":")
	if !ok || !isPassword(user, password) || isOwnHost(string(f.text[i+at+1:end])) {
		return i
	}
	return f.add(i+len(user)+1, i+at, "a password in an address", 0)
}

// indexByte returns the place of the first of some ASCII characters, the length
// of the text where it has none.
func indexByte(text []byte, chars string) int {
	for i, c := range text {
		if strings.IndexByte(chars, c) >= 0 {
			return i
		}
	}
	return len(text)
}

// isWebhook reports whether the host between two offsets gives addresses that
// are themselves the credential.
func (f *secretFinder) isWebhook(i, end int) bool {
	switch string(f.text[i:end]) {
	case "hooks.slack.com", "discord.com", "discordapp.com":
		return f.has(end, "/services/T") || f.has(end, "/api/webhooks/")
	}
	return false
}

// webhook looks at the address of a webhook, and returns its end.
func (f *secretFinder) webhook(i int) int {
	near := f.text[i:min(len(f.text), i+maxAddress)]
	address := near[:indexByte(near, " \t\r\n\"'`<>()[]{}\\?#")]
	last := address[bytes.LastIndexByte(address, '/')+1:]
	if len(last) >= 24 && len(runOf(last, 0, urlSafe)) == len(last) && looksRandom(string(last)) {
		f.add(i, i+len(address), "the address of a webhook", 0)
	}
	return i + len(address)
}

// isPassword tells a password from the words that stand for one.
func isPassword(user, password string) bool {
	if len(password) < 8 {
		return false
	}
	plain := strings.ToLower(strings.NewReplacer("@", "a", "$", "s", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s").Replace(password))
	for _, word := range []string{"pass", "secret", "passwd", "pwd", "your", "user", "example", "token", "apikey", "changeme", "xxx", "test", "admin", "root",
		"guest", "demo", "sample", "postgres", "mysql", "mongo", "redis", "***", "...", "%", "hunter"} {
		if strings.Contains(plain, word) {
			return false
		}
	}
	return !strings.EqualFold(user, password) && changes(password) >= 2 && entropy(password) >= 2.5 && !isSequence(password)
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
