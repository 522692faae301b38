package yamldoc

import (
	"slices"
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
		"m: {\n  l: 2, # of l\n  k: 1 # of k\n}\n":         "m: {\n  l: 2 # of l\n}\n",
		"m: {\n  k: 1, # of k\n  l: 2 # of l\n}\n":         "m: {\n  l: 2 # of l\n}\n",
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

func TestRemoveItem(t *testing.T) {
	for src, want := range map[string]string{
		"m:\n  - k\n  - l\n":                               "m:\n  - l\n",
		"m:\n- l\n- k # gone\n# stays\nn: 3\n":             "m:\n- l\n# stays\nn: 3\n",
		"m:\n  - l\n  - a: k\n    b: |\n      c\n\nn: 3\n": "m:\n  - l\n\nn: 3\n",
		"m:\n  - l\n  -\n    k: 1\n  - n\n":                "m:\n  - l\n  - n\n",
		"m:\n  - l\n  -\n  - n\n":                          "m:\n  - l\n  - n\n",
		"m: [k, l]\n":                                      "m: [l]\n",
		"m: [l, k]\n":                                      "m: [l]\n",
		"m: [l, {k: 1}, n]\n":                              "m: [l, n]\n",
		"m: [k]\n":                                         "m: []\n",
		"m:\n  - k\nn: 2\n":                                "m: []\nn: 2\n",
		"m:\r\n  - k\r\n  - l\r\n":                         "m:\r\n  - l\r\n",
		"m:\n  - l\n  - k":                                 "m:\n  - l\n",
		// What is said of the others stays.
		"m: [\n  l, # of l, no more\n  k # of k\n]\n": "m: [\n  l # of l, no more\n]\n",
		"m: [\n  l, # of l\n  k\n] # m\n":             "m: [\n  l # of l\n] # m\n",
		"m: [l, # of l\n    k] # m\n":                 "m: [l # of l\n    ] # m\n",
		"m: [\n  l # of l\n  , k\n]\n":                "m: [\n  l # of l\n]\n",
		"m: [\r\n  l, # of l\r\n  k # of k\r\n]\r\n":  "m: [\r\n  l # of l\r\n]\r\n",
		"m: [\n  k, # of k\n  # of l\n  l # too\n]\n": "m: [\n  # of l\n  l # too\n]\n",
		"m: [\n  k, # of k\n  l # of l\n]\n":          "m: [\n  l # of l\n]\n",
		"m: [\n  l, # of l\n  k, # of k\n]\n":         "m: [\n  l, # of l\n]\n",
		"m: [\n  l, # of l\n  k,\n]\n":                "m: [\n  l, # of l\n]\n",
		"m: [\n  l,\n  k # of k\n]\n":                 "m: [\n  l\n]\n",
		"m: [\n  l,\n  k, # of k\n]\n":                "m: [\n  l,\n]\n",
		"m: [\n  l, # of l\n  k, ]\n":                 "m: [\n  l # of l\n  , ]\n",
		"m: [l, k] # of m\n":                          "m: [l] # of m\n",
		"m: [\n  l, k # of both\n]\n":                 "m: [\n  l # of both\n]\n",
		"m: [\n  k # of k\n  , l\n]\n":                "m: [\n  l\n]\n",
		"m: [k, # of k\n    l]\n":                     "m: [l]\n",
		"m: [k,\n    # of l\n    l]\n":                "m: [ # of l\n    l]\n",
		"m: [l, k, # of both\n    n]\n":               "m: [l, # of both\n    n]\n",
	} {
		d, found := Parse("f.yaml", []byte(src))
		require.Empty(t, found, src)
		list := d.Root.Get("m")
		i := slices.IndexFunc(list.Items, func(n *Node) bool { return n.Value != "l" && n.Value != "n" })
		edit, ok := d.RemoveItem(list, i)
		require.True(t, ok, src)
		out, err := diag.Apply(d.Src, []diag.Edit{edit})
		require.NoError(t, err)
		require.Equal(t, want, string(out))
		after, found := Parse("f.yaml", out)
		require.Empty(t, found, src)
		expected := d.Root.Decode().(map[string]any)
		expected["m"] = slices.Delete(expected["m"].([]any), i, i+1)
		require.Equal(t, expected, after.Root.Decode(), src)
	}
}

func TestRemoveItemRefuses(t *testing.T) {
	for _, src := range []string{
		"m:\n  - &a k\n  - *a\n", "m:\n  - - k\n    - l\n  - n\n", "m:\n  - # why\n    k\n  - l\n", "a: &a [k, l]\nm: *a\n",
	} {
		d, _ := Parse("f.yaml", []byte(src))
		list := d.Root.Get("m")
		if len(list.Items[0].Items) > 0 {
			list = list.Items[0]
		}
		_, ok := d.RemoveItem(list, 0)
		require.False(t, ok, src)
	}
	_, ok := (&Doc{}).RemoveItem(&Node{Kind: Sequence}, 0)
	require.False(t, ok)
}
