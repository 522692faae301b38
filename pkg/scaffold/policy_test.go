package scaffold

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

const (
	anaKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJbYKVVbyDw/DltW+GUVTtX3iqLK8fl9xSC73umlXu6h"
	boKey  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBowVApSswDZ+9FGon/G96nxaLoLRVq+cT8TC8fyTjTR"
)

func publicKey(t *testing.T, text string) policy.PublicKey {
	t.Helper()
	key, err := policy.ParsePublicKey("KEY", []byte(text))
	require.NoError(t, err)
	return key
}

// keyed is a repository with the policy of whoever signs.
func keyed(t *testing.T) *repotest.Repo {
	t.Helper()
	made := repotest.New(t)
	made.Git("config", "user.signingKey", "ANA")
	o := options()
	o.Key = func(context.Context) (policy.PublicKey, error) { return publicKey(t, anaKey), nil }
	s := plan(t, made, o)
	require.NoError(t, s.Unkeyed)
	_, err := s.Apply(t.Context())
	require.NoError(t, err)
	return made
}

func addBo(t *testing.T) func(map[string][]byte) (map[string][]byte, error) {
	m := policy.Member{Name: "bo", Emails: []string{"bo@example.com"}, Roles: []string{"reviewer"}, Key: publicKey(t, boKey)}
	return func(folder map[string][]byte) (map[string][]byte, error) { return policy.AddPerson(folder, m) }
}

func TestAKeyThatCannotBeReadLeavesThePolicyOpen(t *testing.T) {
	made := repotest.New(t)
	made.Git("config", "user.signingKey", "ANA")
	o := options()
	o.Key = func(context.Context) (policy.PublicKey, error) { return policy.PublicKey{}, errors.New("no such key") }
	s := plan(t, made, o)
	require.True(t, s.Signing)
	require.Empty(t, s.Founder)
	require.EqualError(t, s.Unkeyed, "no such key")
	require.True(t, s.Does(Create, ".promptctl/policy.yaml"))
	require.False(t, s.Does(Create, ".promptctl/allowed_signers"))
	require.Contains(t, s.Remarks(), "the key that git signs with is not in it: no such key")
}

func TestEditPolicy(t *testing.T) {
	made := keyed(t)
	before := disktree(t, made.Dir)
	edit, err := EditPolicy(t.Context(), open(t, made), addBo(t))
	require.NoError(t, err)
	require.Equal(t, before, disktree(t, made.Dir), "nothing is written yet")
	require.Equal(t, []string{".promptctl/allowed_signers", ".promptctl/policy.yaml"}, edit.Written())
	require.Contains(t, edit.Diff(), "\n+bo@example.com namespaces=\"git\" "+boKey+"\n")
	require.Equal(t, []string{"git add .promptctl && git commit -m 'Add bo'"}, edit.Next("Add bo"), "what is committed is in force")
	require.Len(t, edit.Effects, 1)
	require.NoError(t, edit.Apply(t.Context()))
	after := disktree(t, made.Dir)
	require.Contains(t, after[".promptctl/policy.yaml"], "\n  bo: {emails: [bo@example.com], ")
	require.ErrorContains(t, edit.Apply(t.Context()), "has changed in the meantime")
	require.Equal(t, after, disktree(t, made.Dir))
}

// Where an environment has a branch, those who may change the policy agree to it.
func TestWhatIsGuardedIsAgreedTo(t *testing.T) {
	for branch, want := range map[string]bool{"refs/heads/env/production": true, "refs/remotes/origin/env/production": true, "refs/heads/env/other": false} {
		made := keyed(t)
		made.Git("commit", "-q", "--allow-empty", "-m", "Begin")
		made.Git("config", "remote.origin.url", "/none")
		made.Git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
		made.Git("update-ref", branch, "HEAD")
		edit, err := EditPolicy(t.Context(), open(t, made), addBo(t))
		require.NoError(t, err)
		require.Equal(t, want, slices.Contains(edit.Next("Add bo"), "promptctl policy approve"), branch)
	}
}

func TestAnEditThatIsRefusedWritesNothing(t *testing.T) {
	made := keyed(t)
	before := disktree(t, made.Dir)
	_, err := EditPolicy(t.Context(), open(t, made), func(map[string][]byte) (map[string][]byte, error) {
		return nil, diag.WithHint(errors.New("no"), "never")
	})
	require.EqualError(t, err, "no")
	require.Equal(t, before, disktree(t, made.Dir))

	outside := repotest.New(t)
	_, err = EditPolicy(t.Context(), open(t, outside), addBo(t))
	require.ErrorIs(t, err, policy.ErrNone)
}

func TestAnEditCanDeleteAFile(t *testing.T) {
	made := keyed(t)
	made.Write(".promptctl/keyring.asc", "old\n")
	edit, err := EditPolicy(t.Context(), open(t, made), func(folder map[string][]byte) (map[string][]byte, error) {
		folder = maps.Clone(folder)
		delete(folder, policy.Keyring)
		return folder, nil
	})
	require.NoError(t, err)
	require.Equal(t, []Change{{Path: ".promptctl/keyring.asc", Action: Delete, old: []byte("old\n")}}, edit.Changes)
	require.Empty(t, edit.Written())
	require.Contains(t, edit.Diff(), "+++ /dev/null\n")
	require.NoError(t, edit.Apply(t.Context()))
	require.NotContains(t, disktree(t, made.Dir), ".promptctl/keyring.asc")
}
