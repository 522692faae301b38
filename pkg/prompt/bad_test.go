package prompt_test

import (
	"testing"
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
		{user + "'⟦X-mine⟧': 1\n", []string{`Y003 unknown key "X-mine"` + own}},
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
