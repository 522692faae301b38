package repo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// refCase is an update of a ref and what stands in its way.
type refCase struct {
	prepare func(in *repotest.Repo)
	update  repo.RefUpdate
	want    string // in the error
}

// updateRefs does each update in a bare repository whose branch main is at the
// second commit, in packed-refs or in a file of its own. It comes with another
// update that could be done, of a git that talks before it refuses.
func updateRefs(t *testing.T, cases func(first, second repo.Hash) map[string]refCase, check func(t *testing.T, err error)) {
	for format, make := range formats {
		origin := make(t)
		first, second := repo.Hash(origin.Commit("first")), repo.Hash(origin.Commit("second"))
		for name, c := range cases(first, second) {
			t.Run(format+" "+name, func(t *testing.T) {
				in := origin.Clone("--mirror", "--config", "core.packedRefsTimeout=1") // all of its refs are packed
				if format == "sha1" {
					in.Git("update-ref", "refs/heads/main", string(first))
					in.Git("update-ref", "refs/heads/main", string(second))
				}
				if c.prepare != nil {
					c.prepare(in)
				}
				err := open(t, in.With("GIT_TRACE=1")).UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/another", New: second}, c.update)
				require.ErrorContains(t, err, c.want)
				check(t, err)
				_, err = in.TryGit("", "rev-parse", "--verify", "-q", "refs/heads/another")
				require.Error(t, err, "all or none")
			})
		}
	}
}

func inGitDir(in *repotest.Repo, path string) string { return filepath.Join(in.Dir, path) }

func TestUpdateRefsThatWereMoved(t *testing.T) {
	file := func(path string) func(*repotest.Repo) {
		return func(in *repotest.Repo) {
			require.NoError(t, os.MkdirAll(filepath.Dir(inGitDir(in, path)), 0o755))
			require.NoError(t, os.WriteFile(inGitDir(in, path), nil, 0o644))
		}
	}
	updateRefs(t, func(first, second repo.Hash) map[string]refCase {
		return map[string]refCase{
			"elsewhere":              {nil, repo.RefUpdate{Name: "refs/heads/main", Old: first, New: first}, "but expected"},
			"elsewhere, to delete":   {nil, repo.RefUpdate{Name: "refs/heads/main", Old: first}, "but expected"},
			"there":                  {nil, repo.RefUpdate{Name: "refs/heads/main", New: second}, "already exists"},
			"not there":              {nil, repo.RefUpdate{Name: "refs/heads/gone", Old: first, New: second}, "unable to resolve reference"},
			"not there, to delete":   {nil, repo.RefUpdate{Name: "refs/heads/gone", Old: first}, "unable to resolve reference"},
			"locked":                 {file("refs/heads/main.lock"), repo.RefUpdate{Name: "refs/heads/main", Old: second, New: first}, "File exists"},
			"locked, to make":        {file("refs/heads/new.lock"), repo.RefUpdate{Name: "refs/heads/new", New: first}, "File exists"},
			"all locked, to delete":  {file("packed-refs.lock"), repo.RefUpdate{Name: "refs/heads/main", Old: second}, "File exists"},
			"there, with a quote":    {func(in *repotest.Repo) { in.Git("branch", "it's") }, repo.RefUpdate{Name: "refs/heads/it's", New: second}, "already exists"},
			"not there, with quotes": {nil, repo.RefUpdate{Name: "refs/heads/'x'", Old: first, New: second}, "unable to resolve reference"},
		}
	}, func(t *testing.T, err error) { require.ErrorIs(t, err, repo.ErrMoved) })
}

