package commitgraph

import (
	"crypto/sha1"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// octopus returns the commit-graph of a small history with a merge of four and
// changed-path filters.
func octopus(tb testing.TB) []byte {
	tb.Helper()
	r := repotest.New(tb)
	var script strings.Builder
	for _, branch := range []string{"main", "a", "b", "c"} {
		script.WriteString("commit refs/heads/" + branch + "\ncommitter C <c@example.com> 1000 +0000\ndata 1\n" + branch[:1] +
			"\nM 100644 inline f/" + branch + "\ndata 0\n\n")
	}
	script.WriteString("commit refs/heads/main\ncommitter C <c@example.com> 900 +0000\ndata 0\n" +
		"merge refs/heads/a\nmerge refs/heads/b\nmerge refs/heads/c\n")
	r.GitInput(script.String(), "fast-import", "--quiet")
	r.Git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
	data, err := os.ReadFile(filepath.Join(r.Dir, ".git", "objects", "info", "commit-graph"))
	require.NoError(tb, err)
	return data
}

// chunkAt returns where a chunk begins, and where its entry in the table does.
func chunkAt(t *testing.T, data []byte, name string) (start, entry int) {
	t.Helper()
	for i := range int(data[6]) {
		entry := headerLen + i*tocLen
		if string(data[entry:entry+4]) == name {
			return int(binary.BigEndian.Uint64(data[entry+4:])), entry
		}
	}
	t.Fatalf("no chunk %s", name)
	return 0, 0
}

func TestDamage(t *testing.T) {
	good := octopus(t)
	put := func(chunk string, at int, v uint32) func([]byte) {
		return func(b []byte) {
			start, _ := chunkAt(t, b, chunk)
			binary.BigEndian.PutUint32(b[start+at:], v)
		}
	}
	cases := []struct {
		name   string
		damage func(b []byte)
		want   string
	}{
		{"signature", func(b []byte) { b[0] = 'X' }, "not a commit-graph"},
		{"version", func(b []byte) { b[4] = 2 }, "has version 2"},
		{"hash", func(b []byte) { b[5] = 2 }, "hash version 2, not 1"},
		{"bases", func(b []byte) { b[7] = 1 }, "stands on 1 files, not 0"},
		{"chunks", func(b []byte) { b[6] = 255 }, "truncated"},
		{"chunk outside", func(b []byte) {
			_, entry := chunkAt(t, b, "OIDL")
			binary.BigEndian.PutUint64(b[entry+4:], 1<<60)
		}, "lies outside"},
		{"chunk twice", func(b []byte) {
			_, entry := chunkAt(t, b, "OIDL")
			copy(b[entry:], "OIDF")
		}, "there twice"},
		{"no fan-out", func(b []byte) {
			_, entry := chunkAt(t, b, "OIDF")
			copy(b[entry:], "XXXX")
		}, "no fan-out"},
		{"fan-out order", put("OIDF", 0, 1<<20), "not in order"},
		{"fan-out count", put("OIDF", 255*4, 1<<20), "ids has the wrong size"},
		{"too many", put("OIDF", 255*4, 1<<31), "too many commits"},
		{"first parent", put("CDAT", 20, 5), "parent outside"},
		{"second parent", put("CDAT", 24, 5), "parent outside"},
		{"edge", put("CDAT", 24, more|3), "parent outside"},
		{"edge's parent", put("EDGE", 0, 5), "parent outside of the file at edge 0"},
		{"edges do not end", put("EDGE", 8, 0), "parent outside"},
		{"generation", put("GDA2", 0, more), "generation outside"},
		{"filter", put("BIDX", 0, 1<<30), "filter outside"},
		{"filter order", put("BIDX", 4, 0), "filter outside"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := append([]byte(nil), good...)
			c.damage(b)
			_, err := parse(b, sha1.Size, 0, 0)
			require.ErrorContains(t, err, c.want)
		})
	}
	for n := range good {
		_, err := parse(good[:n], sha1.Size, 0, 0)
		require.Error(t, err, "of %d bytes %d are left", len(good), n)
	}
}

