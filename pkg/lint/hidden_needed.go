package lint

import (
	"bytes"
	"regexp"
	"sync"
	"unicode"
	"unicode/utf8"
)

// needed reports whether the text needs a character of the run that begins at i:
// its script is written with it, or it keeps text that runs from right to left
// in order.
func (f *hiddenFinder) needed(r rune, a around, i int) bool {
	return ofScript(r, a) || isBidi(r) && f.lineAt(i).allows(r) || isDirectionMark(r) && !a.both(isWord) && f.rightToLeft()
}

// isDirectionMark reports whether a character is one letter's worth of
// direction. A line of figures in Hebrew or Arabic begins with it, so that the
// other lines tell whether it has a reason to be there.
func isDirectionMark(r rune) bool { return r == 0x61C || r == 0x200E || r == 0x200F }

// emojiLen is how many characters at the start of the run belong to the
// character before it: the tags of a flag, a variation selector, a joiner
// between emoji.
func (f *hiddenFinder) emojiLen(a around) int {
	run := f.runes
	n := flagLen(run, a.before)
	if n == 0 && takesSelector(a.before, run[0]) {
		n = 1
	}
	if n == len(run)-1 && run[n] == 0x200D && (n > 0 || isPictograph(a.before)) && isPictograph(a.after) {
		n++
	}
	return n
}

// flagLen is the length of the tags that make a black flag that of England,
// Scotland or Wales, the only ones that are in general use.
func flagLen(run []rune, before rune) int {
	const blackFlag, cancelTag, length = 0x1F3F4, 0xE007F, 6
	if before != blackFlag || len(run) < length || run[length-1] != cancelTag {
		return 0
	}
	var region [length - 1]byte
	for i, r := range run[:length-1] {
		if r < 0xE0061 || r > 0xE007A {
			return 0
		}
		region[i] = byte(r - 0xE0000)
	}
	switch string(region[:]) {
	case "gbeng", "gbsct", "gbwls":
		return length
	}
	return 0
}

// takesSelector reports whether a variation selector can follow a character.
func takesSelector(before, selector rune) bool {
	switch {
	case selector >= 0xE0100 && selector <= 0xE01EF:
		return unicode.Is(unicode.Han, before)
	case isMongolian(selector):
		return unicode.Is(unicode.Mongolian, before)
	case !isSelector(selector):
		return false
	case isPictograph(before), before >= '0' && before <= '9', before == '#', before == '*':
		return true
	case before < 0x2100:
		return before == 0x203C || before == 0x2049 || before >= 0x1000 && unicode.IsLetter(before)
	default: // CJK and its punctuation, ℹ 〰
		return before != utf8.RuneError && !unicode.IsSpace(before) && !isHidden(before)
	}
}

// isPictograph reports whether a character can be part of an emoji.
func isPictograph(r rune) bool {
	return r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sm, unicode.Sk) || r == 0x20E3 || r == 0xA9 || r == 0xAE || r == 0x2122
}

// ofScript reports whether a script is written with a character that joins or
// parts its letters, or stands for one that is missing.
func ofScript(r rune, a around) bool {
	switch {
	case r == 0x200C, r == 0x200D:
		return a.either(isJoining)
	case r == 0x200B:
		return a.either(isSpaceless)
	case r == 0x34F:
		return unicode.IsMark(a.after) || a.either(func(r rune) bool { return unicode.Is(unicode.Hebrew, r) })
	case isMongolian(r):
		return a.either(func(r rune) bool { return unicode.Is(unicode.Mongolian, r) })
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return a.either(isJamo)
	case r == 0x17B4, r == 0x17B5:
		return a.either(func(r rune) bool { return unicode.Is(unicode.Khmer, r) })
	}
	return isMusical(r) && a.either(func(r rune) bool { return r >= 0x1D100 && r <= 0x1D1FF })
}

// isJoining reports whether a character is of a script whose letters take other
// shapes where a joiner or a non-joiner stands between them.
func isJoining(r rune) bool {
	return r >= 0x600 && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana,
			unicode.Hangul, unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Inherited)
}

// isSpaceless reports whether a character is of a script that has no blanks
// between words, where a zero width space marks them.
func isSpaceless(r rune) bool {
	return r >= 0xE00 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
		unicode.New_Tai_Lue, unicode.Tai_Le, unicode.Tai_Tham, unicode.Javanese, unicode.Balinese)
}

// isJamo reports whether a character is a part of a Korean syllable.
func isJamo(r rune) bool {
	return r >= 0x1100 && r <= 0x11FF || r >= 0x3131 && r <= 0x318E && r != 0x3164 || r >= 0xA960 && r <= 0xA97F ||
		r >= 0xD7B0 && r <= 0xD7FF || r >= 0xFFA1 && r <= 0xFFDC
}

// isBidi reports whether a character sets the direction of text.
func isBidi(r rune) bool {
	return isDirectionMark(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// bidiLine is what one line has to do with the direction of text.
type bidiLine struct {
	start, end  int
	known       bool
	rightToLeft bool // it has letters that run from right to left
	balanced    bool // what it opens it closes
	isolates    bool // what it isolates is tags of the template, and nothing else
}

// lineAt looks at the line that holds an offset.
func (f *hiddenFinder) lineAt(i int) bidiLine {
	if !f.line.known || i < f.line.start || i >= f.line.end {
		line := lineOf(f.text, i)
		f.line = newBidiLine(f.text[line.Start:line.End])
		f.line.start, f.line.end = line.Start, line.End
	}
	return f.line
}

// isolatedTag is a tag that keeps its direction to itself, as libraries of
// translations write it, and isolating what such a tag has around it.
var (
	isolatedTag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\x{2066}-\x{2068}]\{{2,3}[^{}]*\}{2,3}\x{2069}`) })
	isolating   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\x{2066}-\x{2069}]`) })
)

func newBidiLine(text []byte) bidiLine {
	l := bidiLine{known: true, balanced: true, isolates: !isolating().Match(isolatedTag().ReplaceAll(text, nil))}
	var open []rune // what ends what is open, the innermost last
	for _, r := range string(text) {
		switch {
		case isRightToLeft(r):
			l.rightToLeft = true
		case r == 0x202A, r == 0x202B:
			open = append(open, 0x202C)
		case r >= 0x2066 && r <= 0x2068:
			open = append(open, 0x2069)
		case r == 0x202C, r == 0x2069:
			if len(open) == 0 || open[len(open)-1] != r {
				l.balanced = false
			} else {
				open = open[:len(open)-1]
			}
		}
	}
	l.balanced = l.balanced && len(open) == 0
	return l
}

// allows reports whether a character that sets a direction has a reason to be
// in the line. One that shows letters in another order than theirs has none.
func (l bidiLine) allows(r rune) bool {
	switch r {
	case 0x202D, 0x202E:
		return false
	case 0x61C, 0x200E, 0x200F:
		return l.rightToLeft
	case 0x2066, 0x2067, 0x2068, 0x2069:
		return l.isolates || l.rightToLeft && l.balanced
	}
	return l.rightToLeft && l.balanced
}

// isRightToLeft reports whether any letter runs from right to left.
func (s stretch) isRightToLeft() bool { return bytes.ContainsFunc(s.text, isRightToLeft) }

// isRightToLeft reports whether a character is of a script from right to left.
func isRightToLeft(r rune) bool {
	return r >= 0x590 && r <= 0x8FF && r != 0x61C || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r < 0xFEFF ||
		r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}
