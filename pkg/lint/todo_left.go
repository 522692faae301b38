package lint

import (
	"strings"

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

// maxNotes is how many notes of one word a text may have. One with more is about
// notes.
const maxNotes = 20

// notes returns the words TODO, FIXME, XXX and TBD that begin a note.
func (t *prose) notes() []template.Span {
	var all []template.Span
	for _, word := range []string{"TODO", "FIXME", "XXX", "TBD"} {
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
// and says what is to be done. TBD may also stand alone. The stretch that it
// returns has the colon.
func (t *prose) note(word template.Span) (template.Span, bool) {
	before, after := nearby(t.text(), word.Start, word.End)
	if strings.Trim(before, " \t>#*_[(<!-/+.0123456789") != "" || !t.isOwn(word) {
		return word, false
	}
	said, colon := strings.CutPrefix(after, ":")
	said = strings.TrimSpace(said)
	switch {
	case colon:
		word.End++
		return word, !hasAnyPrefix(said, "<", "[", "{")
	case t.cut(word) == "TBD":
		return word, strings.Trim(said, ".)]*_") == ""
	}
	return word, false
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
