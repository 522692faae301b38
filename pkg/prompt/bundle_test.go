package prompt_test

import (
	"encoding/json"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// bundled is the answer's schema as a model gets it.
func bundled(t *testing.T, all files) string {
	t.Helper()
	text, err := json.Marshal(rendered(t, all.sound(t), nil).Format.Schema)
	require.NoError(t, err)
	return string(text)
}

// with is a prompt with this jsonSchema, and other files beside it.
func with(schema string, beside ...string) files {
	all := files{file: user + "jsonSchema: " + schema + "\n"}
	for i := 0; i < len(beside); i += 2 {
		all["prompts/support/"+beside[i]] = beside[i+1]
	}
	return all
}

func TestBundles(t *testing.T) {
	for _, c := range []struct {
		name string
		all  files
		want string
	}{
		{"nothing to bundle, in its order", with(`{z: 1, a: {y: [], b: true}, $ref: "#/x", "$id": "https://x.y/z"}`),
			`{"z":1,"a":{"y":[],"b":true},"$ref":"#/x","$id":"https://x.y/z"}`},
		{"addresses stay", with(`{$ref: "https://json-schema.org/draft/2020-12/schema#x", a: {$ref: "urn:x"}}`),
			`{"$ref":"https://json-schema.org/draft/2020-12/schema#x","a":{"$ref":"urn:x"}}`},
		{"a whole file", with(`{$ref: a.json}`, "a.json", `{"type": "object", "properties": {"z": {"$ref": "#/definitions/d"}, "a": {}}, "definitions": {"d": {"$ref": "#"}}}`),
			`{"type":"object","properties":{"z":{"$ref":"#/definitions/d"},"a":{}},"definitions":{"d":{"$ref":"#"}}}`},
		{"a whole file of YAML", with(`{$ref: a.yaml}`, "a.yaml", "type: object\nproperties: {z: {}, a: {}}\n"),
			`{"type":"object","properties":{"z":{},"a":{}}}`},
		{"a whole file that is another", with(`{$ref: a.json}`, "a.json", `{"$ref": "sub/b.json"}`, "sub/b.json", `{"$ref": "../c.json"}`, "c.json", `{"type": "object"}`),
			`{"type":"object"}`},
		{"a file within", with(`{type: object, properties: {m: {$ref: money.json}, n: {$ref: money.json}}}`, "money.json", `{"type": "number"}`),
			`{"type":"object","properties":{"m":{"$ref":"#/$defs/money_json"},"n":{"$ref":"#/$defs/money_json"}},"$defs":{"money_json":{"type":"number"}}}`},
		{"a pointer into a file, and pointers of its own", with(`{items: {$ref: "a.json#/definitions/x"}}`, "a.json", `{"$id": "https://a", "$schema": "s", "definitions": {"x": {"$ref": "#/definitions/y"}, "y": {"$ref": "#"}}}`),
			`{"items":{"$ref":"#/$defs/a_json/definitions/x"},"$defs":{"a_json":{"definitions":{"x":{"$ref":"#/$defs/a_json/definitions/y"},"y":{"$ref":"#/$defs/a_json"}}}}}`},
		{"files that refer to each other", with(`{items: {$ref: a.json}}`, "a.json", `{"not": {"$ref": "sub/b.json"}}`, "sub/b.json", `{"not": {"$ref": "../a.json#/not"}}`),
			`{"items":{"$ref":"#/$defs/a_json"},"$defs":{"a_json":{"not":{"$ref":"#/$defs/b_json"}},"b_json":{"not":{"$ref":"#/$defs/a_json/not"}}}}`},
		{"a whole file that another refers back to", with(`{$ref: a.json}`, "a.json", `{"not": {"$ref": "b.json"}}`, "b.json", `{"not": {"$ref": "a.json#/not"}}`),
			`{"not":{"$ref":"#/$defs/b_json"},"$defs":{"b_json":{"not":{"$ref":"#/not"}}}}`},
		{"a whole file that refers to itself by name", with(`{$ref: a.json}`, "a.json", `{"items": {"$ref": "a.json"}}`),
			`{"items":{"$ref":"#"}}`},
		{"a file that is itself alone", with(`{$ref: a.json}`, "a.json", `{"$ref": "a.json"}`), `{"$ref":"#"}`},
		{"$defs of its own, with a name that a file would have", with(`{$defs: {a_json: {type: string}}, items: [{$ref: a.json}, {$ref: "#/$defs/a_json"}]}`, "a.json", `{"type": "number"}`),
			`{"$defs":{"a_json":{"type":"string"},"a_json_2":{"type":"number"}},"items":[{"$ref":"#/$defs/a_json_2"},{"$ref":"#/$defs/a_json"}]}`},
		{"two files of one name", with(`{items: [{$ref: a.json}, {$ref: x/a.json}]}`, "a.json", `{"const": 1}`, "x/a.json", `{"const": 2}`),
			`{"items":[{"$ref":"#/$defs/a_json"},{"$ref":"#/$defs/a_json_2"}],"$defs":{"a_json":{"const":1},"a_json_2":{"const":2}}}`},
		{"anchors", with(`{items: {$ref: "a b~.json#here"}}`, "a b~.json", `{"$anchor": "here", "not": {"$ref": "#here"}}`),
			`{"items":{"$ref":"#here"},"$defs":{"a_b__json":{"$anchor":"here","not":{"$ref":"#here"}}}}`},
		{"a schema that is true", with(`{items: {$ref: a.json}}`, "a.json", `true`), `{"items":{"$ref":"#/$defs/a_json"},"$defs":{"a_json":true}}`},
		{"a schema in a string", with(`'{"items": {"$ref": "a.json"}}'`, "a.json", `{}`), `{"items":{"$ref":"#/$defs/a_json"},"$defs":{"a_json":{}}}`},
		{"a wrapper", with(`{name: n, schema: {$ref: a.json}}`, "a.json", `{"type": "object"}`), `{"type":"object"}`},
		{"a property that is called $ref", with(`{properties: {$ref: {type: string}}}`), `{"properties":{"$ref":{"type":"string"}}}`},
	} {
		require.Equal(t, c.want, bundled(t, c.all), c.name)
	}
}

// A bundle takes and refuses what the schema with its files does.
func TestBundlesMeanTheSame(t *testing.T) {
	text := bundled(t, with(`{type: object, required: [total], properties: {total: {$ref: money.json}, lines: {type: array, items: {$ref: "line.json#/definitions/line"}}}}`,
		"money.json", `{"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number"}, "tax": {"$ref": "#"}}}`,
		"line.json", `{"definitions": {"line": {"type": "object", "properties": {"net": {"$ref": "money.json"}, "parts": {"type": "array", "items": {"$ref": "#/definitions/line"}}}}}}`))
	var tree any
	require.NoError(t, json.Unmarshal([]byte(text), &tree))
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("a.json", tree))
	schema, err := compiler.Compile("a.json")
	require.NoError(t, err)
	for value, valid := range map[string]bool{
		`{"total": {"amount": 1}}`: true, `{"total": {"amount": "1"}}`: false, `{"total": {"amount": 1, "tax": {}}}`: false,
		`{"total": {"amount": 1}, "lines": [{"parts": [{"net": {"amount": 2}}]}]}`: true, `{"total": {"amount": 1}, "lines": [{"parts": [{"net": {}}]}]}`: false,
	} {
		var data any
		require.NoError(t, json.Unmarshal([]byte(value), &data))
		require.Equal(t, valid, schema.Validate(data) == nil, value)
	}
}

