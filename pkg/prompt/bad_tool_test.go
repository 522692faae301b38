package prompt_test

import "testing"

func TestBadTools(t *testing.T) {
	refuse(t, []badFile{
		{user + "tools: [⟦{description: a}⟧]\n", []string{"Y005 the tool has no name"}},
		{user + "tools: [{name: a}, {type: function, function: {name: ⟦a⟧}}]\n", []string{`Y002 there are two tools "a"`}},
		{user + "tools: [{type: ⟦web_search⟧, name: a}]\n", []string{`Y004 unknown tool type "web_search": the type is function`}},
		{user + "tools: [{name: a, strict: ⟦'yes'⟧}]\n", []string{"Y004 strict must be true or false, not a string"}},
		{user + "tools: [{name: a, function: ⟦b⟧}]\n", []string{"Y004 function must be a mapping, not a string"}},
		{user + "tools: [{name: a, parameters: ⟦[]⟧}]\n", []string{"Y004 parameters must be a JSON Schema: a mapping, or a string that holds a JSON object"}},
		{user + "tools: [{name: a, parameters: '{\"type\": ⟦o⟧bject}'}]\n", []string{"M006 parameters is not valid JSON: invalid character 'o' looking for beginning of value"}},
		{user + "tools: [{name: a}]\ntoolChoice: ⟦requird⟧\n", []string{"M003 unknown toolChoice \"requird\" (did you mean \"required\"?)\nhint: write auto, none, required, or {type: function, function: {name: NAME}}"}},
		{user + "tools: [{name: a}]\ntoolChoice: ⟦true⟧\n", []string{"M003 toolChoice must be a string or a mapping, not a boolean\nhint: write auto, none, required, or {type: function, function: {name: NAME}}"}},
		{user + "tools: [{name: get_order}]\ntoolChoice: {type: function, function: {name: ⟦get_ordr⟧}}\n", []string{`M003 toolChoice: there is no tool "get_ordr" (did you mean "get_order"?)`}},
		{user + "toolChoice: ⟦{type: function}⟧\n", []string{"M003 toolChoice names no function"}},
	})
	for _, choice := range []string{"auto", "none", "required", "", "{name: a}", "{type: function, function: {name: a}}", "{type: tool, name: a}", "{type: allowed_tools, mode: auto}"} {
		closureOf(t, user+"tools: [{name: a}]\ntoolChoice: "+choice+"\n")
	}
}

