package prompt_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const user = "messages: [{role: user, content: a}]\n"

func TestBadKeys(t *testing.T) {
	const own = "\nhint: keys of your own begin with x-, or go under metadata"
	refuse(t, []badFile{
		{user + "⟦modle⟧: a\n", []string{`Y003 unknown key "modle" (did you mean "model"?)`}},
		{user + "⟦model_parameters⟧: {}\n", []string{`Y003 unknown key "model_parameters" (did you mean "modelParameters"?)`}},
		{user + "⟦id⟧: a\n", []string{`Y003 unknown key "id"` + own}},
		{user + "⟦version⟧: 1.10\n", []string{`Y003 unknown key "version"` + own}},
		{user + "⟦true⟧: 1\n", []string{`Y003 unknown key "true"` + own}},
		{user + "⟦'X-mine'⟧: 1\n", []string{`Y003 unknown key "X-mine"` + own}},
		{"messages:\n  - role: user\n    ⟦contnet⟧: a\n    content: b\n", []string{`Y003 unknown key "contnet" in a message (did you mean "content"?)`}},
		{"messages: [{role: user, content: [{type: text, text: a, ⟦txt⟧: b}]}]\n", []string{`Y003 unknown key "txt" in a part (did you mean "text"?)`}},
		{"messages: [{role: user, content: [{type: image_url, image_url: {url: a, ⟦detial⟧: b}}]}]\n", []string{`Y003 unknown key "detial" in image_url (did you mean "detail"?)`}},
		{"messages: [{role: user, content: [{type: file, file: {url: a, ⟦nmae⟧: b}}]}]\n", []string{`Y003 unknown key "nmae" in file (did you mean "name"?)`}},
		{"messages: [{role: assistant, toolCalls: [{id: a, ⟦idd⟧: b, function: {name: c}}]}]\n", []string{`Y003 unknown key "idd" in a tool call (did you mean "id"?)`}},
		{"messages: [{role: assistant, toolCalls: [{id: a, function: {name: c, ⟦argument⟧: d}}]}]\n", []string{`Y003 unknown key "argument" in function (did you mean "arguments"?)`}},
		{user + "tools:\n  - {name: a, ⟦descripton⟧: b}\n", []string{`Y003 unknown key "descripton" in a tool (did you mean "description"?)`}},
		{user + "tools:\n  - {type: function, function: {name: a, ⟦parameter⟧: {}}}\n", []string{`Y003 unknown key "parameter" in function (did you mean "parameters"?)`}},
		{user + "responseFormat: {type: json_schema, ⟦json-schema⟧: {}, json_schema: {}}\n", []string{`Y003 unknown key "json-schema" in responseFormat (did you mean "json_schema"?)`}},
		{user + "variables:\n  tone: {⟦typ⟧: string}\n", []string{`Y003 unknown key "typ" in variable tone (did you mean "type"?)`}},
		{user + "variables:\n  o: {type: object, properties: {p: {⟦enmu⟧: [a]}}}\n", []string{`Y003 unknown key "enmu" in variable o: property p (did you mean "enum"?)`}},
		{user + "variables:\n  l: {type: array, items: {⟦minlength⟧: 1}}\n", []string{`Y003 unknown key "minlength" in variable l: items (did you mean "minLength"?)`}},
		{user + "modelParameters: {⟦temprature⟧: 1}\n", []string{"Y003 unknown parameter \"temprature\" (did you mean \"temperature\"?)\nhint: what only one provider knows goes under extra:, and is sent as it is"}},
		{user + "modelParameters: {⟦logit_bias⟧: 1}\n", []string{"Y003 unknown parameter \"logit_bias\"\nhint: what only one provider knows goes under extra:, and is sent as it is"}},
		{"sections:\n  ⟦roles⟧: a\n", []string{`warning Y003 section "roles" is nearly the known section "role"`}},
	})
}

