package repo_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestIndex(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a", "committed\n")
	in.Write("prompts/empty", "")
	in.Commit("first")
	in.Write("prompts/a", "staged\n")
	in.Write("prompts/new", "new\n")
	in.Git("add", "-A")
	in.Write("prompts/a", "on disk\n")
	in.Write("prompts/untracked", "untracked\n")
	staged := snapshot(t)(open(t, in).Index())
	want := map[string]string{"prompts/a": "staged\n", "prompts/empty": "", "prompts/new": "new\n"}
	require.Equal(t, want, content(t, staged))
	for path, text := range want {
		data, err := staged.Read(t.Context(), path)
		require.NoError(t, err)
		require.Equal(t, text, string(data))
	}
	_, err := staged.Read(t.Context(), "prompts/untracked")
	require.ErrorIs(t, err, os.ErrNotExist)
	require.EqualError(t, err, "prompts/untracked: does not exist in staged")
	_, err = staged.Read(t.Context(), "")
	require.ErrorIs(t, err, repo.ErrFolder)
}

func TestIndexWithoutCommits(t *testing.T) {
	in := repotest.New(t)
	staged := snapshot(t)(open(t, in).Index())
	require.Empty(t, content(t, staged))
	in.Write("a", "a\n")
	in.Git("add", "a")
	require.Equal(t, map[string]string{"a": "a\n"}, content(t, staged))
}

// A pre-commit hook of `git commit FILE` sees another index.
func TestIndexNamedByTheEnvironment(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a", "first\n")
	in.Commit("first")
	in.Write("prompts/a", "second\n")
	require.NoError(t, os.Rename(filepath.Join(in.Dir, ".git", "index"), filepath.Join(in.Dir, ".git", "other")))
	for _, name := range []string{".git/other", filepath.Join(in.Dir, ".git", "other")} {
		other := in.With("GIT_INDEX_FILE=" + name)
		for _, from := range []*repotest.Repo{other, other.In("prompts")} {
			r := open(t, from)
			require.Equal(t, map[string]string{"prompts/a": "first\n"}, content(t, snapshot(t)(r.Index())))
			require.Equal(t, map[string]string{"prompts/a": "second\n"}, content(t, snapshot(t)(r.WorkTree())))
		}
	}
	require.Empty(t, content(t, snapshot(t)(open(t, in).Index())))
}

// What is only intended to be added is not in the commit to come.
func TestIndexIntentToAdd(t *testing.T) {
	in := repotest.New(t)
	in.Write("b/empty", "")
	in.Git("add", "-A")
	in.Write("a/intended", "text\n")
	in.Write("line\nbreak", "text\n")
	in.Git("add", "-N", "-A")
	staged := snapshot(t)(open(t, in).Index())
	require.Equal(t, map[string]string{"b/empty": ""}, content(t, staged))
	_, err := staged.Read(t.Context(), "line\nbreak")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestIndexUnmerged(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a", "base\n")
	in.Write("other", "other\n")
	in.Commit("base")
	in.Branch("side")
	in.Write("prompts/a", "side\n")
	in.Commit("side")
	in.Switch("main")
	in.Write("prompts/a", "main\n")
	in.Commit("main")
	_, err := in.TryGit("", "merge", "-q", "side")
	require.Error(t, err)
	r := open(t, in)
	staged := snapshot(t)(r.Index())
	_, err = staged.Files(t.Context())
	require.EqualError(t, err, "prompts/a: is unmerged in the index")
	require.Equal(t, "resolve the conflict and run `git add -- prompts/a`", diag.Hint(err))
	_, err = staged.Read(t.Context(), "prompts/a")
	require.ErrorContains(t, err, "is unmerged")
	require.Equal(t, map[string]string{"other": "other\n"}, content(t, staged, "other"))
	require.Equal(t, []string{"file other", "file prompts/a"}, modes(t, snapshot(t)(r.WorkTree())))
}

func TestSnapshotPathsAreChecked(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	for _, s := range []repo.Snapshot{at(t, r, "HEAD"), snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())} {
		for _, path := range []string{"..", "../x", "/etc/passwd", "a/../../b", "prompts/../../x", "a\x00b"} {
			_, err := s.Read(t.Context(), path)
			require.ErrorContains(t, err, "not a path within the repository")
			_, err = s.Files(t.Context(), path)
			require.ErrorContains(t, err, "not a path within the repository")
		}
		for _, path := range []string{"prompts/a.prompt.yaml/x", "absent/x"} {
			_, err := s.Read(t.Context(), path)
			require.ErrorIs(t, err, os.ErrNotExist, s.Describe())
		}
		data, err := s.Read(t.Context(), "./prompts//a/../a.prompt.yaml")
		require.NoError(t, err)
		require.Equal(t, "model: second\n", string(data))
	}
}

func TestSnapshotManyPlaces(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	places := []string{"other"}
	for i := range 300 {
		places = append(places, "absent/"+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	for _, s := range []repo.Snapshot{at(t, r, "HEAD"), snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())} {
		require.Equal(t, []string{"file other/x.txt"}, modes(t, s, places...))
	}
}

// visit's error ends ReadAll at once.
func TestReadAllEndsWithVisit(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	for _, s := range []repo.Snapshot{at(t, r, "HEAD"), snapshot(t)(r.Index()), snapshot(t)(r.WorkTree())} {
		files, err := s.Files(t.Context(), "prompts/a", "README.md", "other")
		require.NoError(t, err)
		visited := 0
		err = s.ReadAll(t.Context(), files, func(int, []byte) error { visited++; return os.ErrProcessDone })
		require.ErrorIs(t, err, os.ErrProcessDone)
		require.Equal(t, 1, visited)
		_, err = s.Files(t.Context(), "prompts")
		require.NoError(t, err)
		link := []repo.File{{Path: "prompts/link.prompt.yaml", Mode: repo.Symlink}}
		err = s.ReadAll(t.Context(), link, func(int, []byte) error { return nil })
		require.ErrorIs(t, err, repo.ErrSymlink)
	}
}
