package main

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) policyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Say who may do what, and change it",
		Long: `Look at the policy in .promptctl and change it: which environments there are, what
a version must meet to be in them, and who signs, with which keys and roles.

What changes the policy edits the work tree, and leaves every byte that it need not
change. It refuses what would leave a policy that is wrong, or lock everyone out.`,
		Example: "  promptctl policy show\n  promptctl policy explain production --prompt support/triage\n" +
			"  promptctl policy add-person bo --email bo@example.com --role reviewer --key bo.pub",
	}
	cmd.AddCommand(a.policyShowCmd(), a.policyCheckCmd(), a.policyExplainCmd(), a.policyAddPersonCmd(), a.policyAddKeyCmd(), a.policyRevokeKeyCmd(), a.policyApproveCmd(), a.policyPromoteCmd())
	return cmd
}

// atRevision gives a command --rev.
func (a *app) atRevision(cmd *cobra.Command, rev *string) {
	cmd.Flags().StringVar(rev, "rev", "", "at a `REV` instead of the work tree: staged, an environment, or a revision of git")
	completeFlag(cmd, "rev", a.completeRevision)
}

// policyFolder reads the files of the policy at a revision, "" for the one that
// commands read by default.
func (a *app) policyFolder(cmd *cobra.Command, rev string) (map[string][]byte, error) {
	if err := noneEmpty(cmd, "rev"); err != nil {
		return nil, err
	}
	ctx := cmd.Context()
	project, err := a.project(ctx)
	if err != nil {
		return nil, err
	}
	if rev == "" {
		rev = project.DefaultRevision()
	}
	at, err := project.Revision(ctx, "", rev)
	if err != nil {
		return nil, err
	}
	return a.policyFolderAt(ctx, project, at)
}

func (a *app) policyFolderAt(ctx context.Context, project *catalog.Project, at catalog.Revision) (map[string][]byte, error) {
	snapshot, err := project.Snapshot(ctx, at)
	if err != nil {
		return nil, err
	}
	folder, err := catalog.PolicyFolder(ctx, snapshot)
	if a.sources == nil {
		a.sources = map[string][]byte{}
	}
	for name, src := range folder {
		a.sources[policy.Folder+"/"+name] = src
	}
	a.detail("policy at %s", revisionText(at))
	return folder, err
}

func (a *app) policyShowCmd() *cobra.Command {
	rev := ""
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Show the environments, the persons and their keys",
		Long:    "Show the policy: the environments and what they ask for, the persons, their roles\nand their keys.",
		Example: "  promptctl policy show\n  promptctl policy show --rev env/production -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			folder, err := a.policyFolder(cmd, rev)
			if err != nil {
				return err
			}
			p, err := policy.Load(folder)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.printJSON(newPolicyShown(p))
			}
			return a.showPolicy(p)
		},
	}
	a.atRevision(cmd, &rev)
	a.formats(cmd, "text", "json")
	return cmd
}

// showPolicy prints a policy as tables.
func (a *app) showPolicy(p *policy.Policy) error {
	environments := a.term.Table(term.Column{Header: "ENVIRONMENT"}, term.Column{Header: "BRANCH"}, term.Column{Header: "FROM"},
		term.Column{Header: "NEEDS", Flex: true, Min: 20})
	for _, e := range p.Environments {
		environments.Row(e.Name, e.Branch, e.From, e.Needs())
	}
	tables := []*term.Table{environments}
	if len(p.Persons) > 0 {
		tables = append(tables, a.personsTable(p), a.keysTable(p))
	}
	for i, table := range tables {
		if i > 0 {
			fmt.Fprintln(a.term.Out)
		}
		if err := table.Write(); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) personsTable(p *policy.Policy) *term.Table {
	table := a.term.Table(term.Column{Header: "PERSON"}, term.Column{Header: "KIND"}, term.Column{Header: "ROLES"}, term.Column{Header: "E-MAIL"})
	for _, one := range p.Persons {
		table.Row(one.Name, robot(one), commas(one.Roles), commas(one.Emails))
	}
	return table
}

// robot is the kind of a person, where it is not the usual one.
func robot(one policy.Person) string {
	if one.Robot {
		return kindOf(one)
	}
	return ""
}

func (a *app) keysTable(p *policy.Policy) *term.Table {
	table := a.term.Table(term.Column{Header: "KEY"}, term.Column{Header: "PERSON"}, term.Column{Header: "STATE"})
	for _, one := range p.Persons {
		for _, key := range keysOfPerson(one) {
			table.Row(key.Fingerprint, one.Name, key.State)
		}
	}
	return table
}