func TestBadTypes(t *testing.T) {
	refuse(t, []badFile{
		{user + "model: ⟦4⟧\n", []string{"Y004 model must be a string, but 4 is a number to YAML\nhint: quote it: \"4\""}},
		{user + "model: ⟦1.10⟧\n", []string{"Y004 model must be a string, but 1.10 is a number to YAML\nhint: quote it: \"1.10\""}},
		{user + "owner: ⟦true⟧\n", []string{"Y004 owner must be a string, but true is a boolean to YAML\nhint: quote it: \"true\""}},
		{user + "name: ⟦2026-03-14⟧\n", []string{"Y004 name must be a string, but 2026-03-14 is a date to YAML\nhint: quote it: \"2026-03-14\""}},
		{user + "tags: [no, ⟦1e3⟧, ⟦~⟧]\n", []string{
			"Y004 an entry of tags must be a string, but 1e3 is a number to YAML\nhint: quote it: \"1e3\"",
			"Y004 an entry of tags must be a string, not empty"}},
		{user + "tags: ⟦support⟧\n", []string{"Y004 tags must be a list, not a string"}},
		{user + "description:⟦⟧\n", []string{"Y004 description must be a string, not empty"}},
		{user + "description: ⟦[a]⟧\n", []string{"Y004 description must be a string, not a list"}},
		{user + "description: ⟦{a: b}⟧\n", []string{"Y004 description must be a string, not a mapping"}},
		{"⟦- role: user⟧\n", []string{"Y004 a prompt file must be a mapping, not a list"}},
		{"⟦You route tickets.⟧\n", []string{"Y004 a prompt file must be a mapping, not a string"}},
		{"⟦~⟧\n", []string{"Y004 a prompt file must be a mapping, not empty"}},
		{"messages: ⟦{role: user, content: a}⟧\n", []string{"Y004 messages must be a list, not a mapping"}},
		{"messages: [⟦hello⟧]\n", []string{"Y004 a message must be a mapping, not a string"}},
		{"messages: [{role: user, content: ⟦1⟧}]\n", []string{"Y004 content must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{"messages: [{role: user, content: ⟦{a: b}⟧}]\n", []string{"Y004 content must be a string or a list of parts, not a mapping"}},
		{"messages:\n- role: user\n  content:⟦⟧\n", []string{"Y004 content must be a string, not empty"}},
		{"messages: [{role: ⟦[user]⟧, content: a}]\n", []string{"Y004 role must be a string, not a list"}},
		{"messages: [{role: user, name: ⟦1⟧, content: a}]\n", []string{"Y004 name must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{"messages: [{role: user, content: [⟦a⟧]}]\n", []string{"Y004 a part must be a mapping, not a string"}},
		{"sections: ⟦[role]⟧\n", []string{"Y004 sections must be a mapping of section names to texts, not a list"}},
		{"sections: {role: ⟦2⟧}\n", []string{"Y004 section role must be a string, but 2 is a number to YAML\nhint: quote it: \"2\""}},
		{"sections:\n  role: a\n  context:⟦⟧\n", []string{"Y004 section context must be a string, not empty"}},
		{"sections: {⟦a b⟧: c}\n", []string{"Y004 \"a b\" cannot be a section's name\nhint: a name is letters, digits, _ and -, and begins with a letter or _"}},
		{user + "modelParameters: ⟦[a]⟧\n", []string{"Y004 modelParameters must be a mapping, not a list"}},
		{user + "modelParameters: {temperature: ⟦hot⟧}\n", []string{`Y004 temperature must be a number, not the string "hot"`}},
		{user + "modelParameters: {temperature: ⟦\"1\"⟧}\n", []string{`Y004 temperature must be a number, not the string "1"`}},
		{user + "modelParameters: {temperature: ⟦2.5⟧}\n", []string{"M003 temperature must be from 0 to 2, not 2.5"}},
		{user + "modelParameters: {maxTokens: ⟦0⟧}\n", []string{"M003 maxTokens must be at least 1, not 0"}},
		{user + "modelParameters: {maxTokens: ⟦1.5⟧}\n", []string{"Y004 maxTokens must be an integer, not 1.5"}},
		{user + "modelParameters: {reasoningEffort: ⟦hihg⟧}\n", []string{"M003 reasoningEffort cannot be \"hihg\" (did you mean \"high\"?)\nhint: it is one of none, minimal, low, medium, high, xhigh, max"}},
		{user + "modelParameters: {maxTokens: 5, ⟦max_tokens⟧: 6}\n", []string{"Y002 parameter maxTokens is given twice, in two spellings"}},
		{user + "budget: ⟦4000⟧\n", []string{"Y004 budget must be a mapping, not a number"}},
		{user + "budget: ⟦{}⟧\n", []string{"Y005 budget has no tokens\nhint: write the most tokens that the compiled prompt may have: {tokens: 4000}"}},
		{user + "budget: {⟦token⟧: 5, tokens: ⟦0⟧}\n", []string{`Y003 unknown key "token" in budget (did you mean "tokens"?)`,
			"Y004 budget.tokens must be a whole number from 1 to 2147483647, not 0"}},
		{user + "budget: {tokens: ⟦4k⟧}\n", []string{"Y004 budget.tokens must be a whole number from 1 to 2147483647, not a string"}},
		{user + "budget: {tokens: ⟦1.5⟧}\n", []string{"Y004 budget.tokens must be a whole number from 1 to 2147483647, not 1.5"}},
		{user + "tools: ⟦{name: a}⟧\n", []string{"Y004 tools must be a list, not a mapping"}},
		{user + "variables: ⟦[a]⟧\n", []string{"Y004 variables must be a mapping of names to declarations, not a list"}},
	})
}

// YAML 1.2, which is what is read, takes yes, no, on and off for text.
func TestWordsOfYAML11AreText(t *testing.T) {
	c := closureOf(t, "owner: NO\nmodel: off\ntags: [yes, n, on]\nsections: {role: no}\n")
	require.Equal(t, "NO", c.Prompt.Owner.Value)
	require.Equal(t, "off", c.Prompt.Model.Value)
	require.Equal(t, []string{"yes", "n", "on"}, []string{c.Prompt.Tags[0].Value, c.Prompt.Tags[1].Value, c.Prompt.Tags[2].Value})
}

func TestBadContent(t *testing.T) {
	const add = "\nhint: add messages: with at least one message, or sections:"
	refuse(t, []badFile{
		{"⟦⟧", []string{"Y005 the file is empty\nhint: begin with `promptctl new NAME`"}},
		{"⟦⟧\n\n", []string{"Y005 the file is empty\nhint: begin with `promptctl new NAME`"}},
		{"⟦⟧# only a comment\n", []string{"Y005 the file is empty\nhint: begin with `promptctl new NAME`"}},
		{"⟦⟧description: a\n", []string{"Y005 the prompt has neither messages nor sections" + add}},
		{"# c\n⟦⟧{}\n", []string{"Y005 the prompt has neither messages nor sections" + add}},
		{"⟦⟧messages: []\n", []string{"Y005 the prompt's messages and sections are empty"}},
		{"⟦⟧sections: {}\nmessages: []\n", []string{"Y005 the prompt's messages and sections are empty"}},
		{"messages:\n  - ⟦content: a⟧\n", []string{"Y005 the message has no role\nhint: the roles are system, user, assistant, tool"}},
		{"messages:\n  - ⟦role: user⟧\n", []string{"Y005 the message has no content"}},
		{"messages:\n  - role: ⟦asistant⟧\n    content: a\n", []string{"R002 unknown role \"asistant\" (did you mean \"assistant\"?)\nhint: the roles are system, user, assistant, tool"}},
		{"messages:\n  - role: ⟦developer⟧\n    content: a\n", []string{"R002 unknown role \"developer\"\nhint: the roles are system, user, assistant, tool"}},
		{"messages:\n  - role: ⟦User⟧\n    content: a\n", []string{"R002 unknown role \"User\" (did you mean \"user\"?)\nhint: the roles are system, user, assistant, tool"}},
		{"messages: [⟦{role: tool, content: a}⟧]\n", []string{"Y005 a tool's message has no toolCallId: it must say which call it answers"}},
		{"messages: [{role: user, content: a, ⟦toolCallId⟧: b}]\n", []string{"warning Y003 only a tool's message has a toolCallId: this one is not sent"}},
		{"messages: [{role: user, content: a, ⟦toolCalls⟧: [{id: a, function: {name: b}}]}]\n", []string{"Y004 only an assistant's message has toolCalls"}},
		{"messages: [⟦{role: assistant, toolCalls: []}⟧]\n", []string{"Y005 the message has no content"}},
	})
}

func TestBadParts(t *testing.T) {
	part := func(p string) string { return "messages: [{role: user, content: [" + p + "]}]\n" }
	const types = "\nhint: the types are text, image_url, file"
	refuse(t, []badFile{
		{part("⟦{text: a}⟧"), []string{"Y005 the part has no type" + types}},
		{part("{type: ⟦img⟧, image_url: a}"), []string{`Y004 unknown part type "img"` + types}},
		{part("{type: ⟦image-url⟧, image_url: a}"), []string{`Y004 unknown part type "image-url" (did you mean "image_url"?)` + types}},
		{part("{type: ⟦1⟧, text: a}"), []string{"Y004 type must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{part("⟦{type: text}⟧"), []string{"Y005 the part of type text has no text"}},
		{part("{type: text, text: a, ⟦file⟧: {path: b}}"), []string{"warning Y003 a part of type text has no file: this one is not sent"}},
		{part("{type: image_url, image_url: ⟦{detail: low}⟧}"), []string{"Y005 image_url has no url"}},
		{part("{type: image_url, image_url: ⟦[a]⟧}"), []string{"Y004 image_url must be a mapping, not a list"}},
		{part("{type: file, file: ⟦{}⟧}"), []string{"Y005 file must have exactly one of path, url and id, not 0 of them"}},
		{part("{type: file, file: ⟦{path: a.md, id: b}⟧}"), []string{"Y005 file must have exactly one of path, url and id, not 2 of them"}},
		{part("{type: file, file: ⟦a.md⟧}"), []string{"Y004 file must be a mapping, not a string"}},
		{part("{type: file, file: {path: ⟦\"{{x}}.md\"⟧}}"), []string{"Y004 path cannot hold variables: the file is part of what is approved\nhint: use url for a file that is known only when the prompt is rendered"}},
	})
}

func TestBadPlaceholders(t *testing.T) {
	const naming = "\nhint: a name is letters, digits, _ and -, and begins with a letter or _"
	refuse(t, []badFile{
		{"messages: [{placeholder: history, ⟦role⟧: user, ⟦content⟧: a}]\n", []string{
			"Y004 a placeholder stands for whole messages and has no role of its own",
			"Y004 a placeholder stands for whole messages and has no content of its own"}},
		{"messages: [{placeholder: ⟦the history⟧}]\n", []string{`Y004 "the history" cannot be a placeholder's name` + naming}},
		{"messages: [{placeholder: ⟦1⟧}]\n", []string{"Y004 placeholder must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{"messages:\n- placeholder:⟦⟧\n", []string{"Y004 placeholder must be a string, not empty"}},
		{"messages: [{placeholder: a}, {placeholder: ⟦a⟧}]\n", []string{`Y004 there are two placeholders "a"`}},
		{"messages: [{placeholder: ⟦a⟧}]\nvariables: {a: {type: string}}\n", []string{`Y004 "a" is a placeholder for messages and a variable too`}},
	})
	c := closureOf(t, "messages: [{placeholder: history, x-note: kept}]\n")
	require.Equal(t, []string{"history"}, c.Prompt.Placeholders())
}
