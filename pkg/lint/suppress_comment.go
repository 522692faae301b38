package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// comments reads the suppressions in a YAML file's comments.
func (r *suppressionReader) comments() {
	if r.Doc == nil {
		return
	}
	for _, c := range r.Doc.Comments() {
		if r.full {
			return
		}
		r.comment(c)
	}
}

// comment reads the suppressions of one comment.
func (r *suppressionReader) comment(c yamldoc.Comment) {
	starts := directiveStarts(c.Text)
	switch {
	case len(starts) > 0 && starts[0] > 0 && r.isAlone(c.Start):
		return // a line that is commented out, with its comment
	case len(starts) > maxInComment:
		r.full = true
		r.wrong("X002", r.Doc.Range(c.Start, c.End), "", "a comment can hold at most %d suppressions: these do nothing", maxInComment)
		return
	}
	for i, start := range starts {
		end := len(c.Text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		r.yamlDirective(c, start, end)
	}
	text := strings.TrimLeft(c.Text, "# \t")
	if len(starts) == 0 {
		base := c.End - len(text)
		r.misspelt(text, func(i, j int) diag.Range { return r.Doc.Range(base+i, base+j) })
	}
}

// misspelt notes that a comment begins with what is nearly the word of a
// suppression; at tells the places of its bytes.
func (r *suppressionReader) misspelt(text string, at func(i, j int) diag.Range) {
	if given, meant := misspelt(text); meant != "" {
		r.wrong("X002", at(0, len(given)), "", "%q is no word that promptctl knows (did you mean %q?)", given, meant)
	}
}

// isAlone reports whether a comment that begins at an offset has its line for
// itself.
func (r *suppressionReader) isAlone(offset int) bool {
	return len(bytes.TrimSpace(r.Src[sourceLineOf(r.Src, offset).Start:offset])) == 0
}

// maxInComment is how many suppressions one comment can hold.
const maxInComment = 10

// directiveStarts returns where the suppressions in a comment begin: at the #
// before their word. Behind two # apart from each other is what a person has
// commented out.
func directiveStarts(comment string) []int {
	var starts []int
	for at := 0; ; {
		i := strings.Index(comment[at:], ignoreHere)
		if i < 0 || len(starts) > maxInComment {
			return starts
		}
		at += i
		text := strings.TrimRight(comment[:at], "# \t")
		if len(strings.Fields(comment[len(text):at])) == 1 && isDirective(comment[at:]) {
			starts = append(starts, len(text)+strings.IndexByte(comment[len(text):], '#'))
		}
		at += len(ignoreHere)
	}
}

// isDirective reports whether a text begins with one of the words.
func isDirective(text string) bool {
	word, _ := firstWord(text)
	return word == ignoreHere || word == ignoreFile
}

// yamlDirective reads the suppression between two offsets of a comment.
func (r *suppressionReader) yamlDirective(c yamldoc.Comment, start, end int) {
	segment := c.Text[start:end]
	text := strings.TrimLeft(segment, "# \t")
	base := c.Start + end - len(text)
	at := func(i, j int) diag.Range { return r.Doc.Range(base+i, base+j) }
	d, ok := r.directive(text, at)
	if !ok {
		return
	}
	s := d.suppression(at(0, len(strings.TrimRight(text, " \t\r"))), at)
	if !r.scope(s, c) {
		return
	}
	s.remove = func(rules []int, _ int) *diag.Fix {
		switch {
		case len(rules) < len(s.rules):
			return withoutRules(s, rules)
		case s.unread:
			return nil
		}
		return r.withoutComment(c, s.whole, start, end)
	}
	r.add(s)
}

// scope finds what a suppression in a comment covers. It returns false where
// that is nothing, and notes it.
func (r *suppressionReader) scope(s *suppression, c yamldoc.Comment) bool {
	line := sourceLineOf(r.Src, c.Start).Start
	before := bytes.TrimSpace(r.Src[line:c.Start])
	switch {
	case s.whole && (len(before) > 0 || r.Doc.Root != nil && c.Start-line > r.Doc.Root.Start-sourceLineOf(r.Src, r.Doc.Root.Start).Start):
		r.wrong("X002", s.at, "put it on a line of its own that is not indented", "what is about the whole file must stand at its top level")
		return false
	case s.whole:
		return true
	}
	e, ok := entry{}, false
	if len(before) == 0 || len(bytes.Trim(before, "- \t")) == 0 {
		e, ok = entryFrom(r.Doc.Root, c.End)
		ok = ok && r.isRightAbove(c.End, e.start)
	} else if e, ok = entryFrom(r.Doc.Root, line); !ok || e.start >= c.Start {
		e, ok = entryAround(r.Doc.Root, line+len(bytes.TrimRight(r.Src[line:c.Start], " \t"))-1)
	}
	if !ok && r.Doc.Root != nil {
		r.wrong("X002", s.at, "put it right above the key or list item that it is about; "+ignoreFile+" is for the whole file",
			"the suppression stands above no key or list item")
	}
	s.start, s.end = e.start, e.end
	return ok
}

// isRightAbove reports whether nothing but lines of comments lies between two
// offsets.
func (r *suppressionReader) isRightAbove(end, start int) bool {
	if start-end > maxGap {
		return false
	}
	blank := false // so far on this line; the first one is the comment's own
	for _, c := range r.Src[end:start] {
		switch {
		case c == '\n' && blank:
			return false
		case c == '\n':
			blank = true
		case c != ' ' && c != '\t' && c != '\r':
			blank = false
		}
	}
	return true
}

// maxGap is how far above what it covers a suppression may stand, other
// comments between them, in bytes.
const maxGap = 4000

// withoutComment is the fix that takes a suppression out: the bytes [start, end)
// of a comment, and its line where nothing else stands there.
func (r *suppressionReader) withoutComment(c yamldoc.Comment, whole bool, start, end int) *diag.Fix {
	edit := diag.Edit{Start: c.Start + start, End: c.Start + end}
	switch {
	case end < len(c.Text): // another one follows
	case start == 0 && r.isAlone(c.Start):
		if edit = wholeLines(r.Src, edit); whole && keepsBlankLines(r.Src[:edit.Start]) {
			return nil
		}
	default:
		edit.Start = len(bytes.TrimRight(r.Src[:edit.Start], " \t"))
	}
	return &diag.Fix{Title: "remove the suppression", Edits: []diag.Edit{edit}}
}

// wholeLines widens an edit to the lines that it is on.
func wholeLines(src []byte, e diag.Edit) diag.Edit {
	e.Start = sourceLineOf(src, e.Start).Start
	if i := bytes.IndexByte(src[e.End:], '\n'); i >= 0 {
		e.End += i + 1
	}
	return e
}

// keepsBlankLines reports whether a text may have a block scalar in it whose
// trailing blank lines count, so that a comment below it sets them off.
func keepsBlankLines(src []byte) bool {
	for i, c := range src {
		if c == '+' && i > 1 && bytes.ContainsAny(src[i-2:i], "|>") {
			return true
		}
	}
	return false
}

// withoutRules is the fix that takes some of several rules out of a
// suppression, with the commas that would be left over.
func withoutRules(s *suppression, rules []int) *diag.Fix {
	fix := &diag.Fix{Title: "remove what is not used"}
	kept := len(s.rules) - 1
	for slices.Contains(rules, kept) {
		kept--
	}
	for _, i := range rules {
		edit := diag.Edit{Start: s.rules[i].at.Start.Offset}
		if i == kept+1 {
			edit = diag.Edit{Start: s.rules[kept].at.End.Offset, End: s.rules[len(s.rules)-1].at.End.Offset}
		} else if i < kept {
			edit.End = s.rules[i+1].at.Start.Offset
		} else {
			continue // the edit before takes out all up to the end
		}
		fix.Edits = append(fix.Edits, edit)
	}
	return fix
}
