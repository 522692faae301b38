package lint

import (
	"encoding/binary"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// hiddenRun is characters in a row that nobody sees and that nothing needs
// where they are.
type hiddenRun struct {
	in         *stretch
	start, end int  // bytes of the stretch
	stray      bool // they do no more than lie around; otherwise they hide something
}

// runes are the characters of the run.
func (r hiddenRun) runes() []rune { return []rune(string(r.in.text[r.start:r.end])) }

// hiddenRuns returns the hidden characters of the file. S002 reports those that
// hide something, S003 the rest.
func (s *Subject) hiddenRuns() []hiddenRun {
	if !s.searched {
		s.searched = true
		if !utf8.Valid(s.Src) {
			return nil // Y008 says so; in another encoding these bytes are something else
		}
		parts := s.stretches()
		rightToLeft := sync.OnceValue(func() bool { return slices.ContainsFunc(parts, stretch.isRightToLeft) })
		for i := range parts {
			if n := parts[i].node; n != nil && s.isTestData(n.Start) {
				continue // with escapes, which can be seen, it is what is to be tested
			}
			f := hiddenFinder{in: &parts[i], text: parts[i].text, rightToLeft: rightToLeft}
			f.search()
			s.hidden = append(s.hidden, f.found...)
		}
	}
	return s.hidden
}

// isTestData reports whether a place in the file is part of a test case.
func (s *Subject) isTestData(offset int) bool {
	if s.Prompt == nil {
		return s.Suite != nil
	}
	data := s.Prompt.TestData
	return data != nil && data.Start <= offset && offset < data.End
}

// hiddenFinder looks for hidden characters in a stretch.
type hiddenFinder struct {
	in    *stretch
	text  []byte
	found []hiddenRun
	line  bidiLine

	rightToLeft func() bool // the file has letters that run from right to left

	runes  []rune // of the run that is looked at
	starts []int  // where each of them begins, and where the last one ends
}

// search goes through the text once. Nearly all of it is passed over by its
// first bytes.
func (f *hiddenFinder) search() {
	for i := 0; i < len(f.text); {
		if i+8 <= len(f.text) && binary.LittleEndian.Uint64(f.text[i:])&0x8080808080808080 == 0 {
			i += 8 // nothing but ASCII
			continue
		}
		if !mayHide(f.text[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRune(f.text[i:])
		if f.isHidden(r) {
			i = f.run(i)
		} else {
			i += size
		}
	}
}

// isHidden is isHidden without what Y008 reports.
func (f *hiddenFinder) isHidden(r rune) bool { return isHidden(r) && (r != 0xFEFF || f.in.node != nil) }

// mayHide reports whether a hidden character can begin with this byte.
func mayHide(c byte) bool {
	switch c {
	case 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3:
		return true
	}
	return false
}

// isHidden reports whether a character shows nothing of its own: those that
// Unicode calls default ignorable, and annotations.
func isHidden(r rune) bool {
	switch {
	case r < 0x2000:
		return r == 0xAD || r == 0x34F || r == 0x61C || r == 0x115F || r == 0x1160 || r == 0x17B4 || r == 0x17B5 || isMongolian(r)
	case r < 0x3000:
		return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F
	case r < 0x10000:
		return r == 0x3164 || isSelector(r) || r == 0xFEFF || r == 0xFFA0 || r >= 0xFFF9 && r <= 0xFFFB
	default:
		return r >= 0x1BCA0 && r <= 0x1BCA3 || isMusical(r) || r >= 0xE0000 && r <= 0xE0FFF
	}
}

func isMongolian(r rune) bool { return r >= 0x180B && r <= 0x180F }

func isSelector(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F }

func isMusical(r rune) bool { return r >= 0x1D173 && r <= 0x1D17A }

// run takes the hidden characters from i on, and returns where they end. Those
// that the text needs are left out, so that they part the others.
func (f *hiddenFinder) run(i int) (end int) {
	runes, starts := f.runes[:0], f.starts[:0]
	for end = i; end < len(f.text); {
		r, size := utf8.DecodeRune(f.text[end:])
		if !f.isHidden(r) {
			break
		}
		runes, starts = append(runes, r), append(starts, end)
		end += size
	}
	starts = append(starts, end)
	f.runes, f.starts = runes, starts
	var a around
	a.before, _ = utf8.DecodeLastRune(f.text[:i])
	a.after, _ = utf8.DecodeRune(f.text[end:])
	for k := f.emojiLen(a); k < len(runes); k++ {
		first := k
		for k < len(runes) && !f.needed(runes[k], a, i) {
			k++
		}
		if k > first {
			f.found = append(f.found, hiddenRun{in: f.in, start: starts[first], end: starts[k], stray: !hides(runes[first:k], a)})
		}
	}
	return end
}

// around is the characters before and after a run; utf8.RuneError where there
// is none.
type around struct{ before, after rune }

// either and both report whether the neighbours are of a kind.
func (a around) either(is func(rune) bool) bool { return is(a.before) || is(a.after) }
func (a around) both(is func(rune) bool) bool   { return is(a.before) && is(a.after) }

// manyHidden is the length from which on a run can only be data: one bit for
// each character makes a letter.
const manyHidden = 8

// hides reports whether characters that nothing needs keep something from the
// reader: text that only a machine reads, another order than is shown, or a
// word that is not what it seems.
func hides(runes []rune, a around) bool {
	selectors := 0
	for _, r := range runes {
		if alwaysHides(r) {
			return true
		}
		if isSelector(r) {
			selectors++
		}
	}
	if selectors > 1 || len(runes) >= manyHidden {
		return true
	}
	onlyHyphens := true
	for _, r := range runes {
		onlyHyphens = onlyHyphens && r == 0xAD
	}
	return !onlyHyphens && a.both(isWord) && !a.both(isEastAsian)
}

// alwaysHides reports whether a character has no harmless use outside of the
// places where it is needed.
func alwaysHides(r rune) bool {
	switch {
	case r >= 0xE0000, r >= 0x202A && r <= 0x202E, r >= 0x2065 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	case r == 0x200E, r == 0x200F, r == 0x61C, r == 0x3164, r == 0xFFA0, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5:
		return true
	}
	return r >= 0x1BCA0 && r <= 0x1BCA3 || isMusical(r)
}

// isWord reports whether a character is part of a word.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || isDigit(byte(r)) || r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// isEastAsian reports whether a character is of a script that is written
// without blanks and broken anywhere: a break marked there changes no word.
func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}
