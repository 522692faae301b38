package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	require.NoError(t, atomicfile.Replace(file, []byte("one"), 0o644))
	require.NoError(t, atomicfile.Replace(file, []byte("two"), 0o755))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "two", string(data))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o755), info.Mode().Perm())
}

// What cannot be put in place leaves nothing behind.
func TestReplaceFails(t *testing.T) {
	dir := t.TempDir()
	require.Error(t, atomicfile.Replace(filepath.Join(dir, "none", "f"), nil, 0o644))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "f", "sub"), 0o755))
	require.Error(t, atomicfile.Replace(filepath.Join(dir, "f"), []byte("x"), 0o644))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// What a person names is not put out of the way: a link stays a link.
func TestWriteGoesThroughLinks(t *testing.T) {
	dir := t.TempDir()
	file, link, dangling := filepath.Join(dir, "f"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	require.NoError(t, atomicfile.Write(file, []byte("one"), 0o644))
	require.NoError(t, os.Symlink(file, link))
	require.NoError(t, os.Symlink(filepath.Join(dir, "new"), dangling))
	require.NoError(t, atomicfile.Write(link, []byte("2"), 0o644))
	require.NoError(t, atomicfile.Write(dangling, []byte("3"), 0o644))
	for path, want := range map[string]string{file: "2", filepath.Join(dir, "new"): "3"} {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(data))
	}
	for _, path := range []string{link, dangling} {
		info, err := os.Lstat(path)
		require.NoError(t, err)
		require.NotZero(t, info.Mode()&os.ModeSymlink, path)
	}
	require.Error(t, atomicfile.Write(dir, nil, 0o644))
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o640))
	data, mode, err := atomicfile.Read(file)
	require.NoError(t, err)
	require.Equal(t, "text", string(data))
	require.Equal(t, os.FileMode(0o640), mode)

	require.NoError(t, os.Symlink(file, filepath.Join(dir, "link")))
	for name, want := range map[string]string{".": "is no ordinary file", "link": "is no ordinary file", "none": "no such file or directory"} {
		_, _, err := atomicfile.Read(filepath.Join(dir, name))
		require.EqualError(t, atomicfile.Reason(err), want)
	}
	require.NoError(t, atomicfile.Reason(nil))
}

func TestWritable(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, atomicfile.Writable(filepath.Join(dir, "new", "report.xml")))
	left, err := os.ReadDir(filepath.Join(dir, "new"))
	require.NoError(t, err)
	require.Empty(t, left)
	require.EqualError(t, atomicfile.Writable(filepath.Join(dir, "new")), "is a folder")
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, atomicfile.Writable(file))
	require.Error(t, atomicfile.Writable(filepath.Join(file, "report.xml")))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
}
