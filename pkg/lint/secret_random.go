package lint

import (
	"math"
	"strings"
)

// looksRandom tells what a generator made from what a person wrote: names with
// hyphens, runs like 1234 or xxxx, and words that say that this is an example.
func looksRandom(body string) bool {
	return entropy(body) >= leastEntropy(len(body)) && hasRandomPart(body) && !isSequence(body) && !saysExample(body)
}

// leastEntropy is how many bits each character of a random text of some length
// carries at least. Hexadecimal digits have four of them at most.
func leastEntropy(length int) float64 {
	if length < 20 {
		return 2.8
	}
	return 3
}

// entropy is the bits that each byte of a text carries, by how often it is there.
func entropy(text string) float64 {
	var count [256]int
	for i := range len(text) {
		count[text[i]]++
	}
	bits := 0.0
	for _, n := range count {
		if n > 0 {
			share := float64(n) / float64(len(text))
			bits -= share * math.Log2(share)
		}
	}
	return bits
}

// hasRandomPart reports whether a part without hyphens changes between letters,
// capital letters and digits as no word does, and is too long to be a number.
func hasRandomPart(body string) bool {
	for _, part := range strings.FieldsFunc(body, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		least := len(part) / 4
		if part == strings.ToUpper(part) {
			least = 2 // Base32 has few digits
		}
		if len(part) >= 10 && changes(part) >= least {
			return true
		}
	}
	return false
}

// changes counts where a text goes from one kind of character to another.
func changes(text string) int {
	n := 0
	for i := 1; i < len(text); i++ {
		if kindOf(text[i]) != kindOf(text[i-1]) {
			n++
		}
	}
	return n
}

func kindOf(c byte) int {
	switch {
	case isDigit(c):
		return 0
	case c >= 'a' && c <= 'z':
		return 1
	case c >= 'A' && c <= 'Z':
		return 2
	}
	return 3
}

// isSequence reports whether most characters follow the one before them, or the
// one before that, in the alphabet: 1234, aaaa, 1a2b3c.
func isSequence(body string) bool {
	return 2*steps(body, 1) > len(body) || 2*steps(body, 2) > len(body)
}

// steps counts the characters that are the next one, or the same, as that which
// stands so far before them.
func steps(body string, apart int) int {
	n := 0
	for i := apart; i < len(body); i++ {
		if d := int(body[i]) - int(body[i-apart]); d >= -1 && d <= 1 {
			n++
		}
	}
	return n
}

// saysExample reports whether a text says of itself that it is none. In a long
// one short words come up by chance.
func saysExample(body string) bool {
	const long = 200
	text := strings.ToLower(body)
	for _, word := range []string{
		"example", "placeholder", "sample", "redact", "change", "insert", "secret", "notreal", "1234567", "abcdef", "xxxxx",
		"your", "dummy", "fake", "here", "demo", "mock", "0000",
	} {
		if (len(word) > 5 || len(text) < long) && strings.Contains(text, word) {
			return true
		}
	}
	return false
}
