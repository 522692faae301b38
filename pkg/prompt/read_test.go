package prompt_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

// everything has each key and shape of the format, with the marked places in
// the order in which TestEveryValueHasItsPlace asks for them.
const everything = `# yaml-language-server: $schema=x
name: ⟦a title⟧
description: ⟦'It''s 漢字'⟧
owner: ⟦support⟧
tags: [⟦x⟧, ⟦"y"⟧]
deprecated: ⟦use b⟧
model: ⟦openai/gpt-4o-mini⟧
modelParameters:
  temperature: ⟦0.2⟧
  ⟦max_tokens⟧: ⟦300⟧
  stop: ⟦[a, b]⟧
budget: {tokens: ⟦100⟧}
variables:
  ⟦ticket⟧: {type: string, description: words, untrusted: true, minLength: 1, maxLength: 8000, pattern: "^x"}
  ⟦queues⟧: {type: array, minItems: 1, maxItems: 3, items: ⟦{type: string}⟧}
  ⟦tone⟧: {type: string, enum: [plain, warm], default: plain, examples: [plain]}
  ⟦score⟧: {type: number, minimum: 0.5, maximum: 2, required: false}
  ⟦order⟧: {type: object, properties: {⟦id⟧: {type: integer}, ⟦paid⟧: {type: boolean, default: false}}}
  ⟦any⟧:
sections:
  ⟦role⟧: You route.
  ⟦my-own⟧: |
    One {{⟦tone⟧}}
messages:
  - ⟦role: system
    content: a⟧
  - role: ⟦user⟧
    name: ⟦ana⟧
    content:
      - {type: text, text: "{{⟦ticket⟧}}"}
      - {type: image_url, image_url: "{{⟦any⟧}}"}
      - {type: image_url, image_url: {url: "{{⟦any⟧}}", detail: ⟦low⟧}}
      - {type: file, file: {path: ⟦a.md⟧, name: ⟦A⟧}}
      - {type: file, file: {url: "{{⟦any⟧}}"}}
      - {type: file, file: {id: "{{⟦any⟧}}"}}
  - role: assistant
    content: null
    toolCalls:
      - {id: "{{⟦any⟧}}", type: function, function: {name: ⟦f⟧, arguments: '{"a": {{⟦score⟧}}}'}}
  - {role: tool, toolCallId: "{{⟦any⟧}}", content: done}
  - placeholder: ⟦history⟧
tools:
  - {type: function, function: {name: ⟦f⟧, description: ⟦does f⟧, parameters: ⟦{type: object}⟧, strict: true}}
  - {name: ⟦g⟧, parameters: ⟦'{"type": "object"}'⟧, strict: false}
toolChoice: ⟦auto⟧
responseFormat: ⟦json_schema⟧
jsonSchema: {name: ⟦answer⟧, strict: true, schema: ⟦{type: object}⟧}
testData: ⟦[{a: b}]⟧
evaluators: ⟦[{name: e}]⟧
lint: {ignore: [{rules: [⟦R006⟧, ⟦unused-variable⟧], match: ⟦a a⟧, reason: ⟦so it is⟧}]}
metadata: ⟦{a: b}⟧
x-mine: 1
`

// read is everything, parsed.
func readEverything(t *testing.T) (*prompt.Prompt, string, [][2]int) {
	src, spans := unmark(everything)
	p, found := prompt.Parse(file, []byte(src))
	require.Empty(t, found)
	return p, src, spans
}

