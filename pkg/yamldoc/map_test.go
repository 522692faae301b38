package yamldoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sources returns, for each byte of a node's value and for its end, the line:col
// of its source.
func sources(d *Doc, n *Node) string {
	var all []string
	for i := range len(n.Value) + 1 {
		p := d.Pos(d.ValueOffset(n, i))
		all = append(all, fmt.Sprintf("%d:%d", p.Line, p.Col))
	}
	return strings.Join(all, " ")
}

func TestValueOffset(t *testing.T) {
	for _, test := range []struct{ name, src, value, want string }{
		{"plain", "k: ab\n", "ab", "1:4 1:5 1:6"},
		{"plain of several lines", "k: a\n  b\n\n  c\n", "a b\nc", "1:4 1:5 2:3 3:1 4:3 4:4"},
		{"plain, CR LF", "k: a\r\n  b\r\n\r\n  c\r\n", "a b\nc", "1:4 1:5 2:3 3:1 4:3 4:4"},
		{"plain in a flow collection", "k: [a  b,\n c\n d]\n", "", ""},
		{"plain with white space at its line's end", "k: a \t\n  b\n", "a b", "1:4 1:7 2:3 2:4"},
		{"single quotes", "k: 'a''b'\n", "a'b", "1:5 1:6 1:8 1:9"},
		{"single quotes over lines", "k: ' a\n  b'\n", " a b", "1:5 1:6 1:7 2:3 2:4"},
		{"empty quotes", "k: ''\n", "", "1:5"},
		{"double quotes", `k: "a\"b\n"` + "\n", "a\"b\n", "1:5 1:6 1:8 1:9 1:11"},
		{"code points", `k: "\x41é\u00e9\U0001F600."` + "\n", "Aéé😀.", "1:5 1:9 1:9 1:10 1:10 1:16 1:16 1:16 1:16 1:26 1:27"},
		{"names of characters", `k: "\N\_\L\P\e\0."` + "\n", "\u0085\u00a0\u2028\u2029\x1b\x00.", "1:5 1:5 1:7 1:7 1:9 1:9 1:9 1:11 1:11 1:11 1:13 1:15 1:17 1:18"},
		{"escaped line break", "k: \"ab\\\n   c\\\n\n  d\"\n", "abc\nd", "1:5 1:6 2:4 3:1 4:3 4:4"},
		{"space before an escaped line break", "k: \"a \\\n  \\ b\"\n", "a  b", "1:5 1:6 2:3 2:5 2:6"},
		{"folded quotes", "k: \"a\n\n\n  b\"\n", "a\n\nb", "1:5 2:1 3:1 4:3 4:4"},
		{"literal", "k: |\n  a\n   b\n\n  c\n\n\nl: 1\n", "a\n b\n\nc\n", "2:3 2:4 3:3 3:4 3:5 4:1 5:3 5:4 6:1"},
		{"literal, strip", "k: |-\n  a\n  b\n", "a\nb", "2:3 2:4 3:3 3:4"},
		{"literal, keep", "k: |+\n  a\n\n \nl: 1\n", "a\n\n\n", "2:3 2:4 3:1 4:2 5:1"},
		{"literal, blank lines first", "k: |\n\n \n  a\n", "\n\na\n", "2:1 3:2 4:3 4:4 5:1"},
		{"literal, explicit indentation", "k: |1-\n  a\n b\n", " a\nb", "2:2 2:3 2:4 3:2 3:3"},
		{"literal, indicators and a comment", "k: |-2 # |\n   a\n", " a", "2:3 2:4 2:5"},
		{"literal, CR LF", "k: |\r\n  a\r\n  b\r\n", "a\nb\n", "2:3 2:4 3:3 3:4 4:1"},
		{"literal at the end of the file", "k: |\n  a", "a", "2:3 2:4"},
		{"literal, empty", "k: |\nl: 1\n", "", "1:5"},
		{"literal, only blank lines kept", "k: |+\n\n\nl: 1\n", "\n\n", "2:1 3:1 4:1"},
		{"literal in a list", "k:\n- |\n é\n b\n", "", ""},
		{"folded", "k: >\n  a\n  b\n\n  c\n", "a b\nc\n", "2:3 2:4 3:3 4:1 5:3 5:4 6:1"},
		{"folded, deeper lines", "k: >\n  a\n   b\n\n   c\n  d\n", "a\n b\n\n c\nd\n", "2:3 2:4 3:3 3:4 3:5 4:1 5:3 5:4 5:5 6:3 6:4 7:1"},
		{"folded, keep, CR LF", "k: >+\r\n  a\r\n  b\r\n\r\n", "a b\n\n", "2:3 2:4 3:3 3:4 4:1 5:1"},
		{"tag and anchor", "k: !!str &x ab\n", "ab", "1:13 1:14 1:15"},
		{"line separator", "k: 'a\u2028 b'\n", "a\u2028b", "1:5 1:6 1:6 1:6 1:8 1:9"},
	} {
		d, list := Parse("f.yaml", []byte(test.src))
		require.Empty(t, list, test.name)
		require.Empty(t, problem(d), test.name)
		if test.want != "" {
			require.Equal(t, test.value, d.Root.Get("k").Value, test.name)
			require.Equal(t, test.want, sources(d, d.Root.Get("k")), test.name)
		}
	}
}

