package main

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) explainCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [CODE|NAME|KEY|TOPIC]",
		Short: "Explain a finding, a key of a file, or an idea",
		Long: `Explain the finding that has this code or name, the key of a prompt file that
has this path, or a topic. Keys of promptctl.yaml and of the policy begin with
config. and policy. Without a word, list everything that can be explained.`,
		Example: `  promptctl explain Y002
  promptctl explain duplicate-key
  promptctl explain variables.maxLength
  promptctl explain config.lint
  promptctl explain revisions`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return manual.Complete(typed), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listExplained()
			}
			return a.runExplain(args[0])
		},
	}
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runExplain(word string) error {
	entry, err := manual.Find(word)
	if err != nil {
		return diag.WithHint(usageError{err}, "`promptctl explain` lists what can be explained")
	}
	if a.output == "json" {
		return a.printJSON(newExplained(entry))
	}
	return manual.Show(a.term, entry.Text)
}

// listExplained prints everything that there is.
func (a *app) listExplained() error {
	if a.output == "json" {
		return a.printJSON(newExplainedList(manual.Contents()))
	}
	t := a.term.Table(term.Column{Header: "KIND"}, term.Column{Header: "NAME"}, term.Column{Header: "WHAT", Flex: true, Min: 20})
	for _, e := range manual.Contents() {
		name := e.Name
		if e.Kind == manual.RuleKind {
			name += " " + e.Rule.Name
		}
		t.Cells(term.Cell{Text: string(e.Kind), Paint: a.term.OutStyle.Dim}, term.Cell{Text: name, Paint: a.term.OutStyle.Bold}, term.Cell{Text: e.What})
	}
	return t.Write()
}

// The shapes of the JSON answers of explain.
type (
	explainedRule struct {
		Kind manual.Kind `json:"kind"`
		report.ListedRule
		Why     string         `json:"why"`
		Bad     []lint.Example `json:"bad"`
		Good    []lint.Example `json:"good"`
		Sources []string       `json:"sources"`
	}
	explainedKey struct {
		Kind manual.Kind `json:"kind"`
		Name string      `json:"name"`
		manual.Key
	}
	explainedTopic struct {
		Kind manual.Kind `json:"kind"`
		Name string      `json:"name"`
		What string      `json:"what"`
		Text string      `json:"text"` // Markdown
	}
	explainedEntry struct {
		Kind manual.Kind `json:"kind"`
		Code string      `json:"code,omitempty"` // of a rule
		Name string      `json:"name"`
		What string      `json:"what"`
	}
)

func newExplained(e manual.Entry) any {
	switch e.Kind {
	case manual.RuleKind:
		return newExplainedRule(e.Rule)
	case manual.KeyKind:
		return explainedKey{e.Kind, e.Name, e.Key}
	default:
		return explainedTopic{e.Kind, e.Name, e.What, e.Text}
	}
}

func newExplainedRule(rule lint.Rule) explainedRule {
	d := rule.Doc()
	return explainedRule{
		Kind: manual.RuleKind, ListedRule: report.NewListedRule(rule), Why: d.Why,
		Bad: append([]lint.Example{}, d.Bad...), Good: append([]lint.Example{}, d.Good...), Sources: append([]string{}, d.Sources...),
	}
}

func newExplainedList(entries []manual.Entry) any {
	list := make([]explainedEntry, len(entries))
	for i, e := range entries {
		list[i] = explainedEntry{Kind: e.Kind, Name: e.Name, What: e.What}
		if e.Kind == manual.RuleKind {
			list[i].Code, list[i].Name = e.Rule.Code, e.Rule.Name
		}
	}
	return map[string]any{"entries": list}
}
