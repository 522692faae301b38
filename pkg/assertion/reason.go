package assertion

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/suite"
)

// maxReason is the length in characters of the longest reason.
const maxReason = 500

// shortened is a text with its middle left out where it is longer than so many
// characters.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	head, rest := cut(s, most*2/3)
	tail := len(rest)
	for range most - most*2/3 {
		if tail == 0 {
			return s
		}
		_, size := utf8.DecodeLastRuneInString(rest[:tail])
		tail -= size
	}
	if tail == 0 {
		return s
	}
	return head + "…" + rest[tail:]
}

// cut parts a text after so many characters.
func cut(s string, most int) (head, rest string) {
	n := 0
	for i := range s {
		if n == most {
			return s[:i], s[i:]
		}
		n++
	}
	return s, ""
}

// shownLength is how many characters of an answer a reason repeats.
const shownLength = 80

// quoted is a text in quotes as a reason repeats it: on one line, and cut.
func quoted(s string) string {
	head, rest := cut(s, shownLength)
	if rest != "" {
		return strconv.Quote(head) + "…"
	}
	return strconv.Quote(s)
}

// first are the first few of some things in words, and how many there are where that is
// more.
func first[T any](most int, of []T, shown func(T) string) []string {
	var all []string
	for i, one := range of {
		if i == most {
			return append(all, fmt.Sprintf("… (%d in all)", len(of)))
		}
		all = append(all, shown(one))
	}
	return all
}

// around is what stands around a stretch of a text, in quotes.
func around(s string, start, end int) string {
	const before = 30
	from := start
	for n := 0; n < before && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		from -= size
	}
	shown, rest := cut(s[from:], shownLength)
	out := strconv.Quote(shown)
	if from > 0 {
		out = "…" + out
	}
	if rest != "" {
		out += "…"
	}
	return out
}

// oneLine is a text without line breaks and other control characters, as a judge or a
// program may have written them.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.TrimSpace(s), string(utf8.RuneError)))
}

// difference says how a text differs from the one that is wanted, and where first.
func (c *compiler) difference(want, got string) string {
	if utf8.RuneCountInString(want)+utf8.RuneCountInString(got) <= 2*shownLength {
		return fmt.Sprintf("wanted %s, got %s", quoted(want), quoted(got))
	}
	inWant, inGot := c.parting(want, got)
	before := got[:inGot]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("wanted %s, got %s, at line %d, column %d of the answer", around(want, inWant, inWant), around(got, inGot, inGot), line, column)
}

// parting is where two texts differ first, in bytes of each.
func (c *compiler) parting(a, b string) (inA, inB int) {
	for inA < len(a) && inB < len(b) {
		r, size := utf8.DecodeRuneInString(a[inA:])
		other, otherSize := utf8.DecodeRuneInString(b[inB:])
		same := r == other && a[inA:inA+size] == b[inB:inB+otherSize]
		if !same && !(c.assertion.IgnoreCase && suite.Folded(string(r)) == suite.Folded(string(other))) {
			break
		}
		inA, inB = inA+size, inB+otherSize
	}
	return inA, inB
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
