package lint

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
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
	if isSampleClaim(claim) || !looksRandom(string(last)) {
		return i
	}
	return f.add(i, end, "a JSON Web Token", secretShown)
}

// isSampleClaim reports whether a claim is one of documentation, as that of RFC
// 7519, or of a token that is public.
func isSampleClaim(claim []byte) bool {
	return slices.ContainsFunc([]string{"John Doe", "example.com", "example.org", "example.net", `"iss":"joe"`, `"role":"anon"`}, func(s string) bool {
		return bytes.Contains(claim, []byte(s))
	})
}

// bearerWord is what a token stands behind in a header of HTTP.
const bearerWord = "Bearer "

// bearer finds a token of no known form behind Authorization: Bearer, whose word
// is at i, and returns where to go on.
func (f *secretFinder) bearer(i int) int {
	const reach = 48
	start := i + len(bearerWord)
	before := bytes.ToLower(f.text[max(0, i-reach):i])
	if !bytes.Contains(before[bytes.LastIndexByte(before, '\n')+1:], []byte("authorization")) {
		return start
	}
	token := string(runOf(f.text, start, urlSafe|charDot|charPlusSlash|charPadding))
	body := strings.TrimRight(token, ".=")
	end := start + len(body)
	if strings.HasSuffix(token, "..") || f.has(end, "…") || f.has(end, "{") || f.has(end, "$") || f.has(end, "<") {
		return start // cut off, or put together from parts
	}
	if !isBearerToken(body) {
		return start
	}
	return f.add(start, end, "a bearer token", secretShown)
}

// isBearerToken tells a token from what documentation has in its place. JSON Web
// Tokens are looked at as such, and a UUID may well be the name of something.
func isBearerToken(body string) bool {
	const leastToken = 32
	isUUID := strings.Contains(body, "-") && strings.Trim(strings.ToLower(body), "0123456789abcdef-") == ""
	return len(body) >= leastToken && !strings.HasPrefix(body, "eyJ") && !isUUID &&
		strings.ContainsFunc(body, unicode.IsDigit) && looksRandom(body)
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
	if !ok || !isPassword(user, password) && !(f.isDatabase(i-len("://")) && isDisguised(password)) || isOwnHost(string(f.text[i+at+1:end])) {
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
	return len(password) >= 8 && placeholderIn(plainLetters(password)) == "" &&
		!strings.EqualFold(user, password) && changes(password) >= 2 && entropy(password) >= 2.5 && !isSequence(password)
}

// isDisguised reports whether a password has a word in it that stands for one,
// but with digits for letters, and enough that is random beside it.
func isDisguised(password string) bool {
	const leastRest, leastChanges = 6, 3
	plain := plainLetters(password)
	word := placeholderIn(plain)
	if word == "" || placeholderIn(strings.ToLower(password)) != "" {
		return false
	}
	i := strings.Index(plain, word)
	rest := password[:i] + password[i+len(word):]
	return len(rest) >= leastRest && changes(rest) >= leastChanges && !isSequence(rest) && placeholderIn(plainLetters(rest)) == ""
}

// plainLetters is a text in small letters, with letters for the digits and signs
// that look like them. It is as long as the text.
func plainLetters(text string) string {
	return strings.ToLower(strings.NewReplacer("@", "a", "$", "s", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s").Replace(text))
}

// placeholderIn returns a word that says that a password is none, "" where it
// has none.
func placeholderIn(password string) string {
	for _, word := range []string{"password", "secret", "pass", "pwd", "your", "user", "example", "token", "apikey", "changeme", "xxx", "test", "admin", "root",
		"guest", "demo", "sample", "postgres", "mysql", "mongo", "redis", "***", "...", "%", "hunter"} {
		if strings.Contains(password, word) {
			return word
		}
	}
	return ""
}

// isDatabase reports whether the scheme before the :// at an offset is a
// database's.
func (f *secretFinder) isDatabase(colon int) bool {
	for _, scheme := range []string{"postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps", "sqlserver"} {
		if at := colon - len(scheme); at >= 0 && f.has(at, scheme) {
			return true
		}
	}
	return false
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
