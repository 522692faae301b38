package repo_test

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// A revision means the same whether git is asked while the repository is opened
// or afterwards, from the top or from a folder below.
func TestRevisionsAhead(t *testing.T) {
	in := shapeOrigin(repotest.New(t))
	in.Git("branch", "-q", "both", "HEAD~1")
	in.Git("tag", "both", "HEAD")
	revs := []string{
		"HEAD", "main", "v1", "HEAD~1", "main@{0}", ":/second", in.Head(), in.Head()[:12],
		"", "a\x00b", "mian", "both", "HEAD~50", "HEAD^{tree}", "HEAD:README.md", "^main", "--all", "-n1", "main..side",
	}
	for _, dir := range []string{"", "prompts"} {
		ahead, err := repo.Open(t.Context(), repo.Options{Dir: in.In(dir).Dir, Env: in.Env(), Revisions: revs})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, ahead.Close()) })
		for _, rev := range append(revs, "v1^{}") { // the last one was not expected
			for range 2 {
				got, gotErr := ahead.Resolve(t.Context(), rev)
				want, err := open(t, in).Resolve(t.Context(), rev)
				require.Equal(t, want, got, rev)
				require.Equal(t, said(err), said(gotErr), rev)
			}
		}
	}
}

// said is all that an error says.
func said(err error) string {
	if err == nil {
		return ""
	}
	var unknown *repo.UnknownRevisionError
	return fmt.Sprint(err, "; ", diag.Hint(err), "; ", errors.As(err, &unknown))
}

// What was expected is asked for where no repository is, and hurts nobody.
func TestRevisionsAheadOfNoRepository(t *testing.T) {
	in := repotest.New(t)
	_, err := repo.Open(t.Context(), repo.Options{Dir: t.TempDir(), Env: in.Env(), Revisions: []string{"HEAD"}})
	require.ErrorIs(t, err, repo.ErrNoRepository)
}

// grown writes a work tree in which any path may be a file, a link, a submodule
// or a folder.
func grown(t *rapid.T, in *repotest.Repo, name string) {
	in.Remove("p")
	for _, file := range []string{"p/a", "p/a-b", "p/b", "p/b/c", "p/b/d/e", "p/f"} {
		if blocked(in, file) {
			continue
		}
		switch rapid.SampledFrom([]string{"", "one", "two", "executable", "link", "module"}).Draw(t, name+" "+file) {
		case "":
		case "one":
			in.Write(file, "1\n")
		case "two":
			in.Write(file, "2\n")
		case "executable":
			in.Write(file, "1\n")
			in.Chmod(file, 0o755)
		case "link":
			in.Symlink("a", file)
		case "module":
			in.Git("init", "-q", file)
			in.In(file).Commit("x")
		}
	}
}

// blocked reports whether something that is no plain folder stands above a path.
func blocked(in *repotest.Repo, file string) bool {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if info, err := os.Lstat(filepath.Join(in.Dir, dir)); err == nil && !info.IsDir() {
			return true
		}
		if _, err := os.Lstat(filepath.Join(in.Dir, dir, ".git")); err == nil {
			return true
		}
	}
	return false
}

// Where git has told of files that differ, a commit reads as it does where nobody
// has asked.
func TestCommitsReadAlikeAfterDiffering(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := repotest.New(t)
		in.Write("keep", "1\n")
		var commits []repo.Hash
		for _, name := range []string{"first", "second", "third"} {
			grown(rt, in, name)
			in.Write("keep", name)
			commits = append(commits, repo.Hash(in.Commit(name)))
		}
		told, untold := open(t, in), open(t, in)
		under := rapid.SampledFrom([][]string{nil, {"p"}, {"p/b"}, {"p/a", "p/b"}}).Draw(rt, "under")
		for _, at := range []string{string(commits[1]), string(commits[2]), "staged", ""} {
			_, err := told.Differing(t.Context(), commits[0], at, under...)
			require.NoError(rt, err)
		}
		for _, commit := range commits {
			require.Equal(rt, tellAll(t, untold, commit), tellAll(t, told, commit), "under %q", under)
		}
	})
}

// tellAll is all that a commit says of some paths.
func tellAll(t *testing.T, r *repo.Repo, commit repo.Hash) []string {
	s := at(t, r, string(commit))
	var all []string
	for _, p := range []string{"", "keep", "p", "p/a", "p/a-b", "p/b", "p/b/c", "p/b/d", "p/b/d/e", "p/f", "p/f/g", "q"} {
		data, err := s.Read(t.Context(), p)
		all = append(all, fmt.Sprintf("%s: %q %v %v", p, data, err, modes(t, s, p)))
	}
	return slices.Concat(all, modes(t, s))
}
