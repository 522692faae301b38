package prompt_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// fixOf is the only fix of a file in a repository: what it does, with "! "
// before it where it is unsafe, and the file with it. Mending must take the
// finding away and bring no new one.
func fixOf(t *testing.T, all files, in string) (title, fixed string) {
	t.Helper()
	_, found := all.load(t)
	for _, f := range found {
		if f.Fix == nil || f.Range.File != in {
			continue
		}
		require.Empty(t, title, "two fixes: %s", found)
		title, fixed = f.Fix.Title, applied(t, all[in], f)
		if f.Fix.Unsafe {
			title = "! " + title
		}
		after := files{}
		for path, text := range all {
			after[path] = text
		}
		after[in] = fixed
		_, left := after.load(t)
		require.NotContains(t, messages(left), f.Message)
		require.Less(t, len(left), len(found), "%s: %v", fixed, left)
	}
	return title, fixed
}

func messages(list diag.List) (all []string) {
	for _, f := range list {
		all = append(all, f.Message)
	}
	return all
}

func applied(t *testing.T, text string, f diag.Finding) string {
	out, err := diag.Apply([]byte(text), f.Fix.Edits)
	require.NoError(t, err)
	return string(out)
}

func TestFixes(t *testing.T) {
	const user = "messages: [{role: user, content: hi}]\n"
	for _, c := range []struct{ src, title, want string }{
		// Keys.
		{"mesages: []\nsections: {role: a}\n", `! rename it to "messages"`, "messages: []\nsections: {role: a}\n"},
		{"\"descripton\": d # why\n" + user, `! rename it to "description"`, "\"description\": d # why\n" + user},
		{"messages:\n  - role: user\n    content: hi\n    Name: a\n", `! rename it to "name"`, "messages:\n  - role: user\n    content: hi\n    name: a\n"},
		{"descripton: d\ndescription: e\n" + user, "", ""},
		{"x-a: &a {mesages: 1}\n<<: *a\n" + user, "", ""},
		{user + "modelParameters:\n  temprature: 0\n", `! rename it to "temperature"`, user + "modelParameters:\n  temperature: 0\n"},
		{user + "modelParameters: {maxtokens: 5}\n", `! rename it to "maxTokens"`, user + "modelParameters: {maxTokens: 5}\n"},
		{user + "modelParameters: {maxtokens: 5, max_tokens: 5}\n", "", ""},
		{"sections:\n  roles: a\n", `! rename it to "role"`, "sections:\n  role: a\n"},
		{"sections:\n  roles: a\n  role: b\n", "", ""},
		{user + "jsonSchema: {nane: a, schema: {type: object}}\n", `! rename it to "name"`, user + "jsonSchema: {name: a, schema: {type: object}}\n"},
		{user + "modelParameters: {maxTokens: 5, max_tokens: 6}\n", "! remove max_tokens, and keep maxTokens", user + "modelParameters: {maxTokens: 5}\n"},
		{user + "modelParameters:\n  max_tokens: 5\n  maxTokens: 5\n", "remove max_tokens, which says the same", user + "modelParameters:\n  maxTokens: 5\n"},
		{user + "variables: {a: {type: array, maxLength: 5}}\n", `! rename it to "maxItems"`, user + "variables: {a: {type: array, maxItems: 5}}\n"},
		{user + "variables: {a: {type: string, minItems: 5}}\n", `! rename it to "minLength"`, user + "variables: {a: {type: string, minLength: 5}}\n"},
		{user + "variables: {a: {type: boolean, maxItems: 5}}\n", "", ""},

		// Words.
		{"messages: [{role: asistant, content: hi}]\n", `! write "assistant"`, "messages: [{role: assistant, content: hi}]\n"},
		{"messages:\n- role: expert\n  content: hi\n", "", ""},
		{"messages:\n- role: 'Human' # old\n  content: hi\n", `! write "user"`, "messages:\n- role: 'user' # old\n  content: hi\n"},
		{"messages:\n- role: |\n    asistant\n  content: hi\n", `! write "assistant"`, "messages:\n- role: assistant\n  content: hi\n"},
		{"messages: [{role: user, content: [{type: txt, text: a}]}]\n", `! write "text"`, "messages: [{role: user, content: [{type: text, text: a}]}]\n"},
		{user + "responseFormat: json\n", `! write "json_object"`, user + "responseFormat: json_object\n"},
		{user + "responseFormat: text\njsonSchema: {type: object}\n", `! write "json_schema"`, user + "responseFormat: json_schema\njsonSchema: {type: object}\n"},
		{user + "variables: {a: {type: strng}}\n", `! write "string"`, user + "variables: {a: {type: string}}\n"},
		{user + "variables: {a: {type: int}}\n", `! write "integer"`, user + "variables: {a: {type: integer}}\n"},
		{user + "variables: {a: {enum: [plain, warm], default: plian}}\n", `! write "plain"`, user + "variables: {a: {enum: [plain, warm], default: plain}}\n"},
		{user + "tools: [{name: find, type: functoin}]\n", `! write "function"`, user + "tools: [{name: find, type: function}]\n"},
		{user + "tools: [{name: find}]\ntoolChoice: {name: fnd}\n", `! write "find"`, user + "tools: [{name: find}]\ntoolChoice: {name: find}\n"},
		{user + "toolChoice: any\n", `! write "required"`, user + "toolChoice: required\n"},
		{user + "modelParameters: {reasoningEffort: hihg}\n", `! write "high"`, user + "modelParameters: {reasoningEffort: high}\n"},

		// Types.
		{"description: 1.10\n" + user, "quote it", "description: \"1.10\"\n" + user},
		{"description: 2026-03-14 # day\n" + user, "quote it", "description: \"2026-03-14\" # day\n" + user},
		{"description: true\n" + user, "quote it", "description: \"true\"\n" + user},
		{"description: !!int 5\n" + user, "", ""},
		{"messages:\n- role: user\n  content: 007\n", "quote it", "messages:\n- role: user\n  content: \"007\"\n"},
		{"tags: [a, 1]\n" + user, "quote it", "tags: [a, \"1\"]\n" + user},
		{"tags: a\n" + user, "make it a list", "tags: [a]\n" + user},
		{"tags: a, b\n" + user, "! make it a list", "tags: [a, b]\n" + user},
		{"tags: {a: b}\n" + user, "", ""},
		{user + "variables: {a: {enum: x}}\n", "make it a list", user + "variables: {a: {enum: [x]}}\n"},
		{user + "variables: {a: {required: no}}\n", "write false", user + "variables: {a: {required: false}}\n"},
		{user + "variables: {a: {untrusted: 'true'}}\n", "write true", user + "variables: {a: {untrusted: true}}\n"},
		{user + "variables: {a: {type: string, maxLength: \"5\"}}\n", "write 5", user + "variables: {a: {type: string, maxLength: 5}}\n"},
		{user + "variables: {a: {type: number, maximum: '0.5'}}\n", "write 0.5", user + "variables: {a: {type: number, maximum: 0.5}}\n"},
		{user + "variables: {a: {type: string, default: 1.10}}\n", "quote it", user + "variables: {a: {type: string, default: \"1.10\"}}\n"},
		{user + "variables: {a: {type: integer, default: '5'}}\n", "write 5", user + "variables: {a: {type: integer, default: 5}}\n"},
		{user + "variables: {a: {type: integer, default: five}}\n", "", ""},
		{user + "variables: {a: {type: boolean, enum: [yes]}}\n", "write true", user + "variables: {a: {type: boolean, enum: [true]}}\n"},
		{user + "variables: {a: {type: string, enum: [a, 5]}}\n", "quote it", user + "variables: {a: {type: string, enum: [a, \"5\"]}}\n"},
		{user + "modelParameters: {temperature: \"0.2\"}\n", "write 0.2", user + "modelParameters: {temperature: 0.2}\n"},
		{user + "modelParameters: {temperature: hot}\n", "", ""},
		{user + "modelParameters: {maxTokens: '1.5'}\n", "", ""},
		{user + "modelParameters: {user: 42}\n", "quote it", user + "modelParameters: {user: \"42\"}\n"},
		{user + "modelParameters: {logprobs: on}\n", "write true", user + "modelParameters: {logprobs: true}\n"},
		{user + "modelParameters: {stop: 5}\n", "quote it", user + "modelParameters: {stop: \"5\"}\n"},
		{"variables:\n  ticket: string # what\nsections: {role: '{{ticket}}'}\n", "write {type: string}", "variables:\n  ticket: {type: string} # what\nsections: {role: '{{ticket}}'}\n"},
		{"variables: {ticket: strng}\nsections: {role: '{{ticket}}'}\n", "! write {type: string}", "variables: {ticket: {type: string}}\nsections: {role: '{{ticket}}'}\n"},
		{"variables: {ticket: the words}\nsections: {role: '{{ticket}}'}\n", "", ""},
		{"variables:\n  - a\n  - b # two\nsections: {role: hi}\n", "! declare them as names with any value", "variables:\n  a: {}\n  b: {} # two\nsections: {role: hi}\n"},
		{"variables: [a, b]\nsections: {role: hi}\n", "! declare them as names with any value", "variables: {a: {}, b: {}}\nsections: {role: hi}\n"},
		{"variables:\n- a\n- b\nsections: {role: hi}\n", "", ""}, // not deeper than its key
		{"variables: [a, a]\nsections: {role: hi}\n", "", ""},
		{"variables: [a b]\nsections: {role: hi}\n", "", ""},
		{"variables:\n  - name: a\nsections: {role: hi}\n", "", ""},
		{"description: d\r\n" + strings.ReplaceAll(user, "\n", "\r\n") + "variables:\r\n  a: string\r\n", "write {type: string}", "description: d\r\n" + strings.ReplaceAll(user, "\n", "\r\n") + "variables:\r\n  a: {type: string}\r\n"},
	} {
		title, out := fixOf(t, files{file: c.src}, file)
		require.Equal(t, c.title, title, c.src)
		require.Equal(t, c.want, out, c.src)
	}
}

