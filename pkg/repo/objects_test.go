package repo

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func openAt(t testing.TB, in *repotest.Repo) *Repo {
	t.Helper()
	r, err := Open(t.Context(), Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

// evolve commits many versions of some texts, so that packing makes deltas of
// all kinds.
func evolve(in *repotest.Repo, seed uint64, versions int) {
	random := rand.New(rand.NewPCG(seed, 1))
	texts := make([][]string, 5)
	for v := range versions {
		for f := range texts {
			line := fmt.Sprintf("line %d of version %d: %x", random.IntN(1000), v, random.Uint64())
			if at := random.IntN(len(texts[f]) + 1); len(texts[f]) > 50 && at < len(texts[f]) {
				texts[f][at] = line
			} else {
				texts[f] = append(texts[f], line)
			}
			in.Write(fmt.Sprintf("prompts/%d/%d", f, f), strings.Join(texts[f], "\n"))
		}
		in.Write("empty", "")
		in.Commit(fmt.Sprint("version ", v))
	}
	in.Tag("last", "the last version")
}

// allObjects returns the ids of all objects of the repository.
func allObjects(in *repotest.Repo) []Hash {
	var ids []Hash
	for line := range strings.Lines(in.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")) {
		ids = append(ids, Hash(strings.TrimSpace(line)))
	}
	return ids
}

// packings are ways to store the same objects.
var packings = map[string]func(in *repotest.Repo){
	"loose":            func(*repotest.Repo) {},
	"offset deltas":    git("repack", "-q", "-a", "-d", "-f", "--depth=50"),
	"reference deltas": git("-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f", "--depth=50"),
	"no deltas":        git("-c", "pack.depth=0", "-c", "pack.window=0", "repack", "-q", "-a", "-d", "-F"),
	"uncompressed":     git("-c", "pack.compression=0", "repack", "-q", "-a", "-d", "-F"),
	// Offsets from 64 bytes on are written as if they were beyond 2 GiB.
	"large offsets": func(in *repotest.Repo) {
		in.Git("repack", "-q", "-a", "-d", "-f")
		packs, _ := filepath.Glob(filepath.Join(in.Dir, ".git", "objects", "pack", "*.pack"))
		index := strings.TrimSuffix(packs[0], ".pack") + ".idx"
		_ = os.Remove(index)
		in.Git("index-pack", "--index-version=2,0x40", "-o", index, packs[0])
	},
}

func git(args ...string) func(*repotest.Repo) { return func(in *repotest.Repo) { in.Git(args...) } }

// Both readers give every object alike, and it is the one that its id says.
func TestObjectsAgree(t *testing.T) {
	for format, make := range map[string]func(testing.TB) *repotest.Repo{"sha1": repotest.New, "sha256": repotest.NewSHA256} {
		in := make(t)
		evolve(in, 7, 30)
		for name, pack := range packings {
			t.Run(format+" "+name, func(t *testing.T) {
				pack(in)
				r := openAt(t, in)
				ids := allObjects(in)
				require.Greater(t, len(ids), 300)
				var packed, asked []object
				require.NoError(t, r.objects().each(t.Context(), ids, func(_ int, o object) error { packed = append(packed, o); return nil }))
				require.NoError(t, r.objects().git.each(t.Context(), ids, func(_ int, o object) error { asked = append(asked, o); return nil }))
				require.Equal(t, asked, packed)
				for i, id := range ids {
					require.Equal(t, id, idOf(format, packed[i]))
					raw, err := id.bytes()
					require.NoError(t, err)
					o, err := r.objects().find(raw, false)
					require.NoError(t, err, "without git's help")
					require.Equal(t, packed[i], o)
				}
			})
		}
	}
}

func idOf(format string, o object) Hash {
	text := fmt.Sprintf("%s %d\x00%s", o.kind, len(o.data), o.data)
	if format == "sha256" {
		sum := sha256.Sum256([]byte(text))
		return Hash(hex.EncodeToString(sum[:]))
	}
	sum := sha1.Sum([]byte(text))
	return Hash(hex.EncodeToString(sum[:]))
}

// Objects stay readable while git moves them from file to file.
func TestObjectsWhileGitRepacks(t *testing.T) {
	in := repotest.New(t)
	evolve(in, 3, 20)
	ids := allObjects(in)
	r := openAt(t, in)
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for seed := range uint64(3) {
		readers.Go(func() {
			random := rand.New(rand.NewPCG(seed, 2))
			for ctx.Err() == nil {
				id := ids[random.IntN(len(ids))]
				o, err := r.object(context.WithoutCancel(ctx), id)
				if err != nil || idOf("sha1", o) != id {
					t.Errorf("object %s: %v", id, err)
					return
				}
			}
		})
	}
	head, tag := in.Head(), in.Git("rev-parse", "last")
	for range 4 {
		in.Git("repack", "-q", "-a", "-d", "-f")
		loosen(in)
		in.Git("update-ref", "refs/heads/main", head)
		in.Git("update-ref", "refs/tags/last", tag)
		in.Git("gc", "-q", "--prune=now")
	}
	cancel()
	readers.Wait()
}

// loosen makes git turn all packs into loose objects, which it does with what
// nothing refers to.
func loosen(in *repotest.Repo) {
	in.Git("update-ref", "-d", "refs/heads/main")
	in.Git("update-ref", "-d", "refs/tags/last")
	in.Git("reflog", "expire", "--expire=now", "--all")
	in.Git("read-tree", "--empty")
	in.Git("repack", "-q", "-A", "-d")
}

// object damage: what is done to the repository, and what is said.
type damage struct {
	name       string
	make       func(t *testing.T) *repotest.Repo
	breaks     func(t *testing.T, in *repotest.Repo, id string)
	want, hint string
}

func damages() []damage {
	plain := func(t *testing.T) *repotest.Repo { in := repotest.New(t); evolve(in, 5, 3); return in }
	packed := func(t *testing.T) *repotest.Repo {
		in := plain(t)
		in.Git("gc", "-q")
		return in
	}
	loose := func(in *repotest.Repo, id string) string {
		return filepath.Join(in.Dir, ".git", "objects", id[:2], id[2:])
	}
	overwrite := func(t *testing.T, file string, change func([]byte) []byte) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.Remove(file))
		require.NoError(t, os.WriteFile(file, change(data), 0o644))
	}
	pack := func(t *testing.T, in *repotest.Repo, suffix string) string {
		files, err := filepath.Glob(filepath.Join(in.Dir, ".git", "objects", "pack", "*"+suffix))
		require.NoError(t, err)
		require.Len(t, files, 1)
		return files[0]
	}
	return []damage{
		{"missing", plain, func(t *testing.T, in *repotest.Repo, id string) {
			require.NoError(t, os.Remove(loose(in, id)))
		}, "missing", "git fsck"},
		{"truncated", plain, func(t *testing.T, in *repotest.Repo, id string) {
			overwrite(t, loose(in, id), func(b []byte) []byte { return b[:len(b)/2] })
		}, "corrupt", "git fetch --refetch"},
		{"empty", plain, func(t *testing.T, in *repotest.Repo, id string) {
			overwrite(t, loose(in, id), func([]byte) []byte { return nil })
		}, "corrupt", "git fsck"},
		{"one bit", plain, func(t *testing.T, in *repotest.Repo, id string) {
			overwrite(t, loose(in, id), func(b []byte) []byte { b[len(b)-10] ^= 4; return b })
		}, "corrupt", "git fsck"},
		{"no object at all", plain, func(t *testing.T, in *repotest.Repo, id string) {
			overwrite(t, loose(in, id), func([]byte) []byte { return []byte("garbage") })
		}, "corrupt", "git fsck"},
		{"pack cut off", packed, func(t *testing.T, in *repotest.Repo, _ string) {
			overwrite(t, pack(t, in, ".pack"), func(b []byte) []byte { return b[:40] })
		}, "", "git fsck"},
		{"pack overwritten", packed, func(t *testing.T, in *repotest.Repo, _ string) {
			overwrite(t, pack(t, in, ".pack"), func(b []byte) []byte { clear(b[12 : len(b)-20]); return b })
		}, "", "git fsck"},
		{"pack gone", packed, func(t *testing.T, in *repotest.Repo, _ string) {
			require.NoError(t, os.Remove(pack(t, in, ".pack")))
		}, "missing", "git fsck"},
		{"index cut off", packed, func(t *testing.T, in *repotest.Repo, _ string) {
			overwrite(t, pack(t, in, ".idx"), func(b []byte) []byte { return b[:1500] })
		}, "corrupt pack index", "git fsck"},
		{"left out and not to be had", func(t *testing.T) *repotest.Repo {
			in := plain(t)
			c := in.Partial()
			in.Remove(".")
			return c
		}, func(*testing.T, *repotest.Repo, string) {}, "", "its remote can be reached"},
		{"left out and not to be fetched", func(t *testing.T) *repotest.Repo {
			return plain(t).Partial().With("GIT_NO_LAZY_FETCH=1")
		}, func(*testing.T, *repotest.Repo, string) {}, "", "partial clone"},
	}
}