func TestEveryValueHasItsPlace(t *testing.T) {
	p, src, spans := readEverything(t)
	var got []string
	add := func(start, end int) { got = append(got, fmt.Sprintf("%d-%d %s", start, end, src[start:end])) }
	nodes := func(list ...*yamldoc.Node) {
		for _, n := range list {
			add(n.Start, n.End)
		}
	}
	uses := func(t *prompt.Text) {
		for _, u := range t.Uses() {
			r := t.Range(u.NameSpan)
			add(r.Start.Offset, r.End.Offset)
		}
	}
	variable := func(v *prompt.Variable) { add(v.Range.Start.Offset, v.Range.End.Offset) }

	nodes(p.Title.Node, p.Description.Node, p.Owner.Node, p.Tags[0].Node, p.Tags[1].Node, p.Deprecated, p.Model.Node)
	nodes(p.Parameters[0].Node, p.Parameters[1].Key, p.Parameters[1].Node, p.Parameters[2].Node, p.Budget.Node)
	variable(p.Variables[0])
	variable(p.Variables[1])
	variable(p.Variables[1].Items)
	for _, v := range p.Variables[2:5] {
		variable(v)
	}
	variable(p.Variables[4].Properties[0])
	variable(p.Variables[4].Properties[1])
	variable(p.Variables[5])
	for _, s := range p.Sections {
		add(s.Range.Start.Offset, s.Range.End.Offset)
		uses(s.Text)
	}
	nodes(p.Messages[0].Node, p.Messages[1].Role.Node, p.Messages[1].Name.Node)
	parts := p.Messages[1].Parts
	uses(parts[0].Text)
	uses(parts[1].URL)
	uses(parts[2].URL)
	nodes(parts[2].Detail.Node, parts[3].Path.Node, parts[3].Name.Node)
	uses(parts[4].URL)
	uses(parts[5].ID)
	call := p.Messages[2].ToolCalls[0]
	uses(call.ID)
	nodes(call.Name.Node)
	uses(call.Arguments)
	uses(p.Messages[3].ToolCallID)
	nodes(p.Messages[4].Placeholder.Node)
	for _, tool := range p.Tools {
		nodes(tool.Name.Node)
		if tool.Description.Node != nil {
			nodes(tool.Description.Node)
		}
		nodes(tool.Parameters.Node)
	}
	nodes(p.ToolChoice, p.Format.Type.Node, p.Format.Name.Node, p.Format.Schema.Node)
	ignore := p.Lint.Ignore[0]
	nodes(p.TestData, p.Evaluators, ignore.Rules[0].Node, ignore.Rules[1].Node, ignore.Match.Node, ignore.Reason.Node, p.Metadata)

	want := make([]string, len(spans))
	for i, s := range spans {
		want[i] = fmt.Sprintf("%d-%d %s", s[0], s[1], src[s[0]:s[1]])
	}
	require.Equal(t, want, got)
}

func TestEveryValueIsRead(t *testing.T) {
	p, _, _ := readEverything(t)
	require.Equal(t, "a title", p.Title.Value)
	require.Equal(t, "It's 漢字", p.Description.Value)
	require.Equal(t, "support", p.Owner.Value)
	require.Equal(t, "y", p.Tags[1].Value)
	require.Equal(t, "openai/gpt-4o-mini", p.Model.Value)
	require.Equal(t, "prompts/support", p.Dir())

	var parameters []string
	for _, parameter := range p.Parameters {
		parameters = append(parameters, fmt.Sprint(parameter.Name, "=", parameter.Value))
	}
	require.Equal(t, []string{"temperature=0.2", "maxTokens=300", "stop=[a b]"}, parameters)

	require.Equal(t, []string{"role", "my-own"}, []string{p.Sections[0].ID, p.Sections[1].ID})
	require.Equal(t, "One {{tone}}\n", p.Sections[1].Text.Template.Text)

	require.Len(t, p.Messages, 5)
	require.Len(t, p.Messages[1].Parts, 6)
	require.Equal(t, "image_url", string(p.Messages[1].Parts[1].Kind))
	require.Equal(t, "low", p.Messages[1].Parts[2].Detail.Value)
	require.Empty(t, p.Messages[2].Parts)
	require.Equal(t, `{"a": {{score}}}`, p.Messages[2].ToolCalls[0].Arguments.Template.Text)
	require.Equal(t, "history", p.Messages[4].Placeholder.Value)

	require.Equal(t, []bool{true, false}, []bool{*p.Tools[0].Strict, *p.Tools[1].Strict})
	require.Equal(t, p.Tools[0].Parameters.Data, p.Tools[1].Parameters.Data)
	require.Equal(t, "json_schema", p.Format.Type.Value)
	require.Equal(t, "answer", p.Format.Name.Value)
	require.True(t, *p.Format.Strict)
	require.Len(t, p.Schemas(), 3)
	require.Len(t, p.Texts(), 12)
}

