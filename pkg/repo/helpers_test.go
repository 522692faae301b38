package repo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// open opens the test's repository from its own folder.
func open(t testing.TB, in *repotest.Repo) *repo.Repo {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

// content is a snapshot as a map, read in bulk.
func content(t testing.TB, s repo.Snapshot, under ...string) map[string]string {
	t.Helper()
	files, err := s.Files(t.Context(), under...)
	require.NoError(t, err)
	var readable []repo.File
	for _, f := range files {
		if f.Mode.IsFile() {
			readable = append(readable, f)
		}
	}
	got := map[string]string{}
	require.NoError(t, s.ReadAll(t.Context(), readable, func(i int, data []byte) error {
		got[readable[i].Path] = string(data)
		return nil
	}))
	require.Len(t, got, len(readable))
	return got
}

// modes is a snapshot's files with their modes, in the order of Files.
func modes(t testing.TB, s repo.Snapshot, under ...string) []string {
	t.Helper()
	files, err := s.Files(t.Context(), under...)
	require.NoError(t, err)
	var got []string
	for _, f := range files {
		got = append(got, f.Mode.String()+" "+f.Path)
	}
	return got
}

func snapshot(t testing.TB) func(s repo.Snapshot, err error) repo.Snapshot {
	return func(s repo.Snapshot, err error) repo.Snapshot {
		t.Helper()
		require.NoError(t, err)
		return s
	}
}

func at(t testing.TB, r *repo.Repo, rev string) repo.Snapshot {
	t.Helper()
	hash, err := r.Resolve(t.Context(), rev)
	require.NoError(t, err)
	return snapshot(t)(r.At(t.Context(), hash))
}

// withoutRoom returns the same repository with a git that can make files but
// write nothing into them, as on a full disk.
func withoutRoom(t testing.TB, in *repotest.Repo) *repotest.Repo {
	t.Helper()
	return wrapped(t, in, "trap '' XFSZ\nulimit -f 0")
}

// wrapped returns the same repository with a git before which these commands
// are run.
func wrapped(t testing.TB, in *repotest.Repo, commands string) *repotest.Repo {
	t.Helper()
	git, err := exec.LookPath("git")
	require.NoError(t, err)
	folder := t.TempDir()
	text := "#!/bin/sh\n" + commands + "\nexec '" + git + "' \"$@\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(folder, "git"), []byte(text), 0o755))
	return in.With("PATH=" + folder + string(os.PathListSeparator) + os.Getenv("PATH"))
}
