package main

import (
	"context"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showQueue shows what waits for whom.
func (a *app) showQueue(ctx context.Context, all *standing.Queue, mine bool, me string) error {
	q := all.ForPerson(me, mine)
	if a.output == "json" {
		return a.printJSON(newQueueAnswer(q, me))
	}
	switch {
	case len(all.Waiting) == 0:
		a.talk("nothing waits for a signature: %d prompts at %s", q.Prompts, q.Revision)
		return nil
	case len(q.Waiting) == 0:
		a.talk("nothing waits for you, %s: promptctl review shows what waits for others", me)
		return nil
	}
	err := a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		table := t.Table(term.Column{Header: "PROMPT", Flex: true, Min: 16}, term.Column{Header: "ENV"}, term.Column{Header: "SINCE"},
			term.Column{Header: "YOU"}, term.Column{Header: "WAITS FOR", Flex: true, Min: 24})
		for _, w := range q.Waiting {
			yours := strings.Join(w.For(me), ", ")
			table.Cells(term.Cell{Text: w.Name, Paint: t.OutStyle.Bold}, term.Cell{Text: w.Environment}, term.Cell{Text: w.Release},
				term.Cell{Text: yours, Paint: t.OutStyle.Yellow}, term.Cell{Text: waitsFor(w)})
		}
		return table.Write()
	})
	if err == nil && me != "" {
		a.talk("you are %s: promptctl review NAME shows a prompt, promptctl approve NAME signs", me)
	}
	return err
}

// waitsFor says what a prompt lacks.
func waitsFor(w standing.Waiting) string {
	var lacks []string
	for _, n := range w.Needs {
		if n.Met || n.What == "release" && !w.Approved() {
			continue // a release comes last
		}
		lacks = append(lacks, lack(n))
	}
	return strings.Join(lacks, "; ")
}

func lack(n statement.Need) string {
	switch {
	case n.What == "standing" || n.What == "sound" || n.What == "threads":
		return n.Why
	case len(n.Who) == 0:
		return n.Role + " (nobody is left)"
	default:
		return n.Role + " (" + strings.Join(n.Who, ", ") + ")"
	}
}