func TestEveryDeclarationIsRead(t *testing.T) {
	p, _, _ := readEverything(t)
	require.True(t, p.Declares)
	shown := map[string]any{}
	for _, v := range p.Variables {
		found, ok := p.Variable(v.Name)
		require.True(t, ok)
		require.Same(t, v, found)
		shown[v.Name] = map[string]any{
			"type": v.TypeName(), "required": v.Required, "untrusted": v.Untrusted, "default": v.Default, "enum": v.Enum,
			"limits": []any{v.MinLength, v.MaxLength, v.MinItems, v.MaxItems, v.Minimum, v.Maximum},
		}
	}
	text, err := json.Marshal(shown)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"ticket": {"type": "string", "required": true, "untrusted": true, "default": null, "enum": null, "limits": [1, 8000, null, null, null, null]},
		"queues": {"type": "array of string", "required": true, "untrusted": false, "default": null, "enum": null, "limits": [null, null, 1, 3, null, null]},
		"tone": {"type": "string", "required": false, "untrusted": false, "default": "plain", "enum": ["plain", "warm"], "limits": [null, null, null, null, null, null]},
		"score": {"type": "number", "required": false, "untrusted": false, "default": null, "enum": null, "limits": [null, null, null, null, 0.5, 2]},
		"order": {"type": "object", "required": true, "untrusted": false, "default": null, "enum": null, "limits": [null, null, null, null, null, null]},
		"any": {"type": "any", "required": true, "untrusted": false, "default": null, "enum": null, "limits": [null, null, null, null, null, null]}
	}`, string(text))
	order, _ := p.Variable("order")
	paid, ok := order.Property("paid")
	require.True(t, ok)
	require.Equal(t, false, paid.Default)
	require.False(t, paid.Required)
	_, ok = order.Property("none")
	require.False(t, ok)
	_, ok = p.Variable("none")
	require.False(t, ok)
	require.Equal(t, "^x", p.Variables[0].Pattern.String())
	require.Equal(t, "words", p.Variables[0].Description)
}

// A null default is a default: the variable may be left out.
func TestVariablesThatMayBeLeftOut(t *testing.T) {
	for declaration, required := range map[string]bool{
		"": true, "{}": true, "{required: true}": true, "{required: false}": false, "{default: null}": false, "{default: x}": false, "{required: true, default: x}": false,
	} {
		c := closureOf(t, "sections: {role: a}\nvariables:\n  a: "+declaration+"\n")
		require.Equal(t, required, c.Prompt.Variables[0].Required, declaration)
	}
}

func TestSectionTitles(t *testing.T) {
	for id, title := range map[string]string{
		"role": "Role", "output_format": "Output format", "my-own_section": "My own section", "FAQ": "FAQ",
		"_private": "Private", "a__b": "A b", "_": "_", "x9": "X9", "trailing_": "Trailing",
	} {
		s := prompt.Section{ID: id}
		require.Equal(t, title, s.Title())
	}
}

// A section of one's own may have any name; only what is a slip of the pen is
// a warning.
func TestSectionsThatAreNearlyKnown(t *testing.T) {
	for id, near := range map[string]string{
		"roles": "role", "Role": "role", "example": "examples", "outputFormat": "output_format", "output-format": "output_format",
		"OUTPUT_FORMATS": "output_format", "guard_rails": "guardrails", "contxt": "context", "instruction": "instructions",
		"rules": "", "rule": "", "tone": "", "content": "", "style": "", "goal": "", "format": "", "tools": "",
	} {
		_, found := prompt.Parse(file, []byte("sections: {"+id+": a}\n"))
		if near == "" {
			require.Empty(t, found, id)
			continue
		}
		require.Equal(t, []string{fmt.Sprintf("warning Y003 section %q is nearly the known section %q", id, near)}, tellAll(found))
	}
}

func TestKeysAreInCanonicalOrder(t *testing.T) {
	require.Equal(t, strings.Fields(`name description owner tags deprecated model modelParameters budget variables sections messages
		tools toolChoice responseFormat jsonSchema testData evaluators lint metadata`), prompt.Keys())
}

// However many mistakes there are, the list of them is short, and says how
// many more there are.
func TestFindingsAreCapped(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	_, found := prompt.Parse(file, []byte(user+b.String()))
	require.Len(t, found, 100)
	require.Equal(t, `unknown key "k99" (and 900 more of Y003)`, found[99].Message)
}
