package repo_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestResolve(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	in.Git("branch", "-q", "feature/x", "HEAD~1")
	r := open(t, in)
	for _, rev := range []string{
		"HEAD", "@", "main", "refs/heads/main", "v1", "v1^{}", "v1^{commit}", "HEAD~1", "HEAD^2", "main@{0}",
		"feature/x", in.Head(), in.Head()[:12], in.Git("rev-parse", "v1"), "HEAD^{/first}",
	} {
		hash, err := r.Resolve(t.Context(), rev)
		require.NoError(t, err, rev)
		require.Equal(t, in.Git("rev-parse", "--verify", rev+"^{commit}"), string(hash), rev)
	}
	hash, err := r.Resolve(t.Context(), ":/second")
	require.NoError(t, err)
	require.Equal(t, in.Git("rev-parse", "HEAD~1"), string(hash))
}

func TestResolveUnknown(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	blob := in.Git("rev-parse", "HEAD:README.md")
	r := open(t, in)
	for rev, want := range map[string][2]string{
		"mian":              {`unknown revision "mian"`, `did you mean "main"?`},
		"":                  {`unknown revision ""`, ""},
		"a\x00b":            {`unknown revision "a\x00b"`, ""},
		"a\nb":              {`unknown revision "a\nb"`, ""},
		"^main":             {`unknown revision "^main"`, `did you mean "main"?`},
		"main..side":        {`unknown revision "main..side"`, ""},
		"--all":             {`unknown revision "--all"`, ""},
		"--help":            {`unknown revision "--help"`, ""},
		"--":                {`unknown revision "--"`, ""},
		"-n1":               {`unknown revision "-n1"`, ""},
		"HEAD~50":           {`unknown revision "HEAD~50"`, ""},
		blob:                {fmt.Sprintf("unknown revision %q: is a blob, not a commit", blob), ""},
		"HEAD^{tree}":       {`unknown revision "HEAD^{tree}": is a tree, not a commit`, ""},
		"HEAD:prompts":      {`unknown revision "HEAD:prompts"`, ""},
		"HEAD:absent":       {`unknown revision "HEAD:absent"`, ""},
		"1234567890abcdef1": {`unknown revision "1234567890abcdef1"`, ""},
	} {
		_, err := r.Resolve(t.Context(), rev)
		var unknown *repo.UnknownRevisionError
		require.ErrorAs(t, err, &unknown, rev)
		require.Equal(t, rev, unknown.Rev)
		require.EqualError(t, err, want[0])
		require.Equal(t, want[1], diag.Hint(err), rev)
	}
}

func TestResolveWithoutCommits(t *testing.T) {
	r := open(t, repotest.New(t))
	head, err := r.Head(t.Context())
	require.NoError(t, err)
	require.Equal(t, repo.Head{Branch: "main"}, head)
	for _, rev := range []string{"HEAD", "@", "main"} {
		_, err := r.Resolve(t.Context(), rev)
		require.EqualError(t, err, fmt.Sprintf("unknown revision %q: there is no commit yet", rev))
	}
}

func TestHeadDetached(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	in.Git("checkout", "-q", "--detach", "HEAD~1")
	head, err := open(t, in).Head(t.Context())
	require.NoError(t, err)
	require.Equal(t, repo.Head{Commit: repo.Hash(in.Head())}, head)
}