// Of two keys that mean the same one, the first is renamed.
func TestOnlyOneKeyIsRenamed(t *testing.T) {
	_, found := prompt.Parse(file, []byte("sections: {role: a}\nmodl: a\nmoddel: b\n"))
	require.Len(t, found, 2)
	require.NotNil(t, found[0].Fix)
	require.Nil(t, found[1].Fix)
}

func TestNamesInTextsAreMended(t *testing.T) {
	const declared = "variables: {language: {type: string}, order: {type: object, properties: {number: {type: string}}}, rows: {type: array, items: {type: object, properties: {title: {type: string}}}}}\n"
	for _, c := range []struct{ text, title, want string }{
		{"sections:\n  role: |\n    A\n      in {{langauge}}.\n", `! write "language"`, "sections:\n  role: |\n    A\n      in {{language}}.\n"},
		{"sections:\n  role: >-\n    A\n    in {{ langauge }}\n\n    b\n", `! write "language"`, "sections:\n  role: >-\n    A\n    in {{ language }}\n\n    b\n"},
		{"sections:\n  role: \"\\t\\u00e9 \\\n    {{langauge}}\"\n", `! write "language"`, "sections:\n  role: \"\\t\\u00e9 \\\n    {{language}}\"\n"},
		{"sections:\n  role: 'it''s {{langauge}}'\n", `! write "language"`, "sections:\n  role: 'it''s {{language}}'\n"},
		{"sections:\n  role: in {{langauge}}\n", `! write "language"`, "sections:\n  role: in {{language}}\n"},
		{"sections:\n  role: in\n    {{langauge}}\n", `! write "language"`, "sections:\n  role: in\n    {{language}}\n"},
		{"sections:\n  role: \"{{l\\x61ngauge}}\"\n", "", ""}, // not there letter by letter
		{"x-t: &t '{{langauge}}'\nsections: {role: *t}\n", "", ""},
		{"sections:\n  role: '{{order.numbr}}'\n", `! write "number"`, "sections:\n  role: '{{order.number}}'\n"},
		{"sections:\n  role: '{{oder.number}}'\n", `! write "order"`, "sections:\n  role: '{{order.number}}'\n"},
		{"sections:\n  role: '{{#rows}}{{titel}}{{/rows}}'\n", `! write "title"`, "sections:\n  role: '{{#rows}}{{title}}{{/rows}}'\n"},
		{"sections:\n  role: '{{colour}}'\n", "", ""},
		{"sections:\n  role: \"{{#rows}}\\n{{title}}{{/row}}\"\n", "! write {{/rows}}", "sections:\n  role: \"{{#rows}}\\n{{title}}{{/rows}}\"\n"},
		{"sections:\n  role: >\n    a {{language}\n    b\n", "! add the second brace", "sections:\n  role: >\n    a {{language}}\n    b\n"},
		{"sections:\n  role: \"{{language}\\nb\"\n", "! add the second brace", "sections:\n  role: \"{{language}}\\nb\"\n"},
		{"sections:\n  role: |\n    Answer {{\"a\": {{\"b\": \"{language}\"}}}}\n", "! write braces once, and variables in two", "sections:\n  role: |\n    Answer {\"a\": {\"b\": \"{{language}}\"}}\n"},
		{"sections:\n  role: \"Answer {{\\\"a\\\": 1}}\"\n", "! write braces once, and variables in two", "sections:\n  role: \"Answer {\\\"a\\\": 1}\"\n"},
	} {
		title, out := fixOf(t, files{file: declared + c.text}, file)
		require.Equal(t, c.title, title, c.text)
		if c.want != "" {
			c.want = declared + c.want
		}
		require.Equal(t, c.want, out, c.text)
	}
}

