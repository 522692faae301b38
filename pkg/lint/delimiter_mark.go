package lint

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestMark is how far a mark is looked at.
const longestMark = 200

// betweenMarks finds the values that stand directly between two signs: three or
// more of a kind, which may be on lines of their own, or quotes.
func (f *flow) betweenMarks(found []delimiter) {
	lefts, rights := f.neighbours()
	for i, use := range f.uses {
		before := f.text[max(0, lefts[i]-longestMark):lefts[i]]
		behind := f.text[rights[i]:min(len(f.text), rights[i]+longestMark)]
		left, right := trailingRun(before), leadingRun(behind)
		name := lastVariable(before)
		switch {
		case name != "" && bytes.HasPrefix(behind, []byte(name)):
			found[i].named = true
		case found[i].mark != "":
		case len(left) >= 3 && len(right) >= 3 && closes(left[0]) == right[0] && !f.isFenceLine(left, lefts[i], use.at):
			found[i].mark = left
		case isRuler(left) && right == "":
			found[i].mark = left
		default:
			found[i].mark = quoteAround(f.text[:use.at], f.text[use.at+1:])
		}
	}
}

// isFenceLine reports whether the sign before a value is a fence on a line of
// its own: one that closes may look as if it opened.
func (f *flow) isFenceLine(left string, end, at int) bool {
	return (left[0] == '`' || left[0] == '~') && bytes.IndexByte(f.text[end:min(at, end+longestMark)], '\n') >= 0
}

// neighbours returns, for each value, where the text before it ends and where
// that behind it begins, white space and other untrusted values aside.
func (f *flow) neighbours() (lefts, rights []int) {
	lefts, rights = make([]int, len(f.uses)), make([]int, len(f.uses))
	for i, use := range f.uses {
		start := 0
		if i > 0 {
			start = f.uses[i-1].at + 1
		}
		lefts[i] = start + len(bytes.TrimRightFunc(f.text[start:use.at], unicode.IsSpace))
		if i > 0 && lefts[i] == start {
			lefts[i] = lefts[i-1]
		}
	}
	for i, use := range slices.Backward(f.uses) {
		end := len(f.text)
		if i+1 < len(f.uses) {
			end = f.uses[i+1].at
		}
		rights[i] = end - len(bytes.TrimLeftFunc(f.text[use.at+1:end], unicode.IsSpace))
		if i+1 < len(f.uses) && rights[i] == end {
			rights[i] = rights[i+1]
		}
	}
	return lefts, rights
}

// trailingRun returns the equal characters of punctuation that a text ends
// with.
func trailingRun(text []byte) string {
	n := len(text)
	for n > 0 && text[n-1] == text[len(text)-1] {
		n--
	}
	if n == len(text) || !isPunctuation(text[n]) {
		return ""
	}
	return string(text[n:])
}

func isPunctuation(c byte) bool {
	return c < utf8.RuneSelf && strings.IndexByte("-=*_#~+<>[](){}\"'`%$@|/", c) >= 0
}

func isRuler(run string) bool { return len(run) >= 3 && strings.IndexByte("-=*_#~+", run[0]) >= 0 }

// closes returns the character that ends what another one begins.
func closes(c byte) byte {
	if i := strings.IndexByte("<[({", c); i >= 0 {
		return ">])}"[i]
	}
	return c
}

// lastVariable returns the marks of the variable that a text ends with, "" for
// none.
func lastVariable(text []byte) string {
	if !bytes.HasSuffix(text, []byte(trustedMark)) {
		return ""
	}
	start := bytes.LastIndexByte(text[:len(text)-1], trustedMark[0])
	if start < 0 {
		return ""
	}
	return string(text[start:])
}

// quoteAround returns the quote that a text ends with where what follows begins
// with the one that closes it.
func quoteAround(before, after []byte) string {
	left, _ := utf8.DecodeLastRune(before)
	right, _ := utf8.DecodeRune(after)
	opening, closing := []rune("\"'`“‘«»„‚‹「『"), []rune("\"'`”’»«“‘›」』")
	if i := slices.Index(opening, left); i >= 0 && closing[i] == right {
		return string(left)
	}
	return ""
}
