package lint

import (
	"bytes"
	"strings"
)

// foundSecret is a credential in a text.
type foundSecret struct {
	start, end int
	name       string // what it is, with its article
	shown      int    // how many of its first characters may be shown
}

// secretShown is how many characters of a credential are shown: those say what
// kind it is of.
const secretShown = 4

// secretFinder looks for credentials in a text.
type secretFinder struct {
	text  []byte
	found []foundSecret
}

// search goes through the text once. A credential begins where a word does;
// what it begins with says which forms are tried.
func (f *secretFinder) search() {
	for i := 0; i < len(f.text); {
		switch c := f.text[i]; {
		case isWordByte(c):
			if end := f.word(i); end > i {
				i = end
			}
			for i < len(f.text) && isWordByte(f.text[i]) {
				i++
			}
		case c == ':' && f.has(i, "://"):
			i = f.address(i + 3)
		case c == '-' && f.has(i, "-----BEGIN "):
			i = f.privateKey(i)
		case c == '\\':
			i += 2 // the n of \n is no part of the word behind it
		default:
			i++
		}
	}
}

func isWordByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || isDigit(c) || c == '_'
}

// has reports whether a string stands at an offset.
func (f *secretFinder) has(i int, s string) bool {
	return len(f.text)-i >= len(s) && string(f.text[i:i+len(s)]) == s
}

// add notes a credential and returns its end.
func (f *secretFinder) add(start, end int, name string, shown int) int {
	f.found = append(f.found, foundSecret{start, end, name, shown})
	return end
}

// word looks at the word that begins at i, and returns the end of the
// credential that begins there, i where there is none.
func (f *secretFinder) word(i int) int {
	c := f.text[i]
	if isDigit(c) {
		return f.botToken(i)
	}
	if c == 'e' && f.has(i, "eyJ") {
		return f.webToken(i)
	}
	for _, form := range credentials()[c] {
		if f.has(i, form.prefix) {
			if end := form.match(f.text, i); end > i {
				return f.add(i, end, form.name, secretShown)
			}
		}
	}
	if c|0x20 == 'a' || c|0x20 == 's' {
		return f.secretKey(i)
	}
	return i
}

// maxToken is how long a credential on one line is at most.
const maxToken = 4 << 10

// runOf is the run of characters of a kind that begins at i.
func runOf(text []byte, i int, allowed charset) []byte {
	end := i
	for end < len(text) && end < i+maxToken && allowed.has(text[end]) {
		end++
	}
	return text[i:end]
}

// botToken finds 123456789:AA…, which Telegram gives to bots.
func (f *secretFinder) botToken(i int) int {
	const digits, letters = 10, 35
	end := i
	for end < len(f.text) && isDigit(f.text[end]) && end-i <= digits {
		end++
	}
	if end-i < 8 || !f.has(end, ":AA") {
		return i
	}
	body := runOf(f.text, end+1, urlSafe)
	if len(body) != letters || !looksRandom(string(body)) {
		return i
	}
	return f.add(i, end+1+letters, "a Telegram bot token", secretShown)
}

// secretKey finds what follows aws_secret_access_key and the like.
func (f *secretFinder) secretKey(i int) int {
	const length, gap = 40, 12
	name := runOf(f.text, i, alphanumeric|charUnderscore)
	switch strings.ToLower(string(name)) {
	case "aws_secret_access_key", "aws_secret_key", "secretaccesskey", "awssecretaccesskey", "awssecretkey":
	default:
		return i
	}
	at := i + len(name)
	for at < len(f.text) && at < i+len(name)+gap && strings.IndexByte(" \t\r\n\"'`:=>", f.text[at]) >= 0 {
		at++
	}
	body := runOf(f.text, at, alphanumeric|charPlusSlash)
	if len(body) != length || !looksRandom(string(body)) {
		return i
	}
	return f.add(at, at+length, "an AWS secret access key", 0)
}

// privateKey finds a block of -----BEGIN … PRIVATE KEY----- and returns where
// to go on.
func (f *secretFinder) privateKey(i int) int {
	const longestKey, leastBody = 16 << 10, 64
	near := f.text[i:min(len(f.text), i+longestKey)]
	label, rest, _ := bytes.Cut(near[len("-----BEGIN "):], []byte("-----"))
	if len(label) > 40 || !bytes.Contains(label, []byte("PRIVATE KEY")) {
		return i + len("-----BEGIN ")
	}
	body, last, ended := bytes.Cut(rest, []byte("-----END"))
	end := i + len(near) - len(last)
	if ended {
		_, tail, _ := bytes.Cut(last, []byte("KEY"))
		end = i + len(near) - len(bytes.TrimPrefix(bytes.TrimPrefix(tail, []byte(" BLOCK")), []byte("-----")))
	} else {
		body = body[:min(len(body), leastBody*4)]
		end = i + bytes.IndexByte(append(near, '\n'), '\n')
	}
	if text := keyBody(body); len(text) < leastBody || !looksRandom(text) {
		return i + len("-----BEGIN ")
	}
	return f.add(i, end, "a private key", 0)
}

// keyBody is the Base64 in the body of a key, without line breaks as they are
// or as they stand in JSON. A body that leaves something out has none.
func keyBody(body []byte) string {
	if bytes.Contains(body, []byte("...")) || bytes.Contains(body, []byte("…")) {
		return ""
	}
	var b strings.Builder
	for line := range bytes.Lines(bytes.ReplaceAll(body, []byte(`\n`), []byte("\n"))) {
		line = bytes.Trim(line, " \t\r\n\"'>+,")
		if len(runOf(line, 0, alphanumeric|charPlusSlash|charPadding)) == len(line) {
			b.Write(line)
		}
	}
	return b.String()
}
