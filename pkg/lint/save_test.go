package lint_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

// What cannot be written, or is not what it was, is told of and left alone, and
// the other files are written all the same.
func TestSave(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), mode))
	}
	write("changed", "newer", 0o644)
	write("good", "old", 0o640)
	write("target", "old", 0o644)
	require.NoError(t, os.Symlink("target", filepath.Join(dir, "link")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	var files []lint.FixedFile
	for _, name := range []string{"absent", "changed", "folder", "link", "good"} {
		files = append(files, lint.FixedFile{File: name, Before: []byte("old"), After: []byte("new")})
	}
	err := lint.Save(dir, files)
	require.EqualError(t, err, "absent: no such file or directory\n"+
		"changed: was changed meanwhile, and is left alone\nfolder: is no ordinary file\nlink: is no ordinary file")
	for name, want := range map[string]string{"changed": "newer", "target": "old", "good": "new"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, want, string(text), name)
	}
	info, err := os.Stat(filepath.Join(dir, "good"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 5)
}