// A block of another language is mended as a whole, in a text with folds.
func TestBlocksAreMended(t *testing.T) {
	all := files{file: "sections:\n  role: >\n    {{#if a}} x\n    {{else}} y {{/if}}\n"}
	_, found := all.load(t)
	require.Len(t, found, 2)
	require.Nil(t, found[1].Fix)
	all[file] = applied(t, all[file], found[0])
	require.Equal(t, "sections:\n  role: >\n    {{#a}} x\n    {{/a}}{{^a}} y {{/a}}\n", all[file])
	all.sound(t)
}

func TestMissingFilesAreProposed(t *testing.T) {
	const p = "prompts/"
	around := files{p + "footer.partial.md": "f", p + "shared/greeting.partial.md": "g", p + "support/logo.png": "l", p + "support/answer.json": "{}", p + "support/deep/only.txt": "o"}
	for _, c := range []struct{ src, message, title, want string }{
		{"sections: {role: '{{> foter}}'}\n", `partial "foter" is not there (did you mean "footer"?)`, `! write "footer"`, "sections: {role: '{{> footer}}'}\n"},
		{"sections: {role: '{{> greeting }}'}\n", `partial "greeting" is not there (did you mean "shared/greeting"?)`, `! write "shared/greeting"`, "sections: {role: '{{> shared/greeting }}'}\n"},
		{"sections: {role: '{{> footer.partial.md}}'}\n", `partial "footer.partial.md" is not there (did you mean "footer"?)`, `! write "footer"`, "sections: {role: '{{> footer}}'}\n"},
		{"sections: {role: '{{> prompts/footer.md}}'}\n", `partial "prompts/footer.md" is not there (did you mean "footer"?)`, `! write "footer"`, "sections: {role: '{{> footer}}'}\n"},
		{"sections: {role: '{{> ./footer}}'}\n", `partial "./footer" cannot be a name: "." may hold letters, digits, _, . and - alone, and begins with a letter, a digit or _ (did you mean "footer"?)`, `! write "footer"`, "sections: {role: '{{> footer}}'}\n"},
		{"sections: {role: '{{> elsewhere}}'}\n", `partial "elsewhere" is not there`, "", ""},
		{"messages: [{role: user, content: [{type: file, file: {path: lgo.png}}]}]\n", `file "lgo.png" is not there (did you mean "logo.png"?) (looked for prompts/support/lgo.png)`, `! write "logo.png"`, "messages: [{role: user, content: [{type: file, file: {path: logo.png}}]}]\n"},
		{"messages: [{role: user, content: [{type: file, file: {path: only.txt}}]}]\n", `file "only.txt" is not there (did you mean "deep/only.txt"?) (looked for prompts/support/only.txt)`, `! write "deep/only.txt"`, "messages: [{role: user, content: [{type: file, file: {path: deep/only.txt}}]}]\n"},
		{"sections: {role: a}\njsonSchema: {$ref: \"anser.json#/a\"}\n", `file "anser.json" is not there (did you mean "answer.json"?) (looked for prompts/support/anser.json)`, `! write "answer.json#/a"`, "sections: {role: a}\njsonSchema: {$ref: \"answer.json#/a\"}\n"},
	} {
		all := files{file: c.src}
		for path, text := range around {
			all[path] = text
		}
		_, found := all.load(t)
		require.Equal(t, []string{c.message}, messages(found))
		title, out := fixOf(t, all, file)
		require.Equal(t, c.title, title, c.src)
		require.Equal(t, c.want, out, c.src)
	}
}

// A partial that includes what stands in it is not helped by its own name.
func TestNoPartialIsProposedThatWouldIncludeItself(t *testing.T) {
	all := files{file: "sections: {role: '{{> footer}}'}\n", "prompts/footer.partial.md": "{{> foter}}"}
	_, found := all.load(t)
	require.Equal(t, []string{`partial "foter" is not there`}, messages(found))
}

// What is there is asked only where something is missing, and not too often.
func TestWhatIsThereIsAskedSeldom(t *testing.T) {
	asked := 0
	all := files{file: "sections: {role: '{{> a}}'}\n", "prompts/a.partial.md": "a"}
	loader := all.loader()
	loader.Known = func() (partials, files []string) { asked++; return []string{"a"}, nil }
	_, _, err := loader.Load(file)
	require.NoError(t, err)
	require.Zero(t, asked)
	all[file] = "sections:\n  role: |\n    a\n"
	for i := range 50 {
		all[file] += "    {{> b" + strings.Repeat("c", i) + "}}\n"
	}
	_, found, err := loader.Load(file)
	require.NoError(t, err)
	require.Len(t, found, 50)
	require.Equal(t, 20, asked)
}