func TestValueRange(t *testing.T) {
	d, list := Parse("f.yaml", []byte("a: |\n  xy\n  z\nb: \"\\x41B\"\nc: &c x\n  y\nd: *c\n"))
	require.Empty(t, list)
	for _, test := range []struct {
		key        string
		start, end int
		want       string
	}{
		{"a", 0, 2, "2:3-2:5"},
		{"a", 0, 3, "2:3-3:1"}, // with the line break, and not with the next line's indentation
		{"a", 3, 4, "3:3-3:4"},
		{"a", 1, 1, "2:4-2:4"},
		{"a", -5, 99, "2:3-4:1"},
		{"b", 0, 1, "4:5-4:9"},
		{"b", 0, 2, "4:5-4:10"},
		{"b", 2, 2, "4:10-4:10"},
		{"c", 0, 2, "5:7-6:3"},
		{"d", 1, 2, "7:4-7:6"},
		{"d", 3, 3, "7:6-7:6"},
	} {
		r := d.ValueRange(d.Root.Get(test.key), test.start, test.end)
		got := fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Col, r.End.Line, r.End.Col)
		require.Equal(t, test.want, got, "%s[%d:%d]", test.key, test.start, test.end)
	}
}

// document draws a text that is YAML most of the time.
func document() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		writeMapping(t, &b, 0, 0)
		s := b.String()
		if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
			s = strings.TrimRight(s, "\n")
		}
		if rapid.IntRange(0, 3).Draw(t, "breaks") == 0 {
			s = strings.ReplaceAll(s, "\n", "\r\n")
		}
		return s
	})
}

func writeMapping(t *rapid.T, b *strings.Builder, indent, depth int) {
	for i := range rapid.IntRange(1, 4).Draw(t, "entries") {
		b.WriteString(comment(t, indent))
		fmt.Fprintf(b, "%sk%d%s:", strings.Repeat(" ", indent), i, rapid.SampledFrom([]string{"", "", " x", "é", "#"}).Draw(t, "key"))
		writeValue(t, b, indent, depth)
	}
}

func writeValue(t *rapid.T, b *strings.Builder, indent, depth int) {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	props := rapid.SampledFrom([]string{"", "", "", " !!str", " &x", " &y !!str"}).Draw(t, "properties")
	switch {
	case kind == 0 && depth < 4:
		b.WriteString("\n")
		writeMapping(t, b, indent+rapid.IntRange(1, 3).Draw(t, "deeper"), depth+1)
	case kind == 1 && depth < 4:
		b.WriteString("\n")
		writeList(t, b, indent+rapid.IntRange(0, 2).Draw(t, "deeper"), depth+1)
	case kind == 2:
		fmt.Fprintf(b, "%s [%s, {a: %s}]\n", props, inline(t, indent), inline(t, indent))
	case kind == 3:
		b.WriteString(comment(t, 1) + "\n")
	case kind < 7:
		fmt.Fprintf(b, "%s %s\n", props, inline(t, indent))
	default:
		b.WriteString(props + " " + block(t, indent))
	}
}

