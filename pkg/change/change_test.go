package change_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// files are the files of a prompt by their paths.
type files map[string]string

func (f files) closure(t require.TestingT) *prompt.Closure {
	c, found, err := prompt.Loader{Folders: []string{"prompts"}, Read: func(name string) ([]byte, error) {
		if text, there := f[name]; there {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}}.Load(file)
	require.NoError(t, err)
	require.False(t, found.HasErrors(), found)
	return c
}

// told are changes, a line each: class, subject, name, kind and message.
func told(changes []change.Change) string {
	var lines []string
	for _, c := range changes {
		line := fmt.Sprintf("%s %s %s", c.Class, c.Subject, c.Kind)
		if c.Name != "" {
			line += " " + c.Name
		}
		line += ": " + c.Message
		if c.Old+c.New != "" {
			line += " (" + c.Old + " -> " + c.New + ")"
		}
		if len(c.Partials) > 0 {
			line += " by " + strings.Join(c.Partials, ",")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const said = "messages: [{role: user, content: x}]\n"

func TestCompare(t *testing.T) {
	long := "One two three four five six seven eight nine ten."
	for _, c := range []struct{ before, after, want string }{
		{said, said, ""},
		{said, said + "# a comment\n", "none layout edited: comments or layout alone"},
		{said, "messages:\n  - content: x\n    role: user\n", "none layout edited: comments or layout alone"},

		{said, said + "variables: {v: {type: string}}", `breaking variable added v: variable "v" is new and required`},
		{said, said + "variables: {v: {default: x}}", `behaviour variable added v: variable "v" is new, and optional`},
		{said + "variables: {v: {default: x}}", said + "variables: {v: {default: y}}", `behaviour variable edited v: variable "v" has another default ("x" -> "y")`},
		{said + "variables: {v: {required: false}}", said + "variables: {v: {default: y}}", `behaviour variable edited v: variable "v" has a default now: "y" ( -> "y")`},
		{said + "variables: {v: {default: y}}", said + "variables: {v: {required: false}}", `behaviour variable edited v: variable "v" has no default any more ("y" -> )`},
		{said + "variables: {v: {type: string}}", said + "variables: {v: {type: string, untrusted: true}}", `none variable edited v: variable "v" is untrusted now: it comes from outside`},
		{said + "variables: {v: {untrusted: true}}", said + "variables: {v: {}}", `none variable edited v: variable "v" is trusted now`},
		{said + "variables: {v: {description: a}}", said + "variables: {v: {description: b}}", `none variable edited v: variable "v" is described in other words`},
		{said + "variables: {v: {default: x}}", said + "variables: {v: {}}", `breaking variable narrowed v: variable "v" is required now`},
		{said + "variables: {v: {}}", said + "variables: {v: {default: x}}", `behaviour variable widened v: variable "v" is optional now`},
		{said + "variables: {v: {type: integer}}", said + "variables: {v: {type: number}}", `behaviour variable widened v: variable "v" is number now, and was integer`},
		{said + "variables: {v: {type: string}}", said + "variables: {v: {type: string, required: false}}", `behaviour variable widened v: variable "v" is optional now`},
		{said + "variables: {v: {enum: [a]}}", said + "variables: {v: {enum: [a, b]}}", `behaviour variable widened v: variable "v" takes more than before`},
		{said + "variables: {v: {default: 1}}", said + "variables: {v: {default: 1.0}}", "none layout edited: comments or layout alone"},
		{said + "variables: {v: {properties: {a: {default: x}}}}", said + "variables: {v: {properties: {a: {default: y}}}}", `behaviour variable edited v: variable "v" has another default of a`},
		{said + "variables: {v: {items: {properties: {a: {properties: {b: {required: false}}}}}}}", said + "variables: {v: {items: {properties: {a: {properties: {b: {default: y}}}}}}}",
			`behaviour variable edited v: variable "v" has another default of a.b`},
		{said + "variables: {ticket: {type: string}}", said + "variables: {ticket_text: {type: string}}", `breaking variable renamed ticket_text: variable "ticket" is called "ticket_text" now (ticket -> ticket_text)`},
		{said + "variables: {ticket: {maxLength: 9}}", said + "variables: {ticket_text: {maxLength: 5}}",
			"breaking variable renamed ticket_text: variable \"ticket\" is called \"ticket_text\" now (ticket -> ticket_text)\nbreaking variable narrowed ticket_text: variable \"ticket_text\" has narrower limits than before"},
		{said + "variables: {a: {description: the same}}", said + "variables: {b: {description: the same}}", `breaking variable renamed b: variable "a" is called "b" now (a -> b)`},
		{said + "variables: {ticket: {type: string}}", said + "variables: {ticket_ids: {type: array}}",
			"breaking variable added ticket_ids: variable \"ticket_ids\" is new and required\nbreaking variable removed ticket: variable \"ticket\" is gone, and callers that give it are refused"},
		{said + "variables: {ticket: {}}", said + "variables: {tickets: {}, ticket_2: {}}",
			"breaking variable renamed tickets: variable \"ticket\" is called \"tickets\" now (ticket -> tickets)\nbreaking variable added ticket_2: variable \"ticket_2\" is new and required"},

		{said, said + "model: gpt-4o", "behaviour model added: the model is gpt-4o now, and was not set ( -> gpt-4o)"},
		{said + "model: gpt-4o", said + "model: o3", "behaviour model edited: the model is o3 now, and was gpt-4o (gpt-4o -> o3)"},
		{said + "modelParameters: {temperature: 0.5, topP: 1}", said + "modelParameters: {temperature: 1, seed: 1}",
			"behaviour parameter edited temperature: temperature is 1 now, and was 0.5 (0.5 -> 1)\nbehaviour parameter added seed: seed is 1 now, and was not set ( -> 1)\nbehaviour parameter removed topP: topP is not set any more, and was 1 (1 -> )"},
		{said + "modelParameters: {max_tokens: 5}", said + "modelParameters: {maxTokens: 5}", "none layout edited: comments or layout alone"},
		{said + "modelParameters: {temperature: 1}", said + "modelParameters: {temperature: 1.0}", "none layout edited: comments or layout alone"},
		{said + "tools: [{name: f}]", said + "tools: [{name: f}]\ntoolChoice: required", "behaviour parameter added toolChoice: toolChoice is \"required\" now, and was not set ( -> \"required\")"},

		{said + "tools: [{name: f}]", said + "tools: [{name: f}, {name: g}]", `behaviour tool added g: tool "g" is new`},
		{said + "tools: [{name: f}, {name: g}]", said + "tools: [{name: g}, {name: f}]", `behaviour tool moved g: tool "g" stands elsewhere in the list`},
		{said + "tools: [{name: f, description: a}]", said + "tools: [{name: f, description: b}]", `behaviour tool edited f: tool "f" is described in other words`},
		{said + "tools: [{name: f}]", said + "tools: [{name: f, parameters: {type: object}}]", `behaviour tool edited f: tool "f" takes parameters now`},
		{said + "tools: [{name: f, parameters: {type: object}}]", said + "tools: [{name: f, parameters: {type: object, required: [a], properties: {a: {}}}}]",
			`behaviour tool edited f: tool "f" has other parameters, and all that was promised of them holds`},
		{said + "tools: [{name: f}]", said + "tools: [{name: f, strict: true}]", `behaviour tool edited f: tool "f" is strict now`},

		{said, said + "responseFormat: json_object", "behaviour answer edited: the answer is json_object now, and was text (text -> json_object)"},
		{said, said + "responseFormat: text", "none layout edited: comments or layout alone"},
		{said, said + "jsonSchema: {type: object}", "behaviour answer edited: the answer has a schema now (text -> json_schema)"},
		{said + "jsonSchema: {type: object}", said + "jsonSchema: {type: object, title: x}", "behaviour answer edited: the answer has another schema, and all that the old one promised holds"},

		{"messages: [{role: user, content: a b}]", "messages: [{role: user, content: a c}]", "behaviour message edited user message: user message has other words"},
		{"messages: [{role: user, content: 'a b'}]", "messages: [{role: user, content: 'a  b'}]", "behaviour message reflowed user message: user message has other white space alone"},
		{"messages: [{role: user, content: 'a{{! c }}'}]", "messages: [{role: user, content: 'a'}]", "none layout edited: comments or layout alone"},
		{"messages: [{role: user, content: [{type: text, text: \"a\\nb\"}]}]", "messages: [{role: user, content: [{type: text, text: a}, {type: text, text: b}]}]",
			"behaviour message edited user message: user message says the same in other parts"},
		{"messages: [{role: user, content: '[image_url: https://x.example]'}]", "messages: [{role: user, content: [{type: image_url, image_url: {url: 'https://x.example'}}]}]",
			"behaviour message edited user message: user message says the same in other parts"},
		{"messages: [{role: user, content: a}]", "messages: [{role: user, content: [{type: text, text: a}]}]", "none layout edited: comments or layout alone"},
		{"messages: [{role: user, content: a b c}, {role: user, content: d e f}]", "messages: [{role: user, content: u v w}, {role: user, content: x y z}]",
			"behaviour message edited user message 1: user message 1 has other words\nbehaviour message edited user message 2: user message 2 has other words"},
		{"messages: [{role: user, content: a b c}, {role: user, content: d e f}]", "messages: [{role: user, content: x y z}]",
			"behaviour message edited user message: user message has other words\nbehaviour message removed user message 2: user message 2 is gone"},
		{"messages: [{placeholder: a}, {role: user, content: x}]", "messages: [{placeholder: b}, {role: user, content: x}]",
			"behaviour history added b: the history \"b\" is new\nbreaking history removed a: the history \"a\" is gone, and callers that give it are refused"},
		{"messages: [{role: user, content: " + long + "}, {role: user, content: Quite another thing is asked of you here.}]",
			"messages: [{role: user, content: Quite another thing is asked of us here.}, {role: user, content: " + long + " So.}]",
			"behaviour message edited user message 1: user message 1 has other words\nbehaviour message edited user message 2: user message 2 has other words\nbehaviour message moved user message 1: user message 1 stands elsewhere"},
		{"messages: [{role: assistant, content: a}, {role: user, content: x y z}]", "messages: [{role: user, content: u v w}, {role: assistant, content: a}]",
			"behaviour message edited user message: user message has other words\nbehaviour message moved user message: user message stands elsewhere"},
		{"messages: [{role: tool, toolCallId: a, content: x}]", "messages: [{role: tool, toolCallId: b, content: x}]",
			"behaviour message edited tool message: tool message has another name, file, detail or id of a call (toolCallId=a -> toolCallId=b)"},
		{said, said + "  ", "none layout edited: comments or layout alone"},
		{said, "messages: [{role: user, content: x}, {role: assistant, content: y}]", "behaviour message added assistant message: assistant message is new"},
		{"messages: [{role: user, content: x}, {role: user, content: y}]", "messages: [{role: user, content: y}]", "behaviour message removed user message 1: user message 1 is gone"},
		{"messages: [{role: user, content: x}]", "messages: [{role: system, content: x}]", "behaviour message edited system message: system message was a user message (user -> system)"},
		{"messages: [{role: user, content: " + long + "}, {role: assistant, content: b}]", "messages: [{role: assistant, content: b}, {role: user, content: " + long + " So.}]",
			"behaviour message edited user message: user message has other words\nbehaviour message moved assistant message: assistant message stands elsewhere"},
		{"messages: [{role: user, name: a, content: x}]", "messages: [{role: user, name: b, content: x}]", "behaviour message edited user message: user message has another name, file, detail or id of a call (name=a -> name=b)"},
		{said, "messages: [{placeholder: h}, {role: user, content: x}]", `behaviour history added h: the history "h" is new`},
		{"messages: [{placeholder: h}, {role: user, content: x}]", "messages: [{role: user, content: x}, {placeholder: h}]", "behaviour message moved user message: user message stands elsewhere"},

		{"sections: {role: a b}", "sections: {role: a c}", `behaviour section edited role: section "role" has other words`},
		{"sections: {role: a b}", "sections: {role: a b, rules: c}", `behaviour section added rules: section "rules" is new`},
		{"sections: {role: a b, rules: c}", "sections: {role: a b}", `behaviour section removed rules: section "rules" is gone`},
		{"sections: {role: a b, rules: c}", "sections: {rules: c, role: a b}", `behaviour section moved rules: section "rules" stands elsewhere`},
		{"sections: {role: " + long + "}", "sections: {rules: " + long + "}", `behaviour section renamed rules: section "role" is called "rules" now (role -> rules)`},
		{"sections: {role: " + long + "}", "sections: {rules: " + strings.Replace(long, "two", "2", 1) + "}",
			"behaviour section renamed rules: section \"role\" is called \"rules\" now (role -> rules)\nbehaviour section edited rules: section \"rules\" has other words"},
		{"sections: {one: One two three four five six seven eight nine 10., two: " + long + "}", "sections: {new: " + long + " So.}",
			"behaviour section renamed new: section \"two\" is called \"new\" now (two -> new)\nbehaviour section edited new: section \"new\" has other words\nbehaviour section removed one: section \"one\" is gone"},
		{"sections: {role: a b}", "sections: {role: a b, rules: ''}", `none section added rules: section "rules" is new`},
		{"sections: {role: 'a '}", "sections: {role: 'a'}", "none layout edited: comments or layout alone"},

		{said, said + "description: x", `none metadata added description: description is "x" now, and was not set ( -> "x")`},
		{said + "tags: [a]", said, `none metadata removed tags: tags is not set any more, and was ["a"] (["a"] -> )`},
		{said, said + "testData: [{input: x}]", "none test added testData: the tests in testData are other ones"},
	} {
		require.Equal(t, c.want, told(change.Compare(files{file: c.before}.closure(t), files{file: c.after}.closure(t))), "%s\n%s", c.before, c.after)
	}
}

func TestCompareOfPartials(t *testing.T) {
	src := "sections: {role: 'a {{> p}}', rules: c}\n"
	before := files{file: src, "prompts/p.partial.md": "Be {{> q}}.", "prompts/q.partial.md": "kind"}.closure(t)
	for _, c := range []struct{ p, q, want string }{
		{"Be {{> q}}.", "nice", `behaviour section edited role: section "role" has other words by q`},
		{"Be kind.", "", `behaviour section edited role: section "role" has other words by p,q`},
		{"---\nowner: x\n---\nBe {{> q}}.", "kind", "none metadata edited prompts/p.partial.md: prompts/p.partial.md says something else about itself"},
	} {
		after := files{file: src, "prompts/p.partial.md": c.p, "prompts/q.partial.md": c.q}.closure(t)
		if c.p == "Be kind." {
			require.Empty(t, change.Compare(before, after)[1:])
			continue
		}
		require.Equal(t, c.want, told(change.Compare(before, after)))
	}
}

// Delimiters are those of the file that sets them, wherever it is included.
func TestCompareOfDelimiters(t *testing.T) {
	const head = "variables: {a: {}}\n"
	of := func(src, p string) *prompt.Closure {
		return files{file: head + src, "prompts/p.partial.md": p}.closure(t)
	}
	const message = "behaviour message edited user message: user message may be read otherwise, as it sets delimiters"
	for _, c := range []struct{ before, p, after, q, want string }{
		{"messages: [{role: user, content: '{{=<% %>=}}<%> p %>'}]", "{{a}}", "messages: [{role: user, content: '{{=<% %>=}}{{a}}'}]", "{{a}}", message},
		{"messages: [{role: user, content: '{{> p}}{{a}}'}]", "{{=<% %>=}}", "messages: [{role: user, content: '{{=<% %>=}}{{a}}'}]", "{{=<% %>=}}", message},
		{"sections: {role: '{{=<% %>=}}<%> p %>'}", "{{a}}", "sections: {role: '{{=<% %>=}}{{a}}'}", "{{a}}", `behaviour section edited role: section "role" may be read otherwise, as it sets delimiters`},
		{"sections: {role: '{{> p}} x'}", "{{a}}", "sections: {role: '{{a}} x'}", "{{a}}", "none layout edited: comments or layout alone"},
		{"sections: {role: '{{=<% %>=}}<%a%>'}", "", "sections: {role: '{{=<% %>=}}<%a%>'} # a", "", "none layout edited: comments or layout alone"},
	} {
		require.Equal(t, c.want, told(change.Compare(of(c.before, c.p), of(c.after, c.q))), c.before)
	}
}

func TestRendered(t *testing.T) {
	of := func(m model.Message) *model.Request {
		m.Role = model.User
		return &model.Request{Messages: []model.Message{m}}
	}
	text := func(texts ...string) (parts []model.Part) {
		for _, s := range texts {
			parts = append(parts, model.Part{Kind: model.TextPart, Text: s})
		}
		return parts
	}
	data := func(s string) []model.Part {
		return []model.Part{{Kind: model.FilePart, Name: "a.txt", Media: "text/plain", Data: []byte(s)}}
	}
	const besides = "behaviour message edited user message: user message has another name, file, detail or id of a call"
	for _, c := range []struct {
		before, after model.Message
		want          string
	}{
		{model.Message{Parts: text("a")}, model.Message{Parts: text("a")}, ""},
		{model.Message{Parts: text("a")}, model.Message{Parts: text("b")}, "behaviour message edited user message: user message has other words"},
		{model.Message{Parts: text("a\nb")}, model.Message{Parts: text("a", "b")}, "behaviour message edited user message: user message says the same in other parts"},
		{model.Message{Parts: text("a")}, model.Message{Parts: text("a"), Name: "n"}, besides + " ( -> name=n)"},
		{model.Message{Parts: text("a"), ToolCallID: "1"}, model.Message{Parts: text("a"), ToolCallID: "2"}, besides + " (toolCallId=1 -> toolCallId=2)"},
		{model.Message{Parts: data("a")}, model.Message{Parts: data("b")}, besides + " (file=a.txt ca978112ca1b -> file=a.txt 3e23e8160039)"},
	} {
		require.Equal(t, c.want, told(change.Rendered(of(c.before), of(c.after))))
	}
}

func TestCompareOfAttachedFiles(t *testing.T) {
	src := "messages: [{role: user, content: [{type: file, file: {path: a.md}}]}]\n"
	before := files{file: src, "prompts/a.md": "a b"}.closure(t)
	changes := change.Compare(before, files{file: src, "prompts/a.md": "a c"}.closure(t))
	require.Equal(t, "behaviour file edited prompts/a.md: the attached file prompts/a.md is another one", told(changes))
	require.Equal(t, 1, changes[0].Text.Words.Inserted)
	require.Nil(t, change.Compare(before, files{file: src, "prompts/a.md": "a\x00c"}.closure(t))[0].Text)
}

func TestCompareOfSchemaFiles(t *testing.T) {
	src := said + "jsonSchema: {type: object, properties: {a: {$ref: a.json}}}\n"
	before := files{file: src, "prompts/a.json": `{"type": "string"}`}.closure(t)
	require.Equal(t, "behaviour answer edited: the answer has another schema, and all that the old one promised holds",
		told(change.Compare(before, files{file: src, "prompts/a.json": `{"type": "string", "title": "x"}`}.closure(t))))
}

func TestStepOfClasses(t *testing.T) {
	require.Equal(t, []string{"patch", "minor", "major"}, []string{change.None.Step(), change.Behaviour.Step(), change.Breaking.Step()})
	require.Equal(t, change.None, change.Worst(nil))
	require.Equal(t, change.Breaking, change.Worst([]change.Change{{Class: change.Behaviour}, {Class: change.Breaking}, {}}))
	text, err := json.Marshal(change.Behaviour)
	require.NoError(t, err)
	require.Equal(t, `"behaviour"`, string(text))
}

// somePrompt is a prompt out of few parts, so that two are often alike.
func somePrompt(t *rapid.T) files {
	draw := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	var b strings.Builder
	text := func(name string) string {
		return fmt.Sprintf("%q", draw(name, "a b", "a  b", "a b ", "{{! x }}a b", "{{v}}", "{{> p}}", "{{#v}}a{{/v}}", "p", "{{=<% %>=}}<%> p %>", "{{=<% %>=}}{{v}}", " {{> p}}\n", "<%v%>", ""))
	}
	b.WriteString(draw("comment", "", "# c\n") + draw("description", "", "description: x\n") + draw("model", "", "model: o3\n", "model: gpt-4o\n"))
	b.WriteString(draw("parameters", "", "modelParameters: {temperature: 1}\n", "modelParameters: {temperature: 1.0}\n", "modelParameters: {seed: 2}\n"))
	b.WriteString(draw("answer", "", "responseFormat: text\n", "responseFormat: json_object\n", "jsonSchema: {type: object}\n", "jsonSchema: {type: object, title: x}\n"))
	b.WriteString(draw("tools", "", "tools: [{name: f}]\n", "tools: [{name: f}, {name: g}]\n", "tools: [{name: g}, {name: f}]\n", "tools: [{name: f, strict: true}]\n", "tools: [{name: f}]\ntoolChoice: required\n"))
	b.WriteString("variables: {v: " + draw("variable", "{default: x}", "{default: y}", "{required: false}", "{}", "{type: string}", "{description: x}") + "}\n")
	b.WriteString("sections:\n")
	for _, id := range rapid.Permutation([]string{"role", "rules"}).Draw(t, "sections")[:rapid.IntRange(1, 2).Draw(t, "how many")] {
		b.WriteString("  " + id + ": " + text(id) + "\n")
	}
	b.WriteString("messages:\n  - {role: " + draw("role", "user", "system") + draw("name", "", ", name: n") + ", content: " + text("content") + "z}\n")
	if rapid.Bool().Draw(t, "second") {
		b.WriteString("  - {role: user, content: " + text("second text") + "y}\n")
	}
	return files{file: strings.ReplaceAll(strings.ReplaceAll(b.String(), `"z}`, `z"}`), `"y}`, `y"}`), "prompts/p.partial.md": draw("partial", "p", "p p", "{{v}}", "<%v%>", "{{=<% %>=}}<%v%>", "p\n", "---\nowner: o\n---\np")}
}

// What is of class None renders alike, and what is not Breaking takes the values
// that were taken.
func TestClassesAreTrue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before, after := somePrompt(rt).closure(rt), somePrompt(rt).closure(rt)
		given := map[string]any{}
		if rapid.Bool().Draw(rt, "give it") {
			given["v"] = rapid.SampledFrom([]any{"x", int64(1), true, nil}).Draw(rt, "v")
		}
		changes := change.Compare(before, after)
		was, err := before.Render(given)
		is, err2 := after.Render(given)
		if err == nil && change.Worst(changes) < change.Breaking {
			require.NoError(rt, err2, told(changes))
		}
		if change.Worst(changes) == change.None {
			require.Equal(rt, err == nil, err2 == nil, told(changes))
			require.Equal(rt, was, is, told(changes))
		}
		require.Equal(rt, before.Digest() == after.Digest(), len(changes) == 0)
	})
}

func TestTests(t *testing.T) {
	read := func(src string) *suite.Suite {
		s, found := suite.Parse("prompts/a.tests.yaml", []byte(src))
		require.Empty(t, found)
		return s
	}
	one := "version: 1\ncases:\n  - {id: a, variables: {v: 1}}\n"
	require.Empty(t, change.Tests(read(one), read(one+"# comment\n")))
	require.Empty(t, change.Tests(nil, nil))
	require.Equal(t, "none test added case \"b\": case \"b\" is new\nnone test edited: what holds for all tests, or their data, is something else",
		told(change.Tests(read(one), read(one+"  - {id: b, variables: {v: 1}}\ndefaults: {repeat: 2}\n"))))
	require.Equal(t, "none test edited case \"a\": case \"a\" is another one", told(change.Tests(read(one), read(strings.Replace(one, "1}", "2}", 1)))))
	require.Equal(t, "none test removed case \"a\": case \"a\" is gone", told(change.Tests(read(one), nil)))
	require.Equal(t, "none test added case \"a\": case \"a\" is new", told(change.Tests(nil, read(one))))
}
