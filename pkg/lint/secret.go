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

// maskOwn puts stars for the secrets in all that the problem shows by itself,
// whether or not S001 has looked at what it is about: a partial may be seen by
// way of a prompt, and a name may be one.
func (p *Problem) maskOwn() {
	p.Line, p.Field, p.Hint = masked(p.Line), masked(p.Field), masked(p.Hint)
	if p.Code != secretCode { // which shows no more than it may
		p.Message = masked(p.Message)
	}
	if p.Fix != nil {
		if title := masked(p.Fix.Title); title != p.Fix.Title {
			fix := *p.Fix
			fix.Title, p.Fix = title, &fix
		}
	}
}

// masked is a text with stars for the secrets in it, a character for each.
func masked(text string) string {
	if len(text) < shortestSecret {
		return text
	}
	f := secretFinder{text: []byte(text)}
	f.search()
	var b strings.Builder
	done := 0
	for _, found := range f.found {
		if from := found.start + found.shown; from >= done && found.end <= len(text) {
			b.WriteString(text[done:from] + strings.Repeat("*", utf8.RuneCountInString(text[from:found.end])))
			done = found.end
		}
	}
	return b.String() + text[done:]
}

// shortestSecret is a length below which nothing is searched for secrets.
const shortestSecret = 8

// maskSecrets puts stars for the secrets that S001 has found in the lines that
// problems of a file show: a line by itself may not tell them, as they are
// written with escapes there, or go over lines, as a private key does.
func maskSecrets(problems []Problem) {
	type line struct {
		file string
		line int
	}
	on := map[line][]int{} // the secrets of each line
	var long []diag.Range  // those that go over lines
	for i, p := range problems {
		if p.Code == secretCode {
			key := line{p.Range.File, p.Range.Start.Line}
			if on[key] = append(on[key], i); p.Range.End.Line > p.Range.Start.Line {
				long = append(long, p.Range)
			}
		}
	}
	if len(on) == 0 {
		return
	}
	for k := range problems {
		other := &problems[k]
		secrets := on[line{other.Range.File, other.Range.Start.Line}]
		for _, i := range secrets[:min(len(secrets), maxMasked)] {
			other.mask(problems[i].Range)
			if text := problems[i].text; text != "" {
				other.Field = strings.ReplaceAll(other.Field, text, text[:shownOf(len(text))]+"…")
			}
		}
		within := func(at diag.Range) bool {
			place := other.Range
			return place.File == at.File && at.Start.Line < place.Start.Line && place.Start.Line <= at.End.Line
		}
		if len(secrets) > maxMasked || slices.ContainsFunc(long, within) {
			other.Line, other.LineCol = "", 0 // a line of secrets and nothing else is not shown
		}
	}
}

// maxMasked is how many secrets of one line are masked one by one.
const maxMasked = 20

// mask puts stars into the problem's line for the part of a range that is on
// it, but for the first characters of that.
func (p *Problem) mask(at diag.Range) {
	line := []rune(p.Line)
	column := func(col int) int { return max(0, min(col-p.Range.Start.Col+p.LineCol-1, len(line))) }
	from, to := column(at.Start.Col), len(line)
	if at.End.Line == at.Start.Line {
		to = column(at.End.Col)
		from = column(at.Start.Col + shownOf(at.End.Col-at.Start.Col))
	}
	if from < to && utf8.ValidString(p.Line) {
		copy(line[from:to], slices.Repeat([]rune{'*'}, to-from))
		p.Line = string(line)
	}
}
