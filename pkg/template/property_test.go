package template_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/template"
)

var (
	names = rapid.SampledFrom([]string{"a", "b", "c", "x_y", "list", "d-1"})
	// snippets are what texts and values are made of: mostly what could be
	// taken for a tag.
	snippets = rapid.SampledFrom([]string{
		"{{a}}", "{{{b}}}", "{{#list}}", "{{/list}}", "{{^c}}", "{{/c}}", "{{>p}}", "{{! no }}", "{{=<% %>=}}", "<%a%>", "{{=", "=}}",
		"{{", "}}", "{", "}", "{{.}}", "{{&c}}", "{{#if a}}", "{{else}}", "{{/if}}", "{{a|b}}", "{{ $x }}", "text", "é", " ", "  ", "\n", "\r\n", "\t", "\x00", "\xff",
	})
	soup   = rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(snippets, 0, 24).Draw(t, "parts"), "") })
	values = rapid.MapOf(names, soup)
)

func asData(values map[string]string) map[string]any {
	data := make(map[string]any, len(values))
	for k, v := range values {
		data[k] = v
	}
	return data
}

// What a template puts out is its text with the values in their places, and
// nothing in a value means anything: values are full of tags here.
func TestValuesAreNeverExpanded(t *testing.T) {
	plain := rapid.SampledFrom([]string{"Dear ", "\n", " } ", "{ ", "é", ", ", "%>"})
	rapid.Check(t, func(t *rapid.T) {
		data := values.Draw(t, "values")
		var text, want strings.Builder
		for range rapid.IntRange(0, 20).Draw(t, "parts") {
			if rapid.Bool().Draw(t, "tag") {
				name := names.Draw(t, "name")
				text.WriteString(rapid.SampledFrom([]string{"{{" + name + "}}", "{{{ " + name + " }}}", "{{&" + name + "}}"}).Draw(t, "form"))
				want.WriteString(data[name])
				continue
			}
			s := plain.Draw(t, "plain")
			text.WriteString(s)
			want.WriteString(s)
		}
		tree, errs := template.Parse(text.String())
		require.Empty(t, errs)
		for range 5 { // a map has no order to depend on
			got, err := template.Renderer{}.Render(tree, asData(data))
			require.NoError(t, err)
			require.Equal(t, want.String(), got)
		}
	})
}

func TestTreesCoverTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := soup.Draw(t, "text")
		tree, _ := template.Parse(text)
		requireCovers(t, tree)
		require.Equal(t, text, tree.Text)
	})
}

// page draws a template of lines: tags alone on their lines, indented or not,
// tags within lines, sections within sections. Every section is closed.
func page(t *rapid.T, depth int) string {
	var b strings.Builder
	for range rapid.IntRange(0, 5).Draw(t, "lines") {
		b.WriteString(rapid.SampledFrom([]string{"", "", "  ", "\t"}).Draw(t, "indent"))
		b.WriteString(line(t, depth))
		b.WriteString(rapid.SampledFrom([]string{"\n", "\n", "\n", " \n", ""}).Draw(t, "end"))
	}
	return b.String()
}

func line(t *rapid.T, depth int) string {
	name := names.Draw(t, "name")
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "section") == 0 {
		sign := rapid.SampledFrom([]string{"#", "^"}).Draw(t, "sign")
		gap := rapid.SampledFrom([]string{"\n", "\n", "", " ", " \n"})
		return "{{" + sign + name + "}}" + gap.Draw(t, "gap") + page(t, depth-1) + "{{/" + name + "}}"
	}
	return rapid.SampledFrom([]string{
		"", "", "text", "- {{" + name + "}}", "{{" + name + "}}", "{{{" + name + "}}} end", "{{! note }}", "{{! two\n lines }}", "{{>q}}", "{{>q}}", "see {{>q}}", "{{>q}}{{>q}}",
	}).Draw(t, "line")
}

var quoted = map[string]string{"q": "[\n\n{{a}}\n{{#list}}\n  {{>r}}\n{{/list}}\n]", "r": "1\n2{{b}}"}

func renderPage(t *rapid.T, texts map[string]string, text string, data any) string {
	tree, errs := template.Parse(text)
	require.Empty(t, errs)
	out, err := template.Renderer{Partials: partials(texts)}.Render(tree, data)
	require.NoError(t, err)
	return out
}

// A partial alone on its line is rendered as if its lines had been written
// there, indented as its tag is.
func TestIndentingAPartialIsIndentingItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, data := page(t, 3), objects(2).Draw(t, "data")
		indented := ""
		for line := range strings.Lines(text) {
			if line != "\n" {
				line = " \t" + line
			}
			indented += line
		}
		got := renderPage(t, map[string]string{"p": text, "q": quoted["q"], "r": quoted["r"]}, " \t{{>p}}\n", data)
		require.Equal(t, renderPage(t, quoted, indented, data), got)
	})
}

func TestLineEndsMakeNoDifference(t *testing.T) {
	dos := strings.NewReplacer("\n", "\r\n")
	rapid.Check(t, func(t *rapid.T) {
		text, data := page(t, 3), asData(rapid.MapOf(names, rapid.StringN(0, 5, -1).Filter(func(s string) bool { return !strings.Contains(s, "\n") })).Draw(t, "data"))
		dosQuoted := map[string]string{"q": dos.Replace(quoted["q"]), "r": dos.Replace(quoted["r"])}
		want := dos.Replace(renderPage(t, quoted, text, data))
		require.Equal(t, want, renderPage(t, dosQuoted, dos.Replace(text), data))
	})
}

func TestDelimitersMakeNoDifference(t *testing.T) {
	other := strings.NewReplacer("{{{", "<%{", "}}}", "}%>", "{{", "<%", "}}", "%>")
	rapid.Check(t, func(t *rapid.T) {
		text, data := page(t, 3), objects(2).Draw(t, "data")
		require.Equal(t, renderPage(t, quoted, text, data), renderPage(t, quoted, "{{=<% %>=}}\n"+other.Replace(text), data))
	})
}

// What uses do not name makes no difference.
func TestUsesAreAllThatARenderingReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, data := forms(t, 2), objects(1).Draw(t, "data")
		tree, errs := template.Parse(f.text)
		require.Empty(t, errs)
		less := map[string]any{}
		for _, u := range tree.Uses() {
			if v, ok := data[u.Name]; ok {
				less[u.Name] = v
			}
		}
		require.Equal(t, renderPage(t, nil, f.text, data), renderPage(t, nil, f.text, less))
	})
}
