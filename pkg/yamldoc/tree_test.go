package yamldoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// outline writes a tree, a node a line: kind and style, tag, and the source
// between Props, Start and End.
func outline(d *Doc, n *Node, indent string) string {
	props, own := d.Src[n.Props:n.Start], d.Src[n.Start:n.End]
	s := fmt.Sprintf("%s%d/%d %s %q %q\n", indent, n.Kind, n.Style, n.Tag, props, own)
	for _, p := range n.Pairs {
		s += outline(d, p.Key, indent+"k ") + outline(d, p.Value, indent+"v ")
	}
	for _, item := range n.Items {
		s += outline(d, item, indent+"- ")
	}
	return s
}

func TestNodePlaces(t *testing.T) {
	src := `# head
k: &a
  x: !!str 1   # line
  y: 'q'

l:
- |
    one

    two

- >+ # c
  three

- [ "a", {b: c, d}, e: f ]
-
m:
? n
: *a
`
	d, list := Parse("f.yaml", []byte(src))
	require.Empty(t, list)
	root := d.Root
	require.Equal(t, `1/5 !!map "&a\n  " "x: !!str 1   # line\n  y: 'q'"
k 0/0 !!str "" "x"
v 0/0 !!str "!!str " "1"
k 0/0 !!str "" "y"
v 0/1 !!str "" "'q'"
`, outline(d, root.Get("k"), ""))
	require.Equal(t, `2/5 !!seq "" "- |\n    one\n\n    two\n\n- >+ # c\n  three\n\n- [ \"a\", {b: c, d}, e: f ]\n-"
- 0/3 !!str "" "|\n    one\n\n    two"
- 0/4 !!str "" ">+ # c\n  three\n"
- 2/6 !!seq "" "[ \"a\", {b: c, d}, e: f ]"
- - 0/2 !!str "" "\"a\""
- - 1/6 !!map "" "{b: c, d}"
- - k 0/0 !!str "" "b"
- - v 0/0 !!str "" "c"
- - k 0/0 !!str "" "d"
- - v 0/0 !!null "" ""
- - 1/6 !!map "" "e: f"
- - k 0/0 !!str "" "e"
- - v 0/0 !!str "" "f"
- 0/0 !!null "" ""
`, outline(d, root.Get("l"), ""))
	alias := root.Get("n")
	require.True(t, alias.Alias)
	require.Equal(t, "a", alias.Anchor)
	require.Equal(t, "*a", src[alias.Start:alias.End])
	require.Same(t, root.Get("k").Get("x"), alias.Get("x"))
	require.Equal(t, "19:3", d.NodeRange(alias).String()[len("f.yaml:"):])
	m := root.Get("m")
	require.Equal(t, "m:", src[m.Start-2:m.End])
}

func TestBlockScalarsCanBeReplaced(t *testing.T) {
	for _, src := range []string{"k: |\n  a\nl: 1\n", "k: |+\n  a\n\n\nl: 1\n", "k: >-\n  a\n\n# c\nl: 1\n", "k: |\nl: 1\n", "k: |+\n\nl: 1\n", "k: a\n  b\nl: 1\n", "k: 'a'\nl: 1\n", "k: |2 # c\n   a\n\nl: 1"} {
		d, list := Parse("f.yaml", []byte(src))
		require.Empty(t, list)
		k := d.Root.Get("k")
		out, err := diag.Apply(d.Src, []diag.Edit{{Start: k.Start, End: k.End, New: "new"}})
		require.NoError(t, err)
		d, list = Parse("f.yaml", out)
		require.Empty(t, list, "%q", out)
		require.Equal(t, "map[k:new l:1]", fmt.Sprint(d.Root.Decode()))
	}
}

func TestComments(t *testing.T) {
	src := "# one\na: b # two\nc: 'd # no' #three\r\ne: x#no # four\nf: | # five\n  # no\n # six\ng: [h, # seven\n i, #eight\n \"#no\"] #nine\n#ten\nj: &k#no\n"
	d, _ := Parse("f.yaml", []byte(strings.TrimSuffix(src, "j: &k#no\n")))
	var texts []string
	for _, c := range d.Comments() {
		require.Equal(t, c.Text, src[c.Start:c.End])
		texts = append(texts, c.Text)
	}
	require.Equal(t, []string{"# one", "# two", "#three", "# four", "# five", "# six", "# seven", "#eight", "#nine", "#ten"}, texts)

	d, list := Parse("f.yaml", []byte(src))
	require.True(t, list.HasErrors())
	require.Len(t, d.Comments(), 10)
}

