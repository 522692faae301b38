package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// git embeds a tag that looks signed where it is merged. Those that a first
// parent leads to count, and others do not.
func TestMergedTags(t *testing.T) {
	for name, in := range map[string]*repotest.Repo{"sha1": repotest.New(t), "sha256": repotest.NewSHA256(t)} {
		base := in.Commit("Begin")
		signed := func(tag string) repo.Hash {
			text := "object " + in.Head() + "\ntype commit\ntag " + tag + "\ntagger Ana <ana@example.com> 1772442000 +0000\n\nSay\n\n  so\n" +
				"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
			id := in.GitInput(text, "hash-object", "-t", "tag", "-w", "--stdin")
			in.Git("update-ref", "refs/tags/"+tag, id)
			return repo.Hash(id)
		}
		in.Branch("side")
		in.Commit("Side")
		one := signed("approvals/a/1")
		in.Commit("More")
		two := signed("approvals/a/2")
		in.Switch("main")
		in.Merge("approvals/a/1")
		in.Merge("approvals/a/2")
		in.Commit("Later")
		in.Branch("other")
		three := signed("approvals/a/3")
		in.Git("switch", "-q", "--detach", base)
		in.Merge("approvals/a/3")
		r := open(t, in)
		resolve := func(rev string) repo.Hash { return repo.Hash(in.Git("rev-parse", rev)) }
		got, err := r.MergedTags(t.Context(), resolve("main"))
		require.NoError(t, err, name)
		raw := func(id repo.Hash) []byte { return []byte(in.Git("cat-file", "tag", string(id)) + "\n") }
		require.Equal(t, map[repo.Hash][]byte{one: raw(one), two: raw(two)}, got)
		got, err = r.MergedTags(t.Context(), resolve("HEAD"))
		require.NoError(t, err, name)
		require.Equal(t, map[repo.Hash][]byte{three: raw(three)}, got, "what a second parent leads to is another's")
		got, err = r.MergedTags(t.Context(), resolve("side"))
		require.NoError(t, err, name)
		require.Empty(t, got)
		_, err = r.MergedTags(t.Context(), r.BlobHash([]byte("not here")))
		require.Error(t, err)
	}
}

func TestDeleteRefs(t *testing.T) {
	in := repotest.New(t)
	in.Commit("Begin")
	in.Tag("a", "x")
	in.Tag("b", "x")
	r := open(t, in)
	a, b := repo.Hash(in.Git("rev-parse", "a")), repo.Hash(in.Git("rev-parse", "b"))
	require.Error(t, r.DeleteRefs(t.Context(), repo.Ref{Name: "refs/tags/a", Hash: a}, repo.Ref{Name: "refs/tags/b", Hash: a}))
	require.Equal(t, "a\nb", in.Git("tag", "-l"), "all or none")
	require.NoError(t, r.DeleteRefs(t.Context(), repo.Ref{Name: "refs/tags/a", Hash: a}, repo.Ref{Name: "refs/tags/b", Hash: b}))
	require.Empty(t, in.Git("tag", "-l"))
	require.NoError(t, r.DeleteRefs(t.Context()))
}

func TestDefaultRemoteAndRefs(t *testing.T) {
	in := repotest.New(t)
	in.Commit("Begin")
	in.Tag("a", "x")
	remote := in.Bare()
	r := open(t, in)
	_, err := r.DefaultRemote(t.Context())
	require.EqualError(t, err, "the repository has no remote")
	in.Git("remote", "add", "far", remote.Dir)
	name, err := r.DefaultRemote(t.Context())
	require.NoError(t, err)
	require.Equal(t, "far", name)
	refs, err := r.RemoteRefs(t.Context(), "far", "refs/tags/")
	require.NoError(t, err)
	require.Equal(t, []repo.RemoteRef{{Name: "refs/tags/a", ID: repo.Hash(in.Git("rev-parse", "a"))}}, refs)
	require.True(t, r.Has(t.Context(), refs[0].ID))
	require.False(t, r.Has(t.Context(), r.BlobHash([]byte("not here"))))

	// Only what is as it was is deleted there.
	_, err = r.PushDelete(t.Context(), "far", repo.RemoteRef{Name: "refs/tags/a", ID: repo.Hash(in.Head())})
	var refused *repo.PushError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, repo.CauseBehind, refused.First().Cause)
	require.Contains(t, err.Error(), "remote far refused refs/tags/a")
	pushed, err := r.PushDelete(t.Context(), "far", refs...)
	require.NoError(t, err)
	require.Equal(t, []repo.PushedRef{{Ref: "refs/tags/a", Outcome: repo.Deleted}}, pushed)
	require.Empty(t, remote.Git("tag", "-l"))
}
