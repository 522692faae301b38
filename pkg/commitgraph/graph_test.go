package commitgraph_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func objects(r *repotest.Repo) string { return filepath.Join(r.Dir, ".git", "objects") }

// requireLikeGit compares all that the graph says of its commits with git.
func requireLikeGit(t require.TestingT, g *commitgraph.Graph, r *repotest.Repo) {
	found := 0
	for line := range strings.Lines(r.Git("log", "--all", "--format=%H %T %ct %P") + "\n") {
		f := strings.Fields(line)
		id, err := hex.DecodeString(f[0])
		require.NoError(t, err)
		pos, ok := g.Find(id)
		if !ok {
			continue
		}
		found++
		require.Equal(t, f[0], hex.EncodeToString(g.ID(pos)))
		require.Equal(t, f[1], hex.EncodeToString(g.Tree(pos)))
		require.Equal(t, f[2], fmt.Sprint(g.Time(pos)))
		parents := []string{}
		for _, p := range g.AppendParents(nil, pos) {
			parents = append(parents, hex.EncodeToString(g.ID(p)))
			require.Greater(t, g.Generation(pos), g.Generation(p))
		}
		require.Equal(t, f[3:], parents)
	}
	require.Equal(t, g.Len(), found)
}

// requireSound checks that no change is denied.
func requireSound(t require.TestingT, g *commitgraph.Graph, r *repotest.Random) {
	for _, c := range r.Commits {
		id, err := hex.DecodeString(c.Hash)
		require.NoError(t, err)
		pos, ok := g.Find(id)
		if !ok {
			continue
		}
		before := map[string]string{}
		if len(c.Parents) > 0 {
			before = r.Commits[c.Parents[0]].Files
		}
		for _, path := range repotest.RandomPaths() {
			if c.Files[path] != before[path] {
				for p := path; p != "."; p = filepath.ToSlash(filepath.Dir(p)) {
					require.True(t, g.MaybeChanged(pos, commitgraph.NewKey(p)), "%s changed in %s", p, c.Hash)
				}
			}
		}
	}
}

// requireAlike checks that asking for all commits is asking for each.
func requireAlike(t require.TestingT, g *commitgraph.Graph, paths ...string) {
	keys, each := []commitgraph.Key{}, []uint32{}
	for _, p := range paths {
		keys = append(keys, commitgraph.NewKey(p))
	}
	for pos := range uint32(g.Len()) {
		if slices.ContainsFunc(keys, func(k commitgraph.Key) bool { return g.MaybeChanged(pos, k) }) {
			each = append(each, pos)
		}
	}
	require.Equal(t, each, g.AppendMaybeChanged([]uint32{}, keys))
}

func TestRandomHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		kind := rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph")
		r.WriteGraph(kind)
		g, err := commitgraph.Open(20, objects(r.Repo))
		if kind == "none" {
			require.ErrorIs(rt, err, fs.ErrNotExist)
			return
		}
		require.NoError(rt, err)
		require.Equal(rt, kind != "plain" && (kind != "mixed" || len(r.Commits) == 1), g.Filtered())
		requireLikeGit(rt, g, r.Repo)
		requireSound(rt, g, r)
		requireAlike(rt, g, repotest.RandomPaths()[1])
		requireAlike(rt, g, repotest.RandomPaths()[4:]...)
	})
}

// line makes a repository in which each commit changes one file.
func line(t *testing.T, r *repotest.Repo, commits int, path func(i int) string) []string {
	t.Helper()
	var script strings.Builder
	for i := range commits {
		text := fmt.Sprint(i)
		fmt.Fprintf(&script, "commit refs/heads/main\ncommitter C <c@example.com> %d +0000\ndata 0\nM 100644 inline %s\ndata %d\n%s\n", 1_000_000+i, path(i), len(text), text)
	}
	r.GitInput(script.String(), "fast-import", "--quiet")
	r.Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
	ids := strings.Fields(r.Git("rev-list", "main"))
	slices.Reverse(ids)
	return ids
}

func open(t *testing.T, idLen int, r *repotest.Repo) *commitgraph.Graph {
	t.Helper()
	g, err := commitgraph.Open(idLen, objects(r))
	require.NoError(t, err)
	return g
}

// Of the last two kinds of name git's filters of version 1 cannot tell many
// apart, because the sign of one byte drowns its neighbours.
func TestFiltersTellPathsApart(t *testing.T) {
	t.Parallel()
	const paths = 400
	for name, most := range map[string]int{
		"prompts/f%d/p.prompt.yaml": paths / 2,
		"é/prompts/f%d.yaml":        paths / 2,
		"prompts/ä%dü/ßé.yaml":      paths * 5,
		"€%d":                       paths * 5,
	} {
		r := repotest.New(t)
		path := func(i int) string { return fmt.Sprintf(name, i) }
		ids := line(t, r, paths, path)
		g := open(t, 20, r)
		wrong := 0
		for i, id := range ids {
			raw, err := hex.DecodeString(id)
			require.NoError(t, err)
			pos, ok := g.Find(raw)
			require.True(t, ok)
			require.True(t, g.MaybeChanged(pos, commitgraph.NewKey(path(i))), path(i))
			for j := range 10 {
				if g.MaybeChanged(pos, commitgraph.NewKey(path((i+1+j)%paths))) {
					wrong++
				}
			}
		}
		require.Less(t, wrong, most, "of %d: %s", 10*paths, name)
	}
}

