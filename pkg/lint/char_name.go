package lint

import "fmt"

// charName is a hidden character's number and name in Unicode, such as
// "U+200B ZERO WIDTH SPACE".
func charName(r rune) string {
	name := ""
	switch {
	case r == 0xE0001:
		name = "LANGUAGE TAG"
	case r == 0xE007F:
		name = "CANCEL TAG"
	case r >= 0xE0020 && r < 0xE007F:
		name = fmt.Sprintf("TAG %q", byte(r))
	case isSelector(r):
		name = fmt.Sprintf("VARIATION SELECTOR-%d", r-0xFE00+1)
	case r >= 0xE0100 && r <= 0xE01EF:
		name = fmt.Sprintf("VARIATION SELECTOR-%d", r-0xE0100+17)
	case isMusical(r):
		name = "musical formatting"
	case r >= 0x1BCA0 && r <= 0x1BCA3:
		name = "shorthand formatting"
	case isMongolian(r):
		name = "Mongolian formatting"
	case r < 0x2000:
		name = lowName(r)
	case r >= 0x2000 && r <= 0x206F:
		name = punctuationName(r)
	default:
		name = highName(r)
	}
	return fmt.Sprintf("%U %s", r, name)
}

func lowName(r rune) string {
	switch r {
	case 0xAD:
		return "SOFT HYPHEN"
	case 0x34F:
		return "COMBINING GRAPHEME JOINER"
	case 0x61C:
		return "ARABIC LETTER MARK"
	case 0x115F:
		return "HANGUL CHOSEONG FILLER"
	case 0x1160:
		return "HANGUL JUNGSEONG FILLER"
	}
	return "KHMER VOWEL INHERENT"
}

func highName(r rune) string {
	switch r {
	case 0x3164:
		return "HANGUL FILLER"
	case 0xFEFF:
		return "ZERO WIDTH NO-BREAK SPACE"
	case 0xFFA0:
		return "HALFWIDTH HANGUL FILLER"
	case 0xFFF9:
		return "INTERLINEAR ANNOTATION ANCHOR"
	case 0xFFFA:
		return "INTERLINEAR ANNOTATION SEPARATOR"
	case 0xFFFB:
		return "INTERLINEAR ANNOTATION TERMINATOR"
	}
	return "unassigned"
}

// punctuationName names the hidden characters of the block General Punctuation.
func punctuationName(r rune) string {
	names := map[rune]string{
		0x200B: "ZERO WIDTH SPACE", 0x200C: "ZERO WIDTH NON-JOINER", 0x200D: "ZERO WIDTH JOINER",
		0x200E: "LEFT-TO-RIGHT MARK", 0x200F: "RIGHT-TO-LEFT MARK",
		0x202A: "LEFT-TO-RIGHT EMBEDDING", 0x202B: "RIGHT-TO-LEFT EMBEDDING", 0x202C: "POP DIRECTIONAL FORMATTING",
		0x202D: "LEFT-TO-RIGHT OVERRIDE", 0x202E: "RIGHT-TO-LEFT OVERRIDE",
		0x2060: "WORD JOINER", 0x2061: "FUNCTION APPLICATION", 0x2062: "INVISIBLE TIMES", 0x2063: "INVISIBLE SEPARATOR", 0x2064: "INVISIBLE PLUS",
		0x2066: "LEFT-TO-RIGHT ISOLATE", 0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE",
	}
	if name, known := names[r]; known {
		return name
	}
	return "deprecated formatting"
}
