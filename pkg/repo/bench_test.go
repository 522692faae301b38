package repo

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func openDir(b *testing.B, dir string) *Repo {
	b.Helper()
	r, err := Open(b.Context(), Options{Dir: dir, Env: os.Environ()})
	require.NoError(b, err)
	return r
}

// BenchmarkObjects reads blobs with nothing open, by each of the two readers.
func BenchmarkObjects(b *testing.B) {
	r := openDir(b, repotest.Synthetic(b, repotest.Full()))
	files := filesOf(b, r)
	for _, n := range []int{1, 100, 5000} {
		ids := hashes(files[:n])
		readers := map[string]func() objects{
			"packs": func() objects { return newPacks(r) },
			"batch": func() objects { return &batch{git: r.git, repo: r} },
		}
		for name, open := range readers {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					require.NoError(b, open().each(b.Context(), ids, func(int, object) error { return nil }))
				}
			})
		}
	}
}

func filesOf(b *testing.B, r *Repo) []File {
	b.Helper()
	head, err := r.Resolve(b.Context(), "HEAD")
	require.NoError(b, err)
	s, err := r.At(b.Context(), head)
	require.NoError(b, err)
	files, err := s.Files(b.Context(), "prompts")
	require.NoError(b, err)
	return files
}

// BenchmarkSnapshots lists and reads all prompts.
func BenchmarkSnapshots(b *testing.B) {
	dir := repotest.Synthetic(b, repotest.Full())
	for name, take := range map[string]func(r *Repo) (Snapshot, error){
		"commit": func(r *Repo) (Snapshot, error) {
			head, err := r.Head(context.Background())
			if err != nil {
				return nil, err
			}
			return r.At(context.Background(), head.Commit)
		},
		"staged":   (*Repo).Index,
		"worktree": (*Repo).WorkTree,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := take(openDir(b, dir))
				require.NoError(b, err)
				files, err := s.Files(b.Context(), "prompts")
				require.NoError(b, err)
				require.NoError(b, s.ReadAll(b.Context(), files, func(int, []byte) error { return nil }))
			}
		})
	}
}
