package repo_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// formats makes a repository of each hash that git names objects by.
var formats = map[string]func(testing.TB) *repotest.Repo{"sha1": repotest.New, "sha256": repotest.NewSHA256}

func TestReadObject(t *testing.T) {
	for name, make := range formats {
		t.Run(name, func(t *testing.T) {
			in := make(t)
			in.Write("a", "text\n")
			in.Commit("first")
			in.Tag("v1", "the first")
			r := open(t, in)
			for rev, kind := range map[string]string{"HEAD": "commit", "HEAD^{tree}": "tree", "HEAD:a": "blob", "v1": "tag"} {
				id := repo.Hash(in.Git("rev-parse", rev))
				got, data, err := r.ReadObject(t.Context(), id)
				require.NoError(t, err)
				require.Equal(t, kind, got)
				want, err := in.TryGit("", "cat-file", kind, string(id))
				require.NoError(t, err)
				require.Equal(t, want, string(data))
				require.Equal(t, id, r.ObjectID(kind, data))
				clear(data) // what is given is the caller's own
			}
			data, err := at(t, r, "HEAD").Read(t.Context(), "a")
			require.NoError(t, err)
			require.Equal(t, "text\n", string(data))
			_, _, err = r.ReadObject(t.Context(), r.ObjectID("blob", []byte("not here")))
			require.ErrorIs(t, err, repo.ErrMissingObject)
			for _, id := range []repo.Hash{"", "HEAD"} {
				_, _, err = r.ReadObject(t.Context(), id)
				require.ErrorContains(t, err, "is not an object id")
			}
		})
	}
}

// An object that stands in the place of another is found out, whoever opened
// the repository: git itself does not look.
func TestReadObjectHoldsTheBytesAgainstTheID(t *testing.T) {
	in := repotest.NewSHA256(t)
	good := in.GitInput("good", "hash-object", "-w", "--stdin")
	bad := in.GitInput("evil", "hash-object", "-w", "--stdin")
	file := func(id string) string { return filepath.Join(in.Dir, ".git", "objects", id[:2], id[2:]) }
	require.NoError(t, os.Rename(file(bad), file(good)))
	require.Equal(t, "evil", in.Git("cat-file", "blob", good))
	for _, alone := range []bool{false, true} {
		r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env(), Alone: alone})
		require.NoError(t, err)
		_, data, err := r.ReadObject(t.Context(), repo.Hash(good))
		var broken *repo.ObjectError
		require.ErrorAs(t, err, &broken)
		require.ErrorContains(t, err, "not those of this id")
		require.Nil(t, data)
		require.NoError(t, r.Close())
	}
}
