package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
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
}

// Suppression is why a problem is not reported.
type Suppression struct {
	Kind   string // "comment", "file", "config" or "baseline"
	Reason string
}

// problem makes a finding of a file a problem.
func (l *linter) problem(s *Subject, f diag.Finding) Problem {
	p := Problem{Finding: f, Rule: l.by[f.Code], Subject: s.Name}
	source := s.sourceOf(f.Range.File)
	if source == nil || f.Range.Start.Line == 0 {
		return p
	}
	p.Line, p.LineCol = lineAt(source, f.Range.Start)
	if f.Range.File == s.File && f.Range.End.Offset > 0 { // what is about the whole file is in no key of it
		p.Field = fieldAt(s.Doc, f.Range.Start.Offset)
	}
	if f.Fix != nil {
		for _, e := range f.Fix.Edits {
			p.Edits = append(p.Edits, source.Range(e.Start, e.End))
		}
	}
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

// matched is the text that a problem is about, with white space made even.
func (p *Problem) matched(source *diag.Source) string {
	start, end := p.Range.Start.Offset, p.Range.End.Offset
	if source == nil || end <= start || end > len(source.Text) {
		return ""
	}
	return strings.Join(strings.Fields(string(source.Text[start:end])), " ")
}

// fingerprints gives the problems that one file has brought up theirs.
func fingerprints(s *Subject, problems []Problem) {
	seen := map[string]int{}
	for i := range problems {
		p := &problems[i]
		where := p.Range.File
		if where == s.File && s.Name != "" {
			where = s.Name // whatever the prompt folder is called
		}
		key := strings.Join([]string{p.Code, where, p.Field, p.matched(s.sourceOf(p.Range.File))}, "\x00")
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		p.Fingerprint = hex.EncodeToString(sum[:16])
	}
}
