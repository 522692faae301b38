package repo

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// The files of a commit and of the index are those that git lists, in git's
// order, whatever the names are.
func TestFilesAreThoseThatGitLists(t *testing.T) {
	in := repotest.New(t)
	blob := in.GitInput("text", "hash-object", "-w", "--stdin")
	r := openAt(t, in)
	segment := rapid.StringMatching(`[ab]([-.\n"é\\0*]|[ab]){0,2}`)
	path := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(segment, 1, 4).Draw(t, "segments"), "/")
	})
	mode := rapid.SampledFrom([]string{"100644", "100755", "120000"})
	rapid.Check(t, func(rt *rapid.T) {
		var input strings.Builder
		for _, p := range rapid.SliceOfN(path, 0, 12).Draw(rt, "paths") {
			fmt.Fprintf(&input, "%s %s\t%s\x00", mode.Draw(rt, "mode"), blob, p)
		}
		under := rapid.SliceOfN(path, 0, 3).Draw(rt, "under")
		in.Git("read-tree", "--empty")
		in.GitInput(input.String(), "update-index", "-z", "--replace", "--index-info")
		commit := Hash(in.Git("commit-tree", "-m", "x", in.Git("write-tree")))

		args := append([]string{"--literal-pathspecs", "ls-files", "-s", "-z", "--"}, under...)
		var want []string
		for entry := range strings.SplitSeq(strings.TrimSuffix(in.Git(args...), "\x00"), "\x00") {
			if meta, path, ok := strings.Cut(entry, "\t"); ok {
				want = append(want, strings.Fields(meta)[0]+" "+path)
			}
		}
		s, err := r.At(t.Context(), commit)
		require.NoError(rt, err)
		staged, err := r.Index()
		require.NoError(rt, err)
		require.Equal(rt, want, listing(t.Context(), rt, s, under))
		require.Equal(rt, want, listing(t.Context(), rt, staged, under))
	})
}

func listing(ctx context.Context, t require.TestingT, s Snapshot, under []string) (got []string) {
	files, err := s.Files(ctx, under...)
	require.NoError(t, err)
	for _, f := range files {
		got = append(got, fmt.Sprintf("%o %s", f.Mode, f.Path))
	}
	return got
}
