package catalog

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// shaped fills a repository with a history that has partials and a merge.
func shaped(r *repotest.Repo) *repotest.Repo {
	write(r, map[string]string{"prompts/a.prompt.yaml": includes("tone"), "prompts/sub/b.prompt.yaml": says("b"), "other/x": "x"})
	r.Commit("first")
	r.Write("prompts/tone.partial.md", "tone\n")
	r.Commit("second")
	r.Tag("a/v1.0.0", "release")
	r.Branch("side")
	r.Write("prompts/sub/b.prompt.yaml", says("side"))
	r.Commit("side")
	r.Switch("main")
	r.Write("prompts/tone.partial.md", "another tone\n")
	r.Commit("third")
	r.Merge("side")
	return r
}

// said is all that a repository answers about its prompts, as JSON. The ids of
// commits and of blobs are left out where those of another format count.
func said(t *testing.T, p *Project, ids bool) string {
	t.Helper()
	var all []any
	revision, err := p.Revision(t.Context(), "", "HEAD")
	require.NoError(t, err)
	l, err := p.List(t.Context(), ListQuery{Revision: revision, Tokens: counter})
	require.NoError(t, err)
	require.True(t, l.Complete)
	require.Len(t, l.Prompts, 2)
	for _, listed := range l.Prompts {
		listed.File.Hash = ""
		if !ids {
			listed.Version.Commit = ""
		}
		all = append(all, listed)
		log, err := p.Log(t.Context(), LogQuery{Reference: listed.Name + "@HEAD"})
		require.NoError(t, err)
		for _, v := range log.Versions {
			all = append(all, v.Ordinal, v.Digest, v.Releases, v.Commit.Subject)
			if ids {
				all = append(all, v.Commit.Hash)
			}
		}
		for _, rev := range []string{"HEAD", "~1", "rev:HEAD~1"} {
			target, err := p.Resolve(t.Context(), listed.Name+"@"+rev, "")
			require.NoError(t, err)
			all = append(all, compiled(t, target))
		}
	}
	target, err := p.Resolve(t.Context(), "a@v1.0.0", "")
	require.NoError(t, err)
	text, err := json.MarshalIndent(append(all, compiled(t, target)), "", " ")
	require.NoError(t, err)
	return string(text)
}

func compiled(t *testing.T, target *Target) []prompt.Turn {
	t.Helper()
	closure, _, err := target.Catalog.Closure(t.Context(), target.Entry)
	require.NoError(t, err)
	return closure.Compile()
}

func TestEveryShapeSaysTheSame(t *testing.T) {
	origin := shaped(repotest.New(t))
	want, wantWithoutIDs := said(t, open(t, origin), true), said(t, open(t, origin), false)
	filtered := func(options ...string) *repotest.Repo {
		origin.Git("config", "uploadpack.allowFilter", "true")
		origin.Git("config", "uploadpack.allowAnySHA1InWant", "true")
		return origin.Clone(options...)
	}
	shapes := map[string]*repotest.Repo{
		"bare": origin.Bare(), "linked work tree": origin.Worktree("linked"), "deep enough": origin.Clone("--depth", "50"),
		"partial": filtered("--filter=blob:none"), "without trees": filtered("--filter=tree:0", "--bare"), "sparse": origin.Sparse("other"),
		"submodule": origin.Submodule("deep/sub"), "shared": origin.Shared(),
		"GIT_DIR": origin.With("GIT_DIR="+filepath.Join(origin.Dir, ".git"), "GIT_WORK_TREE="+origin.Dir).In(t.TempDir()),
	}
	packed := origin.Clone()
	packed.Git("gc", "-q")
	packed.Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
	shapes["packed"] = packed
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			p := open(t, shape)
			require.Equal(t, want, said(t, p, true))
			if p.Repo.Root() != "" {
				for i, listed := range list(t, p).Prompts {
					require.False(t, listed.Modified)
					require.Equal(t, list(t, open(t, origin)).Prompts[i].Version, listed.Version)
				}
			}
		})
	}
	t.Run("SHA-256", func(t *testing.T) {
		p := open(t, shaped(repotest.NewSHA256(t)))
		require.Equal(t, wantWithoutIDs, said(t, p, false))
		for _, listed := range list(t, p).Prompts {
			require.False(t, listed.Modified)
			require.Len(t, string(listed.Version.Commit), 64)
		}
	})
}
