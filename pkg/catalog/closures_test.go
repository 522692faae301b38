package catalog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// many is a repository with so many prompts that several workers share them.
func many(t *testing.T) *repotest.Repo {
	r := repotest.New(t)
	r.Write("prompts/tone.partial.md", "tone\n")
	for i := range 100 {
		r.Write(fmt.Sprintf("prompts/p%03d.prompt.yaml", i), includes("tone")+fmt.Sprintf("# %d\n", i))
	}
	r.Commit("first")
	return r
}

func TestClosures(t *testing.T) {
	p := open(t, many(t))
	for _, rev := range []string{"worktree", "staged", "HEAD"} {
		revision, err := p.Revision(t.Context(), "", rev)
		require.NoError(t, err)
		c, err := p.At(t.Context(), revision)
		require.NoError(t, err)
		got := make([]string, len(c.Prompts))
		require.NoError(t, c.Closures(t.Context(), c.Prompts, func(i int, closure *prompt.Closure, found diag.List) error {
			got[i] = closure.Digest()
			if len(found) > 0 {
				return found.Err()
			}
			return nil
		}))
		for i, e := range c.Prompts {
			one, _, err := c.Closure(t.Context(), e)
			require.NoError(t, err)
			require.Equal(t, one.Digest(), got[i])
		}
		require.NoError(t, c.Closures(t.Context(), nil, nil))
	}
}

func TestClosuresEndWithTheFirstError(t *testing.T) {
	p := open(t, many(t))
	c := working(t, p)
	stop := errors.New("stop")
	var visits atomic.Int32
	err := c.Closures(t.Context(), c.Prompts, func(int, *prompt.Closure, diag.List) error {
		visits.Add(1)
		return stop
	})
	require.ErrorIs(t, err, stop)
	require.Less(t, int(visits.Load()), len(c.Prompts))

	ctx, cancel := context.WithCancel(t.Context())
	err = c.Closures(ctx, c.Prompts, func(int, *prompt.Closure, diag.List) error { cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, c.Closures(ctx, c.Prompts, func(int, *prompt.Closure, diag.List) error { return nil }), context.Canceled)
	_, err = p.List(ctx, ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter})
	require.ErrorIs(t, err, context.Canceled)
}

// An object that is missing or damaged names itself and where it was met, once.
func TestDamagedObjects(t *testing.T) {
	for _, damage := range []string{"missing", "truncated"} {
		for _, path := range []string{"prompts/p042.prompt.yaml", "prompts/tone.partial.md"} {
			r := many(t)
			blob := r.Git("rev-parse", "HEAD:"+path)
			file := filepath.Join(r.Dir, ".git", "objects", blob[:2], blob[2:])
			if damage == "missing" {
				require.NoError(t, os.Remove(file))
			} else {
				require.NoError(t, os.Chmod(file, 0o644))
				require.NoError(t, os.Truncate(file, 10))
			}
			p := open(t, r)
			revision, err := p.Revision(t.Context(), "", "HEAD")
			require.NoError(t, err)
			_, err = p.List(t.Context(), ListQuery{Revision: revision, Tokens: counter})
			var broken *repo.ObjectError
			require.ErrorAs(t, err, &broken, damage)
			require.Equal(t, repo.Hash(blob), broken.Hash)
			require.ErrorContains(t, err, "object "+blob)
			if broken.Path != "" {
				require.Equal(t, path, broken.Path)
			}
			_, err = p.Resolve(t.Context(), "p042@HEAD", "")
			require.NoError(t, err, "finding it reads no prompt")
		}
	}
}
