package report

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// ListedRule is what JSON says of a rule, wherever it does.
type ListedRule struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Family   string        `json:"family"`
	Severity diag.Severity `json:"severity"`
	Default  string        `json:"default"` // "on" or "off"
	Needs    string        `json:"needs,omitempty"`
	Fix      lint.Mends    `json:"fix"`
	What     string        `json:"what"`
	URL      string        `json:"url"`
}

// Rules writes a list of rules to the terminal's Out: as a table where the
// format is "text", as JSON where it is "json".
func Rules(t *term.Terminal, format string, rules []lint.Rule) error {
	switch format {
	case "text":
		return writeRules(t, rules)
	case "json":
		list := make([]ListedRule, len(rules))
		for i, r := range rules {
			list[i] = NewListedRule(r)
		}
		text, err := model.JSON(map[string]any{"rules": list})
		if err != nil {
			return err
		}
		_, err = t.Out.Write(text)
		return err
	default:
		return fmt.Errorf("there is no format %q of the list of rules: want text or json", format)
	}
}

// NewListedRule describes a rule.
func NewListedRule(r lint.Rule) ListedRule {
	return ListedRule{
		Code: r.Code, Name: r.Name, Family: r.Family(), Severity: r.Severity, Default: r.State(),
		Needs: r.Needs, Fix: r.Mends, What: r.Doc().What, URL: r.URL(),
	}
}

func writeRules(t *term.Terminal, rules []lint.Rule) error {
	table := t.Table(term.Column{Header: "CODE"}, term.Column{Header: "NAME", Flex: true, Min: 16}, term.Column{Header: "SEVERITY"},
		term.Column{Header: "FIX"}, term.Column{Header: "DEFAULT"}, term.Column{Header: "WHAT", Flex: true, Min: 8})
	for _, r := range rules {
		table.Cells(
			term.Cell{Text: r.Code, Paint: t.OutStyle.Bold},
			term.Cell{Text: r.Name},
			term.Cell{Text: r.Severity.String(), Paint: painter(r.Severity, t.OutStyle)},
			term.Cell{Text: r.Mends.String()},
			term.Cell{Text: r.State()},
			term.Cell{Text: whatAndNeeds(r)},
		)
	}
	return table.Write()
}

// whatAndNeeds is what a rule finds, and below which condition. A column of its
// own for the few that have one would leave no room on a narrow terminal.
func whatAndNeeds(r lint.Rule) string {
	what := manual.RuleEntry(r).What
	if needs, ok := strings.CutPrefix(r.Default(), r.State()+"; "); ok {
		what += " It " + needs + "."
	}
	return what
}
