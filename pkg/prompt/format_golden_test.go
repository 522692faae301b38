package prompt

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var updateFormat = flag.Bool("update-format", false, "rewrite testdata/format/*.out.yaml")

// Each file NAME.in.yaml comes out as NAME.out.yaml.
func TestCanonicalGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/format/*.in.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, in := range files {
		t.Run(strings.TrimSuffix(filepath.Base(in), ".in.yaml"), func(t *testing.T) {
			src, err := os.ReadFile(in)
			require.NoError(t, err)
			require.Empty(t, violation(src))
			got, found := Canonical(in, src)
			require.Empty(t, found)
			golden := strings.Replace(in, ".in.yaml", ".out.yaml", 1)
			if *updateFormat {
				require.NoError(t, os.WriteFile(golden, got, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		})
	}
}

// Line ends are not in a file, where git might change them.
func TestCanonicalLineEnds(t *testing.T) {
	tests := map[string]struct{ in, out string }{
		"CR LF": {
			"# by hand\r\nmodel: x   # why\r\nsections:\r\n\r\n    role: |\r\n        line\r\n        line\r\n\r\n",
			"# by hand\nmodel: x  # why\nsections:\n  role: |\n    line\n    line\n",
		},
		"CR":      {"model: x\rowner: \"y\rz\"\r", "owner: \"y\n  z\"\nmodel: x\n"},
		"mixed":   {"model: >\r\n  a\n  b\n", "model: >\n  a\n  b\n"},
		"escaped": {"model: \"a\\r\\nb\"\r\n", "model: \"a\\r\\nb\"\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, violation([]byte(test.in)))
			got, found := Canonical("x.prompt.yaml", []byte(test.in))
			require.Empty(t, found)
			require.Equal(t, test.out, string(got))
		})
	}
}

// What is no prompt file comes back as it is, with the reason.
func TestCanonicalLeavesWrongFiles(t *testing.T) {
	tests := map[string]struct{ src, code, at string }{
		"syntax":        {"model: x\nowner: \"y\n", "Y001", "x.prompt.yaml:2:8"},
		"twice":         {"model: x\nmodel: y\n", "Y002", "x.prompt.yaml:2:1"},
		"list":          {"- model:  x\n", "Y004", "x.prompt.yaml:1:1"},
		"empty":         {"", "Y005", "x.prompt.yaml:1:1"},
		"comment alone": {"#  x  \n", "Y005", "x.prompt.yaml:1:1"},
		"template":      {"model:  {{x}}\n", "Y006", "x.prompt.yaml:1:9"},
		"two documents": {"model:  x\n---\nmodel: y\n", "Y009", "x.prompt.yaml:2:1"},
		"long key":      {"? |\n  model\n:  x\n", "F004", "x.prompt.yaml:1:1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, found := Canonical("x.prompt.yaml", []byte(test.src))
			require.Equal(t, test.src, string(got))
			require.Len(t, found, 1)
			require.Equal(t, test.code, found[0].Code)
			require.Equal(t, test.at, found[0].Range.String())
		})
	}
}

// Findings that are not of YAML do not keep a file from being formatted.
func TestCanonicalOfPromptsWithFindings(t *testing.T) {
	got, found := Canonical("x.prompt.yaml", []byte("modle:  x\nmessages: [{content: \"{{#a}}\", role: usr}]\n"))
	require.Empty(t, found)
	require.Equal(t, "messages: [{role: usr, content: \"{{#a}}\"}]\nmodle: x\n", string(got))
}

func TestFormatFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.prompt.yaml")
	require.NoError(t, os.WriteFile(path, []byte("model:   x\n"), 0o640))
	files := []DiskFile{{"gone", filepath.Join(dir, "gone")}, {"folder", dir}, {"a", path}}
	var seen []string
	visit := func(f Formatted) error {
		seen = append(seen, f.Name)
		require.True(t, f.Changed())
		return nil
	}
	err := FormatFiles(files, false, visit)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "\nfolder: is no ordinary file")
	require.Equal(t, []string{"a"}, seen)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "model:   x\n", string(text))

	require.Error(t, FormatFiles(files, true, visit))
	text, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "model: x\n", string(text))
	info, err := os.Stat(path)
	require.NoError(t, err)
	if runtime.GOOS != "windows" { // has no such permissions
		require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)

	stop := errors.New("stop")
	require.ErrorIs(t, FormatFiles(files[2:], true, func(Formatted) error { return stop }), stop)
}
