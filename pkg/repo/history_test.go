package repo_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func synthetic(t testing.TB, size repotest.Size) *repotest.Repo {
	t.Helper()
	r := repotest.New(t)
	require.NoError(t, repotest.BuildSynthetic(r.Dir, size))
	return r
}

// always follows the same paths.
func always(paths ...string) repo.Follow {
	return func(context.Context, repo.Hash) ([]string, error) { return paths, nil }
}

// history returns all commits that History gives, which is never nil.
func history(r *repo.Repo, tip string, follow repo.Follow) ([]string, error) {
	return historyOf(r, []repo.Hash{repo.Hash(tip)}, follow)
}

// gitLog returns the commits that git lists, which is never nil.
func gitLog(r *repotest.Repo, tip string, paths ...string) []string {
	r = r.With("GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1")
	args := append([]string{"log", "--format=%H", tip, "--"}, paths...)
	return append([]string{}, strings.Fields(r.Git(args...))...)
}

// drawPaths draws one path or two, or a folder.
func drawPaths(t *rapid.T) []string {
	if rapid.IntRange(0, 9).Draw(t, "folder") == 0 {
		return []string{"prompts"}
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(repotest.RandomPaths()), 1, 2, rapid.ID[string]).Draw(t, "paths")
}

func TestHistoryIsGitLog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		for range 4 {
			paths := drawPaths(rt)
			tip := rapid.SampledFrom(r.Commits[len(r.Commits)/2:]).Draw(rt, "tip").Hash
			got, err := history(opened, tip, always(paths...))
			require.NoError(rt, err)
			require.Equal(rt, gitLog(r.Repo, tip, paths...), got)
		}
	})
}

// closure is the follower of a path and of all that it refers to.
func closure(r *repotest.Random, path string) repo.Follow {
	return func(_ context.Context, commit repo.Hash) ([]string, error) {
		i := slices.IndexFunc(r.Commits, func(c repotest.RandomCommit) bool { return c.Hash == string(commit) })
		if i < 0 {
			return nil, fmt.Errorf("commit %s is not of this history", commit)
		}
		return modelClosure(r.Commits[i].Files, path), nil
	}
}

func modelClosure(files map[string]string, path string) []string {
	paths := []string{path}
	for i := 0; i < len(paths); i++ {
		for _, next := range repotest.RandomIncludes(files[paths[i]]) {
			if !slices.Contains(paths, next) {
				paths = append(paths, next)
			}
		}
	}
	return paths
}

// modelHistory is what History is to give, worked out from the contents of the
// files in the plainest way.
func modelHistory(r *repotest.Random, tip int, path string) []string {
	listed := []string{}
	queue, seen := []int{tip}, map[int]bool{tip: true}
	for len(queue) > 0 {
		next := 0 // of the latest the first that was put there
		for i := range queue {
			if r.Commits[queue[i]].Date > r.Commits[queue[next]].Date {
				next = i
			}
		}
		c := r.Commits[queue[next]]
		queue = slices.Delete(queue, next, next+1)
		parents, isListed := modelStep(r, c, path)
		if isListed {
			listed = append(listed, c.Hash)
		}
		for _, p := range parents {
			if !seen[p] {
				seen[p] = true
				queue = append(queue, p)
			}
		}
	}
	return listed
}

// modelStep returns the parents that a commit's history goes on with.
func modelStep(r *repotest.Random, c repotest.RandomCommit, path string) (parents []int, listed bool) {
	set := modelClosure(c.Files, path)
	same := func(other map[string]string) bool {
		return !slices.ContainsFunc(set, func(p string) bool { return contentAt(c.Files, p) != contentAt(other, p) })
	}
	for _, p := range c.Parents {
		if same(r.Commits[p].Files) {
			return []int{p}, false
		}
	}
	return c.Parents, len(c.Parents) > 0 || !same(nil)
}

// contentAt is what is at a path: a file's content, or all that is in a folder.
func contentAt(files map[string]string, path string) string {
	if text, ok := files[path]; ok {
		return text
	}
	var all []string
	for other, text := range files {
		if strings.HasPrefix(other, path+"/") {
			all = append(all, other+"\x00"+text)
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\x00")
}

func TestHistoryOfAClosure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		for _, path := range repotest.RandomPaths()[1:3] {
			tip := rapid.IntRange(len(r.Commits)/2, len(r.Commits)-1).Draw(rt, "tip")
			got, err := history(opened, r.Commits[tip].Hash, closure(r, path))
			require.NoError(rt, err)
			require.Equal(rt, modelHistory(r, tip, path), got)
		}
	})
}

