package repo_test

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// treeEntry returns an entry of a tree object.
func treeEntry(t require.TestingT, mode, name string, id repo.Hash) string {
	raw, err := hex.DecodeString(string(id))
	require.NoError(t, err)
	return mode + " " + name + "\x00" + string(raw)
}

func commitText(tree repo.Hash, message string, parents ...repo.Hash) string {
	text := "tree " + string(tree) + "\n"
	for _, p := range parents {
		text += "parent " + string(p) + "\n"
	}
	return text + "author A <a@example.com> 1772442000 +0000\ncommitter A <a@example.com> 1772442000 +0000\n\n" + message
}

func tagText(commit repo.Hash, name string) string {
	return "object " + string(commit) + "\ntype commit\ntag " + name + "\ntagger A <a@example.com> 1772442000 +0000\n\nSay\n"
}

// ledger is a commit on top of another, with a tree that holds a new file, an
// old one and a folder, and a tag of it. Each names others by their ids.
func ledger(t require.TestingT, r *repo.Repo, parent, old repo.Hash, text string) []repo.NewObject {
	blob := repo.NewObject{Kind: "blob", Data: []byte(text)}
	id := r.ObjectID("blob", blob.Data)
	inner := repo.NewObject{Kind: "tree", Data: []byte(treeEntry(t, "100644", "x", id))}
	top := repo.NewObject{Kind: "tree", Data: []byte(treeEntry(t, "40000", "inner", r.ObjectID("tree", inner.Data)) +
		treeEntry(t, "100644", "new", id) + treeEntry(t, "100755", "old", old))}
	commit := repo.NewObject{Kind: "commit", Data: []byte(commitText(r.ObjectID("tree", top.Data), "Say\n", parent))}
	tag := repo.NewObject{Kind: "tag", Data: []byte(tagText(r.ObjectID("commit", commit.Data), "t"))}
	return []repo.NewObject{blob, inner, top, commit, tag}
}

func TestWriteObjects(t *testing.T) {
	shapes := map[string]func(*repotest.Repo) *repotest.Repo{
		"plain":            func(in *repotest.Repo) *repotest.Repo { return in },
		"bare":             (*repotest.Repo).Bare,
		"linked work tree": func(in *repotest.Repo) *repotest.Repo { return in.Worktree("linked") },
		"shallow":          func(in *repotest.Repo) *repotest.Repo { return in.Shallow(1) },
		"shared":           (*repotest.Repo).Shared,
		"partial":          (*repotest.Repo).Partial, // the old file is not there
	}
	for format, make := range formats {
		for shape, as := range shapes {
			t.Run(format+" "+shape, func(t *testing.T) {
				in := make(t)
				in.Write("old", "old\n")
				in.Commit("first")
				in.Commit("second")
				in = as(in)
				r := open(t, in)
				objects := ledger(t, r, repo.Hash(in.Head()), repo.Hash(in.Git("rev-parse", "HEAD:old")), "new\n")
				again := append(slices.Clone(objects), objects...)
				slices.Reverse(again) // what names another may come before it
				ids, err := r.WriteObjects(t.Context(), again...)
				require.NoError(t, err)
				require.Len(t, ids, len(again))
				for i, o := range again {
					require.Equal(t, r.ObjectID(o.Kind, o.Data), ids[i])
					got, err := in.TryGit("", "cat-file", o.Kind, string(ids[i]))
					require.NoError(t, err)
					require.Equal(t, string(o.Data), got)
				}
				in.Git("update-ref", "refs/tags/t", string(ids[0]))
				in.Git("fsck", "--strict", "--no-dangling")
				require.Equal(t, "inner/x\nnew\nold", in.Git("ls-tree", "-r", "--name-only", "t"))

				twice, err := r.WriteObjects(t.Context(), again...)
				require.NoError(t, err, "objects that are there already")
				require.Equal(t, ids, twice)
			})
		}
	}
	ids, err := open(t, repotest.New(t)).WriteObjects(t.Context())
	require.NoError(t, err)
	require.Empty(t, ids)
}

// What git would not make itself is refused, and so is what leads nowhere.
func TestWriteObjectsRefuses(t *testing.T) {
	for format, make := range formats {
		in := make(t)
		in.Write("a", "a\n")
		in.Commit("first")
		r := open(t, in)
		id := func(rev string) repo.Hash { return repo.Hash(in.Git("rev-parse", rev)) }
		a, b := treeEntry(t, "100644", "a", id("HEAD:a")), treeEntry(t, "100644", "b", id("HEAD:a"))
		absent := r.ObjectID("blob", []byte("absent"))
		for name, c := range map[string]struct{ kind, data, want string }{
			"unsorted":                 {"tree", b + a, "treeNotSorted"},
			"duplicate":                {"tree", a + a, "duplicateEntries"},
			"cut off":                  {"tree", a[:len(a)-1], "too-short tree"},
			"git's own folder":         {"tree", treeEntry(t, "40000", ".git", id("HEAD^{tree}")), "hasDotgit"},
			"no file":                  {"tree", treeEntry(t, "100644", "a", absent), "unexpected type"},
			"a folder that is a file":  {"tree", treeEntry(t, "40000", "a", id("HEAD:a")), ""},
			"no tree":                  {"commit", commitText(absent, "x\n"), "unexpected type"},
			"no parent":                {"commit", commitText(id("HEAD^{tree}"), "x\n", absent), "unexpected type"},
			"no committer":             {"commit", "tree " + string(id("HEAD^{tree}")) + "\n\nx\n", "missingAuthor"},
			"no tag":                   {"tag", "x", ""},
			"a tag of nothing":         {"tag", tagText(absent, "t"), "unexpected type"},
			"a kind that there is not": {"branch", "x", `there is no kind of object "branch"`},
		} {
			t.Run(format+" "+name, func(t *testing.T) {
				ids, err := r.WriteObjects(t.Context(), repo.NewObject{Kind: c.kind, Data: []byte(c.data)})
				require.ErrorContains(t, err, c.want)
				require.Nil(t, ids)
				require.False(t, r.Has(t.Context(), r.ObjectID(c.kind, []byte(c.data))))
			})
		}
		in.Git("fsck", "--strict")
	}
	r := open(t, repotest.New(t))
	_, err := r.WriteObjects(t.Context(), repo.NewObject{Kind: "blob", Data: make([]byte, 64<<20+1)})
	require.ErrorContains(t, err, "is larger than 64 MiB")
}

