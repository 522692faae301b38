package repo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// Folders are looked for where git looks, whatever their names are.
func TestAlternatesAreThoseOfGit(t *testing.T) {
	in := repotest.New(t)
	base := filepath.Dir(in.Dir)
	var list []string
	for _, name := range []string{"plain", "a:b", `with "quotes"`, `:"`, `back\slash`, "#comment", `"torn`} {
		folder := filepath.Join(base, name)
		require.NoError(t, os.Mkdir(folder, 0o755))
		list = append(list, quoteAlternate(folder))
	}
	list = append(list, "#"+filepath.Join(base, "plain"), `"torn`, "", `"`+base+`/\141\072b"`)
	for _, from := range []*repotest.Repo{
		in.With("GIT_ALTERNATE_OBJECT_DIRECTORIES=" + strings.Join(list, string(os.PathListSeparator))),
		func() *repotest.Repo {
			in.Write(".git/objects/info/alternates", strings.Join(list, "\n")+"\n")
			return in
		}(),
	} {
		want := []string{filepath.Join(in.Dir, ".git", "objects")}
		for line := range strings.Lines(from.Git("count-objects", "-v") + "\n") {
			if folder, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "alternate: "); ok {
				want = append(want, splitAlternates(folder, "\n")...) // git quotes it
			}
		}
		require.Len(t, want, 8)
		require.ElementsMatch(t, want, existing(openAt(t, from).objects().folders))
	}
}

// existing returns the folders that are there: git tells of no other.
func existing(folders []string) []string {
	var there []string
	for _, f := range folders {
		if _, err := os.Stat(f); err == nil {
			there = append(there, f)
		}
	}
	return there
}
