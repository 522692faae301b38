package repo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// steps returns all that Changes gives.
func steps(t require.TestingT, r *repo.Repo, tip string, not []string, under ...string) ([]repo.Step, error) {
	var got []repo.Step
	err := r.Changes(context.Background(), repo.Hash(tip), hashes(not), under, func(s repo.Step) error {
		require.Len(t, s.Changes, max(1, len(s.Parents)))
		got = append(got, s)
		return nil
	})
	return got, err
}

func hashes(ids []string) []repo.Hash {
	var list []repo.Hash
	for _, id := range ids {
		list = append(list, repo.Hash(id))
	}
	return list
}

// rawChanges is what git says that differs between two commits, or between
// nothing and one.
func rawChanges(r *repotest.Repo, parent, commit string, under ...string) []string {
	args := []string{"diff-tree", "-r", "--no-commit-id", "--no-renames", "--root"}
	if parent != "" {
		args = append(args, parent)
	}
	out := r.Git(append(append(args, "-z", commit, "--"), under...)...)
	return slices.DeleteFunc(strings.Split(out, "\x00"), func(s string) bool { return s == "" })
}

func asRaw(changes []repo.Change) []string {
	hash := func(h repo.Hash) string {
		if h == "" {
			return strings.Repeat("0", 40)
		}
		return string(h)
	}
	raw := []string{}
	for _, c := range changes {
		status := "M"
		switch {
		case c.Old == "":
			status = "A"
		case c.New == "":
			status = "D"
		}
		raw = append(raw, fmt.Sprintf(":%06o %06o %s %s %s", c.OldMode, c.NewMode, hash(c.Old), hash(c.New), status), c.Path)
	}
	return raw
}

func TestChangesAreGits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		tip := r.Commits[len(r.Commits)-1].Hash
		not := []string{}
		if rapid.Bool().Draw(rt, "some") {
			not = append(not, rapid.SampledFrom(r.Commits).Draw(rt, "not").Hash)
		}
		under := rapid.SampledFrom([][]string{{}, {"prompts"}, {"prompts/sub", "top.txt"}}).Draw(rt, "under")
		got, err := steps(rt, opened, tip, not, under...)
		require.NoError(rt, err)

		want := strings.Fields(r.Git(append([]string{"rev-list", tip, "--not"}, not...)...))
		commits := []string{}
		for _, s := range got {
			for _, p := range s.Parents {
				require.NotContains(rt, commits, string(p), "a parent before its child")
			}
			commits = append(commits, string(s.Commit))
		}
		require.ElementsMatch(rt, want, commits)
		for range min(3, len(got)) {
			s := rapid.SampledFrom(got).Draw(rt, "step")
			require.Equal(rt, r.Git("show", "-s", "--format=%P", string(s.Commit)), joinHashes(s.Parents))
			require.Equal(rt, r.Git("show", "-s", "--format=%ct", string(s.Commit)), fmt.Sprint(s.Date.Unix()))
			for i, changes := range s.Changes {
				parent := ""
				if len(s.Parents) > 0 {
					parent = string(s.Parents[i])
				}
				require.ElementsMatch(rt, rawChanges(r.Repo, parent, string(s.Commit), under...), asRaw(changes))
			}
		}
	})
}

func joinHashes(list []repo.Hash) string {
	var ids []string
	for _, h := range list {
		ids = append(ids, string(h))
	}
	return strings.Join(ids, " ")
}

func references(_ string, content []byte) []string { return repotest.RandomIncludes(string(content)) }

func TestVersionsAreGitLog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		tip := rapid.SampledFrom(r.Commits[len(r.Commits)/2:]).Draw(rt, "tip").Hash
		q := repo.VersionsQuery{Tip: repo.Hash(tip), Paths: append(repotest.RandomPaths(), "prompts", "top.txt")}
		got, err := opened.Versions(context.Background(), q)
		require.NoError(rt, err)
		require.Len(rt, got, len(q.Paths))
		for i, path := range q.Paths {
			requireVersions(rt, r, gitLog(r.Repo, tip, path), got[i], path)
		}
	})
}

