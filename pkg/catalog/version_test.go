package catalog

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func hashes(l *Log) []string {
	got := []string{}
	for _, v := range l.Versions {
		got = append(got, string(v.Commit.Hash))
	}
	return got
}

// The files of a random history include nothing that promptctl knows of, so
// that a prompt's versions are those of its path.
func TestLogIsGitLog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		tip := rapid.SampledFrom(r.Commits).Draw(rt, "tip").Hash
		r.Git("update-ref", "--no-deref", "HEAD", tip)
		for i, c := range r.Commits {
			switch ref := fmt.Sprintf("c%d", i); rapid.IntRange(0, 3).Draw(rt, "ref") {
			case 0:
				r.Git("tag", ref, c.Hash)
			case 1:
				r.Git("tag", "-a", "-m", "annotated", ref, c.Hash)
			case 2:
				r.Git("update-ref", "refs/remotes/origin/"+ref, c.Hash)
			case 3:
				continue
			}
			r.Git("update-ref", "-d", fmt.Sprintf("refs/heads/c%d", i))
		}
		p := open(t, r.Repo)
		for _, path := range []string{"prompts/a.prompt.yaml", "prompts/b.prompt.yaml", "prompts/sub/a.prompt.yaml"} {
			requireLog(rt, p, LogQuery{Reference: path + "@HEAD"}, r.Git("log", "--format=%H", "HEAD", "--", path))
			all := requireLog(rt, p, LogQuery{Reference: path + "@HEAD", All: true}, r.Git("log", "--all", "--format=%H", "--", path))
			for i := 1; !r.Skewed && i < len(all); i++ {
				require.False(rt, all[i-1].Commit.Committer.When.Before(all[i].Commit.Committer.When))
			}
		}
	})
}

// requireLog compares a log with the commits of git's.
func requireLog(t *rapid.T, p *Project, q LogQuery, want string) []Version {
	log, err := p.Log(context.Background(), q)
	if want == "" {
		require.Error(t, err)
		return nil
	}
	require.NoError(t, err)
	require.ElementsMatch(t, strings.Fields(want), hashes(log))
	for i, v := range log.Versions {
		require.Equal(t, len(log.Versions)-i, v.Ordinal)
		require.Equal(t, v.Removed, v.Digest == "")
	}
	return log.Versions
}

func TestLog(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{"prompts/greet.prompt.yaml": includes("tone")})
	first := r.Commit("first: the partial is missing")
	r.Write("prompts/tone.partial.md", "plain")
	second := r.Commit("second: it is there")
	r.Tag("greet/v1.0.0", "release")
	r.Tag("greet/v1.1.0", "the same")
	r.Git("tag", "greet/v0.0.1", second+"^{tree}")
	r.Commit("nothing")
	r.Remove("prompts/greet.prompt.yaml")
	third := r.Commit("third: gone")
	p := open(t, r)
	for _, reference := range []string{"greet", "prompts/greet.prompt.yaml", "greet@HEAD"} {
		log, err := p.Log(t.Context(), LogQuery{Reference: reference})
		require.NoError(t, err)
		require.Equal(t, []string{third, second, first}, hashes(log))
		require.Equal(t, "greet", log.Name)
		require.Equal(t, "prompts/greet.prompt.yaml", log.File)
		require.True(t, log.Versions[0].Removed)
		require.Equal(t, []string{"v1.1.0", "v1.0.0"}, log.Versions[1].Releases)
		require.Empty(t, log.Versions[2].Releases)
		require.NotEqual(t, log.Versions[1].Digest, log.Versions[2].Digest)
	}
	log, err := p.Log(t.Context(), LogQuery{Reference: "greet", Limit: 2})
	require.NoError(t, err)
	require.Equal(t, []string{third, second}, hashes(log))
	require.Equal(t, 3, log.Versions[0].Ordinal)
	log, err = p.Log(t.Context(), LogQuery{Reference: "greet", Since: log.Versions[0].Commit.Committer.When})
	require.NoError(t, err)
	require.Equal(t, []string{third}, hashes(log))
	log, err = p.Log(t.Context(), LogQuery{Reference: "greet", Since: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	require.Equal(t, []Version{}, log.Versions)
}

func TestLogOfWhatHasNone(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/new.prompt.yaml", says("x"))
	p := open(t, r)
	_, err := p.Log(t.Context(), LogQuery{Reference: "new"})
	require.EqualError(t, err, "new has no versions: there is no commit yet")
	r.Git("commit", "-q", "--allow-empty", "-m", "empty")
	for _, all := range []bool{false, true} {
		_, err = p.Log(t.Context(), LogQuery{Reference: "new", All: all})
		require.EqualError(t, err, "new has no versions: no commit has it")
		require.Equal(t, "commit it: git add prompts/new.prompt.yaml && git commit", diag.Hint(err))
		for _, unknown := range []string{"nwe", "lost", "elsewhere/x.prompt.yaml", "prompts/bad name.prompt.yaml", "../x.prompt.yaml", "approvals/x"} {
			_, err = p.Log(t.Context(), LogQuery{Reference: unknown, All: all})
			require.ErrorAs(t, err, new(*UnknownPromptError), unknown)
		}
	}
	_, err = p.Log(t.Context(), LogQuery{Reference: "@"})
	require.ErrorAs(t, err, new(*ReferenceError))
}

// With All a prompt is found that no commit of this branch ever had, from a
// branch that has no commit yet too.
func TestLogAllFindsWhatIsElsewhere(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/greet.prompt.yaml", says("x"))
	first := r.Commit("first")
	r.Git("switch", "-q", "--orphan", "empty")
	p := open(t, r)
	log, err := p.Log(t.Context(), LogQuery{Reference: "greet", All: true})
	require.NoError(t, err)
	require.Equal(t, []string{first}, hashes(log))
	require.Empty(t, log.Tip)
	_, err = p.Log(t.Context(), LogQuery{Reference: "greet"})
	require.ErrorAs(t, err, new(*UnknownPromptError))
}

func TestLogOfShallowClone(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/old.prompt.yaml", says("x"))
	r.Commit("zero")
	r.Remove("prompts/old.prompt.yaml")
	for i := range 4 {
		r.Write("prompts/greet.prompt.yaml", says(fmt.Sprint(i)))
		r.Commit("edit")
	}
	p := open(t, r.Shallow(2))
	log, err := p.Log(t.Context(), LogQuery{Reference: "greet"})
	require.ErrorAs(t, err, new(*repo.IncompleteError))
	require.Len(t, log.Versions, 2)
	require.False(t, log.Complete)
	_, err = p.Log(t.Context(), LogQuery{Reference: "old"})
	require.ErrorAs(t, err, new(*UnknownPromptError))
	require.ErrorAs(t, err, new(*repo.IncompleteError))
	require.ErrorContains(t, err, `prompt "old" is not there`)
	require.Contains(t, diag.Hint(err), "git fetch --unshallow")
	_, err = p.Revision(t.Context(), "greet", "~1")
	require.NoError(t, err)
	_, err = p.Revision(t.Context(), "greet", "~2")
	require.ErrorAs(t, err, new(*repo.IncompleteError))
}
