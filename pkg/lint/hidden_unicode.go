package lint

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hiddenUnicode is S002: characters that nobody sees and that hide something.
func hiddenUnicode(p *Pass) {
	remover := p.hiddenRemover()
	for _, run := range p.hiddenRuns() {
		if !run.stray && p.room() {
			found := p.Report(p.rangeIn(*run.in, run.start, run.end), "%s", hiddenMessage(run.runes()))
			found.Fix, found.Hint = remover.mend(run)
		}
	}
}

// hiddenMessage names what is hidden, and spells it where it stands for text.
func hiddenMessage(runes []rune) string {
	if text := smuggled(runes); text != "" {
		return fmt.Sprintf("%d hidden characters from %s on spell %q", len(runes), charName(runes[0]), text)
	}
	return "hidden " + countedName(runes)
}

// countedName names the first of some characters, and counts the others.
func countedName(runes []rune) string {
	if len(runes) == 1 {
		return charName(runes[0])
	}
	return fmt.Sprintf("%s and %d more", charName(runes[0]), len(runes)-1)
}

// smuggled returns the text that characters spell in one of the known ways: a
// tag stands for a letter, a variation selector for a byte. It is "" where they
// spell nothing that can be read.
func smuggled(runes []rune) string {
	var bytes []byte
	for _, r := range runes {
		switch {
		case r >= 0xE0020 && r <= 0xE007E:
			bytes = append(bytes, byte(r-0xE0000))
		case r >= 0xE0100 && r <= 0xE01EF:
			bytes = append(bytes, byte(r-0xE0100+16))
		case isSelector(r):
			bytes = append(bytes, byte(r-0xFE00))
		}
	}
	if len(bytes) < 2 || !utf8.Valid(bytes) {
		return ""
	}
	return readable(string(bytes))
}

// readable is a text on one line and not too long, "" where hardly any of it is
// text.
func readable(text string) string {
	const limit = 60
	shown := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	shown = strings.Join(strings.Fields(shown), " ")
	if 2*utf8.RuneCountInString(shown) < utf8.RuneCountInString(text) {
		return ""
	}
	if runes := []rune(shown); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return shown
}
