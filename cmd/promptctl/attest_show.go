package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// talkOfEvaluations says how each prompt came out, and which environments would not
// take that.
func (a *app) talkOfEvaluations(drafts []*signoff.Draft) {
	if a.inJSON() {
		return
	}
	for _, d := range drafts {
		names := make([]string, len(d.Looks))
		for i, l := range d.Looks {
			names[i] = term.OneLine(l.Name)
		}
		a.talk("%s at %s: %s", a.term.ErrStyle.Bold(strings.Join(names, ", ")), d.Commit.Short(), term.OneLine(d.Outcome()))
		for _, line := range fallsShort(d) {
			a.talk("  %s %s", a.term.ErrStyle.Yellow("!"), term.OneLine(line))
		}
		if said := d.Already; said != nil {
			a.talk("  %s attested it already: %s", said.Person, said.Ref)
		}
	}
}

// fallsShort says what environments ask for that an evaluation is not.
func fallsShort(d *signoff.Draft) (lines []string) {
	for _, f := range d.Forces {
		for _, l := range d.Looks {
			if why := signoff.Lacks(f, l.Name, d.Statement); why != "" {
				lines = append(lines, why)
			}
		}
	}
	return lines
}
