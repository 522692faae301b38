package repo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// deflated is text as zlib writes it.
func deflated(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func FuzzPackEntry(f *testing.F) {
	f.Add([]byte("\x35" + deflated("hello")))                   // a blob of 5 bytes
	f.Add([]byte("\xb5\x01" + deflated("hello and more text"))) // the wrong size
	f.Add([]byte("\x65\x05" + deflated("delta")))               // an offset delta
	f.Add([]byte("\x75" + strings.Repeat("x", 20) + deflated("delta")))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &entryReader{buf: bufio.NewReaderSize(nil, 64)}
		e, err := r.read(bytes.NewReader(data), 0, 20)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(e.data), maxObject)
		_, isObject := entryKind(e.kind)
		require.True(t, isObject || e.kind == entryOffsetDelta || e.kind == entryRefDelta)
		again, err := r.read(bytes.NewReader(data), 0, 20)
		require.NoError(t, err, "the reader can be used again")
		require.Equal(t, e, again)
	})
}

func FuzzApplyDelta(f *testing.F) {
	f.Add([]byte("hello world"), []byte("\x0b\x05\x90\x05"))
	f.Add([]byte("hello world"), []byte("\x0b\x0c\x91\x06\x05\x07, hello"))
	f.Add([]byte(""), []byte("\x00\x01\x01x"))
	f.Add([]byte("x"), []byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x90\x01"))
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		out, err := applyDelta(base, delta)
		if err != nil {
			return
		}
		_, n := uvarint(delta)
		size, _ := uvarint(delta[n:])
		require.Len(t, out, int(size))
	})
}

func FuzzParseTree(f *testing.F) {
	id := strings.Repeat("\x01", 20)
	f.Add([]byte("100644 a\x00"+id+"40000 b\x00"+id+"120000 c\x00"+id+"160000 d\x00"+id), false)
	f.Add([]byte("100755 ..\x00"+id), false)
	f.Add([]byte("100644 a/b\x00"+id), false)
	f.Add([]byte("100644 a\x00short"), true)
	f.Fuzz(func(t *testing.T, data []byte, long bool) {
		idLen := 20
		if long {
			idLen = 32
		}
		entries, err := parseTree(data, idLen)
		if err != nil {
			return
		}
		for _, e := range entries {
			require.True(t, validHash(string(e.hash)))
			require.NotContains(t, e.name, "/")
			require.NotContains(t, []string{"", ".", ".."}, e.name)
			require.Contains(t, []Mode{Regular, Executable, Symlink, Gitlink, modeTree}, e.mode)
		}
	})
}

func FuzzDecodeCommit(f *testing.F) {
	tree := "tree " + strings.Repeat("0", 40) + "\n"
	f.Add([]byte(tree + "author A <a@x> 1700000000 -0030\ncommitter C <c@x> 1 +0000\n\nsubject\n\nbody\n"))
	f.Add([]byte(tree + "parent " + strings.Repeat("1", 40) + "\nauthor A\ncommitter\nencoding shift_jis\n\n\x82\xa0"))
	f.Add([]byte(tree + "author <> 99999999999999999999 +9999\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decodeCommit(data)
		if err != nil {
			return
		}
		require.True(t, validHash(string(c.Tree)))
		require.NotContains(t, c.Subject, "\n")
		_, err = json.Marshal(c)
		require.NoError(t, err)
	})
}

func FuzzPackIndex(f *testing.F) {
	valid := make([]byte, indexHeader+indexFanout+2*28+40)
	copy(valid, "\xfftOc\x00\x00\x00\x02")
	for b := range 256 {
		binary.BigEndian.PutUint32(valid[indexHeader+4*b:], 2)
	}
	valid[indexHeader+indexFanout+20+19] = 1 // the second id
	f.Add(valid, make([]byte, 20))
	f.Add(valid[:len(valid)-1], make([]byte, 20))
	f.Fuzz(func(t *testing.T, data, id []byte) {
		if len(id) != 20 {
			return
		}
		x := &packIndex{data: data, idLen: 20}
		if x.check() != nil {
			return
		}
		at, ok := x.find(id)
		require.False(t, ok && at < 0)
	})
}

// A file that is no object never makes the reader fall, nor is it taken for an
// object that is not there.
func FuzzLoose(f *testing.F) {
	f.Add([]byte(deflated("blob 5\x00hello")))
	f.Add([]byte(deflated("blob -5\x00hello")))
	f.Add([]byte(deflated("blob 99999999999999\x00hello")))
	f.Add([]byte(deflated("noblob 5\x00hello")))
	f.Add([]byte("garbage"))
	folder := f.TempDir()
	require.NoError(f, os.Mkdir(filepath.Join(folder, "00"), 0o755))
	f.Fuzz(func(t *testing.T, data []byte) {
		raw := make([]byte, 20)
		require.NoError(t, os.WriteFile(loosePath(folder, raw), data, 0o644))
		_, err := readLoose(folder, raw)
		require.Error(t, err, "nothing has this id")
		require.NotErrorIs(t, err, os.ErrNotExist)
	})
}

func FuzzListings(f *testing.F) {
	f.Add("H 100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 0\ta b", "a\x00  ctime: 0:0\n  size: 0\tflags: 20004000\nb\x00flags: 0\n")
	f.Add("? a/", "\x00\x00")
	f.Add("", "flags: ")
	f.Fuzz(func(t *testing.T, line, debug string) {
		if l, err := parseListed(line); err == nil {
			require.True(t, strings.HasSuffix(line, l.Path))
		}
		for path := range intentsToAdd(debug) {
			require.Contains(t, debug, path)
		}
	})
}
