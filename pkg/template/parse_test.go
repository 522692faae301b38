package template_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

func parse(t *testing.T, text string) *template.Template {
	t.Helper()
	tree, errs := template.Parse(text)
	require.Empty(t, errs)
	return tree
}

// outline writes nodes with the text at their spans, a node a line.
func outline(text string, nodes []template.Node, indent string) string {
	at := func(s template.Span) string { return fmt.Sprintf("%d:%q", s.Start, text[s.Start:s.End]) }
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(indent)
		switch n := n.(type) {
		case *template.Text:
			fmt.Fprintf(&b, "text %s shows %s\n", at(n.Span), at(n.Shown))
		case *template.Variable:
			fmt.Fprintf(&b, "variable %s %s %v\n", at(n.Span), at(n.NameSpan), n.Unescaped)
		case *template.Partial:
			fmt.Fprintf(&b, "partial %s %s %q\n", at(n.Span), at(n.NameSpan), n.Indent)
		case *template.Comment:
			fmt.Fprintf(&b, "comment %s %q\n", at(n.Span), n.Text)
		case *template.Delimiters:
			fmt.Fprintf(&b, "delimiters %s %q %q\n", at(n.Span), n.Open, n.Close)
		case *template.Section:
			fmt.Fprintf(&b, "section %s %s %v %s\n", at(n.Open), at(n.NameSpan), n.Inverted, at(n.Close))
			b.WriteString(outline(text, n.Nodes, indent+"  "))
		}
	}
	return b.String()
}

func TestParseGivesExactPlaces(t *testing.T) {
	text := "é{{ a.b }}{{{c}}}\n  {{#d}}  \r\n{{& e }}{{^f}}x{{/ f }}\n{{/d}}\n\t{{> dir/g }}\n{{=<< >>=}}\n<<! why >><<h>>"
	want := strings.TrimLeft(`
text 0:"é" shows 0:"é"
variable 2:"{{ a.b }}" 5:"a.b" false
variable 11:"{{{c}}}" 14:"c" true
text 18:"\n  " shows 18:"\n"
section 21:"{{#d}}" 24:"d" false 55:"{{/d}}"
  text 27:"  \r\n" shows 31:""
  variable 31:"{{& e }}" 35:"e" true
  section 39:"{{^f}}" 42:"f" true 46:"{{/ f }}"
    text 45:"x" shows 45:"x"
  text 54:"\n" shows 54:"\n"
text 61:"\n\t" shows 62:""
partial 63:"{{> dir/g }}" 67:"dir/g" "\t"
text 75:"\n" shows 76:""
delimiters 76:"{{=<< >>=}}" "<<" ">>"
text 87:"\n" shows 88:""
comment 88:"<<! why >>" " why "
variable 98:"<<h>>" 100:"h" false
`, "\n")
	tree := parse(t, text)
	got := outline(text, tree.Nodes, "")
	require.Equal(t, want, got)
	require.Equal(t, text, tree.Text)
}

func TestSectionSpansBothTags(t *testing.T) {
	tree := parse(t, "a{{#b}}c{{/b}}d")
	require.Len(t, tree.Nodes, 3)
	s, ok := tree.Nodes[1].(*template.Section)
	require.True(t, ok)
	require.Equal(t, template.Span{Start: 1, End: 14}, s.Span)
	require.Equal(t, s.Span, s.Extent())
}

func TestUses(t *testing.T) {
	tree := parse(t, "{{a}}{{#b}}{{c.d}}{{^e}}{{#f.g}}{{.}}{{/f.g}}{{h}}{{/e}}{{#i}}{{j}}{{/i}}{{/b}}{{>p}}{{!q}}")
	want := []struct {
		name, kind string
		within     []string
	}{
		{"a", "interpolation", nil},
		{"b", "section", nil},
		{"c.d", "interpolation", []string{"b"}},
		{"e", "inverted", []string{"b"}},
		{"f.g", "section", []string{"b"}},
		{".", "interpolation", []string{"b", "f.g"}},
		{"h", "interpolation", []string{"b"}},
		{"i", "section", []string{"b"}},
		{"j", "interpolation", []string{"b", "i"}},
	}
	uses := tree.Uses()
	require.Len(t, uses, len(want))
	for i, w := range want {
		require.Equal(t, w.name, uses[i].Name)
		require.Equal(t, w.kind, uses[i].Kind.String())
		require.Equal(t, w.within, uses[i].Within)
		require.Equal(t, w.name, tree.Text[uses[i].NameSpan.Start:uses[i].NameSpan.End])
	}
}

func TestUsesOfSiblingsKeepTheirOwnSections(t *testing.T) {
	uses := parse(t, "{{#a}}{{#b}}{{#c}}{{#d}}{{x}}{{/d}}{{#e}}{{y}}{{/e}}{{/c}}{{/b}}{{/a}}").Uses()
	require.Len(t, uses, 7)
	require.Equal(t, []string{"a", "b", "c", "d"}, uses[4].Within)
	require.Equal(t, []string{"a", "b", "c", "e"}, uses[6].Within)
}

func TestPartialsAreListedFromAllLevels(t *testing.T) {
	var names []string
	for _, p := range parse(t, "{{>a}}{{#x}}{{>b}}{{^y}}{{>a}}{{/y}}{{/x}}{{> c }}").Partials() {
		names = append(names, p.Name)
	}
	require.Equal(t, []string{"a", "b", "a", "c"}, names)
}

func TestAllStopsWhenAsked(t *testing.T) {
	tree := parse(t, "{{#a}}{{b}}{{c}}{{/a}}{{d}}")
	seen := 0
	for n := range tree.All() {
		seen++
		if v, ok := n.(*template.Variable); ok && v.Name == "b" {
			break
		}
	}
	require.Equal(t, 2, seen)
	for range tree.All() {
		seen++
	}
	require.Equal(t, 6, seen)
}