// Where an object cannot be written, none that leads to it is.
func TestWriteObjectsThatCannotBeWritten(t *testing.T) {
	in := repotest.New(t)
	in.Write("old", "old\n")
	in.Commit("first")
	in.Git("repack", "-q", "-a", "-d") // so that nothing old is in the folders below
	r := open(t, in)
	objects := ledger(t, r, repo.Hash(in.Head()), repo.Hash(in.Git("rev-parse", "HEAD:old")), "new\n")
	ids := make([]repo.Hash, len(objects))
	for i, o := range objects {
		ids[i] = r.ObjectID(o.Kind, o.Data)
	}
	for i := range objects {
		// A file in the place of the folder stops root as well.
		folder := filepath.Join(in.Dir, ".git", "objects", string(ids[i][:2]))
		require.NoError(t, os.RemoveAll(folder))
		require.NoError(t, os.WriteFile(folder, nil, 0o444))
		_, err := r.WriteObjects(t.Context(), objects...)
		require.ErrorContains(t, err, "unable to create")
		for _, id := range ids[i:] {
			require.False(t, r.Has(t.Context(), id))
		}
		require.NoError(t, os.Remove(folder))
		in.Git("fsck", "--strict")
	}
	_, err := r.WriteObjects(t.Context(), objects...)
	require.NoError(t, err)
}

func TestWriteObjectsWithoutRoom(t *testing.T) {
	in := repotest.New(t)
	r := open(t, withoutRoom(t, in))
	ids, err := r.WriteObjects(t.Context(), repo.NewObject{Kind: "blob", Data: []byte("text")})
	require.ErrorContains(t, err, "unable to write")
	require.Nil(t, ids)
	require.False(t, r.Has(t.Context(), r.ObjectID("blob", []byte("text"))))
}

// Whatever the bytes and the order, git has what was written.
func TestWriteObjectsRandom(t *testing.T) {
	for format, make := range formats {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			in := make(t)
			in.Write("old", "old\n")
			r := open(t, in)
			tip, old := repo.Hash(in.Commit("first")), repo.Hash(in.Git("rev-parse", "HEAD:old"))
			rapid.Check(t, func(rt *rapid.T) {
				var objects []repo.NewObject
				for range rapid.IntRange(1, 2).Draw(rt, "commits") {
					size := rapid.SampledFrom([]int{0, 1, 15, 16, 17, 2047, 2048, 65536, 300000}).Draw(rt, "size")
					size += rapid.IntRange(0, 3).Draw(rt, "more")
					objects = append(objects, ledger(rt, r, tip, old, noise(size, rapid.Uint64().Draw(rt, "seed")))...)
					tip = r.ObjectID("commit", objects[len(objects)-2].Data)
				}
				order := rapid.Permutation(objects).Draw(rt, "order")
				ids, err := r.WriteObjects(t.Context(), order...)
				require.NoError(rt, err)
				var questions, want strings.Builder
				for i, o := range order {
					fmt.Fprintln(&questions, ids[i])
					fmt.Fprintf(&want, "%s %s %d\n%s\n", ids[i], o.Kind, len(o.Data), o.Data)
				}
				got, err := in.TryGit(questions.String(), "cat-file", "--batch")
				require.NoError(rt, err)
				require.True(rt, want.String() == got, "git reads other bytes")
			})
			in.Git("update-ref", "refs/heads/last", string(tip))
			in.Git("fsck", "--strict", "--no-dangling")
		})
	}
}

// noise is bytes that hardly get smaller.
func noise(size int, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 1))
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return string(data)
}

func BenchmarkWriteObjects(b *testing.B) {
	in := repotest.New(b)
	in.Write("old", "old\n")
	parent := repo.Hash(in.Commit("first"))
	old := repo.Hash(in.Git("rev-parse", "HEAD:old"))
	r := open(b, in)
	n := 0
	b.Run("6 objects", func(b *testing.B) {
		for b.Loop() {
			n++
			objects := append(ledger(b, r, parent, old, fmt.Sprint(n)), repo.NewObject{Kind: "blob", Data: []byte(fmt.Sprint("more ", n))})
			_, err := r.WriteObjects(b.Context(), objects...)
			require.NoError(b, err)
		}
	})
	b.Run("git hash-object", func(b *testing.B) {
		for b.Loop() {
			n++
			in.GitInput(fmt.Sprint("text ", n), "-c", "core.fsync=loose-object", "hash-object", "-w", "--stdin")
		}
	})
}