func TestUnknownFiltersSayMaybe(t *testing.T) {
	good := octopus(t)
	for _, at := range []int{0, 4} { // the version, the number of hashes
		b := append([]byte(nil), good...)
		start, _ := chunkAt(t, b, "BDAT")
		binary.BigEndian.PutUint32(b[start+at:], 99)
		f, err := parse(b, sha1.Size, 0, 0)
		require.NoError(t, err)
		g, err := newGraph(sha1.Size, []*file{f})
		require.NoError(t, err)
		require.False(t, g.Filtered())
		require.True(t, g.MaybeChanged(0, NewKey("nowhere")))
	}
}

// Values of MurmurHash3_x86_32, the first four as git's own tests have them.
func TestMurmur3(t *testing.T) {
	cases := []struct {
		seed uint32
		text string
		want uint32
	}{
		{0, "", 0},
		{0, "Hello world!", 0x627b0c2c},
		{0, "The quick brown fox jumps over the lazy dog", 0x2e4ff723},
		{0, "\x99\xaa\xbb\xcc\xdd\xee\xff", 0xa183ccfd},
		{1, "", 0x514e28b7},
		{0xffffffff, "", 0x81f16f39},
		{0, "\x00\x00\x00\x00", 0x2362f9de},
		{0x9747b28c, "aaaa", 0x5a97808a},
	}
	for _, c := range cases {
		require.Equal(t, c.want, murmur3(c.seed, c.text, plain), c.text)
	}
	require.Equal(t, murmur3(7, "plain text", plain), murmur3(7, "plain text", signed))
	require.NotEqual(t, murmur3(7, "é", plain), murmur3(7, "é", signed))
}

// A filter of version 2 hashes bytes as they are, one of version 1 in either
// way, and all folders count.
func TestFilterVersions(t *testing.T) {
	const path = "prompts/é.yaml"
	k := NewKey("/" + path + "/")
	require.Len(t, k.levels, 2)
	fill := func(c char, levels ...level) []byte {
		filter := make([]byte, 16)
		for _, l := range levels {
			p := l.plain
			if c == signed {
				p = l.signed
			}
			for i := range uint32(7) {
				bit := (p.first + i*p.second) % 128
				filter[bit/8] |= 1 << (bit % 8)
			}
		}
		return filter
	}
	maybe := func(version uint32, filter []byte) bool {
		index := binary.BigEndian.AppendUint32(nil, uint32(len(filter)))
		data := binary.BigEndian.AppendUint32(nil, version)
		data = binary.BigEndian.AppendUint32(data, 7)
		data = binary.BigEndian.AppendUint32(data, 10)
		f, err := parseFilters(index, append(data, filter...), 1)
		require.NoError(t, err)
		g := &Graph{files: []*file{{filters: f, count: 1}}}
		return g.MaybeChanged(0, k)
	}
	require.True(t, maybe(1, fill(plain, k.levels...)))
	require.True(t, maybe(1, fill(signed, k.levels...)))
	require.True(t, maybe(2, fill(plain, k.levels...)))
	require.False(t, maybe(2, fill(signed, k.levels...)))
	require.False(t, maybe(1, fill(signed, k.levels[0])))
	require.False(t, maybe(2, fill(plain, k.levels[0])))
	require.True(t, maybe(2, nil), "a filter that was not worked out")
}

func FuzzParse(f *testing.F) {
	good := octopus(f)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("CGPH\x01\x01\x00\x00"))
	key := NewKey("f/a")
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parse(data, sha1.Size, 0, 0)
		if err != nil {
			return
		}
		g, err := newGraph(sha1.Size, []*file{got})
		require.NoError(t, err)
		for pos := range uint32(g.Len()) {
			require.Len(t, g.ID(pos), sha1.Size)
			require.Len(t, g.Tree(pos), sha1.Size)
			for _, p := range g.AppendParents(nil, pos) {
				require.Less(t, int(p), g.Len())
			}
			g.Time(pos)
			g.Generation(pos)
			g.MaybeChanged(pos, key)
			g.Find(g.ID(pos))
		}
		g.AppendMaybeChanged(nil, []Key{key})
	})
}