// requireVersions compares with the commits that are to be counted.
func requireVersions(t require.TestingT, r *repotest.Random, want []string, got repo.Versions, path string) {
	require.Equal(t, len(want), got.Count, path)
	require.Empty(t, got.Beyond)
	if len(want) == 0 {
		require.Empty(t, got.Newest)
		return
	}
	require.Contains(t, want, string(got.Newest), path)
	i := slices.IndexFunc(r.Commits, func(c repotest.RandomCommit) bool { return c.Hash == string(got.Newest) })
	require.Equal(t, r.Commits[i].Date, got.Date.Unix())
	if !r.Skewed {
		require.Equal(t, want[0], string(got.Newest), path)
	}
}

func TestVersionsOfClosures(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		opened := open(t, r.Repo)
		tip := rapid.IntRange(len(r.Commits)/2, len(r.Commits)-1).Draw(rt, "tip")
		q := repo.VersionsQuery{Tip: repo.Hash(r.Commits[tip].Hash), Paths: repotest.RandomPaths(), References: references}
		got, err := opened.Versions(context.Background(), q)
		require.NoError(rt, err)
		for i, path := range q.Paths {
			requireVersions(rt, r, modelHistory(r, tip, path), got[i], path)
		}
		path := rapid.SampledFrom(q.Paths).Draw(rt, "path")
		list, err := history(opened, string(q.Tip), opened.Closure(path, references))
		require.NoError(rt, err)
		require.Equal(rt, modelHistory(r, tip, path), list)
	})
}

// Where a file's history goes on at the only commit that was left out, and
// nowhere else, the counts add up.
func TestVersionsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		opened := open(t, r.Repo)
		tip := rapid.IntRange(len(r.Commits)/2, len(r.Commits)-1).Draw(rt, "tip")
		base := repo.Hash(rapid.SampledFrom(r.Commits[:tip+1]).Draw(rt, "base").Hash)
		versions := func(tip repo.Hash, not ...repo.Hash) []repo.Versions {
			q := repo.VersionsQuery{Tip: tip, Not: not, Paths: repotest.RandomPaths(), References: references}
			got, err := opened.Versions(context.Background(), q)
			require.NoError(rt, err)
			return got
		}
		all, since, before := versions(repo.Hash(r.Commits[tip].Hash)), versions(repo.Hash(r.Commits[tip].Hash), base), versions(base)
		for i := range all {
			switch {
			case len(since[i].Beyond) == 0:
				require.Equal(rt, all[i], since[i])
			case slices.Equal(since[i].Beyond, []repo.Hash{base}):
				require.Equal(rt, all[i].Count, since[i].Count+before[i].Count)
			}
		}
	})
}

func TestChangesOfShallowClones(t *testing.T) {
	r := repotest.New(t)
	for i := range 5 {
		r.Write("p", fmt.Sprint(i))
		r.Commit("edit")
	}
	opened := open(t, r.Shallow(2))
	got, err := steps(t, opened, r.Head(), nil)
	require.Len(t, got, 2)
	require.Empty(t, got[1].Parents)
	require.Equal(t, []string{"p"}, []string{got[1].Changes[0][0].Path})
	var incomplete *repo.IncompleteError
	require.ErrorAs(t, err, &incomplete)
	require.Equal(t, []repo.Hash{got[1].Commit}, incomplete.Commits)

	versions, err := opened.Versions(t.Context(), repo.VersionsQuery{Tip: repo.Hash(r.Head()), Paths: []string{"p"}})
	require.ErrorAs(t, err, &incomplete)
	require.Equal(t, 2, versions[0].Count)
}