func TestResolveAmbiguousID(t *testing.T) {
	in := repotest.New(t)
	seen := map[string]string{}
	for n := 0; ; n++ {
		hash := in.GitInput("", "commit-tree", "-m", fmt.Sprint(n), "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
		if other := seen[hash[:4]]; other != "" {
			_, err := open(t, in).Resolve(t.Context(), hash[:4])
			var unknown *repo.UnknownRevisionError
			require.ErrorAs(t, err, &unknown)
			require.Len(t, unknown.Candidates, 2)
			require.ErrorContains(t, err, fmt.Sprintf("ambiguous revision %q: ", hash[:4]))
			require.ErrorContains(t, err, "commit 2026-01-05 - ")
			require.Equal(t, "give more digits", diag.Hint(err))
			return
		}
		seen[hash[:4]] = hash
	}
}

func TestResolveAmbiguousName(t *testing.T) {
	in := repotest.New(t)
	in.Git("hash-object", "-w", "-t", "tree", "/dev/null")
	first := in.Commit("first")
	in.Tag("both", "a tag")
	in.Git("branch", "both")
	r := open(t, in)
	hash, err := r.Resolve(t.Context(), "both")
	require.NoError(t, err, "they lead to the same commit")
	require.Equal(t, first, string(hash))

	second := in.Commit("second")
	in.Git("branch", "-f", "both")
	for _, rev := range []string{"both", "both~0", "both^0"} {
		_, err = r.Resolve(t.Context(), rev)
		require.EqualError(t, err, fmt.Sprintf("ambiguous revision %q: refs/heads/both (%s), refs/tags/both (%s)", rev, second[:8], first[:8]))
		require.Equal(t, "name it in full, as refs/heads/both", diag.Hint(err))
	}
	hash, err = r.Resolve(t.Context(), "refs/heads/both")
	require.NoError(t, err)
	require.Equal(t, second, string(hash))
}

// A tag called HEAD does not make HEAD ambiguous.
func TestResolveTagCalledHEAD(t *testing.T) {
	in := repotest.New(t)
	first := in.Commit("first")
	in.Git("update-ref", "refs/tags/HEAD", first)
	second := in.Commit("second")
	hash, err := open(t, in).Resolve(t.Context(), "HEAD")
	require.NoError(t, err)
	require.Equal(t, second, string(hash))
}

func TestRefs(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	in.Tag("support/triage/v1.0.0", "release")
	in.Git("tag", "-a", "-m", "of a tag", "nested", "v1")
	in.Git("tag", "-a", "-m", "of a tag of a tag", "nested2", "nested")
	in.Git("tag", "light")
	in.Git("tag", "tree", "HEAD^{tree}")
	r := open(t, in)
	parse := func(rev string) repo.Hash { return repo.Hash(in.Git("rev-parse", rev)) }
	refs, err := r.Refs(t.Context(), "refs/tags")
	require.NoError(t, err)
	require.Equal(t, []repo.Ref{
		{Name: "refs/tags/light", Hash: parse("HEAD"), Type: "commit", Peeled: parse("HEAD")},
		{Name: "refs/tags/nested", Hash: parse("nested"), Type: "tag", Peeled: parse("v1^{}")},
		{Name: "refs/tags/nested2", Hash: parse("nested2"), Type: "tag", Peeled: parse("v1^{}")},
		{Name: "refs/tags/support/triage/v1.0.0", Hash: parse("support/triage/v1.0.0"), Type: "tag", Peeled: parse("HEAD")},
		{Name: "refs/tags/tree", Hash: parse("HEAD^{tree}"), Type: "tree", Peeled: parse("HEAD^{tree}")},
		{Name: "refs/tags/v1", Hash: parse("v1"), Type: "tag", Peeled: parse("v1^{}")},
	}, refs)

	names := func(prefixes ...string) (names []string) {
		refs, err := r.Refs(t.Context(), prefixes...)
		require.NoError(t, err)
		for _, ref := range refs {
			names = append(names, ref.Name)
		}
		return names
	}
	require.Equal(t, []string{"refs/heads/main", "refs/heads/side"}, names("refs/heads/"))
	require.Equal(t, []string{"refs/heads/side", "refs/tags/v1"}, names("refs/heads/side", "refs/tags/v1"))
	require.Equal(t, []string{"refs/tags/support/triage/v1.0.0"}, names("refs/tags/support/triage/"))
	require.Empty(t, names("refs/tags/v"))
	require.Empty(t, names("refs/*"))
	require.Empty(t, names("--all"))
	require.Len(t, names(), 8)
}

// Tags that are packed, loose, both, or in folders of others are those that git
// lists.
func TestTags(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	listed := func(in *repotest.Repo) []string {
		tags, err := open(t, in).Tags(t.Context())
		require.NoError(t, err)
		require.Equal(t, strings.Fields(in.Git("tag", "--list", "--sort=refname")), tags)
		return tags
	}
	require.Equal(t, []string{"v1"}, listed(in))
	in.Tag("support/triage/v1.0.0", "release")
	in.Git("tag", "light")
	in.Git("pack-refs", "--all")
	require.Len(t, listed(in), 3)
	in.Git("tag", "-f", "light", "HEAD~1") // packed and loose
	in.Git("tag", "support/triage/v1.1.0")
	in.Git("tag", "a-é")
	in.Git("tag", "-d", "v1")
	in.Write(".git/refs/tags/held.lock", "")
	require.Equal(t, []string{"a-é", "light", "support/triage/v1.0.0", "support/triage/v1.1.0"}, listed(in))
	require.Len(t, listed(in.Worktree("other")), 4)
	require.NoError(t, os.Rename(filepath.Join(in.Dir, ".git", "refs", "tags", "support"), filepath.Join(in.Dir, "moved")))
	in.Symlink("../../../moved", ".git/refs/tags/support")
	require.Len(t, listed(in), 4)
}

func TestTagsOfNone(t *testing.T) {
	in := repotest.New(t)
	require.NoError(t, os.RemoveAll(filepath.Join(in.Dir, ".git", "refs", "tags")))
	tags, err := open(t, in).Tags(t.Context())
	require.NoError(t, err)
	require.Empty(t, tags)
}
