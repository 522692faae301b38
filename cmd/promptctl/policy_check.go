package main

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/spf13/cobra"
)

func (a *app) policyCheckCmd() *cobra.Command {
	rev := ""
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find what is wrong with the policy",
		Long: `Find what is wrong with the policy: its form, demands that nobody can meet, and
keys that are missing from the files that signatures are verified by. A policy with
an error decides nothing. The exit status is 1 where something is found.`,
		Example: "  promptctl policy check\n  promptctl policy check --rev staged -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			folder, err := a.policyFolder(cmd, rev)
			if err != nil {
				return err
			}
			return a.answerPolicy(folder)
		},
	}
	a.atRevision(cmd, &rev)
	a.formats(cmd, "text", "json")
	return cmd
}

// policyChecked is the answer of policy check.
type policyChecked struct {
	Valid    bool      `json:"valid"` // it may decide something: nothing is an error
	Findings diag.List `json:"findings"`
}

func (a *app) answerPolicy(folder map[string][]byte) error {
	if len(folder) == 0 {
		return diag.WithHint(policy.ErrNone, "promptctl init writes one")
	}
	_, found := policy.Check(folder)
	if a.output == "json" {
		if err := a.printJSON(policyChecked{!found.HasErrors(), append(diag.List{}, found...)}); err != nil {
			return err
		}
	} else {
		a.showFindings(found)
	}
	if len(found) > 0 {
		return errNo
	}
	a.talk("the policy is right")
	return nil
}