func writeList(t *rapid.T, b *strings.Builder, indent, depth int) {
	for range rapid.IntRange(1, 3).Draw(t, "items") {
		b.WriteString(comment(t, indent) + strings.Repeat(" ", indent) + "-")
		if depth < 4 && rapid.Bool().Draw(t, "mapping") {
			b.WriteString(" k:")
			writeValue(t, b, indent+2, depth+1)
			continue
		}
		writeValue(t, b, indent, depth)
	}
}

func comment(t *rapid.T, indent int) string {
	return rapid.SampledFrom([]string{"", "", "", "\n", strings.Repeat(" ", indent) + "# 'c\" |\n"}).Draw(t, "comment")
}

// words draws some text of one line.
func words(t *rapid.T) string {
	word := rapid.SampledFrom([]string{"a", "b c", "é", "#x", "x:y", "it's", "\"q\"", `\`, "{{v}}", "-", "😀", "\t", "  ", "x", "|", "\u2028", "%", "don''t", `\n`, `\x41`, `\u00e9`, `\"`})
	return strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "words"), " ")
}

// inline draws a plain or quoted scalar, over one or several lines.
func inline(t *rapid.T, indent int) string {
	lines := []string{words(t)}
	for range rapid.IntRange(0, 2).Draw(t, "more") {
		gap := rapid.SampledFrom([]string{"\n", " \n", "\n\n", "\n \n\t\n", "\\\n"}).Draw(t, "gap")
		lines = append(lines, gap+strings.Repeat(" ", indent+1)+words(t))
	}
	text := strings.Join(lines, "")
	switch rapid.IntRange(0, 3).Draw(t, "style") {
	case 0:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case 1, 2:
		return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"`
	}
	return text
}

// block draws a block scalar.
func block(t *rapid.T, indent int) string {
	head := rapid.SampledFrom([]string{"|", ">"}).Draw(t, "style") + rapid.SampledFrom([]string{"", "", "-", "+"}).Draw(t, "chomp")
	step := rapid.IntRange(1, 3).Draw(t, "step")
	if rapid.Bool().Draw(t, "explicit") {
		head += fmt.Sprint(step)
	}
	var b strings.Builder
	b.WriteString(head + rapid.SampledFrom([]string{"", " ", " # c"}).Draw(t, "tail") + "\n")
	for range rapid.IntRange(0, 5).Draw(t, "lines") {
		switch rapid.IntRange(0, 4).Draw(t, "line") {
		case 0:
			b.WriteString(strings.Repeat(" ", rapid.IntRange(0, 5).Draw(t, "blank")))
		case 1:
			b.WriteString(strings.Repeat(" ", indent+step+1) + words(t))
		default:
			b.WriteString(strings.Repeat(" ", indent+step) + words(t))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestReadsAsYAMLDoes compares our reading with yaml.v3's: the same documents
// are refused, and every value, decoded by us with its map, is the same.
func TestReadsAsYAMLDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := document().Draw(t, "document")
		require.Empty(t, disagreement([]byte(src)), "%q", src)
	})
}

// TestReadsDamagedFiles does the same with an ordinary file in which some bytes
// are changed.
func TestReadsDamagedFiles(t *testing.T) {
	ordinary := string(ordinary())
	piece := rapid.SampledFrom(strings.Split("\n| |-|:|: |[|]|{|}|,|\"|'|#| #|&a|*a|!|?|? |>|%|@|\t|\\|---\n|...\n|\r|é|<<: ", "|"))
	rapid.Check(t, func(t *rapid.T) {
		src := ordinary
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			from := rapid.IntRange(0, len(src)).Draw(t, "from")
			to := min(len(src), from+rapid.SampledFrom([]int{0, 0, 1, 3, 40}).Draw(t, "length"))
			src = src[:from] + piece.Draw(t, "piece") + src[to:]
		}
		require.Empty(t, disagreement([]byte(src)), "%q", src)
	})
}