// historyOf is history from several tips.
func historyOf(r *repo.Repo, tips []repo.Hash, follow repo.Follow) ([]string, error) {
	got := []string{}
	err := r.History(context.Background(), tips, follow, func(h repo.Hash) (bool, error) {
		got = append(got, string(h))
		return true, nil
	})
	return got, err
}

// From several tips it is git's answer for them together, of which some may
// lead to others, or be there twice.
func TestHistoryOfSeveralTips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		tips := []repo.Hash{}
		args := []string{"log", "--format=%H"}
		for range rapid.IntRange(1, 6).Draw(rt, "tips") {
			tip := rapid.SampledFrom(r.Commits).Draw(rt, "tip").Hash
			tips, args = append(tips, repo.Hash(tip)), append(args, tip)
		}
		paths := drawPaths(rt)
		got, err := historyOf(opened, tips, always(paths...))
		require.NoError(rt, err)
		plain := r.With("GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1")
		want := strings.Fields(plain.Git(append(append(args, "--"), paths...)...))
		require.Equal(rt, append([]string{}, want...), got)
	})
}

// What is followed is asked for once, however many tips lie on the way.
func TestHistoryOfManyTagsAsksOnce(t *testing.T) {
	for _, graph := range []bool{false, true} {
		r := repotest.New(t)
		for i := range 30 {
			r.Write("p", fmt.Sprint(i/10))
			r.Commit("edit")
			r.Git("tag", fmt.Sprintf("t%02d", i))
		}
		if graph {
			r.Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
		}
		opened := open(t, r)
		tips, err := opened.Tips(t.Context())
		require.NoError(t, err)
		require.Len(t, tips, 30)
		var asked []repo.Hash
		got, err := historyOf(opened, tips, func(_ context.Context, commit repo.Hash) ([]string, error) {
			asked = append(asked, commit)
			return []string{"p"}, nil
		})
		require.NoError(t, err)
		require.Equal(t, gitLog(r, r.Head(), "p"), got)
		require.Len(t, got, 3)
		require.Len(t, asked, 3, "the tip, and behind each version that has a parent")
	}
}

func TestHistoryOfNoTips(t *testing.T) {
	r := repotest.New(t)
	r.Write("p", "1")
	r.Commit("first")
	got, err := historyOf(open(t, r), nil, always("p"))
	require.NoError(t, err)
	require.Empty(t, got)
}

// A cut history gives what git gives there, and is silent about being cut only
// where that is the whole history.
func TestHistoryOfShallowClones(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		tip := r.Commits[len(r.Commits)-1].Hash
		r.Git("update-ref", "refs/heads/main", tip)
		cut := r.Shallow(rapid.IntRange(1, 4).Draw(rt, "depth"))
		opened := open(t, cut)
		for _, path := range repotest.RandomPaths() {
			got, err := history(opened, tip, always(path))
			require.Equal(rt, gitLog(cut, tip, path), got)
			var incomplete *repo.IncompleteError
			if !errors.As(err, &incomplete) {
				require.NoError(rt, err)
				require.Equal(rt, gitLog(r.Repo, tip, path), got)
			}
		}
	})
}

func TestHistoryOfShallowCloneNamesTheEdge(t *testing.T) {
	r := repotest.New(t)
	for i := range 5 {
		r.Write("p", fmt.Sprint(i))
		r.Commit("edit")
	}
	opened := open(t, r.Shallow(2))
	got, err := history(opened, r.Head(), always("p"))
	require.Len(t, got, 2)
	var incomplete *repo.IncompleteError
	require.ErrorAs(t, err, &incomplete)
	require.Equal(t, []repo.Hash{repo.Hash(got[1])}, incomplete.Commits)
	require.ErrorContains(t, err, "history is cut off at commit "+got[1][:8])
}

func TestHistoryEndsEarly(t *testing.T) {
	r := repotest.New(t)
	for i := range 5 {
		r.Write("p", fmt.Sprint(i))
		r.Commit("edit")
	}
	opened := open(t, r)
	visits, stop := 0, errors.New("stop")
	for _, want := range []error{nil, stop} {
		visits = 0
		err := opened.History(context.Background(), []repo.Hash{repo.Hash(r.Head())}, always("p"), func(repo.Hash) (bool, error) {
			visits++
			return visits < 2, want
		})
		require.Equal(t, want, err)
		require.LessOrEqual(t, visits, 2)
	}
	_, err := history(opened, r.Head(), func(context.Context, repo.Hash) ([]string, error) { return nil, stop })
	require.ErrorIs(t, err, stop)
	_, err = history(opened, r.Head(), always("../outside"))
	require.ErrorContains(t, err, "not a path within the repository")
	got, err := history(opened, r.Head(), always())
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = history(opened, strings.Repeat("1", 40), always("p"))
	require.ErrorContains(t, err, strings.Repeat("1", 40))
	ctx, cancel := context.WithCancel(context.Background())
	err = opened.History(ctx, []repo.Hash{repo.Hash(r.Head())}, always("p"), func(repo.Hash) (bool, error) { cancel(); return true, nil })
	require.ErrorIs(t, err, context.Canceled)
}

