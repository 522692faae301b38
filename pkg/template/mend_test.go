package template_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// mended makes the edits of a text's first mistake that has some, again and
// again, and returns the titles of these mends too.
func mended(t require.TestingT, text string) (out string, titles []string) {
	for range 200 {
		_, errs := template.Parse(text)
		i := 0
		for i < len(errs) && errs[i].Mend == nil {
			i++
		}
		if i == len(errs) {
			return text, titles
		}
		titles = append(titles, errs[i].Mend.Title)
		before := text
		text = edited(t, text, errs[i].Mend.Edits)
		require.NotEqual(t, before, text)
	}
	require.Fail(t, "mending does not come to an end", text)
	return "", nil
}

// edited makes edits, which must be in order, from the last on.
func edited(t require.TestingT, text string, edits []template.Edit) string {
	end := len(text)
	var parts []string
	sorted := append([]template.Edit{}, edits...)
	for i := 1; i < len(sorted); i++ {
		for j := i; j > 0 && sorted[j].Start < sorted[j-1].Start; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	for i := len(sorted) - 1; i >= 0; i-- {
		e := sorted[i]
		require.True(t, 0 <= e.Start && e.Start <= e.End && e.End <= end, "%v in %q", edits, text)
		parts = append([]string{e.New, text[e.End:end]}, parts...)
		end = e.Start
	}
	return text[:end] + strings.Join(parts, "")
}

func TestMistakesAreMended(t *testing.T) {
	for _, c := range []struct{ text, want, title string }{
		{"Hello {{name}, bye", "Hello {{name}}, bye", "add the second brace"},
		{"{{#a}x{{/a}}", "{{#a}}x{{/a}}", "add the second brace"},
		{"{{{x}} y", "{{x}} y", "write {{x}}"},
		{"{{#items}}x{{/item}}", "{{#items}}x{{/items}}", "write {{/items}}"},
		{"{{#items}}x{{/items y}}", "{{#items}}x{{/items}}", "write {{/items}}"},
		{"{{^items}}x{{/}}", "{{^items}}x{{/items}}", "write {{/items}}"},
		{"{{#if a}}x{{/if}}", "{{#a}}x{{/a}}", "write {{#a}}…{{/a}}"},
		{"{{#if a}}x{{/a}}", "{{#a}}x{{/a}}", "write {{#a}}…{{/a}}"},
		{"{{# if  a.b }}x{{/ if }}", "{{#a.b}}x{{/a.b}}", "write {{#a.b}}…{{/a.b}}"},
		{"{{#if a}}x{{else}}y{{/if}}", "{{#a}}x{{/a}}{{^a}}y{{/a}}", "write {{#a}}…{{/a}}"},
		{"{{#unless a}}x{{else}}y{{/unless}}", "{{^a}}x{{/a}}{{#a}}y{{/a}}", "write {{^a}}…{{/a}}"},
		{"{{#with a}}{{b}}{{/with}}", "{{#a}}{{b}}{{/a}}", "write {{#a}}…{{/a}}"},
		{"{{#each xs}}{{this}} {{this.a}}{{/each}}", "{{#xs}}{{.}} {{a}}{{/xs}}", "write {{#xs}}…{{/xs}}"},
		{"{{#each xs}}{{#if this.a}}{{this}}{{/if}}{{/each}}", "{{#xs}}{{#a}}{{.}}{{/a}}{{/xs}}", "write {{#xs}}…{{/xs}}, write {{#a}}…{{/a}}"},
		{"{{#each xs}}{{#each this}}{{this}}{{/each}}{{/each}}", "{{#xs}}{{#.}}{{.}}{{/.}}{{/xs}}", "write {{#xs}}…{{/xs}}, write {{#.}}…{{/.}}"},
		{"{{#each xs}}{{@index}}{{../y}}{{/each}}", "{{#xs}}{{@index}}{{y}}{{/xs}}", "write {{#xs}}…{{/xs}}, write {{y}}"},
		{"{{ $x }} {{.y}} {{./z}}", "{{x}} {{y}} {{z}}", "write {{x}}, write {{y}}, write {{z}}"},
		{"{{#n1.out#}}", "{{n1.out}}", "write {{n1.out}}"},
		{`{{> "a/b"}}`, "{{> a/b}}", "write {{> a/b}}"},
		{`Say {{"a": [{{"b": {x}}, {{}}]}} to {y}.`, "", ""},
		{`Say {{"a": [{{"b": {x} }}, {{}}], "c": {{"d": 1}}}} to {y}.`, `Say {"a": [{"b": {{x}} }, {}], "c": {"d": 1}} to {{y}}.`, "write braces once, and variables in two"},
		// What is not sure stays.
		{"{{#if a}}x{{else if b}}y{{/if}}", "", ""},
		{"{{#if a}}x{{else}}y{{else}}z{{/if}}", "", ""},
		{"{{#if a == 1}}x{{/if}}", "", ""},
		{"{{#if a}}x", "", ""},
		{"{{#each x in xs}}{{x}}{{/each}}", "", ""},
		{"{{#each xs as |x|}}{{x}}{{/each}}", "", ""},
		{"{{#for xs}}{{.}}{{/for}}", "", ""},
		{"{{#helper x y}}a{{/helper}}", "", ""},
		{"{{if .x}}a{{end}}", "", ""},
		{"{{x|upper}} {{x.upper()}} {{x[0]}} {{ $json['x'] }} {{a..b}} {{first name}} {{...}} {{~x~}}", "", ""},
		{"{{#a}}x{{/b}}", "", ""},
		{"{{a {{b}} c}}", "", ""},
		{"{{{x}", "", ""},
		{`{{"a": 1}} {{name}}`, "", ""},   // the name is a variable, or not
		{`{{"a": {x:.2f}}}`, "", ""},      // a format
		{`{{{{"a": 1}}}}`, "", ""},        // twice doubled
		{`{{"a": {x}}}`, "", ""},          // three braces can be read in two ways
		{`{{"a": 1}} {`, "", ""},          // a brace alone
		{`{{"a": 1}} {{ b: 2 }}`, "", ""}, // no data
		{"{{=<% %>=}}<%#a%>x<%/b%><%#if a%>x<%/if%><% $x %><%{y%>", "", ""},
	} {
		out, titles := mended(t, c.text)
		if c.want == "" {
			c.want = c.text
		}
		require.Equal(t, c.want, out)
		require.Equal(t, c.title, strings.Join(titles, ", "), c.text)
	}
}

// A mend takes its mistake away, and mending comes to an end.
func TestMendsMend(t *testing.T) {
	parts := rapid.SampledFrom([]string{
		"{{#if a}}", "{{/if}}", "{{else}}", "{{#each b}}", "{{/each}}", "{{this}}", "{{this.c}}", "{{#a}}", "{{/a}}", "{{/b}}", "{{/}}",
		"{{#unless c}}", "{{/unless}}", "{{../x}}", "{{$y}}", "{{.z}}", "{{{w}}", "{{v}", "{{#u#}}", "{{\"a\": 1}}", "{{'b' :", "}}", "{{}}", "{d}", "{", "}",
		"{{=<% %>=}}", "<%={{ }}=%>", "text", " ", "\n", "{{> 'p'}}",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(parts, 0, 14).Draw(t, "parts"), "")
		_, errs := template.Parse(text)
		for _, e := range errs {
			if e.Mend == nil {
				continue
			}
			out := edited(t, text, e.Mend.Edits)
			_, after := template.Parse(out)
			for _, a := range after {
				require.False(t, a.Start == e.Start && a.Msg == e.Msg, "%q -> %q", text, out)
			}
		}
		mended(t, text)
	})
}