func TestChangesEndsEarly(t *testing.T) {
	r := synthetic(t, repotest.Size{Commits: 3000, Prompts: 60, Folders: 6})
	opened := open(t, r)
	stop := errors.New("stop")
	visits := 0
	err := opened.Changes(t.Context(), repo.Hash(r.Head()), nil, nil, func(repo.Step) error {
		visits++
		return stop
	})
	require.Equal(t, stop, err)
	require.Equal(t, 1, visits)

	ctx, cancel := context.WithCancel(t.Context())
	err = opened.Changes(ctx, repo.Hash(r.Head()), nil, nil, func(repo.Step) error { cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)

	_, err = steps(t, opened, strings.Repeat("1", 40), nil)
	require.ErrorContains(t, err, strings.Repeat("1", 40))
	_, err = steps(t, opened, r.Head(), nil, "../outside")
	require.ErrorContains(t, err, "not a path within the repository")
}

// A tree that is missing is named.
func TestChangesOfDamagedHistories(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/p", "1")
	r.Commit("first")
	tree := r.Git("rev-parse", "HEAD:prompts")
	r.Write("prompts/p", "2")
	r.Commit("second")
	r.Remove(".git/objects/" + tree[:2] + "/" + tree[2:])
	opened := open(t, r)
	_, err := steps(t, opened, r.Head(), nil)
	require.ErrorContains(t, err, tree)
	_, err = history(opened, r.Head(), always("prompts/p"))
	require.ErrorContains(t, err, tree)
	r.Git("-c", "core.commitGraph=true", "commit-graph", "write", "--reachable", "--no-progress")
	_, err = history(opened, r.Head(), always("prompts/p"))
	require.ErrorContains(t, err, tree)
}

// So many paths cannot be told to git at its command line.
func TestManyPaths(t *testing.T) {
	t.Parallel()
	size := repotest.Size{Commits: 1500, Prompts: 900, Folders: 3}
	r := synthetic(t, size)
	opened := open(t, r)
	var paths []string
	for i := range size.Prompts - 1 {
		paths = append(paths, size.PromptPath(i))
	}
	all, err := steps(t, opened, r.Head(), nil)
	require.NoError(t, err)
	some, err := steps(t, opened, r.Head(), nil, paths...)
	require.NoError(t, err)
	require.Len(t, some, len(all))
	for i := range all {
		for nth, changes := range all[i].Changes {
			want := slices.DeleteFunc(changes, func(c repo.Change) bool { return !slices.Contains(paths, c.Path) })
			require.Equal(t, asRaw(want), asRaw(some[i].Changes[nth]))
		}
	}
	for _, graph := range []bool{true, false} {
		if !graph {
			r.Remove(".git/objects/info/commit-graph")
		}
		got, err := history(opened, r.Head(), always(paths...))
		require.NoError(t, err)
		require.Equal(t, gitLog(r, r.Head(), paths...), got)
	}
}

func TestVersionsOfASyntheticRepository(t *testing.T) {
	t.Parallel()
	size := repotest.Size{Commits: 4000, Prompts: 200, Folders: 7}
	r := synthetic(t, size)
	opened := open(t, r)
	q := repo.VersionsQuery{Tip: repo.Hash(r.Head()), Under: []string{"prompts"}, References: repotest.SyntheticReferences}
	for i := range size.Prompts {
		q.Paths = append(q.Paths, size.PromptPath(i))
	}
	got, err := opened.Versions(t.Context(), q)
	require.NoError(t, err)
	for _, i := range []int{0, 3, 13, 103, 199} {
		list, err := history(opened, r.Head(), opened.Closure(q.Paths[i], q.References))
		require.NoError(t, err)
		require.Equal(t, len(list), got[i].Count)
		require.Equal(t, list[0], string(got[i].Newest))
	}
	q.References = nil
	got, err = opened.Versions(t.Context(), q)
	require.NoError(t, err)
	for i := range 20 {
		require.Equal(t, len(gitLog(r, r.Head(), q.Paths[i])), got[i].Count)
	}
}
