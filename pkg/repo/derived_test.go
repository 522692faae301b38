package repo_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// A snapshot that was listed once gives what the plain one gives, in any place
// and of any path.
func TestListedIsTheSame(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	r := open(t, in)
	for _, plain := range []repo.Snapshot{snapshot(t)(r.Index()), at(t, r, "HEAD"), snapshot(t)(r.WorkTree())} {
		for _, places := range [][]string{{"prompts", "README.md", "absent"}, nil, {"other"}} {
			kept, err := repo.Listed(t.Context(), plain, places...)
			require.NoError(t, err)
			require.Equal(t, plain.Describe(), kept.Describe())
			for _, under := range [][]string{nil, {"prompts"}, {"prompts/a"}, {"prompts/a.prompt.yaml"}, {"prompts", "README.md"}, {"absent"}, {"side.txt"}} {
				require.Equal(t, modes(t, plain, under...), modes(t, kept, under...), "%s %v %v", plain.Describe(), places, under)
			}
			require.Equal(t, content(t, plain, "prompts"), content(t, kept, "prompts"))
			for _, path := range []string{"prompts/a.prompt.yaml", "prompts/a", "prompts/link.prompt.yaml", "prompts/absent", "README.md", "absent", "side.txt", "../x"} {
				want, wantErr := plain.Read(t.Context(), path)
				got, err := kept.Read(t.Context(), path)
				require.Equal(t, string(want), string(got), path)
				require.Equal(t, wantErr == nil, err == nil, path)
				require.Equal(t, errorText(wantErr), errorText(err), path)
			}
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestOverlay(t *testing.T) {
	in := repotest.New(t)
	in.Write("p/a", "a\n")
	in.Write("p/b", "b\n")
	in.Write("q", "q\n")
	plain := snapshot(t)(open(t, in).WorkTree())
	require.Equal(t, plain, repo.Overlay(plain, nil))
	o := repo.Overlay(plain, map[string][]byte{"p/b": []byte("B"), "p/c": []byte("C"), "r": {}})
	require.Equal(t, map[string]string{"p/a": "a\n", "p/b": "B", "p/c": "C"}, content(t, o, "p"))
	require.Equal(t, map[string]string{"p/a": "a\n", "p/b": "B", "p/c": "C", "q": "q\n", "r": ""}, content(t, o))
	for path, want := range map[string]string{"p/a": "a\n", "p/./b": "B", "r": "", "q": "q\n"} {
		got, err := o.Read(t.Context(), path)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	_, err := o.Read(t.Context(), "absent")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// A folder's files are those on disk, whatever git would say of them.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for path, text := range map[string]string{"b": "b", "a/x": "x", "a/.git/config": "no", "a.b": "ab", ".gitignore": "*\n"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644))
	}
	require.NoError(t, os.Symlink("b", filepath.Join(dir, "link")))
	s, err := repo.Folder(dir)
	require.NoError(t, err)
	require.Equal(t, "worktree", s.Describe())
	require.Equal(t, []string{"file .gitignore", "file a.b", "file a/x", "file b", "symbolic link link"}, modes(t, s))
	require.Equal(t, []string{"file a/x"}, modes(t, s, "a", "absent"))
	require.Equal(t, map[string]string{"a/x": "x", "b": "b", "a.b": "ab", ".gitignore": "*\n"}, content(t, s))
	data, err := s.Read(t.Context(), "a/x")
	require.NoError(t, err)
	require.Equal(t, "x", string(data))
	for path, want := range map[string]error{"absent": fs.ErrNotExist, "link": repo.ErrSymlink, "a": repo.ErrSubmodule} {
		_, err := s.Read(t.Context(), path)
		require.ErrorIs(t, err, want, path)
	}

	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(dir, link))
	s, err = repo.Folder(link)
	require.NoError(t, err)
	require.Equal(t, []string{"file a/x"}, modes(t, s, "a"))
	require.Equal(t, "ab", content(t, s)["a.b"], "a link to a folder is that folder")
}

func TestStaged(t *testing.T) {
	in := repotest.New(t)
	in.Write("a", "1\n")
	in.Write("b", "1\n")
	in.Write("gone", "1\n")
	r := open(t, in)
	in.Git("add", "a")
	staged, err := r.Staged(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, staged, "before the first commit")
	in.Commit("first")
	in.Write("a", "2\n")
	in.Write("ö \"x\"", "1\n")
	in.Git("rm", "-q", "gone")
	in.Git("mv", "b", "c")
	in.Git("add", "ö \"x\"")
	in.Write("untracked", "1\n")
	staged, err = r.Staged(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c", "gone", "ö \"x\""}, staged)
	_, err = open(t, in.Bare()).Staged(t.Context())
	require.ErrorIs(t, err, repo.ErrNoWorkTree)

	in.Git("config", "diff.relative", "true")
	in.Write("d/e", "1\n")
	for _, dir := range []string{in.Dir, filepath.Join(in.Dir, "d")} {
		r, err := repo.Open(t.Context(), repo.Options{Dir: dir, Env: in.Env(), Staged: true})
		require.NoError(t, err)
		ahead, err := r.Staged(t.Context())
		require.NoError(t, err)
		require.Equal(t, staged, ahead, "as git found it while the repository was opened")
	}
	_, err = repo.Open(t.Context(), repo.Options{Dir: t.TempDir(), Env: in.Env(), Staged: true})
	require.ErrorIs(t, err, repo.ErrNoRepository)
}

func TestChangedSince(t *testing.T) {
	in := repotest.New(t)
	in.Write("a", "1\n")
	in.Write("gone", "1\n")
	in.Commit("first")
	in.Branch("side")
	in.Write("b", "1\n")
	in.Commit("on the side")
	in.Switch("main")
	in.Write("on-main", "1\n")
	in.Commit("on main")
	in.Switch("side")
	in.Write("a", "2\n")
	in.Git("add", "a")
	in.Remove("gone")
	in.Write("untracked", "1\n")
	r := open(t, in)
	since, err := r.Resolve(t.Context(), "main")
	require.NoError(t, err)
	tip, err := r.Resolve(t.Context(), "side")
	require.NoError(t, err)
	for at, want := range map[string][]string{"": {"a", "b", "gone", "untracked"}, "staged": {"a", "b"}, string(tip): {"b"}} {
		got, err := r.ChangedSince(t.Context(), since, at)
		require.NoError(t, err)
		require.Equal(t, want, got, at)
	}
	in.Git("checkout", "-q", "--orphan", "other")
	in.Write("z", "1\n")
	in.Commit("no relation")
	_, err = r.ChangedSince(t.Context(), since, "")
	require.ErrorContains(t, err, "the two have no commit in common")
}

func TestDiffering(t *testing.T) {
	in := repotest.New(t)
	in.Write("a/x", "1\n")
	in.Write("a/gone", "1\n")
	in.Write("b", "1\n")
	in.Commit("first")
	r := open(t, in)
	first, err := r.Resolve(t.Context(), "HEAD")
	require.NoError(t, err)
	in.Git("mv", "b", "a/b")
	in.Write("c", "1\n")
	in.Commit("second")
	second, err := r.Resolve(t.Context(), "HEAD")
	require.NoError(t, err)
	in.Write("a/x", "2\n")
	in.Git("add", "a/x")
	in.Remove("a/gone")
	in.Write("a/new", "1\n")
	in.Write(".gitignore", "ignored\n")
	in.Write("a/ignored", "1\n")
	for at, want := range map[string][]string{
		"":             {".gitignore", "a/b", "a/gone", "a/new", "a/x", "b", "c"},
		"staged":       {"a/b", "a/x", "b", "c"},
		string(second): {"a/b", "b", "c"},
		string(first):  {},
	} {
		got, err := r.Differing(t.Context(), first, at)
		require.NoError(t, err)
		require.Equal(t, want, append([]string{}, got...), at)
	}
	got, err := r.Differing(t.Context(), first, "", "a", "c")
	require.NoError(t, err)
	require.Equal(t, []string{"a/b", "a/gone", "a/new", "a/x", "c"}, got)
	got, err = r.Unstaged(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, []string{"a/gone", "a/new"}, got)
	_, err = r.Differing(t.Context(), "0123456789012345678901234567890123456789", "")
	require.Error(t, err)
}
