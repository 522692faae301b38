package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/audit"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/term"
)

func (a *app) showAudit(ctx context.Context, r *audit.Report) error {
	served := !r.At.IsZero()
	a.talkOfLedgers(r)
	switch {
	case a.output == "markdown":
		return r.WriteMarkdown(a.term.Out)
	case a.output == "json":
		return a.printJSON(newAuditAnswer(r))
	case a.output == "jsonl" && served:
		return printLines(a, servedAnswers(r.Served()))
	case a.output == "jsonl":
		return printLines(a, eventAnswers(r.Events()))
	case a.output == "csv" && served:
		return audit.WriteServed(a.term.Out, r.Served())
	case a.output == "csv":
		return audit.WriteEvents(a.term.Out, r.Events())
	case served:
		return a.servedTable(ctx, r.Served())
	}
	return a.eventTable(ctx, r.Events())
}

// talkOfLedgers says what the rows cannot show.
func (a *app) talkOfLedgers(r *audit.Report) {
	if a.inJSON() || a.output == "markdown" {
		return // which say it by themselves
	}
	served, told := !r.At.IsZero(), false
	for _, e := range r.Environments {
		switch {
		case e.Err != nil: // which is told of at the end
		case e.Ledger == nil:
			a.talk("%s has no ledger: %s", e.Name, e.WhyAbsent())
		case served && r.At.Before(e.Ledger.Began):
			a.talk("%s: its ledger begins on %s, and what it served before is not recorded", e.Name, a.when(e.Ledger.Began))
		case e.Ledger.Older != "":
			a.talk("%s: its ledger was begun anew on %s; what was before is not told, and ended with %s", e.Name, a.when(e.Ledger.Began), e.Ledger.Older)
			told = true
		default:
			told = true
		}
	}
	switch {
	case told && served && len(r.Served()) == 0:
		a.talk("nothing was served")
	case told && !served && len(r.Events()) == 0:
		a.talk("no entry of a ledger fits")
	}
}

func (a *app) when(t time.Time) string { return t.In(a.now().Location()).Format("2006-01-02 15:04") }

func (a *app) eventTable(ctx context.Context, events []*audit.Event) error {
	if len(events) == 0 {
		return nil
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "TIME"}, term.Column{Header: "ENV", Flex: true, Min: 4}, term.Column{Header: "ENTRY"}, term.Column{Header: "ACTION", Flex: true, Min: 8},
			term.Column{Header: "PROMPT", Flex: true, Min: 6}, term.Column{Header: "VERSION", Flex: true, Min: 7}, term.Column{Header: "BY", Flex: true, Min: 3},
			term.Column{Header: "RESTS ON", Flex: true, Min: 6}, term.Column{Header: "NOTES", Flex: true, Min: 6})
		for _, e := range events {
			table.Cells(
				term.Cell{Text: a.when(e.When)}, term.Cell{Text: e.Environment}, term.Cell{Text: shortID(e.Commit), Paint: t.OutStyle.Yellow},
				term.Cell{Text: string(e.Action)}, term.Cell{Text: e.Prompt, Paint: t.OutStyle.Bold}, term.Cell{Text: changeText(e)},
				term.Cell{Text: e.Person()}, term.Cell{Text: shortStatements(e.Rests)}, term.Cell{Text: notesText(e)})
		}
		return table.Write()
	})
}

func (a *app) servedTable(ctx context.Context, served []audit.Served) error {
	if len(served) == 0 {
		return nil
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "ENV", Flex: true, Min: 4}, term.Column{Header: "PROMPT", Flex: true, Min: 8}, term.Column{Header: "VERSION", Flex: true, Min: 7},
			term.Column{Header: "DIGEST"}, term.Column{Header: "SINCE"}, term.Column{Header: "BY", Flex: true, Min: 3},
			term.Column{Header: "RESTS ON", Flex: true, Min: 8}, term.Column{Header: "NOT SERVABLE", Flex: true, Min: 8})
		for _, s := range served {
			table.Cells(
				term.Cell{Text: s.Environment}, term.Cell{Text: s.Prompt, Paint: t.OutStyle.Bold}, term.Cell{Text: s.To.Release, Paint: t.OutStyle.Green},
				term.Cell{Text: shortID(s.To.Digest), Paint: t.OutStyle.Dim}, term.Cell{Text: a.when(s.When)}, term.Cell{Text: s.Person()},
				term.Cell{Text: shortStatements(s.Rests)}, term.Cell{Text: s.Against, Paint: t.OutStyle.Red})
		}
		return table.Write()
	})
}

// shortID is as much of a digest or of an object's id as people compare.
func shortID(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	return id[:min(8, len(id))]
}

// changeText is what became of a prompt, or of the policy.
func changeText(e *audit.Event) string {
	was, is := versionName(e.From), versionName(e.To)
	if e.PolicyTo != "" {
		was, is = shortID(e.PolicyFrom), shortID(e.PolicyTo)
	}
	switch {
	case e.Prompt == "" && e.PolicyTo == "":
		return ""
	case was == is:
		return is + " again"
	case was == ledger.None:
		return is
	}
	return is + ", was " + was // what matters comes first, as the rest may be cut
}

func versionName(v audit.Version) string { return cmp.Or(v.Release, shortID(v.Digest), ledger.None) }

func shortStatements(all []audit.Statement) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.Short()
	}
	return strings.Join(texts, ", ")
}

// notesText is what else there is to know of an event.
func notesText(e *audit.Event) string {
	var notes []string
	if e.Reason != "" {
		notes = append(notes, e.Reason)
	}
	for _, s := range e.Bound {
		about := strings.TrimSpace(strings.Join(s.Prompts, ", ") + " " + shortID(s.Target))
		notes = append(notes, fmt.Sprintf("%s of %s by %s: %s", s.Kind, about, s.Person, s.Says))
	}
	if len(e.Agreed) > 0 {
		notes = append(notes, "agreed: "+shortStatements(e.Agreed))
	}
	for _, w := range e.Warnings() {
		notes = append(notes, "not enforced: "+w)
	}
	return strings.Join(notes, "; ")
}
