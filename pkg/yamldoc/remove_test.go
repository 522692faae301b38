package yamldoc

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

func TestRemoveEntry(t *testing.T) {
	for src, want := range map[string]string{
		"m:\n  k: 1\n  l: 2\n":                             "m:\n  l: 2\n",
		"m:\n  l: 2\n  k: 1 # gone\n# stays\nn: 3\n":       "m:\n  l: 2\n# stays\nn: 3\n",
		"m:\n  l: 2\n  k: |\n    a\n    b\n\n  n: 3\n":     "m:\n  l: 2\n\n  n: 3\n",
		"m:\n  l: 2\n  k:\n    a: [1,\n      2]\n  n: 3\n": "m:\n  l: 2\n  n: 3\n",
		"m:\n  l: 2\n  k:\n  n: 3\n":                       "m:\n  l: 2\n  n: 3\n",
		"m: {k: 1, l: 2}\n":                                "m: {l: 2}\n",
		"m: {l: 2, k: 1}\n":                                "m: {l: 2}\n",
		"m: {l: 2, k: {a: 1}, n: 3}\n":                     "m: {l: 2, n: 3}\n",
		"m: {l: 2, \"k\": 'x', n: 3}\n":                    "m: {l: 2, n: 3}\n",
		"m: {k: 1}\n":                                      "m: {}\n",
		"m:\n  k: 1\nn: 2\n":                               "m: {}\nn: 2\n",
		"m:\r\n  k: 1\r\n  l: 2\r\n":                       "m:\r\n  l: 2\r\n",
		"m:\n  l: 2\n  k: 1":                               "m:\n  l: 2\n",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		m := d.Root.Get("m")
		edit, ok := d.RemoveEntry(m, m.Pair("k"))
		require.True(t, ok, src)
		out, err := diag.Apply(d.Src, []diag.Edit{edit})
		require.NoError(t, err)
		require.Equal(t, want, string(out))
		after, found := Parse("f.yaml", out)
		require.Empty(t, found, src)
		expected := d.Root.Decode().(map[string]any)
		delete(expected["m"].(map[string]any), "k")
		require.Equal(t, expected, after.Root.Decode(), src)
	}
}

// Of the first entry behind a dash, the next takes the place.
func TestRemoveEntryBehindADash(t *testing.T) {
	for src, want := range map[string]string{
		"- k: 1\n  l: 2\n":                        "- l: 2\n",
		"-   k: {a: 1} # gone\n\n    l: 2\n":      "-   l: 2\n",
		"- - k: |\n      x\n    l: 2\n    m: 3\n": "- - l: 2\n    m: 3\n",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		m := d.Root.Items[0]
		if len(m.Items) > 0 {
			m = m.Items[0]
		}
		edit, ok := d.RemoveEntry(m, m.Pair("k"))
		require.True(t, ok, src)
		out, err := diag.Apply(d.Src, []diag.Edit{edit})
		require.NoError(t, err)
		require.Equal(t, want, string(out))
	}
}

func TestRemoveEntryRefuses(t *testing.T) {
	for _, src := range []string{
		"m:\n  k: &a 1\n  l: *a\n", "m:\n  ? k\n  : 1\n  l: 2\n", "a: &a {k: 1}\nm: {<<: *a, l: 2}\n",
		"m:\n- k: 1\n", "m:\n- k: 1\n  # of l\n  l: 2\n", "m:\n- ? k\n  : 1\n  l: 2\n",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		m := d.Root.Get("m")
		if len(m.Items) > 0 {
			m = m.Items[0]
		}
		_, ok := d.RemoveEntry(m, m.Pair("k"))
		require.False(t, ok, src)
	}
}