// Rendering leaves the schema as it was read.
func TestBundlingChangesNothing(t *testing.T) {
	c := with(`{$defs: {x: {}}, items: {$ref: a.json}}`, "a.json", `{"$id": "a", "not": {"$ref": "#"}}`).sound(t)
	first, err := json.Marshal(rendered(t, c, nil).Format.Schema)
	require.NoError(t, err)
	second, err := json.Marshal(rendered(t, c, nil).Format.Schema)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
	ref, _ := c.Prompt.Format.Schema.Data[1].Value.(interface{ Lookup(string) (any, bool) }).Lookup("$ref")
	require.Equal(t, "a.json", ref)
}

func TestReferencesThatCannotBe(t *testing.T) {
	for _, c := range []badFile{
		{"jsonSchema: {$ref: ⟦a.json⟧}\n", []string{`T004 file "a.json" is not there (looked for prompts/support/a.json)`}},
		{"jsonSchema:\n  type: object\n  properties:\n    x: {$ref: ⟦\"a.json#/x\"⟧}\n    y: {$ref: ⟦../../b.json⟧}\n", []string{
			`T004 file "a.json" is not there (looked for prompts/support/a.json)`, `T006 file "../../b.json" lies outside the prompt folder`}},
		{"jsonSchema: ⟦'{\"items\": {\"$ref\": \"a.json\"}}'⟧\n", []string{`T004 file "a.json" is not there (looked for prompts/support/a.json)`}},
		{"tools: [{name: f, parameters: {$ref: ⟦/a.json⟧}}]\n", []string{`T006 file "/a.json" lies outside the prompt folder`}},
	} {
		src, _ := unmark(c.src)
		marked := user + c.src
		_, found := files{file: user + src}.load(t)
		requireFindings(t, file, marked, found, c.want...)
	}
}

