package diffview

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// Stat writes a line for each prompt: how much it matters, and how much of it
// changed.
func Stat(t *term.Terminal, c *comparison.Comparison) error {
	table := t.Table(term.Column{Header: ""}, term.Column{Header: "PROMPT"}, term.Column{Header: "CLASS"}, term.Column{Header: "WORDS", Right: true},
		term.Column{Header: "TOKENS", Right: true}, term.Column{Header: "CHANGES", Flex: true, Min: 12})
	for _, p := range c.Prompts {
		class := p.Class()
		paint := (&textWriter{Options: Options{Style: t.OutStyle}}).paint(class)
		table.Cells(
			term.Cell{Text: marks[class], Paint: paint}, term.Cell{Text: titleOf(p), Paint: t.OutStyle.Bold}, term.Cell{Text: class.String(), Paint: paint},
			term.Cell{Text: wordsOf(p, textsOf(p, false))}, term.Cell{Text: tokenDelta(p)}, term.Cell{Text: summary(p)},
		)
	}
	return table.Write()
}

// tokenDelta is how many tokens of its new model, or else its old one, the
// prompt's own text takes more.
func tokenDelta(p *comparison.Prompt) string {
	if len(p.Costs) == 0 {
		return ""
	}
	cost := p.Costs[len(p.Costs)-1]
	return fmt.Sprintf("%+d", cost.After-cost.Before)
}

// summary counts the changes by what they are about.
func summary(p *comparison.Prompt) string {
	if len(p.Broken) > 0 {
		return "one side cannot be read as a prompt"
	}
	var order []change.Subject
	count := map[change.Subject]int{}
	for _, c := range p.Changes {
		if count[c.Subject] == 0 {
			order = append(order, c.Subject)
		}
		count[c.Subject]++
	}
	var parts []string
	for _, s := range order {
		switch {
		case s == change.Whole && p.HasErrors() && p.Status == change.Edited:
			parts = append(parts, "has errors")
		case s == change.Whole && p.HasErrors():
			parts = append(parts, string(p.Status)+", has errors")
		case s == change.Whole:
			parts = append(parts, string(p.Status))
		case count[s] > 1:
			parts = append(parts, fmt.Sprintf("%d %s", count[s], plural(s)))
		default:
			parts = append(parts, string(s))
		}
	}
	return strings.Join(parts, ", ")
}

// plural is what several things that changes are about are called.
func plural(s change.Subject) string {
	switch s {
	case change.History:
		return "histories"
	case change.Metadata:
		return "keys of metadata"
	default:
		return string(s) + "s"
	}
}
