package lint

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// placeholderLeft is Q007: a place that the author meant to fill in, and that
// the model gets as it is.
func placeholderLeft(p *Pass) {
	for _, t := range p.prose() {
		if t.Role == model.Assistant || t.Role == model.ToolRole || p.showsAnswer(t) {
			continue // what the model says, or is to say
		}
		for _, slot := range t.slots() {
			if (t.isLeft(slot) || p.greets(t, slot)) && p.room() {
				p.Report(t.at(slot), "the placeholder %q was never filled in", t.cut(slot)).
					Hint = "write what belongs there, or make it a variable: {{name}}"
			}
		}
		if filler, ok := t.filler(); ok {
			p.Report(t.at(filler), "filler text was never replaced")
		}
	}
}

// filler returns the words that filler text begins with, where they are the
// author's own text.
func (t *prose) filler() (words template.Span, ok bool) {
	const before, rare = "lorem i", "psum dolor" // the first letter of what is searched for should be rare
	i := strings.Index(t.text(), rare)
	words = template.Span{Start: i - len(before), End: i + len(rare)}
	return words, words.Start >= 0 && strings.EqualFold(t.text()[words.Start:i], before) && t.isOwn(words)
}

// showsAnswer reports whether a text is a section that shows what an answer
// looks like.
func (p *Pass) showsAnswer(t *prose) bool {
	if p.Prompt == nil {
		return false
	}
	for _, s := range p.Prompt.Sections {
		if s.Text == t.Text.Text {
			return isAboutAnswer(s.ID)
		}
	}
	return false
}

// maxSlot is how long a placeholder is at most.
const maxSlot = 80

// maxSlots is how many placeholders a text may have. One with more is a form,
// which somebody else fills in.
const maxSlots = 50

// slots returns the placeholders of the text.
func (t *prose) slots() []template.Span {
	var all []template.Span
	for _, open := range []byte("[<{") {
		t.eachSlot(open, func(slot template.Span) bool {
			all = append(all, slot)
			return len(all) <= maxSlots
		})
	}
	if len(all) > maxSlots {
		return nil
	}
	return all
}

// eachSlot visits what stands between brackets of a kind on one line and begins
// with a word that asks the author for something, until visit returns false.
func (t *prose) eachSlot(open byte, visit func(template.Span) bool) {
	closing := open + 2 // [ ], { }, < >
	text := t.text()
	for at := 0; ; {
		i := strings.IndexByte(text[at:], open)
		if i < 0 {
			return
		}
		start := at + i
		at = start + 1
		if at == len(text) || !mayAsk(text[at]) {
			continue
		}
		near := text[at:min(len(text), at+maxSlot)]
		if !asksAuthor(near) {
			continue
		}
		if end := strings.IndexByte(near, closing); end > 0 && !strings.ContainsAny(near[:end], "\n[{<=") {
			if !visit(template.Span{Start: start, End: at + end + 1}) {
				return
			}
			at += end + 1
		}
	}
}

// mayAsk reports whether a word that asks the author may begin with a letter.
func mayAsk(letter byte) bool {
	letter |= 0x20
	return letter == 'i' || letter == 'a' || letter == 'y' || letter == 'e' || letter == 'p'
}

// asksAuthor reports whether a text begins with a word that asks for something.
func asksAuthor(text string) bool {
	return hasAnyPrefix(strings.ToLower(text[:min(len(text), 8)]), "insert", "your", "enter", "paste", "put your", "add ", "add_")
}

// isFree reports whether a placeholder is the author's own text, and no part of
// a link or of a tag. What is to be added is one only where it says "here": ADD TO
// CART is a button.
func (t *prose) isFree(slot template.Span) bool {
	text := t.text()
	inner := strings.ToLower(text[slot.Start+1 : slot.End-1])
	if strings.HasPrefix(inner, "add") && !hasAnySuffix(inner, " here", "_here") {
		return false
	}
	return t.isOwn(slot) && !strings.HasPrefix(text[slot.End:], "(") && (slot.Start == 0 || strings.IndexByte("[{<$", text[slot.Start-1]) < 0)
}

var (
	greeting     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(?:hi|hello)[,!]?\s+$`) })
	introduction = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(?:hi|hello)[,.!]?\s+(?:i am|i'm|my name is|this is)\s+$`)
	})
)

// greets reports whether a placeholder in capitals is a name that the author
// left open where somebody greets the model: that is all of the text, or its
// first words say who speaks. In a prompt that asks for texts, the model may be
// meant to write it.
func (p *Pass) greets(t *prose, slot template.Span) bool {
	before, after := t.text()[:slot.Start], strings.Trim(t.text()[slot.End:], " \t\r\n,.!")
	if !introduction().MatchString(before) && (after != "" || !greeting().MatchString(before)) || !isCapitals(t.cut(slot)) {
		return false
	}
	return (t.Role == model.System || t.Role == model.User) && t.isFree(slot) && !slices.ContainsFunc(p.prose(), asksForText)
}

// asksForText reports whether a text may ask for one that has a greeting.
func asksForText(t *prose) bool {
	return containsAny(strings.ToLower(t.text()), "writ", "draft", "letter", "mail", "message", "template", "greet", "compos", "repl", "script", "sign",
		"translat", "proofread", "correct", "begin", "start", "open")
}

// isLeft reports whether a placeholder is the author's to fill in. Most are
// not: they show the model where something goes in its answer.
func (t *prose) isLeft(slot template.Span) bool {
	text := t.text()
	inner := text[slot.Start+1 : slot.End-1]
	if !t.isFree(slot) || t.linesAsk(slot) {
		return false
	}
	before, after := nearby(text, slot.Start, slot.End)
	switch {
	case isCapitals(inner):
		return strings.ContainsAny(inner, " _") && !asksModel(before)
	case !strings.HasSuffix(strings.ToLower(inner), " here"):
		return false
	case strings.TrimSpace(before) == "" && strings.TrimSpace(after) == "":
		return strings.TrimSpace(text[slot.End:]) == "" // all that is missing is the input
	default:
		return wordCount(before) >= 3 && !strings.HasSuffix(strings.TrimRight(before, " *_\"'"), ":") && !asksModel(before)
	}
}
