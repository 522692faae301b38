package lint

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// foundSecret is a credential in a text.
type foundSecret struct {
	start, end int
	name       string // what it is, with its article
	shown      int    // how many of its first characters may be shown
}

// secretShown is how many characters of a credential are shown where they say
// what kind it is of.
const secretShown = 4

// shownOf is how many characters are shown of something secret that may be of no
// kind: a password has few.
func shownOf(length int) int {
	const short = 12
	if length < short {
		return 0
	}
	return 2
}

// secretFinder looks for credentials in a text.
type secretFinder struct {
	text  []byte
	found []foundSecret
	end   int // the first -----END behind the last place that one was looked for from
}

// search looks for each kind of credential by what is rare in a text: the
// beginning of a private key, the :// of an address, a long run of letters.
func (f *secretFinder) search() {
	f.each("BEGIN ", f.privateKey)
	f.each("://", f.address)
	f.runs()
	f.each(bearerWord, f.bearer)
	slices.SortStableFunc(f.found, func(a, b foundSecret) int { return a.start - b.start })
	end := 0
	f.found = slices.DeleteFunc(f.found, func(s foundSecret) bool {
		inside := s.start < end
		end = max(end, s.end)
		return inside // a token in an address, letters in a key
	})
}

// each visits the places of a string, and goes on where the visit ends.
func (f *secretFinder) each(s string, visit func(i int) int) {
	for at := 0; ; {
		i := bytes.Index(f.text[at:], []byte(s))
		if i < 0 {
			return
		}
		at = max(visit(at+i), at+i+len(s))
	}
}

// leastRun is how many letters and digits in a row every token has. Words are
// shorter, so that nearly all of a text is passed over: only one character in
// so many is looked at.
const leastRun = 20

// runs looks at each run of characters that may be part of a token.
func (f *secretFinder) runs() {
	letters := runBytes()
	for i := 0; i+leastRun <= len(f.text); {
		back := i + leastRun - 1
		for back >= i && letters[f.text[back]] {
			back--
		}
		if back >= i {
			i = back + 1
			continue
		}
		end := i + leastRun
		for end < len(f.text) && letters[f.text[end]] {
			end++
		}
		if !f.namedKey(i, end) {
			end = max(end, f.words(f.widened(i), end))
		}
		i = end
	}
}

// runBytes tells which bytes a run is made of.
var runBytes = sync.OnceValue(func() *[256]bool {
	var is [256]bool
	for c := range 256 {
		is[c] = (urlSafe|charPlusSlash)&charsets()[c] != 0
	}
	return &is
})

// widened is where a run begins, with what may come before it: SG., ya29.c. and the
// like.
// The n of \n is no part of it.
func (f *secretFinder) widened(start int) int {
	const longestPrefix = 12
	i := start - 1
	if i < 0 {
		return start
	}
	if f.text[i] == '\\' {
		return start + 1
	}
	if c := f.text[i]; c == '.' || c == '=' || c == ':' {
		for i > 0 && i > start-1-longestPrefix && (isWordByte(f.text[i-1]) || f.text[i-1] == '.') {
			i--
		}
		return i
	}
	return start
}

// maxWords is how many words of a run are looked at. A run of more is a path.
const maxWords = 16

// words looks at each word of a run, and returns where the last credential ends
// if that is behind the run. What a credential begins with, a word begins with.
func (f *secretFinder) words(i, end int) int {
	for n := 0; i < end && n < maxWords; {
		if !isWordByte(f.text[i]) {
			i++
			continue
		}
		n++
		if next := f.word(i); next > i {
			i = next
		}
		for i < end && isWordByte(f.text[i]) {
			i++
		}
	}
	return i
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
		if f.has(i, form.prefix) && f.issuerNear(i, form.prefix) {
			if end := form.match(f.text, i); end > i {
				return f.add(i, end, form.name, secretShown)
			}
		}
	}
	return i
}

// issuerNear reports whether the name of the issuer stands near a credential
// whose form others have too: anything can have a key- with a hash.
func (f *secretFinder) issuerNear(i int, prefix string) bool {
	const reach = 200
	return prefix != "key-" || bytes.Contains(bytes.ToLower(f.text[max(0, i-reach):min(len(f.text), i+reach)]), []byte("mailgun"))
}

// maxToken is how long a credential on one line is at most.
const maxToken = 4 << 10

// runOf is the run of characters of a kind that begins at i.
func runOf(text []byte, i int, allowed charset) []byte {
	kinds, end := charsets(), i
	for end < len(text) && end < i+maxToken && allowed&kinds[text[end]] != 0 {
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

// privateKey finds a block of -----BEGIN … PRIVATE KEY----- whose BEGIN is at i,
// and returns where to go on.
func (f *secretFinder) privateKey(i int) int {
	const dashes, begin, longestLabel, longestKey, leastBody = "-----", "-----BEGIN ", 40, 16 << 10, 64
	if i -= len(dashes); i < 0 || !f.has(i, begin) {
		return i
	}
	label, _, closed := bytes.Cut(f.text[i+len(begin):min(len(f.text), i+len(begin)+longestLabel)], []byte("-----"))
	if !closed || !bytes.Contains(label, []byte("PRIVATE KEY")) {
		return i
	}
	start := i + len(begin) + len(label) + len("-----")
	bodyEnd, end := f.keyEnd(start, string(label))
	if bodyEnd-start > longestKey {
		bodyEnd = min(len(f.text), start+4*leastBody) // it was cut off
		end = bodyEnd
	}
	if text := keyBody(f.text[start:bodyEnd]); len(text) < leastBody || !looksRandom(text) {
		return i
	}
	return f.add(i, end, "a private key", 0)
}

// keyEnd returns where the body of a key ends, and where its last line does.
func (f *secretFinder) keyEnd(start int, label string) (body, end int) {
	if f.end < start {
		f.end = len(f.text)
		if i := bytes.Index(f.text[start:], []byte("-----END")); i >= 0 {
			f.end = start + i
		}
	}
	end = f.end
	if last := "-----END " + label + "-----"; f.has(end, last) {
		end += len(last)
	}
	return f.end, end
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
