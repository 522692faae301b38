package main

import (
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/spf13/cobra"
)

func (a *app) policyAddPersonCmd() *cobra.Command {
	var m policy.Member
	key, dryRun := keyFlags{}, false
	cmd := &cobra.Command{
		Use:   "add-person NAME",
		Short: "Add someone who signs, or a robot",
		Long: `Add someone to the policy: with the e-mail addresses of their commits, their roles
and a key. A role is any word; release and evaluation state facts, the role of the
admins changes the policy, and all others approve. A robot has release and
evaluation at most.`,
		Example: "  promptctl policy add-person bo --email bo@example.com --role reviewer --key bo.pub\n" +
			"  promptctl policy add-person ci --robot --role release --key ci.pub --dry-run\n" +
			"  curl -s https://github.com/bo.keys | promptctl policy add-person bo --email bo@example.com --role reviewer --key -",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if m.Key, err = a.publicKey(cmd, key); err != nil {
				return err
			}
			m.Name = args[0]
			return a.editPolicy(cmd.Context(), policyEdit{"Add " + m.Name + " to the policy", "", dryRun, func(folder map[string][]byte) (map[string][]byte, error) {
				return policy.AddPerson(folder, m)
			}})
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&m.Emails, "email", nil, "the `ADDRESS` of their commits; several may be given")
	flags.StringArrayVar(&m.Roles, "role", nil, "a `ROLE` that they have; several may be given")
	flags.BoolVar(&m.Robot, "robot", false, "it is a robot, which releases and evaluates and does not judge")
	key.register(cmd)
	completeFlag(cmd, "role", a.completeRole)
	a.edits(cmd, &dryRun)
	return cmd
}

func (a *app) policyAddKeyCmd() *cobra.Command {
	key, dryRun := keyFlags{}, false
	cmd := &cobra.Command{
		Use:   "add-key NAME",
		Short: "Give a person another key",
		Long: `Give a person of the policy another key, any of which speaks for them. A person
counts once, however many they have. An OpenPGP key that they have already is
brought up to date, such as where it was prolonged.`,
		Example: "  promptctl policy add-key ana --key laptop.pub\n  promptctl policy add-key ana --mine",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			public, err := a.publicKey(cmd, key)
			if err != nil {
				return err
			}
			return a.editPolicy(cmd.Context(), policyEdit{"Add a key of " + args[0] + " to the policy", "", dryRun, func(folder map[string][]byte) (map[string][]byte, error) {
				return policy.AddKey(folder, args[0], public)
			}})
		},
		ValidArgsFunction: a.completePerson,
	}
	key.register(cmd)
	a.edits(cmd, &dryRun)
	return cmd
}

// completePerson completes the name of someone of the policy.
func (a *app) completePerson(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeFromPolicy(cmd, args, typed, func(one policy.Person) []string { return []string{one.Name} })
}

// completeRole completes a role that somebody has.
func (a *app) completeRole(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeFromPolicy(cmd, nil, typed, func(one policy.Person) []string { return one.Roles })
}
