package lint

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// secretCode is the rule whose findings are not to be shown: what is reported
// ends up in the logs of builds.
const secretCode = "S001"

// secret is S001: a credential that has the form of a real one, in whatever
// part of a file.
func secret(p *Pass) {
	for _, in := range p.stretches() {
		f := secretFinder{text: in.text}
		f.search()
		for _, found := range f.found {
			if !p.room() {
				continue
			}
			p.Report(p.rangeIn(in, found.start, found.end), "%s", found.message(in.text)).
				Hint = "revoke it: it stays in git's history; then give it to the program that calls the model, not to the prompt"
		}
	}
}

// message says what was found, and as little of it as tells it from others.
func (f foundSecret) message(text []byte) string {
	if f.shown == 0 {
		return f.name
	}
	return fmt.Sprintf("%s (%s…, %d characters)", f.name, text[f.start:f.start+f.shown], f.end-f.start)
}

// maskSecrets puts stars for the secrets in what problems of a file show: lines,
// and the names of keys.
func maskSecrets(problems []Problem) {
	for i := range problems {
		if problems[i].Code != secretCode {
			continue
		}
		at, text := problems[i].Range, problems[i].text
		for k := range problems {
			other := &problems[k]
			if other.Range.File != at.File {
				continue
			}
			if other.Range.Start.Line == at.Start.Line {
				other.mask(at)
			}
			if len(text) > secretShown {
				other.Field = strings.ReplaceAll(other.Field, text, text[:secretShown]+"…")
			}
		}
	}
}

// mask puts stars into the problem's line for the part of a range that is on
// it, but for the first characters of that.
func (p *Problem) mask(at diag.Range) {
	line := []rune(p.Line)
	column := func(col int) int { return max(0, min(col-p.Range.Start.Col+p.LineCol-1, len(line))) }
	from, to := column(at.Start.Col+secretShown), len(line)
	if at.End.Line == at.Start.Line {
		to = column(at.End.Col)
	}
	if from < to && utf8.ValidString(p.Line) {
		copy(line[from:to], slices.Repeat([]rune{'*'}, to-from))
		p.Line = string(line)
	}
}
