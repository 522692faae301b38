package lint

import (
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// todoLeft is Q006: a note for the author in a prompt that is released.
func todoLeft(p *Pass) {
	if p.Prompt == nil {
		return
	}
	for _, t := range p.prose() {
		if t.Role == model.Assistant || t.Role == model.ToolRole || p.showsAnswer(t) {
			continue
		}
		for _, note := range t.notes() {
			release, err := p.Index.Release(p.Name)
			p.Fail(err)
			if release == "" {
				return
			}
			if p.room() {
				p.Report(t.at(note), "%q is left in a prompt that is released", strings.TrimSuffix(t.cut(note), ":")).
					Hint = "do what it says, or take it out; in a YAML comment it does not reach the model"
			}
		}
	}
}

// noteMarks may stand before a note on its line.
const noteMarks = " \t>#*_[(<!-/+.0123456789"

var (
	noteOwner    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\([\p{L}\p{N}@#._/, -]{1,40}\)`) })
	capitalLabel = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[\W\d_]*\p{Lu}[\p{Lu}\d]+(?:[ _/-][\p{Lu}\d]+){0,3}[*_"]*:`)
	})
	wordLabel = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\W\d_]*\p{L}+[*_"]*:`) })
)

// maxNotes is how many notes of one word a text may have. One with more is about
// notes.
const maxNotes = 20

func noteWords() []string { return []string{"TODO", "FIXME", "XXX", "TBD"} }

// notes returns the words TODO, FIXME, XXX and TBD that begin a note.
func (t *prose) notes() []template.Span {
	var all []template.Span
	for _, word := range noteWords() {
		all = append(all, t.notesOf(word)...)
	}
	return all
}

// notesOf returns the places of a word. A text that has it in another place than
// at the beginning of a note too is about such notes, and has none.
func (t *prose) notesOf(word string) []template.Span {
	var found []template.Span
	for at := 0; ; {
		i := strings.Index(t.text()[at:], word)
		if i < 0 {
			break
		}
		note, ok := t.note(template.Span{Start: at + i, End: at + i + len(word)})
		if !ok || len(found) == maxNotes {
			return nil
		}
		found = append(found, note)
		at = note.End
	}
	if len(found) > 0 && speaksOf(t.text(), word, len(found)) {
		return nil
	}
	return found
}

// note reports whether a word is the first of its line, or of a bracket there,
// and says what is to be done, behind who is to do it, if that is there:
// TODO(ana). TBD may also stand alone. The stretch that it returns has the colon.
func (t *prose) note(word template.Span) (template.Span, bool) {
	before, after := nearby(t.text(), word.Start, word.End)
	if strings.Trim(before, noteMarks) != "" || !t.isOwn(word) || t.isVocabulary(word) {
		return word, false
	}
	who := len(noteOwner().FindString(after))
	said, colon := strings.CutPrefix(after[who:], ":")
	said = strings.TrimSpace(said)
	switch {
	case colon:
		word.End += who + 1
		return word, !hasAnyPrefix(said, "<", "[", "{")
	case t.cut(word) == "TBD":
		return word, strings.Trim(said, ".)]*_") == ""
	}
	return word, false
}

// isVocabulary reports whether the lines around a word make it one that the
// model is to know: a line above that announces it, or labels of the same form
// beside it, such as DOING: and DONE:. Other notes between them do not count, and
// neither does what has IMPORTANT: before it, which is said to the model.
func (t *prose) isVocabulary(word template.Span) bool {
	line := t.line(word.Start)
	above := nearestLine(strings.Split(t.text()[:line.Start], "\n"), true)
	below := nearestLine(strings.Split(t.text()[line.End:], "\n"), false)
	label := capitalLabel()
	if t.cut(word) == "TBD" { // in capitals among any labels: it is short for words
		label = wordLabel()
	}
	announced := strings.TrimRight(strings.ToLower(above), " \t\r*_\"'`")
	return hasAnySuffix(announced, ":", "such as", "like", "e.g.", "for example,") || label.MatchString(above) || label.MatchString(below)
}

func stresses() []string {
	return []string{"IMPORTANT", "CRITICAL", "WARNING", "CAUTION", "ATTENTION", "REMEMBER"}
}

// nearestLine returns the first line that is not empty, no note and not
// stressed, or the last one. One that announces something counts in any case.
func nearestLine(lines []string, last bool) string {
	for i := range lines {
		if last {
			i = len(lines) - 1 - i
		}
		line := strings.Trim(lines[i], noteMarks+"\r")
		stressed := hasAnyPrefix(line, stresses()...) && !strings.HasSuffix(line, ":")
		if line != "" && !stressed && !hasAnyPrefix(line, noteWords()...) {
			return lines[i]
		}
	}
	return ""
}

// speaksOf reports whether a text has a word more often than so many times, in
// whatever case.
func speaksOf(text, word string, times int) bool {
	text = strings.ToLower(text)
	if word == "TODO" && (strings.Contains(text, "to-do") || strings.Contains(text, "to do")) {
		return true
	}
	return strings.Count(text, strings.ToLower(word)) > times
}
