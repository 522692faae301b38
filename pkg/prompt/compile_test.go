package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/stretchr/testify/require"
)

func TestCompileLeavesVariablesOpen(t *testing.T) {
	c := files{
		file: `sections:
  role: |
    {{! not for the model }}
    You {{! nor this }}route for {{shop}}.
  empty: "{{! nothing }}"
  guardrails: |
    Rules:
      {{> safety}}
    {{#strict}}
    {{> safety}}
    {{/strict}}
    Inline: {{> inline}}!
messages:
  - placeholder: history
  - role: user
    content:
      - {type: text, text: "Look at {{shop}}"}
      - {type: image_url, image_url: {url: "{{photo}}"}}
      - {type: file, file: {path: a.md}}
      - {type: file, file: {id: "{{id}}"}}
  - {role: assistant, toolCalls: [{id: x, function: {name: find, arguments: '{"q": "{{shop}}"}'}}]}
`,
		"prompts/safety.partial.md": "---\nowner: legal\n---\n- Be safe.\n\n- Be {{tone}}.\n{{! end }}\n",
		"prompts/inline.partial.md": "a\nb",
		"prompts/support/a.md":      "x",
	}.sound(t)
	require.Equal(t, []prompt.Turn{
		{Role: "system", Text: `## Role
You route for {{shop}}.

## Guardrails
Rules:
  - Be safe.

  - Be {{tone}}.
{{#strict}}
- Be safe.

- Be {{tone}}.
{{/strict}}
Inline: a
b!`},
		{Role: "placeholder", Text: "history"},
		{Role: "user", Text: "Look at {{shop}}\n[image_url: {{photo}}]\n[file: a.md]\n[file: {{id}}]"},
		{Role: "assistant", Text: `[tool call: find({"q": "{{shop}}"})]`},
	}, c.Compile())
}

// What is compiled reads as what is rendered, where values are the tags of
// their own names.
func TestCompileReadsAsItRenders(t *testing.T) {
	c := files{
		file: "sections:\n  role: |\n    a\n      {{> p}}\n    {{! x\n    y }}\n    b {{> q}} c {{v}}\n    {{> p}}\n  context: \"{{> q}}\"\n" +
			"messages: [{role: user, content: '{{v}}{{! z }}'}]\n",
		"prompts/p.partial.md": "1 {{v}}\n2\n\n{{> q}}\n", "prompts/q.partial.md": "q {{v}}",
	}.sound(t)
	turns := c.Compile()
	for i, m := range rendered(t, c, object{"v": "{{v}}"}).Messages {
		require.Equal(t, m.Text(), turns[i].Text)
	}
}

// A broken prompt is shown as far as it can be read.
func TestCompileOfBrokenPrompts(t *testing.T) {
	for src, want := range map[string]string{
		"sections: {role: 'a {{> none}} b'}\n":                               "## Role\na {{> none}} b",
		"sections: {role: 'a {{x y}} b'}\n":                                  "## Role\na {{x y}} b",
		"sections: {role: a, context: 1}\n":                                  "## Role\na",
		"sections: {role: a}\nmessages: [{role: x, content: [{type: y}]}]\n": "## Role\na",
	} {
		c, found := files{file: src}.load(t)
		require.True(t, found.HasErrors(), src)
		require.Equal(t, want, c.Compile()[0].Text, src)
		require.Contains(t, c.OwnText(), "## Role\na")
	}
	c, _ := files{file: "a: b: c\n"}.load(t)
	require.Equal(t, []prompt.Turn{}, c.Compile())
	require.Empty(t, c.OwnText())
}

func TestOwnTextIsWhatIsAlwaysSent(t *testing.T) {
	c := files{
		file: `sections:
  role: Route {{x}} well.
  rules: "{{> safety}}"
messages:
  - {role: user, content: "<t>{{#a}}yes{{/a}}{{^a}}no{{/a}}{{! never }}</t>"}
  - {placeholder: history}
tools: [{name: find, description: Finds it., parameters: {type: object, properties: {q: {$ref: q.json}}}}]
jsonSchema: {type: string}
`,
		"prompts/safety.partial.md": "---\nowner: legal\n---\nBe safe.",
		"prompts/support/q.json":    `{"type": "string"}`,
	}.sound(t)
	require.Equal(t, `## Role
Route  well.
## Rules
Be safe.
<t>yesno</t>
{"type":"string"}
{"type":"object","properties":{"q":{"$ref":"#/$defs/q_json"}},"$defs":{"q_json":{"type":"string"}}}
find
Finds it.
`, c.OwnText())
}