func TestObjectsDamaged(t *testing.T) {
	for _, d := range damages() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			in := d.make(t)
			const path = "prompts/1/1"
			tip := Hash(in.Head())
			s, err := openAt(t, in).At(t.Context(), tip)
			require.NoError(t, err)
			files, err := s.Files(t.Context(), path)
			require.NoError(t, err)
			d.breaks(t, in, string(files[0].Hash))

			fresh := &tree{repo: openAt(t, in), commit: tip, root: s.(*tree).root}
			_, one := fresh.repo.readBlob(t.Context(), fresh, files[0])
			many := fresh.ReadAll(t.Context(), append(files, files...), func(int, []byte) error { return nil })
			for _, err := range []error{one, many} {
				var bad *ObjectError
				require.ErrorAs(t, err, &bad)
				require.Equal(t, files[0].Hash, bad.Hash)
				require.Equal(t, path, bad.Path)
				require.Equal(t, string(tip), bad.In)
				require.ErrorContains(t, err, fmt.Sprintf("object %s (%s in %s): ", bad.Hash, path, tip))
				require.ErrorContains(t, err, d.want)
				require.Contains(t, diag.Hint(err), d.hint)
				require.NotContains(t, err.Error(), "\n")
			}
		})
	}
}

func TestObjectsMissingTree(t *testing.T) {
	in := repotest.New(t)
	evolve(in, 5, 2)
	id := in.Git("rev-parse", "HEAD:prompts/1")
	require.NoError(t, os.Remove(filepath.Join(in.Dir, ".git", "objects", id[:2], id[2:])))
	s, err := openAt(t, in).At(t.Context(), Hash(in.Head()))
	require.NoError(t, err)
	_, err = s.Files(t.Context())
	require.EqualError(t, err, fmt.Sprintf("object %s (prompts/1 in %s): missing", id, in.Head()))
	_, err = s.Read(t.Context(), "prompts/1/1")
	require.EqualError(t, err, fmt.Sprintf("object %s (prompts/1 in %s): missing", id, in.Head()))
}

