package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Problem is a finding with what is needed to show it and to know it again.
type Problem struct {
	diag.Finding
	Rule    Rule
	Subject string       // the name of the prompt or partial that it was found in; "" for settings
	Field   string       // the key that it stands in, such as "messages[1].content"; "" where there is none
	Line    string       // the source line that it begins on, or what is around it where that is long
	LineCol int          // where it begins in Line: code points, from 1; 0 where there is no Line
	Edits   []diag.Range // the places of the edits of its fix, one each; none where it has no fix

	// Fingerprint is the same for the same problem, wherever in its field and
	// on whichever line it stands. Of several that are alike in one field, the
	// second has another one than the first.
	Fingerprint string
	Suppressed  *Suppression // nil where it is reported

	text  string // that it is about
	place place
}

// Suppression is why a problem is not reported.
type Suppression struct {
	Kind   string // "comment", "file", "config" or "baseline"
	Reason string
}

// problems makes the findings of a file problems.
func (l *linter) problems(s *Subject, found diag.List) []Problem {
	problems := make([]Problem, len(found))
	places := map[*diag.Fix][]diag.Range{} // several may share one
	for i, f := range found {
		problems[i] = l.problem(s, f)
		if f.Fix == nil {
			continue
		}
		edits, known := places[f.Fix]
		if !known {
			edits = editPlaces(s.sourceOf(f.Range.File), f.Fix)
			places[f.Fix] = edits
		}
		problems[i].Edits = edits
	}
	return problems
}

// editPlaces are the places of a fix's edits in its file.
func editPlaces(source *diag.Source, fix *diag.Fix) []diag.Range {
	var places []diag.Range
	for _, e := range fix.Edits {
		if source != nil {
			places = append(places, source.Range(e.Start, e.End))
		}
	}
	return places
}

// problem makes a finding of a file a problem.
func (l *linter) problem(s *Subject, f diag.Finding) (p Problem) {
	p = Problem{Finding: f, Rule: l.by[f.Code], Subject: s.Name, text: named(f.Message)}
	if l.limit > 0 { // else nobody is shown it: it is mended
		defer p.maskOwn()
	}
	source := s.sourceOf(f.Range.File)
	if source == nil || f.Range.Start.Line == 0 {
		return p
	}
	p.Line, p.LineCol = lineAt(source, f.Range.Start)
	if f.Range.End.Offset > 0 { // what is about the whole file is in no key of it
		p.Field = fieldAt(s.docOf(f.Range.File), f.Range.Start.Offset)
	}
	p.text = cmp.Or(matched(source.Text, f.Range), p.text)
	return p
}

// maxLine is how many bytes of a line are kept on each side of a place. A file
// may be one line, with a problem in each of its corners.
const maxLine = 1 << 10

// lineAt returns the line that a place is on, and the place's column in what is
// returned.
func lineAt(source *diag.Source, at diag.Pos) (line string, col int) {
	from, to := source.LineStart(at.Line), source.LineStart(at.Line+1)
	if to <= from {
		to = len(source.Text)
	}
	if to-from <= 2*maxLine {
		return source.Line(at.Line), at.Col
	}
	before, after := "", ""
	if cut := at.Offset - maxLine; cut > from {
		before, from = "…", nextRune(source.Text, cut)
	}
	if cut := at.Offset + maxLine; cut < to {
		after, to = "…", nextRune(source.Text, cut)
	}
	col = utf8.RuneCountInString(before) + utf8.RuneCount(source.Text[from:at.Offset]) + 1
	return before + strings.TrimRight(string(source.Text[from:to]), "\r\n") + after, col
}

// nextRune is the first offset from i on at which a character begins.
func nextRune(text []byte, i int) int {
	for n := 0; n < utf8.UTFMax && i < len(text) && !utf8.RuneStart(text[i]); n++ {
		i++
	}
	return i
}

// named is what a message puts in quotes: what something is about that is not
// there. The rest of the wording may change.
func named(message string) string {
	message, _, _ = strings.Cut(message, " (did you mean ")
	var names []string
	for i, part := range strings.Split(message, `"`) {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return even(strings.Join(names, " "))
}

// maxMatched is the length in bytes above which what a problem is about is a
// place and not a text: all of a message, say, which may change and still have
// the same problem.
const maxMatched = 256

// matched is the text that a finding is about, however it is quoted and wrapped.
func matched(src []byte, at diag.Range) string {
	start, end := at.Start.Offset, at.End.Offset
	if end <= start || end > len(src) || end-start > 4*maxMatched {
		return ""
	}
	text := string(src[start:end])
	if _, body, more := strings.Cut(text, "\n"); more && (text[0] == '|' || text[0] == '>') {
		text = body // without the header of a block scalar
	}
	if text = even(strings.Trim(text, `"'`)); len(text) > maxMatched {
		return ""
	}
	return text
}

// place is what a problem is about, however the folders are called.
type place struct {
	kind string // "prompt", "tests" of a prompt, "partial" or "file"
	name string // of a prompt or a partial; the path of any other file
}

// place is that of a file.
func (r *run) place(file string) place {
	if !r.unusable {
		switch name := r.selection.name(file); {
		case name == "":
		case prompt.IsPartial(file):
			return place{"partial", name}
		case suite.Stem(file) != "":
			return place{"tests", name}
		default:
			return place{"prompt", name}
		}
	}
	return place{"file", file}
}

// fingerprints gives problems theirs, which are in the order of their places.
func (r *run) fingerprints() {
	seen := map[string]int{}
	for i := range r.problems {
		p := &r.problems[i]
		p.place = r.place(p.Range.File)
		key := strings.Join([]string{p.Code, p.place.kind, p.place.name, p.Field, p.text}, "\x00")
		seen[key]++
		p.Fingerprint = hash(fmt.Sprintf("%s\x00%d", key, seen[key]), 16)
	}
}

// hash is the beginning of a text's SHA-256 in hexadecimal digits.
func hash(text string, bytes int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:bytes])
}

// listed leaves out what is reported beyond a number of one rule's problems in
// one file; 0 is all. The last one says how many there are besides.
func listed(problems []Problem, limit int) []Problem {
	type list struct{ subject, file, code string }
	count, last := map[list]int{}, map[list]int{}
	kept := make([]Problem, 0, len(problems))
	for _, p := range problems {
		l := list{p.Subject, p.Range.File, p.Code}
		if p.Suppressed == nil {
			if count[l]++; limit > 0 && count[l] > limit {
				continue
			}
			last[l] = len(kept)
		}
		kept = append(kept, p)
	}
	for l, n := range count {
		if limit > 0 && n > limit {
			kept[last[l]].More += n - limit
			kept[last[l]].Message += fmt.Sprintf(" (and %d more of %s)", n-limit, l.code)
		}
	}
	return kept
}