func TestBadToolCalls(t *testing.T) {
	call := func(c string) string { return "messages: [{role: assistant, content: a, toolCalls: [" + c + "]}]\n" }
	refuse(t, []badFile{
		{call("⟦{id: a}⟧"), []string{"Y005 a tool call needs an id and a function with a name"}},
		{call("⟦{function: {name: a}}⟧"), []string{"Y005 a tool call needs an id and a function with a name"}},
		{call("⟦a⟧"), []string{"Y004 a tool call must be a mapping, not a string"}},
		{call("{id: a, type: ⟦1⟧, function: {name: b}}"), []string{"Y004 type must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{call("{id: a, function: {name: b, arguments: ⟦{x: 1}⟧}}"), []string{"Y004 arguments must be a string, not a mapping"}},
		{"messages: [{role: assistant, content: a, toolCalls: ⟦{}⟧}]\n", []string{"Y004 toolCalls must be a list, not a mapping"}},
	})
}

func TestBadResponseFormats(t *testing.T) {
	const formats = "\nhint: the formats are text, json_object, json_schema"
	refuse(t, []badFile{
		{user + "responseFormat: ⟦json⟧\n", []string{`Y004 unknown response format "json" (did you mean "json_object"?)` + formats}},
		{user + "responseFormat: ⟦json-schema⟧\njsonSchema: {}\n", []string{`Y004 unknown response format "json-schema" (did you mean "json_schema"?)` + formats}},
		{user + "responseFormat: {type: ⟦jsonobject⟧}\n", []string{`Y004 unknown response format "jsonobject" (did you mean "json_object"?)` + formats}},
		{user + "responseFormat: ⟦[]⟧\n", []string{"Y004 responseFormat must be a string, not a list"}},
		{user + "responseFormat: ⟦json_schema⟧\n", []string{"Y005 responseFormat is json_schema, but there is no jsonSchema"}},
		{user + "responseFormat: {type: ⟦json_schema⟧}\n", []string{"Y005 responseFormat is json_schema, but there is no jsonSchema"}},
		{user + "responseFormat: ⟦text⟧\njsonSchema: {type: object}\n", []string{"Y004 responseFormat is text, but there is a jsonSchema\nhint: write responseFormat: json_schema"}},
		{user + "jsonSchema: {type: object}\nresponseFormat: ⟦json_object⟧\n", []string{"Y004 responseFormat is json_object, but there is a jsonSchema\nhint: write responseFormat: json_schema"}},
		{user + "responseFormat: {type: json_schema, json_schema: {type: object}}\njsonSchema: ⟦{type: object}⟧\n", []string{"Y002 the answer's schema is given twice"}},
		{user + "responseFormat: {type: json_schema, json_schema: ⟦[]⟧}\n", []string{"Y004 jsonSchema must be a JSON Schema: a mapping, or a string that holds a JSON object"}},
		{user + "jsonSchema: ⟦'[1]'⟧\n", []string{"Y004 jsonSchema must be a JSON Schema: a mapping, or a string that holds a JSON object"}},
		{user + "jsonSchema: {name: ⟦3⟧, strict: ⟦\"yes\"⟧, Schema: ⟦a⟧, x-own: 1, schema: {}}\n", []string{
			"warning Y004 the schema's name cannot be an integer: it is not sent",
			"warning Y004 the schema's strict cannot be a string: it is not sent",
			`warning Y003 unknown key "Schema" beside the schema (did you mean "schema"?): it is not sent`}},
	})
}

// The place of a mistake in JSON is the place in the file, whatever the style
// of the string that holds it.
func TestBadJSONInStrings(t *testing.T) {
	const schema = "M006 jsonSchema is not valid JSON: "
	refuse(t, []badFile{
		{user + "jsonSchema: '{\"type\": \"object\" ⟦\"⟧x\": 1}'\n", []string{schema + "invalid character '\"' after object key:value pair"}},
		{user + "jsonSchema: |-\n  {\n    \"type\": \"object\",\n    \"required\": [\"a\",⟦]⟧\n  }\n", []string{schema + "invalid character ']' looking for beginning of value"}},
		{user + "jsonSchema: >\n  {\"type\":\n  ⟦o⟧bject}\n", []string{schema + "invalid character 'o' looking for beginning of value"}},
		{user + "jsonSchema: \"{\\\"type\\\": ⟦x⟧}\"\n", []string{schema + "invalid character 'x' looking for beginning of value"}},
		{user + "jsonSchema: \"{\\\"type\\\": ⟦\\u0078⟧}\"\n", []string{schema + "invalid character 'x' looking for beginning of value"}},
		{user + "jsonSchema: '{\"type\": {⟦⟧'\n", []string{schema + "it ends too early"}},
		{user + "jsonSchema: '⟦⟧'\n", []string{schema + "it ends too early"}},
		{user + "jsonSchema: '{} ⟦{⟧}'\n", []string{schema + "invalid character '{' after top-level value"}},
		{user + "jsonSchema: '{\"漢\": \"字\", ⟦\"⟧漢\": 1}'\n", []string{schema + `key "漢" is there twice`}},
		{user + "jsonSchema: '{\"maximum\": ⟦1⟧e999}'\n", []string{schema + "the number 1e999 is too large to be kept exactly"}},
		{user + "jsonSchema: '{\"maximum\": [1, ⟦1⟧2345678901234567890]}'\n", []string{schema + "the number 12345678901234567890 is too large to be kept exactly"}},
		{user + "jsonSchema: ⟦p⟧lain text\n", []string{schema + "invalid character 'p' looking for beginning of value"}},
	})
}