// bushy is partials of which each includes the next many times over, around
// what the last one says.
func bushy(times int, leaf string) files {
	all := files{file: "sections: {role: '{{> p1}}'}\n"}
	for i := 1; i < prompt.MaxDepth; i++ {
		all[fmt.Sprintf("prompts/p%d.partial.md", i)] = strings.Repeat(fmt.Sprintf("{{> p%d}}", i+1), times)
	}
	all[fmt.Sprintf("prompts/p%d.partial.md", prompt.MaxDepth)] = leaf
	return all
}

// Partials that include each other ten times at each of sixteen levels are
// short files that stand for ten million billion times the last one.
func TestPartialsThatMultiply(t *testing.T) {
	for leaf, size := range map[string]int{"": 0, "{{! x }}": 0, "x": 1, strings.Repeat("long ", 1000): 5000} {
		c := bushy(10, leaf).sound(t)
		for _, turn := range c.Compile() {
			require.LessOrEqual(t, len(turn.Text), 5*template.DefaultMaxBytes)
			require.GreaterOrEqual(t, len(turn.Text), size)
		}
		require.LessOrEqual(t, len(c.OwnText()), 5*template.DefaultMaxBytes)
		_, err := c.Render(nil)
		require.Error(t, err)
	}
}

// A partial in ever new sections is checked as often as is sensible, and then
// refused.
func TestPartialsThatMultiplySections(t *testing.T) {
	all := bushy(1, "{{a}}")
	for i := 1; i < prompt.MaxDepth; i++ {
		var b strings.Builder
		for _, section := range []string{"a", "b", "c", "d"} {
			fmt.Fprintf(&b, "{{#%s}}{{> p%d}}{{/%s}}", section, i+1, section)
		}
		all[fmt.Sprintf("prompts/p%d.partial.md", i)] = b.String()
	}
	all[file] = "variables: {a: {type: boolean}, b: {type: boolean}, c: {type: boolean}, d: {type: boolean}}\n" + all[file]
	_, found := all.load(t)
	require.Equal(t, []string{"T011 partials are included in too many combinations of sections to be checked"}, tellAll(found))

	circle := files{file: "sections: {role: '{{> p}}'}\nvariables: {a: {}}\n", "prompts/p.partial.md": "{{#a}}{{> p}}{{b}}{{/a}}{{^a}}{{> p}}{{/a}}"}
	_, found = circle.load(t)
	require.Equal(t, []string{`T005 partial "p" includes itself: p > p` + cycleHint, `T005 partial "p" includes itself: p > p` + cycleHint}, tellAll(found))
}

func TestPieces(t *testing.T) {
	c := files{
		file:                   "sections: {role: 'a {{> p}}  ', empty: ' '}\nmessages: [{placeholder: h}, {role: user, content: '{{> q}}{{x}}'}]\n",
		"prompts/p.partial.md": "p {{> q}}", "prompts/q.partial.md": "q",
	}.sound(t)
	pieces := c.Pieces()
	require.Len(t, pieces, 4)
	require.Equal(t, "role", pieces[0].Section.ID)
	require.Equal(t, "a p q", pieces[0].Text)
	require.Empty(t, pieces[1].Text)
	require.Equal(t, "h", pieces[2].Text)
	require.Equal(t, "user", pieces[3].Message.Role.Value)
	require.Equal(t, "q{{x}}", pieces[3].Text)
	require.Equal(t, []string{"p", "q"}, c.Includes(pieces[0].Section.Text))
	require.Equal(t, []string{"q"}, c.Includes(pieces[3].Message.Texts()...))
	require.Empty(t, c.Includes(nil, pieces[1].Section.Text))
}

func TestIncludesOfACircle(t *testing.T) {
	c, _ := files{file: "sections: {role: '{{> p}}{{> none}}'}\n", "prompts/p.partial.md": "{{> p}}"}.load(t)
	require.Equal(t, []string{"p"}, c.Includes(c.Prompt.Sections[0].Text))
}