// What stands in the way and does not go away by itself is not ErrMoved,
// whatever else is said.
func TestUpdateRefsForOtherReasons(t *testing.T) {
	hook := func(in *repotest.Repo) {
		text := "#!/bin/sh\n[ \"$1\" = prepared ] || exit 0\n" +
			"echo \"fatal: prepare: cannot lock ref 'refs/heads/main': reference already exists\" >&2\nexit 1\n"
		in.Write("hooks/reference-transaction", text)
		in.Chmod("hooks/reference-transaction", 0o755)
	}
	broken := func(in *repotest.Repo) { in.Write("refs/heads/broken", "no id\n") }
	blocked := func(in *repotest.Repo) {
		in.Write("refs/heads/full/x/y", "") // a folder where the file is to be, and no ref
	}
	link := func(in *repotest.Repo) {
		require.NoError(t, os.Symlink("/proc/nothing/is/made/here", inGitDir(in, "refs/heads/unwritable")))
	}
	updateRefs(t, func(first, second repo.Hash) map[string]refCase {
		absent := repo.Hash(strings.Repeat("1", len(first)))
		return map[string]refCase{
			"a hook":             {hook, repo.RefUpdate{Name: "refs/heads/main", Old: second, New: first}, "hook"},
			"no folder":          {link, repo.RefUpdate{Name: "refs/heads/unwritable/x", New: first}, "unable to create"},
			"a file in the way":  {blocked, repo.RefUpdate{Name: "refs/heads/full/x", New: first}, "refs/heads/full/x"},
			"a ref in the way":   {nil, repo.RefUpdate{Name: "refs/heads/main/x", New: first}, "cannot create"},
			"a ref that is torn": {broken, repo.RefUpdate{Name: "refs/heads/broken", Old: first, New: second}, "broken"},
			"no object":          {nil, repo.RefUpdate{Name: "refs/heads/main", Old: second, New: absent}, "nonexistent object"},
			"a bad name":         {nil, repo.RefUpdate{Name: "refs/heads/a..b", New: second}, "invalid ref format"},
		}
	}, func(t *testing.T, err error) { require.NotErrorIs(t, err, repo.ErrMoved) })
}

func TestUpdateRefsWithoutTheRight(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	in := repotest.New(t)
	first, second := repo.Hash(in.Commit("first")), repo.Hash(in.Commit("second"))
	folder := filepath.Join(in.Dir, ".git", "refs", "heads")
	require.NoError(t, os.Chmod(folder, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(folder, 0o755)) })
	err := open(t, in).UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/main", Old: second, New: first})
	require.ErrorContains(t, err, "Permission denied")
	require.NotErrorIs(t, err, repo.ErrMoved)
}

func TestUpdateRefsWithoutRoom(t *testing.T) {
	in := repotest.New(t)
	first, second := repo.Hash(in.Commit("first")), repo.Hash(in.Commit("second"))
	err := open(t, withoutRoom(t, in)).UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/main", Old: second, New: first})
	require.ErrorContains(t, err, "write")
	require.NotErrorIs(t, err, repo.ErrMoved)
	require.Equal(t, string(second), in.Head())
}

// The reflog of a branch says who moved it and why.
func TestUpdateRefsReason(t *testing.T) {
	in := repotest.New(t)
	first, second := repo.Hash(in.Commit("first")), repo.Hash(in.Commit("second"))
	r := open(t, in)
	require.NoError(t, r.UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/a", New: first},
		repo.RefUpdate{Name: "refs/heads/b", New: first, Reason: "promptctl: a b\nc"}, repo.RefUpdate{Name: "refs/heads/c", New: first, Reason: "other"}))
	reflog := func(branch string) string { return in.Git("reflog", "show", "--format=%H %gs", branch) }
	for _, branch := range []string{"a", "b", "c"} {
		require.Equal(t, string(first)+" promptctl: a b c", reflog(branch))
	}
	require.NoError(t, r.UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/a", Old: first, New: second}))
	require.Equal(t, string(second)+" \n"+string(first)+" promptctl: a b c", reflog("a"))
	require.NoError(t, r.UpdateRefs(t.Context(), repo.RefUpdate{Name: "refs/heads/a", Old: second, Reason: "gone"}))
	_, err := in.TryGit("", "rev-parse", "--verify", "-q", "refs/heads/a")
	require.Error(t, err)
}