func TestMerge(t *testing.T) {
	d, list := Parse("f.yaml", []byte(`
a: &a {x: 1, y: 2}
b: &b {x: 3, z: 4}
c: {<<: *a, y: 5}
d:
  y: 6
  <<: [*b, *a]
e: {"<<": 1}
f: {<<: {<<: *a, w: 0}}
`))
	require.Empty(t, list)
	get := func(k string) string { return fmt.Sprint(d.Root.Get(k).Decode()) }
	require.Equal(t, "map[x:1 y:5]", get("c"))
	require.Equal(t, "map[x:3 y:6 z:4]", get("d"))
	require.Equal(t, "map[<<:1]", get("e"))
	require.Equal(t, "map[w:0 x:1 y:2]", get("f"))
	c := d.Root.Get("c")
	require.Len(t, c.Merges, 1)
	require.False(t, c.Pairs[0].Merged)
	require.True(t, c.Pair("x").Merged)
	require.Equal(t, d.Root.Get("a").Get("x"), c.Get("x"))
}

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		src  string
		want any
	}{
		{"1", int64(1)}, {"-0x1F", int64(-31)}, {"0o17", int64(15)}, {"017", int64(15)}, {"0b11", int64(3)}, {"1_000", int64(1000)}, {"+5", int64(5)},
		{"9223372036854775807", int64(9223372036854775807)}, {"18446744073709551615", 18446744073709551615.0}, {"99999999999999999999", 1e20},
		{"1.5", 1.5}, {"1e3", 1000.0}, {".5", 0.5}, {"!!float 1", 1.0}, {"1e999", "1e999"}, {".inf", ".inf"}, {"-.INF", "-.INF"}, {".nan", ".nan"},
		{"true", true}, {"False", false}, {"yes", "yes"}, {"off", "off"}, {"~", nil}, {"null", nil}, {"''", ""}, {"'1'", "1"}, {"!!str 1", "1"}, {"!!int \"1\"", int64(1)}, {"!!int x", "x"}, {"!!bool yes", "yes"},
		{"2026-11-22", "2026-11-22"}, {"2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"}, {"12:30:45", "12:30:45"}, {"1.2.3", "1.2.3"}, {"<<", "<<"},
		{"[]", []any{}}, {"{}", map[string]any{}}, {"{a: [1, {b: }], 2: x}", map[string]any{"a": []any{int64(1), map[string]any{"b": nil}}, "2": "x"}},
	} {
		d, list := Parse("f.yaml", []byte(test.src))
		require.Empty(t, list, test.src)
		require.Equal(t, test.want, d.Root.Decode(), test.src)
	}
	var none *Node
	require.Nil(t, none.Decode())
	require.Nil(t, none.Get("a"))
}

func TestAccessors(t *testing.T) {
	d, list := Parse("f.yaml", []byte("t: x\nd: 2026-01-01\ni: 3\nf: 1.5\nb: true\nn:\nm: {}\n"))
	require.Empty(t, list)
	var got []string
	for _, p := range d.Root.Pairs {
		v := p.Value
		text, isText := v.Text()
		i, isInt := v.Int()
		f, isFloat := v.Float()
		b, isBool := v.Bool()
		got = append(got, fmt.Sprint(p.Key.Value, " ", text, isText, i, isInt, f, isFloat, b, isBool, v.IsNull()))
	}
	require.Equal(t, []string{
		"t xtrue 0 false 0 false false false false",
		"d 2026-01-01true 0 false 0 false false false false",
		"i false 3 true 3 true false false false",
		"f false 0 false 1.5 true false false false",
		"b false 0 false 0 false true true false",
		"n false 0 false 0 false false false true",
		"m false 0 false 0 false false false false",
	}, got)
}

func TestPos(t *testing.T) {
	d := newDoc("f", []byte("aé\r\nb\rc\nd\xFFe"))
	for offset, want := range []string{"1:1", "1:2", "1:2", "1:3", "1:4", "2:1", "2:2", "3:1", "3:2", "4:1", "4:2", "4:3", "4:4", "4:4"} {
		p := d.Pos(offset)
		require.Equal(t, want, fmt.Sprintf("%d:%d", p.Line, p.Col), offset)
	}
	require.Equal(t, 0, d.Pos(-1).Offset)
}
