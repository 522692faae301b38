package repo_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

func TestOnDisk(t *testing.T) {
	made := repotest.New(t)
	made.Write("a/file", "text\n")
	made.Write("empty", "")
	made.Symlink("a/file", "link")
	made.Commit("first")
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	defer r.Close()
	require.True(t, r.OnDisk("a/file", []byte("text\n")))
	require.True(t, r.OnDisk("empty", []byte{}))
	require.True(t, r.OnDisk("nothing", nil))
	require.True(t, r.OnDisk("a/nothing", nil))
	for path, data := range map[string][]byte{"a/file": []byte("tex\n\n"), "empty": []byte("x"), "nothing": {}, "link": []byte("text\n"), "a": {}} {
		require.False(t, r.OnDisk(path, data), path)
	}
	require.False(t, r.OnDisk("a/file", nil), "it is there")
	require.False(t, r.OnDisk("link", nil))
}
