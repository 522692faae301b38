package markup

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// Code quotes a text as code in Markdown: nothing in it is markup, a link, a
// mention or a number of an issue. Of a table it is a part of one cell.
func Code(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(term.OneLine(text)), "|", "¦")
	if text == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// longestRun is how often a character stands in a row at most.
func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if r == of {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// Inline writes a sentence in Markdown. Words of letters alone, and numbers,
// stand as they are; all else may mean something there, and is quoted as code.
func Inline(text string) string {
	var b strings.Builder
	var quoted []string
	flush := func() {
		if len(quoted) > 0 {
			b.WriteString(" " + Code(strings.Join(quoted, " ")))
		}
		quoted = nil
	}
	for _, word := range words(term.OneLine(text)) {
		lead, core, trail := punctuated(word)
		switch {
		case isPlain(core) && !strings.HasSuffix(lead, `"`):
			flush()
			b.WriteString(" " + word)
			continue
		case lead != "":
			flush()
			b.WriteString(" " + strings.TrimSuffix(lead, `"`) + Code(core))
		default:
			quoted = append(quoted, core)
			if trail == "" {
				continue
			}
			flush()
		}
		b.WriteString(strings.TrimPrefix(trail, `"`))
	}
	flush()
	return strings.TrimPrefix(b.String(), " ")
}

// words cuts a sentence into its words. A text in quotation marks, as Go writes it, is
// one of them with what stands at it. One that was cut off has no mark at its end, and
// the next mark begins another text.
func words(text string) (all []string) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		lead := len(text) - len(strings.TrimLeft(text, "("))
		quoted, _ := strconv.QuotedPrefix(text[lead:])
		word, _, _ := strings.Cut(text[lead+len(quoted):], " ")
		if !strings.HasPrefix(quoted, `"`) || strings.Trim(word, ",;:.)…") != "" {
			quoted = ""
			word, _, _ = strings.Cut(text[lead:], " ")
		}
		end := lead + len(quoted) + len(word)
		all = append(all, text[:end])
		text = text[end:]
	}
	return all
}

// punctuated cuts a word into what stands before it, the word, and what stands
// behind it. Quotation marks are cut off on both sides or on none.
func punctuated(word string) (lead, core, trail string) {
	core = strings.TrimLeft(word, "(")
	lead = word[:len(word)-len(core)]
	core = strings.TrimRight(core, ",;:.)")
	if strings.HasSuffix(core, `"…`) {
		core = strings.TrimSuffix(core, "…")
	}
	if trail = word[len(lead)+len(core):]; core == "" {
		return "", word, ""
	}
	if len(core) > 2 && core[0] == '"' && core[len(core)-1] == '"' {
		return lead + `"`, core[1 : len(core)-1], `"` + trail
	}
	return lead, core, trail
}

// isPlain reports whether a word is of letters, a short number or an arrow. A
// long number may be the hash of a commit, and so may a long word of a to f.
func isPlain(word string) bool {
	if word == "→" || word == "%" {
		return true
	}
	digits := strings.TrimLeft(word, "+−-")
	letters, numbers, hex := 0, 0, 0
	for i, r := range digits {
		switch {
		case r == '.' && i > 0 && i < len(digits)-1 && letters == 0 && strings.Count(digits, ".") == 1:
		case r >= '0' && r <= '9':
			numbers++
		case r == '%' && numbers > 0 && i == len(digits)-1:
		case unicode.IsLetter(r), letters > 0 && (unicode.Is(unicode.M, r) || r == '\'' || r == '’' || r == '-'):
			letters++
			if strings.ContainsRune("abcdefABCDEF", r) {
				hex++
			}
		default:
			return false
		}
	}
	if numbers > 0 {
		return letters == 0 && numbers <= 6
	}
	return letters > 0 && digits == word && (hex < letters || hex < 7)
}

// HTML quotes a text in HTML, and so that no mark that programs look for in a
// comment, such as a name with an @, is in the source. A character that joins
// the one before it does not join a tag.
func HTML(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	if unicode.Is(unicode.M, first) {
		return fmt.Sprintf("&#%d;", first) + htmlQuotes.Replace(text[n:])
	}
	return htmlQuotes.Replace(text)
}

var htmlQuotes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "&#64;")
