package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// revokeFlags are the flags of policy revoke-key.
type revokeFlags struct {
	retired, compromised, dryRun bool
	reason                       string
}

func (a *app) policyRevokeKeyCmd() *cobra.Command {
	f := revokeFlags{}
	cmd := &cobra.Command{
		Use:   "revoke-key FINGERPRINT|NAME",
		Short: "Take a key from a person: it is retired, or compromised",
		Long: `Take a key from a person of the policy; a name does where they have one. What
a retired key signed before stands, and it signs no more. What rests on
a compromised one can be served no longer, until someone else approves it.`,
		Example: "  promptctl policy revoke-key ana --retired --reason 'a new laptop'\n" +
			"  promptctl policy revoke-key SHA256:… --compromised --reason 'the laptop was stolen'",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeKey,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := f.revocation(cmd)
			if err != nil {
				return err
			}
			r.Now = a.now()
			return a.editPolicy(cmd.Context(), policyEdit{revocationSubject(r), revocationMeaning(r), f.dryRun, func(folder map[string][]byte) (map[string][]byte, error) {
				if r.Key, err = policy.FindKey(folder, args[0], r.As); err != nil {
					return nil, err
				}
				return policy.RevokeKey(folder, r)
			}})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.retired, "retired", false, "it is used no more: what it signed before stands")
	flags.BoolVar(&f.compromised, "compromised", false, "someone else may have it: what rests on it can be served no longer")
	flags.StringVar(&f.reason, "reason", "", "why, in one `LINE`, for those who read the policy")
	a.edits(cmd, &f.dryRun)
	cmd.MarkFlagsMutuallyExclusive("retired", "compromised")
	return cmd
}

// revocation is what the flags say.
func (f *revokeFlags) revocation(cmd *cobra.Command) (policy.Revocation, error) {
	r := policy.Revocation{As: policy.Retired, Reason: strings.TrimSpace(term.OneLine(f.reason))}
	if f.compromised {
		r.As = policy.Compromised
	}
	switch {
	case !f.retired && !f.compromised:
		return r, withUsage(cmd, errors.New("--retired or --compromised is missing: whether what the key signed before stands"))
	case strings.TrimSpace(f.reason) == "":
		return r, withUsage(cmd, errors.New("--reason is missing"))
	}
	return r, nil
}

// revocationSubject is the subject of the commit of a revocation.
func revocationSubject(r policy.Revocation) string {
	if r.As == policy.Compromised {
		return "Withdraw a compromised key: " + r.Reason
	}
	return "Retire a key: " + r.Reason
}

// revocationMeaning says what becomes of what the key has signed.
func revocationMeaning(r policy.Revocation) string {
	if r.As == policy.Compromised {
		return "what rests on the key can be served no longer, until others approve it or it is rolled back"
	}
	return "what the key signed before stands"
}

// completeKey completes the name of a person or a key that somebody has.
func (a *app) completeKey(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeFromPolicy(cmd, args, typed, func(one policy.Person) []string {
		all := []string{one.Name}
		for _, key := range slices.Concat(one.Keys, one.Retired) {
			all = append(all, string(key))
		}
		return all
	})
}
