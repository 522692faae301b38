package main

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/spf13/cobra"
)

func (a *app) policyExplainCmd() *cobra.Command {
	rev, prompt := "", ""
	cmd := &cobra.Command{
		Use:   "explain [ENV]",
		Short: "Say in words what an environment asks for, and who can give it",
		Long: `Say in words what the environments ask for, or one of them, and who can give it.
With --prompt, the rules that match the prompt's name are counted in.`,
		Example:           "  promptctl policy explain\n  promptctl policy explain production --prompt medical/dosage",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noneEmpty(cmd, "prompt"); err != nil {
				return err
			}
			folder, err := a.policyFolder(cmd, rev)
			if err != nil {
				return err
			}
			p, err := policy.Load(folder)
			if err != nil {
				return err
			}
			return a.explainPolicy(p, args, prompt)
		},
	}
	a.atRevision(cmd, &rev)
	cmd.Flags().StringVar(&prompt, "prompt", "", "what the prompt of this `NAME` must meet")
	completeFlag(cmd, "prompt", a.completeReference)
	a.formats(cmd, "text", "json")
	return cmd
}

// policyExplained is the answer of policy explain.
type policyExplained struct {
	Prompt       string           `json:"prompt,omitempty"`
	Environments []explainedPlace `json:"environments"`
}

type explainedPlace struct {
	Name  string   `json:"name"`
	Words []string `json:"words"`
	Needs needs    `json:"requires"`
}

func (a *app) explainPolicy(p *policy.Policy, named []string, prompt string) error {
	places, err := p.Select(named...)
	if err != nil {
		return err
	}
	answer := policyExplained{prompt, []explainedPlace{}}
	for _, e := range places {
		one := explainedPlace{e.Name, p.Explain(e), newNeeds(e.Requires)}
		if prompt != "" {
			one.Words, one.Needs = p.ExplainFor(e, prompt), newNeeds(e.RequirementsFor(prompt))
		}
		answer.Environments = append(answer.Environments, one)
	}
	if a.output == "json" {
		return a.printJSON(answer)
	}
	for i, one := range answer.Environments {
		if i > 0 {
			fmt.Fprintln(a.term.Out)
		}
		for _, line := range one.Words {
			if _, err := fmt.Fprintln(a.term.Out, a.shown(line)); err != nil {
				return err
			}
		}
	}
	return nil
}

// completeEnvironment completes the name of an environment.
func (a *app) completeEnvironment(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	project, err := a.project(cmd.Context())
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := project.Policy(cmd.Context())
	if err != nil || p == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return prefixed("", p.Names(), typed), cobra.ShellCompDirectiveNoFileComp
}
