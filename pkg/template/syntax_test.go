package template_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// mistake is what is reported: the text at the error's span, which is TAG in
// the message, and whether the tag belongs to another language.
type mistake struct {
	at, msg, hint string
	foreign       bool
}

const (
	ours    = false
	foreign = true
)

var malformed = []struct {
	text string
	want []mistake
}{
	{"{{}}", []mistake{
		{"{{}}", "TAG: the tag is empty", "put a name between the braces: {{name}}", ours},
	}},
	{"a {{ }} b {{#}}x{{/}} {{>}} {{&}} {{{}}}", []mistake{
		{"{{ }}", "TAG: the tag is empty", "put a name between the braces: {{name}}", ours},
		{"{{#}}", "TAG: the section has no name", "write {{#name}}…{{/name}}, or {{^name}}…{{/name}} for the opposite case", ours},
		{"{{>}}", "TAG: the partial has no name", "write {{> name}}", ours},
		{"{{&}}", "TAG: the tag is empty", "put a name between the braces: {{name}}", ours},
		{"{{{}}}", "TAG: the tag is empty", "put a name between the braces: {{name}}", ours},
	}},
	{"{{name", []mistake{
		{"{{name", "TAG: the tag is not closed", "end the tag with }}; for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
	}},
	{"Hello {{name}, bye {{other}}", []mistake{
		{"{{name}", "TAG: the tag is not closed", "add the second brace: {{name}}", ours},
	}},
	{"x {{name\nmore text", []mistake{
		{"{{name", "TAG: the tag is not closed", "end the tag with }}; for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
	}},
	{"{{a {{b}} c}}", []mistake{
		{"{{a", "TAG: the tag is not closed", "end the tag with }}; for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
	}},
	{"{{{x}} and {{{y}}}", []mistake{
		{"{{{x}}", "TAG: the tag opens with one brace more than it closes with", "write {{x}}, or {{{x}}} with three on each side", ours},
	}},
	{"{{#a}}x", []mistake{
		{"{{#a}}", "TAG: the section is not closed", "end the section with {{/a}}", ours},
	}},
	{"{{#a}}{{#b}}x{{/a}}", []mistake{
		{"{{#b}}", "TAG: the section is not closed", "end the section with {{/b}} before {{/a}}", ours},
	}},
	{"{{#a}}x{{/b}}", []mistake{
		{"{{#a}}", "TAG: the section is not closed", "end the section with {{/a}}", ours},
		{"{{/b}}", "TAG closes a section that is not open; the innermost open one is {{#a}}", "write {{/a}} to close that, or remove the tag", ours},
	}},
	{"x{{/b}}y", []mistake{
		{"{{/b}}", "TAG: no section is open here", "remove the tag, or open the section before it with {{#b}}", ours},
	}},
	{"{{#items}}x{{/item}}", []mistake{
		{"{{/item}}", "TAG does not match {{#items}}", "did you mean {{/items}}?", ours},
	}},
	{"{{#items}}x{{/items y}}", []mistake{
		{"{{/items y}}", "TAG: a closing tag holds a name alone", "write {{/items}}", ours},
	}},
	{"{{#if x}}a{{else}}b{{/if}}", []mistake{
		{"{{#if x}}", "TAG: Mustache has no if", "write {{#x}}…{{/x}} for when x is true or not empty, {{^x}}…{{/x}} for when it is false or empty", foreign},
		{"{{else}}", "TAG: Mustache has no else", "end the section and write the other case as its opposite: {{/x}}{{^x}}…{{/x}}", foreign},
	}},
	{"{{#each xs}}{{this}}{{@index}}{{/each}}", []mistake{
		{"{{#each xs}}", "TAG: Mustache has no each", "write {{#xs}}…{{/xs}}: it repeats for each item, which is {{.}}, and whose fields go by their names", foreign},
		{"{{@index}}", "TAG: Mustache has no loop variables", "put a field into the items of the list: {{index}}", foreign},
	}},
	{"{{#each x in xs.all}}a{{/each}}", []mistake{
		{"{{#each x in xs.all}}", "TAG: Mustache has no each", "write {{#xs.all}}…{{/xs.all}}: it repeats for each item, which is {{.}}, and whose fields go by their names", foreign},
	}},
	{"{{#unless x}}a{{/unless}}", []mistake{
		{"{{#unless x}}", "TAG: Mustache has no unless", "write {{^x}}…{{/x}} for when x is false or empty", foreign},
	}},
	{"{{#helper x y}}a{{/helper}}", []mistake{
		{"{{#helper x y}}", "TAG: a section takes a name alone; Mustache has no helpers", "write {{#helper}}…{{/helper}}", foreign},
	}},
	{"{{/if}}", []mistake{
		{"{{/if}}", "TAG: Mustache has no if", "write {{#name}}…{{/name}} for when name is true or not empty, {{^name}}…{{/name}} for when it is false or empty", foreign},
	}},
	{"{{if .x}}a{{end}}", []mistake{
		{"{{if .x}}", "TAG: Mustache has no if", "write {{#x}}…{{/x}} for when x is true or not empty, {{^x}}…{{/x}} for when it is false or empty", foreign},
		{"{{end}}", "TAG: Mustache has no blocks that end so", "end a section with its name: {{/name}}", foreign},
	}},
	{"{{range $i, $x := .Xs}}{{.Name}}{{end}}", []mistake{
		{"{{range $i, $x := .Xs}}", "TAG: Mustache has no range", "write {{#Xs}}…{{/Xs}}: it repeats for each item, which is {{.}}, and whose fields go by their names", foreign},
		{"{{.Name}}", "TAG: a dot stands between two names, or alone", "did you mean {{Name}}?", foreign},
		{"{{end}}", "TAG: Mustache has no blocks that end so", "end a section with its name: {{/name}}", foreign},
	}},
	{`{{x|upper}} {{ x | default("y") }}`, []mistake{
		{"{{x|upper}}", "TAG: Mustache has no filters", "put the finished value into the data and write {{x}}", foreign},
		{`{{ x | default("y") }}`, "TAG: Mustache has no filters", "put the finished value into the data and write {{x}}", foreign},
	}},
	{"{{x.upper()}} {{upper(x)}}", []mistake{
		{"{{x.upper()}}", "TAG: Mustache has no calls", "put the finished value into the data and write {{x}}", foreign},
		{"{{upper(x)}}", "TAG: Mustache has no calls", "put the finished value into the data and write {{name}}", foreign},
	}},
	{"{{% if x %}}", []mistake{
		{"{{% if x %}}", "TAG: Mustache has no statements", "only names, sections and partials stand in a tag", foreign},
	}},
	{"{{ $x }} {{$b}}x{{/b}} {{<p}}{{/p}}", []mistake{
		{"{{ $x }}", "TAG: a name has no $ before it", "write {{x}}", foreign},
		{"{{$b}}", "TAG: a name has no $ before it", "write {{b}}", foreign},
		{"{{/b}}", "TAG: no section is open here", "remove the tag, or open the section before it with {{#b}}", ours},
		{"{{<p}}", "TAG: blocks, parents and dynamic names are not supported", "include a fixed partial: {{> name}}", foreign},
		{"{{/p}}", "TAG: no section is open here", "remove the tag, or open the section before it with {{#p}}", ours},
	}},
	{"{{../x}} {{./y}} {{ .z }} {{a..b}} {{a.}}", []mistake{
		{"{{../x}}", "TAG: Mustache has no paths", "outer names are visible inside a section: write {{x}}", foreign},
		{"{{./y}}", "TAG: Mustache has no paths", "outer names are visible inside a section: write {{y}}", foreign},
		{"{{ .z }}", "TAG: a dot stands between two names, or alone", "did you mean {{z}}?", foreign},
		{"{{a..b}}", "TAG: a dot stands between two names, or alone", "did you mean {{a.b}}?", ours},
		{"{{a.}}", "TAG: a dot stands between two names, or alone", "did you mean {{a}}?", ours},
	}},
	{"{{-x -}} {{- x }} {{~x~}}", []mistake{
		{"{{-x -}}", "TAG: Mustache has no marks that trim white space", "write {{x}}; a section's tag alone on its line leaves no blank line", foreign},
		{"{{- x }}", "TAG: Mustache has no marks that trim white space", "write {{x}}; a section's tag alone on its line leaves no blank line", foreign},
		{"{{~x~}}", "TAG: Mustache has no marks that trim white space", "write {{x}}; a section's tag alone on its line leaves no blank line", foreign},
	}},
	{"{{x[0].y}}", []mistake{
		{"{{x[0].y}}", "TAG: Mustache has no indexes", "repeat over the list with {{#x}}…{{/x}}, or name a field: {{x.field}}", foreign},
	}},
	{"{{x ? 'a' : 'b'}} {{x == 1}} {{a and b}} {{a + b}}", []mistake{
		{"{{x ? 'a' : 'b'}}", "TAG: Mustache has no expressions", "put the finished value into the data and write {{x}}", foreign},
		{"{{x == 1}}", "TAG: Mustache has no expressions", "put the finished value into the data and write {{x}}", foreign},
		{"{{a and b}}", "TAG: Mustache has no expressions", "put the finished value into the data and write {{a}}", foreign},
		{"{{a + b}}", "TAG: Mustache has no expressions", "put the finished value into the data and write {{a}}", foreign},
	}},
	{`{{ [1] }} {{'x'}} {{ a: 1 }}`, []mistake{
		{`{{ [1] }}`, "TAG: this is not a name", "for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
		{"{{'x'}}", "TAG: this is not a name", "for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
		{`{{ a: 1 }}`, "TAG: this is not a name", "for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
	}},
	{"Say {{\n  \"a\": 1, \"b\": {{'c' : {{}}}}, \"d\": {{x|y}} }} or {{'x'}}.", []mistake{
		{"{{\n  \"a\":", "{{ \"a\":…: braces are doubled here, as in Python's format strings (and 3 more)", "write { and } once, which are plain text to Mustache, and a variable as {{name}}", foreign},
		{"{{x|y}}", "TAG: Mustache has no filters", "put the finished value into the data and write {{x}}", foreign},
	}},
	{"{{#1.name#}} {{ {'a': 1} }} {{...}}", []mistake{
		{"{{#1.name#}}", "TAG: a variable has no # around it", "write {{1.name}}", foreign},
		{"{{ {'a':", "TAG…: braces are doubled here, as in Python's format strings", "write { and } once, which are plain text to Mustache, and a variable as {{name}}", foreign},
		{"{{...}}", "TAG: a dot stands between two names, or alone", "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}", ours},
	}},
	{"{{first name}} {{größe}} {{x:y}} {{ a/b }}", []mistake{
		{"{{first name}}", "TAG: a name has no blanks", "did you mean {{first_name}}?", ours},
		{"{{größe}}", "TAG: 'ö' cannot stand in a name", "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}", ours},
		{"{{x:y}}", "TAG: Mustache has no formats", "put the finished value into the data and write {{x}}", foreign},
		{"{{ a/b }}", "TAG: '/' cannot stand in a name", "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}", ours},
	}},
	{`{{> a b=1}} {{>"x"}} {{>*x}} {{> a:b}}`, []mistake{
		{"{{> a b=1}}", "TAG: a partial takes no arguments", "write {{> name}}: it sees the data of the text around it", foreign},
		{`{{>"x"}}`, "TAG: a partial's name has no quotes", "write {{> name}}", foreign},
		{"{{>*x}}", "TAG: dynamic names are not supported", "include a fixed partial: {{> name}}", foreign},
		{"{{> a:b}}", "TAG: this is not the name of a partial", "it is made of letters A-Z and a-z, digits and the characters _ - . /", ours},
	}},
	{"{{=<%}} {{=a=b c=}} {{==}} {{=<% %>}} {{=a b c=}}", []mistake{
		{"{{=<%}}", "TAG: these are not two delimiters", "write both, with a blank between and an equals sign on either side: {{=<% %>=}}", ours},
		{"{{=a=b c=}}", "TAG: these are not two delimiters", "write both, with a blank between and an equals sign on either side: {{=<% %>=}}", ours},
		{"{{==}}", "TAG: these are not two delimiters", "write both, with a blank between and an equals sign on either side: {{=<% %>=}}", ours},
		{"{{=<% %>}}", "TAG: these are not two delimiters", "write both, with a blank between and an equals sign on either side: {{=<% %>=}}", ours},
		{"{{=a b c=}}", "TAG: these are not two delimiters", "write both, with a blank between and an equals sign on either side: {{=<% %>=}}", ours},
	}},
	{"{{!-- see {{x}} --}}", []mistake{
		{"{{!-- see {{x}}", "TAG: the comment ends at the first closing delimiter, and the rest of it shows", "take the tags out of the comment, or give each its own {{! … }}", foreign},
	}},
	{"{{=<% %>=}}<%x|y%> <%#a%> <%{b%> <%", []mistake{
		{"<%x|y%>", "TAG: Mustache has no filters", "put the finished value into the data and write <%x%>", foreign},
		{"<%#a%>", "TAG: the section is not closed", "end the section with <%/a%>", ours},
		{"<%{b%>", "TAG: the tag opens with one brace more than it closes with", "write <%b%>, or <%{b}%> with three on each side", ours},
		{"<%", "TAG: the tag is not closed", "end the tag with %>; for <% as plain text set other delimiters before it, as in <%=[[ ]]=%>", ours},
	}},
	{"{{#a|b}}x{{/a}} {{#$y}}z{{/y}} {{^x[0]}}{{/x}}", []mistake{
		{"{{#a|b}}", "TAG: Mustache has no filters", "put the finished value into the data and write {{#a}}…{{/a}}", foreign},
		{"{{#$y}}", "TAG: a name has no $ before it", "write {{#y}}…{{/y}}", foreign},
		{"{{^x[0]}}", "TAG: Mustache has no indexes", "repeat over the list with {{#x}}…{{/x}}, or name a field: {{x.field}}", foreign},
	}},
	{"{{#a}}{{#b}}{{#c}}{{/d}}", []mistake{
		{"{{#a}}", "TAG: the section is not closed", "end the section with {{/a}}", ours},
		{"{{#b}}", "TAG: the section is not closed", "end the section with {{/b}}", ours},
		{"{{#c}}", "TAG: the section is not closed", "end the section with {{/c}}", ours},
		{"{{/d}}", "TAG closes a section that is not open; the innermost open one is {{#c}}", "write {{/c}} to close that, or remove the tag", ours},
	}},
	{"{{^}}", []mistake{
		{"{{^}}", "TAG: the section has no name", "write {{#name}}…{{/name}}, or {{^name}}…{{/name}} for the opposite case", ours},
	}},
	{"{{#a}}1{{else if b}}2{{/a}}", []mistake{
		{"{{else if b}}", "TAG: Mustache has no else", "end the section and write the other case as its opposite: {{/a}}{{^a}}…{{/a}}", foreign},
	}},
	{`{{include "x.txt"}} {{template "x" .}}`, []mistake{
		{`{{include "x.txt"}}`, "TAG: Mustache has no include", "write {{> name}} to include another prompt's text", foreign},
		{`{{template "x" .}}`, "TAG: Mustache has no template", "write {{> name}} to include another prompt's text", foreign},
	}},
	{"{{#a}}x{{/}}", []mistake{
		{"{{/}}", "TAG: the closing tag has no name", "write {{/a}}", ours},
	}},
	{"{{#if a}}x{{/if b}}", []mistake{
		{"{{#if a}}", "TAG: Mustache has no if", "write {{#a}}…{{/a}} for when a is true or not empty, {{^a}}…{{/a}} for when it is false or empty", foreign},
	}},
	{"{{#with user}}x{{/with}}", []mistake{
		{"{{#with user}}", "TAG: Mustache has no with", "write {{#user}}…{{/user}}: inside it the fields of user go by their names", foreign},
	}},
	{"{{#user_name}}x{{/userName}}", []mistake{
		{"{{/userName}}", "TAG does not match {{#user_name}}", "did you mean {{/user_name}}?", ours},
	}},
	{"{{#topics}}x{{/topcis}}", []mistake{
		{"{{/topcis}}", "TAG does not match {{#topics}}", "did you mean {{/topics}}?", ours},
	}},
	{"{{/ö}}", []mistake{
		{"{{/ö}}", "TAG: no section is open here", "remove the tag, or open the section before it with {{#name}}", ours},
	}},
	{"{{set x = 1}}", []mistake{
		{"{{set x = 1}}", "TAG: Mustache has no set", "only names, sections and partials stand in a tag", foreign},
	}},
	{"{{define \"x\"}}y{{end}}", []mistake{
		{"{{define \"x\"}}", "TAG: Mustache has no define", "only names, sections and partials stand in a tag", foreign},
		{"{{end}}", "TAG: Mustache has no blocks that end so", "end a section with its name: {{/name}}", foreign},
	}},
	{`{{x "y"}}`, []mistake{
		{`{{x "y"}}`, "TAG: this is not a name", "for {{ as plain text set other delimiters before it, as in {{=<% %>=}}", ours},
	}},
	{"{{der Grüne}}", []mistake{
		{"{{der Grüne}}", "TAG: a name has no blanks", "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}", ours},
	}},
	{"{{name\u00a0}}", []mistake{
		{"{{name\u00a0}}", "{{name }}: '\\u00a0' cannot stand in a name", "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}", ours},
	}},
}

func TestMistakesAreExplained(t *testing.T) {
	for _, c := range malformed {
		t.Run(c.text, func(t *testing.T) {
			tree, errs := template.Parse(c.text)
			require.Equal(t, tree.Errors, errs)
			var got []mistake
			for _, e := range errs {
				at := c.text[e.Start:e.End]
				got = append(got, mistake{at, strings.Replace(e.Error(), at, "TAG", 1), e.Hint, e.Foreign})
			}
			require.Equal(t, c.want, got)
			requireCovers(t, tree)
		})
	}
}

func TestOfTwoLikeTagsTheRightOneIsReported(t *testing.T) {
	for text, at := range map[string]int{
		"{{a}} {{b}} {{a":             12,
		"{{#a}}{{/a}}{{#a}}":          12,
		"{{#a}}{{/a}}{{/a}}":          12,
		"{{#a}}{{#a}}{{/a}}":          0,
		"é {{x|y}}":                   3,
		"{{! {{x|y}} }}\n\t{{x|y}}":   16,
		"{{=<% %>=}}{{x|y}}<% x|y %>": 18,
	} {
		_, errs := template.Parse(text)
		require.Len(t, errs, 1, text)
		require.Equal(t, at, errs[0].Start, text)
	}
}

// A malformed tag lets one guess what it speaks of, so that the variable does
// not count as unused.
func TestUsesOfMalformedTags(t *testing.T) {
	for text, want := range map[string]string{
		"{{#if a}}{{b}}{{else}}{{c}}{{/if}}":     "section a, interpolation b in a, interpolation c in a",
		"{{#unless a.b}}{{c}}{{/unless}}":        "inverted a.b, interpolation c",
		"{{#each x in xs}}{{x.y}}{{/each}}":      "section xs, interpolation x.y in xs",
		"{{x|upper}}{{ y.upper() }}{{up(z)}}":    "interpolation x, interpolation y",
		"{{ $x }}{{../y}}{{.z}}{{w[0]}}":         "interpolation x, interpolation y, interpolation z, interpolation w",
		"{{first name}}{{\"json\": 1}}{{größe}}": "",
		"{{#}}{{x}}{{/}}":                        "interpolation x",
		"{{#a}}{{b}}":                            "section a, interpolation b in a",
		"{{#a}}{{#b}}{{/a}}{{c}}":                "section a, section b in a, interpolation c",
		"{{a}}{{/b}}{{c}}":                       "interpolation a, interpolation c",
		"{{{a}}{{b":                              "interpolation a",
	} {
		tree, errs := template.Parse(text)
		require.NotEmpty(t, errs, text)
		var got []string
		for _, u := range tree.Uses() {
			s := u.Kind.String() + " " + u.Name
			if u.Within != nil {
				s += " in " + strings.Join(u.Within, ",")
			}
			got = append(got, s)
			require.Equal(t, u.Name, text[u.NameSpan.Start:u.NameSpan.End])
		}
		require.Equal(t, want, strings.Join(got, ", "), text)
	}
}

func TestTagsOutsideOfMustacheAreText(t *testing.T) {
	for _, text := range []string{"{% if x %}${y}{# z #}{w}", "a } b }} c", "{", "}}", "{ {x} }", "[[x]] <%= y %>", "{\u200b{x}}"} {
		tree, errs := template.Parse(text)
		require.Empty(t, errs, text)
		require.Len(t, tree.Nodes, 1, text)
		require.Equal(t, text, tree.Nodes[0].(*template.Text).Value)
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{".", "a", "A_1-b", "a.b.c", "0", "1.2", "_", "-", "elsewhere", "if", "end", "this"} {
		_, errs := template.Parse("{{" + name + "}}{{#" + name + "}}{{/" + name + "}}")
		require.Empty(t, errs, name)
	}
	for _, name := range []string{"..", "a.", ".a", "a..b", "a b", "é", "a\u00a0", "a\x00", "a\xff", "a,b", "a/b", "a\\b", "#", "else"} {
		_, errs := template.Parse("{{" + name + "}}")
		require.Len(t, errs, 1, name)
	}
}

func TestMessagesArePrintable(t *testing.T) {
	long := strings.Repeat("very ", 1000)
	for _, text := range []string{"{{a\x1b[31m b}}", "{{\n a \n b \n}}", "{{\xff\xfe}}", "{{" + long + "}}", "{{#a\u202eb}}"} {
		_, errs := template.Parse(text)
		require.NotEmpty(t, errs)
		for _, e := range errs {
			require.NotRegexp(t, `[^\PC]`, e.Msg)
			require.Less(t, len(e.Msg), 200)
			require.NotEmpty(t, e.Hint)
		}
	}
}

func TestParsingStopsAtDeepNesting(t *testing.T) {
	_, errs := template.Parse(strings.Repeat("{{#a}}", 64) + strings.Repeat("{{/a}}", 64))
	require.Empty(t, errs)
	text := strings.Repeat("{{#a}}", 65) + "{{b}}" + strings.Repeat("{{/a}}", 65)
	tree, errs := template.Parse(text)
	require.Len(t, errs, 1)
	require.Equal(t, 64*len("{{#a}}"), errs[0].Start)
	require.Contains(t, errs[0].Msg, "deeper than 64")
	requireCovers(t, tree)
}

func TestParsingStopsAfterManyErrors(t *testing.T) {
	tree, errs := template.Parse(strings.Repeat("{{}}", 1000) + "{{a}}")
	require.Len(t, errs, 100)
	require.Empty(t, tree.Uses())
	requireCovers(t, tree)
}
