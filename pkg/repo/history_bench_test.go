package repo_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// besideGit measures work on a repository that was just opened, and a git
// command that does the same, in turns. x-git is the ratio of the two.
func besideGit(b *testing.B, r *repotest.Repo, work func(r *repo.Repo, tip repo.Hash), git ...string) {
	var ours, gits time.Duration
	tip := repo.Hash(r.Head())
	for b.Loop() {
		start := time.Now()
		opened, err := repo.Open(b.Context(), repo.Options{Dir: r.Dir, Env: r.Env()})
		require.NoError(b, err)
		work(opened, tip)
		require.NoError(b, opened.Close())
		ours += time.Since(start)

		b.StopTimer()
		start = time.Now()
		cmd := exec.Command("git", git...)
		cmd.Dir, cmd.Env, cmd.Stdout = r.Dir, r.Env(), io.Discard
		require.NoError(b, cmd.Run())
		gits += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(ours)/float64(gits), "x-git")
	b.ReportMetric(float64(gits.Milliseconds())/float64(b.N), "git-ms/op")
}

// BenchmarkFullHistory works on 50,000 commits and 5,000 prompts.
func BenchmarkFullHistory(b *testing.B) {
	size := repotest.Full()
	r := synthetic(b, size)
	path, partial := size.PromptPath(42), size.PromptPath(43) // the second includes a partial
	follow := func(f repo.Follow) func(*repo.Repo, repo.Hash) {
		return func(r *repo.Repo, tip repo.Hash) {
			require.NoError(b, r.History(b.Context(), []repo.Hash{tip}, f, func(repo.Hash) (bool, error) { return true, nil }))
		}
	}
	history := []string{"log", "--format=%H", "--", path}
	b.Run("history", func(b *testing.B) { besideGit(b, r, follow(always(path)), history...) })
	b.Run("closure", func(b *testing.B) {
		f := func(r *repo.Repo, tip repo.Hash) { follow(r.Closure(partial, repotest.SyntheticReferences))(r, tip) }
		besideGit(b, r, f, "log", "--format=%H", "--", partial, repotest.PartialPath(4))
	})
	everything := []string{"log", "--format=%H", "--name-only", "--", "prompts"}
	b.Run("changes", func(b *testing.B) {
		besideGit(b, r, func(r *repo.Repo, tip repo.Hash) {
			require.NoError(b, r.Changes(b.Context(), tip, nil, []string{"prompts"}, func(repo.Step) error { return nil }))
		}, everything...)
	})
	q := repo.VersionsQuery{Under: []string{"prompts"}}
	for i := range size.Prompts {
		q.Paths = append(q.Paths, size.PromptPath(i))
	}
	versions := func(r *repo.Repo, tip repo.Hash) {
		q.Tip = tip
		_, err := r.Versions(b.Context(), q)
		require.NoError(b, err)
	}
	b.Run("versions", func(b *testing.B) { besideGit(b, r, versions, everything...) })
	q.References = repotest.SyntheticReferences
	b.Run("versions of closures", func(b *testing.B) { besideGit(b, r, versions, everything...) })

	graph := filepath.Join(r.Dir, ".git", "objects", "info", "commit-graph")
	require.NoError(b, os.Remove(graph))
	b.Run("history without a commit-graph", func(b *testing.B) { besideGit(b, r, follow(always(path)), history...) })
	r.Git("commit-graph", "write", "--reachable", "--no-progress")
	b.Run("history without filters", func(b *testing.B) { besideGit(b, r, follow(always(path)), history...) })
}