// A long history has work for several processes, and is asked for in parts that
// grow.
func TestLongHistories(t *testing.T) {
	t.Parallel()
	size := repotest.Size{Commits: 3000, Prompts: 60, Folders: 6}
	for _, graph := range []string{"filters", "plain", "none", "damaged"} {
		t.Run(graph, func(t *testing.T) {
			r := synthetic(t, size)
			file := filepath.Join(r.Dir, ".git", "objects", "info", "commit-graph")
			switch graph {
			case "none":
				require.NoError(t, os.Remove(file))
			case "plain":
				require.NoError(t, os.Remove(file))
				r.Git("commit-graph", "write", "--reachable", "--no-progress")
			case "damaged":
				require.NoError(t, os.Chmod(file, 0o644))
				require.NoError(t, os.Truncate(file, 4000))
				r.Git("config", "core.commitGraph", "false") // git complains of it otherwise
			}
			opened := open(t, r)
			for _, path := range []string{size.PromptPath(3), size.PromptPath(59), repotest.PartialPath(0), "prompts/f001", "nowhere"} {
				got, err := history(opened, r.Head(), always(path))
				require.NoError(t, err)
				require.Equal(t, gitLog(r, r.Head(), path), got)
			}
		})
	}
}

// Replacements do not count, and grafts do, with a commit-graph or without.
func TestHistoryOfAlteredRepositories(t *testing.T) {
	for _, graph := range []bool{false, true} {
		r := repotest.New(t)
		var ids []string
		for i := range 6 {
			r.Write("p", fmt.Sprint(i))
			ids = append(ids, r.Commit("edit"))
		}
		r.Git("replace", ids[4], ids[1])
		if graph {
			r.With("GIT_NO_REPLACE_OBJECTS=1").Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
		}
		got, err := history(open(t, r), r.Head(), always("p"))
		require.NoError(t, err)
		require.Len(t, got, 6)

		r.Write(".git/info/grafts", ids[4]+" "+ids[1]+"\n")
		got, err = history(open(t, r), r.Head(), always("p"))
		require.NoError(t, err)
		require.Equal(t, []string{ids[5], ids[4], ids[1], ids[0]}, got)
		list, err := steps(t, open(t, r), r.Head(), nil)
		require.NoError(t, err)
		require.Len(t, list, 4)
	}
}

func TestHistoryOfSHA256(t *testing.T) {
	r := repotest.NewSHA256(t)
	for i := range 4 {
		r.Write("prompts/p", fmt.Sprint(i/2))
		r.Commit("edit")
	}
	for range 2 {
		got, err := history(open(t, r), r.Head(), always("prompts/p"))
		require.NoError(t, err)
		require.Equal(t, gitLog(r, r.Head(), "prompts/p"), got)
		list, err := steps(t, open(t, r), r.Head(), nil)
		require.NoError(t, err)
		require.Len(t, list, 4)
		require.Len(t, list[3].Changes[0][0].New, 64)
		r.Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
	}
}

// A path's name may need care: at the command line, in git's patterns, and in
// its output.
func TestHistoryOfOddNames(t *testing.T) {
	r := repotest.New(t)
	names := []string{"-p", ":(top)x", "a*b", "q\"uote", "tab\tname", "line\nbreak", "\xff\xfe", strings.Repeat("long/", 400) + "name"}
	for range 2 {
		var script strings.Builder
		script.WriteString("commit refs/heads/main\ncommitter C <c@example.com> 1000 +0000\ndata 0\n")
		if r.Git("for-each-ref") != "" {
			script.WriteString("from refs/heads/main^0\n")
		}
		for _, name := range names {
			text := fmt.Sprint(script.Len())
			fmt.Fprintf(&script, "M 100644 inline %s\ndata %d\n%s\n", cQuote(name), len(text), text)
		}
		r.GitInput(script.String(), "fast-import", "--quiet")
	}
	opened := open(t, r)
	for _, name := range names {
		got, err := history(opened, r.Head(), always(name))
		require.NoError(t, err)
		require.Len(t, got, 2, "%q", name)
		require.Equal(t, gitLog(r, r.Head(), name), got)
	}
}

// cQuote quotes a path as git fast-import reads it.
func cQuote(path string) string {
	quoted := strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n").Replace(path)
	return "\"" + quoted + "\""
}