func TestSHA256(t *testing.T) {
	r := repotest.NewSHA256(t)
	line(t, r, 20, func(i int) string { return fmt.Sprintf("f%d", i%3) })
	requireLikeGit(t, open(t, 32, r), r)
	_, err := commitgraph.Open(20, objects(r))
	require.ErrorContains(t, err, "hash version 2, not 1")
}

func TestGenerationsOfVersion1(t *testing.T) {
	r := repotest.New(t)
	r.Git("config", "commitGraph.generationVersion", "1")
	ids := line(t, r, 5, func(int) string { return "f" })
	g := open(t, 20, r)
	requireLikeGit(t, g, r)
	for i, id := range ids {
		raw, err := hex.DecodeString(id)
		require.NoError(t, err)
		pos, _ := g.Find(raw)
		require.EqualValues(t, i+1, g.Generation(pos))
	}
}

// A root of the far future makes the corrected dates of its children lie too
// far from their own for 32 bits.
func TestLargeGenerations(t *testing.T) {
	r := repotest.New(t)
	r.GitInput("commit refs/heads/main\ncommitter C <c@example.com> 9000000000 +0000\ndata 0\n"+
		"commit refs/heads/main\ncommitter C <c@example.com> 1000 +0000\ndata 0\n", "fast-import", "--quiet")
	r.Git("commit-graph", "write", "--reachable", "--no-progress")
	g := open(t, 20, r)
	requireLikeGit(t, g, r)
	raw, err := hex.DecodeString(r.Git("rev-parse", "main"))
	require.NoError(t, err)
	pos, _ := g.Find(raw)
	require.EqualValues(t, 9_000_000_001, g.Generation(pos))
}

func TestChainOverBorrowedObjects(t *testing.T) {
	lender := repotest.New(t)
	line(t, lender, 10, func(int) string { return "f" })
	lender.Git("commit-graph", "write", "--reachable", "--split=replace", "--changed-paths", "--no-progress")
	require.NoError(t, removeIfThere(filepath.Join(objects(lender), "info", "commit-graph")))
	r := lender.Shared()
	r.Write("g", "g")
	r.Commit("more")
	r.Git("commit-graph", "write", "--reachable", "--split=no-merge", "--changed-paths", "--no-progress")

	g, err := commitgraph.Open(20, objects(r), objects(lender))
	require.NoError(t, err)
	require.Equal(t, 11, g.Len())
	requireLikeGit(t, g, r)

	_, err = commitgraph.Open(20, objects(r))
	require.ErrorContains(t, err, "is missing")
	require.NotErrorIs(t, err, fs.ErrNotExist)

	only, err := commitgraph.Open(20, filepath.Join(objects(r), "pack"), objects(lender))
	require.NoError(t, err)
	require.Equal(t, 10, only.Len())
}

func TestDamagedChains(t *testing.T) {
	r := repotest.New(t)
	line(t, r, 10, func(int) string { return "f" })
	require.NoError(t, removeIfThere(filepath.Join(objects(r), "info", "commit-graph")))
	for _, rev := range []string{"main~6", "main"} {
		r.GitInput(r.Git("rev-parse", rev)+"\n", "commit-graph", "write", "--stdin-commits", "--split=no-merge", "--no-progress")
	}
	require.Equal(t, 10, open(t, 20, r).Len())
	folder := filepath.Join(objects(r), "info", "commit-graphs")
	chain := filepath.Join(folder, "commit-graph-chain")
	text, err := os.ReadFile(chain)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(chain, 0o644))
	layers := strings.Fields(string(text))
	for content, want := range map[string]string{
		"":                             "is empty",
		"zzz\n":                        "not the id of a file",
		layers[1] + "\n":               "stands on 1 files, not 0",
		layers[0] + "\n" + layers[0]:   "stands on 0 files, not 1",
		strings.Repeat("1", 40) + "\n": "is missing",
	} {
		require.NoError(t, os.WriteFile(chain, []byte(content), 0o644))
		_, err := commitgraph.Open(20, objects(r))
		require.ErrorContains(t, err, want)
		require.NotErrorIs(t, err, fs.ErrNotExist)
	}
	require.NoError(t, os.WriteFile(chain, text, 0o644))
	lowest := filepath.Join(folder, "graph-"+layers[0]+".graph")
	other := strings.Repeat("2", 40)
	require.NoError(t, os.Rename(lowest, filepath.Join(folder, "graph-"+other+".graph")))
	require.NoError(t, os.WriteFile(chain, []byte(other+"\n"+layers[1]), 0o644))
	_, err = commitgraph.Open(20, objects(r))
	require.ErrorContains(t, err, "stands on another chain")
	require.NoError(t, os.Mkdir(filepath.Join(objects(r), "info", "commit-graph"), 0o755))
	_, err = commitgraph.Open(20, objects(r))
	require.ErrorContains(t, err, "not a file")
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func TestFindWhatIsNotThere(t *testing.T) {
	r := repotest.New(t)
	ids := line(t, r, 5, func(int) string { return "f" })
	g := open(t, 20, r)
	raw, err := hex.DecodeString(ids[0])
	require.NoError(t, err)
	for i := range raw {
		other := slices.Clone(raw)
		other[i] ^= 1
		_, ok := g.Find(other)
		require.False(t, ok)
	}
	_, ok := g.Find(raw[:19])
	require.False(t, ok)
}