func TestReferencesOfFilesThatCannotBe(t *testing.T) {
	all := with("{items: {$ref: a.json}}", "a.json", `{"not": {"$ref": "none.json"}, "items": {"$ref": "../../x.json"}}`)
	_, found := all.load(t)
	require.Equal(t, []string{
		`T004 file "none.json", which prompts/support/a.json refers to, is not there (looked for prompts/support/none.json)`,
		`T006 file "../../x.json" lies outside the prompt folder`}, tellAll(found))
	require.Equal(t, file+":2:28", found[0].Range.String(), "the place that began it")

	for src, want := range map[string]string{
		"{\n  \"a\": x}":  "prompts/support/a.json:2:8: not valid JSON: invalid character 'x' looking for beginning of value",
		"":                "prompts/support/a.json:1:1: not valid JSON: it ends too early",
		"{}\xff":          "prompts/support/a.json:1:3: byte 0xFF is not UTF-8",
		"{\"a\": [1, 2,]": "prompts/support/a.json:1:13: not valid JSON: invalid character ']' looking for beginning of value",
	} {
		all := with("{items: {$ref: a.json}, not: {$ref: a.json}}", "a.json", src)
		all[file] += "tools: [{name: f, parameters: {$ref: a.json}}]\n"
		_, found := all.load(t)
		require.Len(t, found, 1, "once, however often the file is referred to")
		require.Equal(t, want, found[0].String())
	}
	_, found = with("{items: {$ref: a.yaml}}", "a.yaml", "a: b: c\n").load(t)
	require.Len(t, found, 1)
	require.Equal(t, "prompts/support/a.yaml:1:5", found[0].Range.String())
}

func TestReferencesThatGoTooDeep(t *testing.T) {
	all := with("{items: {$ref: s1.json}}")
	link := func(i int) string { return "s" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + ".json" }
	all["prompts/support/s1.json"] = `{"not": {"$ref": "` + link(2) + `"}}`
	for i := 2; i <= prompt.MaxDepth; i++ {
		all["prompts/support/"+link(i)] = `{"not": {"$ref": "` + link(i+1) + `"}}`
	}
	all["prompts/support/"+link(prompt.MaxDepth)] = `{}`
	all.sound(t)
	all["prompts/support/"+link(prompt.MaxDepth)] = `{"not": {"$ref": "` + link(prompt.MaxDepth+1) + `"}}`
	_, found := all.load(t)
	require.Equal(t, []string{"T011 schemas refer to each other more than 16 deep"}, tellAll(found))
}
