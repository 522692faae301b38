package repo

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// listedByGit is what git says is in the index, a line for each entry.
func listedByGit(in *repotest.Repo) string { return in.Git("ls-files", "-s", "-z") }

// readIndex calls a function for each entry of an index file.
func readIndex(path string, idSize int, visit func(indexEntry)) error {
	r, err := openIndex(path, idSize)
	if err != nil {
		return err
	}
	for e, ok := r.next(); ok; e, ok = r.next() {
		visit(e)
	}
	return r.ended()
}

// listedHere is the same, from the index file itself.
func listedHere(t testing.TB, in *repotest.Repo, idSize int) string {
	var b strings.Builder
	err := readIndex(filepath.Join(in.Dir, ".git", "index"), idSize, func(e indexEntry) {
		fmt.Fprintf(&b, "%06o %s %d\t%s\x00", uint32(e.mode), hex.EncodeToString([]byte(e.id)), e.stage, e.path)
	})
	require.NoError(t, err)
	return b.String()
}

// Every version of the format, with names of all lengths, flags and extensions,
// reads as git reads it.
func TestIndexFileIsWhatGitLists(t *testing.T) {
	for format, make := range map[string]func(testing.TB) *repotest.Repo{"sha1": repotest.New, "sha256": repotest.NewSHA256} {
		for _, version := range []string{"2", "3", "4"} {
			t.Run(format+" version "+version, func(t *testing.T) {
				in := make(t)
				idSize := len(emptyBlob(format)) / 2
				random := rand.New(rand.NewPCG(1, 2))
				for i := range 200 {
					name := strings.Repeat(string(rune('a'+i%26)), 1+random.IntN(200))
					in.Write(fmt.Sprintf("d%d/%s%d", random.IntN(5), name, i), fmt.Sprintf("%d\n", random.IntN(50)))
				}
				deep := "x/" + strings.TrimSuffix(strings.Repeat(strings.Repeat("y", 99)+"/", 20), "/")
				in.Write(deep, "deep\n")
				in.Chmod(deep, 0o755)
				in.Symlink("target", "link")
				in.Write("empty", "")
				in.Commit("all")
				in.Write("line\nbreak é", "later\n")
				in.Git("add", "-A")
				in.Write("intended", "later\n")
				in.Git("add", "-N", "intended")
				in.Git("update-index", "--skip-worktree", "empty")
				in.Git("update-index", "--index-version", version)
				require.Equal(t, listedByGit(in), listedHere(t, in, idSize))
				in.Branch("side")
				in.Git("config", "index.skipHash", "true")
				in.Write("link2", "side\n")
				in.Commit("side")
				require.Equal(t, listedByGit(in), listedHere(t, in, idSize))
			})
		}
	}
}

// Conflicts have up to three entries of a path.
func TestIndexFileHasStages(t *testing.T) {
	in := repotest.New(t)
	in.Write("a", "base\n")
	in.Commit("base")
	in.Branch("side")
	in.Write("a", "side\n")
	in.Commit("side")
	in.Switch("main")
	in.Write("a", "main\n")
	in.Commit("main")
	_, err := in.TryGit("", "merge", "-q", "side")
	require.Error(t, err)
	require.Equal(t, 3, strings.Count(listedHere(t, in, 20), "\x00"))
	require.Equal(t, listedByGit(in), listedHere(t, in, 20))
}

// What is not read here is git's to read, and gives the same files.
func TestIndexFileInAnotherForm(t *testing.T) {
	for name, change := range map[string]func(in *repotest.Repo){
		"split":  func(in *repotest.Repo) { in.Git("update-index", "--split-index") },
		"sparse": func(in *repotest.Repo) { in.Git("sparse-checkout", "set", "--cone", "--sparse-index", "a") },
	} {
		t.Run(name, func(t *testing.T) {
			in := repotest.New(t)
			for _, path := range []string{"a/x", "b/c/y", "b/d/z"} {
				in.Write(path, path)
			}
			in.Commit("all")
			change(in)
			path := filepath.Join(in.Dir, ".git", "index")
			require.ErrorIs(t, readIndex(path, 20, func(indexEntry) {}), errIndexForm)
			r, err := Open(t.Context(), Options{Dir: in.Dir, Env: in.Env()})
			require.NoError(t, err)
			staged, err := r.Index()
			require.NoError(t, err)
			files, err := staged.Files(t.Context())
			require.NoError(t, err)
			require.Len(t, files, 3)
		})
	}
}

// No index that is cut short or damaged is taken for a whole one.
func TestIndexFileCutShort(t *testing.T) {
	in := repotest.New(t)
	for i := range 5 {
		in.Write(fmt.Sprintf("folder/%d", i), "text\n")
	}
	in.Git("add", "-A")
	for _, version := range []string{"2", "4"} {
		in.Git("update-index", "--index-version", version)
		path := filepath.Join(in.Dir, ".git", "index")
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		part := filepath.Join(t.TempDir(), "index")
		for n := range whole {
			require.NoError(t, os.WriteFile(part, whole[:n], 0o600))
			require.ErrorIs(t, readIndex(part, 20, func(indexEntry) {}), errIndexForm, n)
		}
	}
}

func FuzzIndexFile(f *testing.F) {
	in := repotest.New(f)
	in.Write("a/b", "text\n")
	in.Write("a/c", "text\n")
	in.Git("add", "-A")
	for _, version := range []string{"2", "4"} {
		in.Git("update-index", "--index-version", version)
		seed, err := os.ReadFile(filepath.Join(in.Dir, ".git", "index"))
		require.NoError(f, err)
		f.Add(seed)
	}
	f.Add([]byte("DIRC\x00\x00\x00\x02\xff\xff\xff\xff"))
	path := filepath.Join(f.TempDir(), "index")
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(path, data, 0o600))
		_ = readIndex(path, 20, func(e indexEntry) {
			require.LessOrEqual(t, len(e.path), len(data)*len(data))
			require.LessOrEqual(t, e.stage, 3)
		})
	})
}