func TestObjectsBeyondAShallowEdge(t *testing.T) {
	in := repotest.New(t)
	evolve(in, 5, 3)
	parent := Hash(in.Git("rev-parse", "HEAD~1"))
	_, err := openAt(t, in.Shallow(1)).Commits(t.Context(), []Hash{parent})
	require.ErrorIs(t, err, ErrMissingObject)
	require.Contains(t, diag.Hint(err), "git fetch --unshallow")
}

// A damaged copy is no reason not to use another one.
func TestObjectsSecondCopy(t *testing.T) {
	in := repotest.New(t)
	evolve(in, 5, 3)
	id := Hash(in.Git("rev-parse", "HEAD:prompts/1/1"))
	loose := filepath.Join(in.Dir, ".git", "objects", string(id[:2]), string(id[2:]))
	copied, err := os.ReadFile(loose)
	require.NoError(t, err)
	in.Git("gc", "-q")
	require.NoError(t, os.MkdirAll(filepath.Dir(loose), 0o755))
	require.NoError(t, os.WriteFile(loose, copied[:len(copied)/2], 0o644))
	o, err := openAt(t, in).object(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, id, idOf("sha1", o))
}

func TestObjectsTooLarge(t *testing.T) {
	in := repotest.New(t)
	in.Write("big", "")
	require.NoError(t, os.Truncate(filepath.Join(in.Dir, "big"), maxObject+1))
	in.Commit("big")
	for _, packed := range []bool{false, true} {
		if packed {
			in.Git("gc", "-q")
		}
		r := openAt(t, in)
		s, err := r.At(t.Context(), Hash(in.Head()))
		require.NoError(t, err)
		_, err = s.Read(t.Context(), "big")
		require.ErrorContains(t, err, "is larger than 64 MiB")
		_, err = r.objects().git.read(t.Context(), Hash(in.Git("rev-parse", "HEAD:big")))
		require.ErrorIs(t, err, errTooLarge)
	}
}

// What a partial clone lacks is fetched at once, not one by one.
func TestPrefetch(t *testing.T) {
	in := repotest.New(t)
	for i := range 40 {
		in.Write(fmt.Sprintf("prompts/%d", i), fmt.Sprintf("text %d", i))
	}
	in.Commit("all")
	clone := in.Partial()
	trace := filepath.Join(t.TempDir(), "trace")
	s, err := openAt(t, clone.With("GIT_TRACE="+trace)).At(t.Context(), Hash(in.Head()))
	require.NoError(t, err)
	files, err := s.Files(t.Context())
	require.NoError(t, err)
	require.Len(t, files, 40)
	require.NoError(t, s.ReadAll(t.Context(), files, func(i int, data []byte) error {
		require.Equal(t, "text "+strings.TrimPrefix(files[i].Path, "prompts/"), string(data))
		return nil
	}))
	ran, err := os.ReadFile(trace)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(ran), "trace: built-in: git fetch "))
	require.Zero(t, strings.Count(string(ran), "trace: built-in: git cat-file "))
}

func TestObjectsCancelled(t *testing.T) {
	in := repotest.New(t)
	evolve(in, 5, 8)
	r := openAt(t, in)
	ids := allObjects(in)
	for name, o := range map[string]objects{"packs": r.objects(), "batch": r.objects().git} {
		ctx, cancel := context.WithCancel(t.Context())
		err := o.each(ctx, ids, func(i int, _ object) error {
			if i == 20 {
				cancel()
			}
			return nil
		})
		if err == nil {
			require.Less(t, len(ids), 400, name) // all was read before it was noticed
		} else {
			require.ErrorIs(t, err, context.Canceled, name)
		}
		_, err = o.read(ctx, ids[0])
		require.ErrorIs(t, err, context.Canceled, name)
	}
}
