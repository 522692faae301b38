package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Problem is a finding with what is needed to show it and to know it again.
type Problem struct {
	diag.Finding
	Rule    Rule
	Subject string // the name of the prompt or partial that it was found in; "" for settings
	Field   string // the key that it stands in, such as "messages[1].content"; "" where there is none
	Line    string // the source line that it begins on, without its line end

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
	p.Line = source.Line(f.Range.Start.Line)
	if f.Range.File == s.File {
		p.Field = fieldAt(s.Doc, f.Range.Start.Offset)
	}
	return p
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
