package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// signEvaluations signs what is not signed yet, and pushes it where that is asked for.
func (a *app) signEvaluations(ctx context.Context, desk *signoff.Desk, f *attestFlags, drafts []*signoff.Draft) error {
	var fresh []*signoff.Draft
	for _, d := range drafts {
		if d.Already != nil {
			f.said = append(f.said, d.Already)
		} else {
			fresh = append(fresh, d)
		}
	}
	a.talkOfEvaluations(drafts)
	if len(fresh) == 0 {
		return a.showWritten(nil, writeFlags{shared: true, said: f.said})
	}
	question := fresh[0].Title + "?"
	if len(fresh) > 1 {
		question = fmt.Sprintf("Attest these %d evaluations?", len(fresh))
	}
	if !f.push {
		return a.sign(ctx, desk, f.writeFlags, question, fresh...)
	}
	f.shared = true
	if err := a.sign(ctx, desk, f.writeFlags, question, fresh...); err != nil {
		return err
	}
	return a.pushDrafts(ctx, desk, f.remote, fresh)
}

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

// sayHowToMeet says, where an evaluation is missing, why those that there are do not
// count, and which commands make one that might.
func (a *app) sayHowToMeet(n statement.Need, l *standing.Look, answer *statement.Answer) {
	if n.What != "evaluation" || n.Met {
		return
	}
	for _, v := range answer.Verdicts {
		if v.Kind == statement.Evaluation && !v.Good() {
			a.talk("      %s: %s", term.OneLine(strings.TrimPrefix(v.Ref, "refs/tags/")), term.OneLine(whyOf(v)))
		}
	}
	a.talk("      give it with: promptctl test %s@%s --report json=FILE && promptctl attest FILE --env %s", l.Name, l.Revision.Commit.Short(), answer.Environment)
}
