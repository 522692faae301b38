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
// stand as they are; all else may mean something there, and is quoted as code. What
// is in backticks or in quotation marks is one word, without them.
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

// words cuts a sentence into its words. A text in quotation marks, as Go writes it, or
// in backticks is one of them with what stands at it. One that was cut off has no mark at its end, and
// the next mark begins another text.
func words(text string) (all []string) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		lead := len(text) - len(strings.TrimLeft(text, "("))
		quoted, _ := strconv.QuotedPrefix(text[lead:]) // of apostrophes too, which are none here
		word, _, _ := strings.Cut(text[lead+len(quoted):], " ")
		if quoted == "" || !strings.Contains("\"`", quoted[:1]) || strings.Trim(word, ",;:.)…") != "" {
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
	if inside, ok := unquoted(core); ok {
		return lead + `"`, inside, `"` + trail
	}
	return lead, core, trail
}

// unquoted is what is between quotation marks or between backticks.
func unquoted(word string) (inside string, ok bool) {
	if len(word) < 3 || word[0] != word[len(word)-1] {
		return "", false
	}
	inside = word[1 : len(word)-1]
	return inside, word[0] == '"' || word[0] == '`' && !strings.Contains(inside, "`")
}

// isPlain reports whether a word is of letters, a short number or an arrow. A
// long number may be the hash of a commit, and so may a long word of a to f.
func isPlain(word string) bool {
	if word == "→" || word == "%" || word == "=" {
		return true
	}
	digits := strings.TrimLeft(word, "+−-")
	if grouped(digits) {
		return true
	}
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

// grouped reports whether a word is a number with commas between thousands.
func grouped(word string) bool {
	groups := strings.Split(word, ",")
	for i, group := range groups {
		if len(group) > 3 || i > 0 && len(group) < 3 || group == "" || strings.Trim(group, "0123456789") != "" {
			return false
		}
	}
	return len(groups) > 1
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
