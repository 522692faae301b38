package yamldoc

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// added is a file after an edit, which must leave all else as it was.
func added(t *testing.T, d *Doc, edits []diag.Edit, ok bool) (string, *Doc) {
	t.Helper()
	require.True(t, ok, string(d.Src))
	out, err := diag.Apply(d.Src, edits)
	require.NoError(t, err)
	after, found := Parse("f.yaml", out)
	require.Empty(t, found, string(out))
	return string(out), after
}

func TestAddEntry(t *testing.T) {
	for src, want := range map[string]string{
		"m:\n  k: 1\n":                         "m:\n  k: 1\n  n: [x]\n",
		"m:\n  k: 1 # why\n# of l\nl: 2\n":     "m:\n  k: 1 # why\n  n: [x]\n# of l\nl: 2\n",
		"m:\n    k:\n      - a\n      - b\n\n": "m:\n    k:\n      - a\n      - b\n    n: [x]\n\n",
		"m:\n  k: |\n    a\n    b\n\nl: 2\n":   "m:\n  k: |\n    a\n    b\n  n: [x]\n\nl: 2\n",
		"m:\n  k:\nl: 2\n":                     "m:\n  k:\n  n: [x]\nl: 2\n",
		"m: {k: 1}\n":                          "m: {k: 1, n: [x]}\n",
		"m: {k: 1, } # why\n":                  "m: {k: 1, n: [x], } # why\n",
		"m: {}\n":                              "m: {n: [x]}\n",
		"m:\n  k: {a: 1,\n    b: 2}\n":         "m:\n  k: {a: 1,\n    b: 2}\n  n: [x]\n",
		"m: {\n  k: 1, # one\n  l: 2 # two\n}": "m: {\n  k: 1, # one\n  l: 2, # two\n  n: [x]\n}",
		"m: {\n  k: 1, # one\n}\n":             "m: {\n  k: 1, # one\n  n: [x],\n}\n",
		"m:\r\n  k: 1\r\nl: 2\r\n":             "m:\r\n  k: 1\r\n  n: [x]\r\nl: 2\r\n",
		"m:\n  k: 1":                           "m:\n  k: 1\n  n: [x]",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		edits, ok := d.AddEntry(d.Root.Get("m"), "n", "[x]")
		out, after := added(t, d, edits, ok)
		require.Equal(t, want, out)
		expected := d.Root.Decode().(map[string]any)
		expected["m"].(map[string]any)["n"] = []any{"x"}
		require.Equal(t, expected, after.Root.Decode(), src)
	}
}

func TestAddItem(t *testing.T) {
	for src, want := range map[string]string{
		"m: [k]\n":                         "m: [k, 'x']\n",
		"m: []\n":                          "m: ['x']\n",
		"m: [k, l,]\n":                     "m: [k, l, 'x',]\n",
		"m:\n  - k\n  - l # why\n\nn: 1\n": "m:\n  - k\n  - l # why\n  - 'x'\n\nn: 1\n",
		"m:\n- k\nn: 1\n":                  "m:\n- k\n- 'x'\nn: 1\n",
		"m:\n  - {k: 1}\n":                 "m:\n  - {k: 1}\n  - 'x'\n",
		"m:\n  - k: 1\n    l: 2\n":         "m:\n  - k: 1\n    l: 2\n  - 'x'\n",
		"m:\n  -\n":                        "m:\n  -\n  - 'x'\n",
		"m: [\n  k,\n  l\n  ]\n":           "m: [\n  k,\n  l,\n  'x'\n  ]\n",
		"m: [\n  k, l\n  ]\n":              "m: [\n  k, l, 'x'\n  ]\n",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		edits, ok := d.AddItem(d.Root.Get("m"), "'x'")
		out, after := added(t, d, edits, ok)
		require.Equal(t, want, out)
		expected := d.Root.Decode().(map[string]any)
		expected["m"] = append(expected["m"].([]any), "x")
		require.Equal(t, expected, after.Root.Decode(), src)
	}
}

func TestAddRefuses(t *testing.T) {
	for _, src := range []string{"a: &a {k: 1}\nm: *a\n", "m: &a {k: 1}\n", "a: &a {k: 1}\nm: {<<: *a}\n", "m: [k]\n", "m:\n", "m: text\n"} {
		d, _ := Parse("f.yaml", []byte(src))
		_, ok := d.AddEntry(d.Root.Get("m"), "n", "x")
		require.False(t, ok, src)
	}
	for _, src := range []string{"a: &a [k]\nm: *a\n", "m: &a [k]\n", "m: {k: 1}\n", "m:\n", "m: text\n"} {
		d, _ := Parse("f.yaml", []byte(src))
		_, ok := d.AddItem(d.Root.Get("m"), "x")
		require.False(t, ok, src)
	}
}
