package prompt_test

import "testing"

// A mistake in a template is found where it stands in the file, whatever the
// style of the scalar that holds the template.
func TestTemplateMistakesInScalars(t *testing.T) {
	const name = "\nhint: did you mean {{first_name}}?"
	const blank = "T001 {{first name}}: a name has no blanks" + name
	refuse(t, []badFile{
		{"sections:\n  role: Dear ⟦{{first name}}⟧, hello\n", []string{blank}},
		{"sections:\n  role: Dear\n    x\n    ⟦{{first name}}⟧\n", []string{blank}},
		{"sections:\n  role: 'It''s ⟦{{first name}}⟧'\n", []string{blank}},
		{"sections:\n  role: \"\\\"漢\\\" \\u00e9 ⟦{{first name}}⟧\"\n", []string{blank}},
		{"sections:\n  role: \"a \\\n    ⟦{{first name}}⟧\"\n", []string{blank}},
		{"sections:\n  role: |\n    a\n\n    漢字 ⟦{{first name}}⟧ b\n", []string{blank}},
		{"sections:\n  role: |2-\n      a\n    ⟦{{first name}}⟧\n", []string{blank}},
		{"sections:\n  role: |+\n    ⟦{{first name}}⟧\n\n", []string{blank}},
		{"sections:\n  role: >\n    folded\n    here ⟦{{first name}}⟧\n\n    b\n", []string{blank}},
		{"sections:\n  role: >-\n    a ⟦{{first\n    name}}⟧ b\n", []string{blank}},
		{"sections:\r\n  role: |\r\n    a\r\n    ⟦{{first name}}⟧\r\n", []string{blank}},
		{"sections: {role: a, context: \"⟦{{first name}}⟧\"}\n", []string{blank}},
		{"messages:\n  - role: user\n    content:\n      - type: text\n        text: ⟦{{name}}⟧\n", []string{
			"Y006 a value that starts with {{ is a YAML mapping unless it is quoted\nhint: quote it: \"{{name}}\""}},
		{"messages:\n  - role: user\n    content:\n      - {type: image_url, image_url: {url: \"⟦{{first name}}⟧\"}}\n", []string{blank}},
		{"messages:\n  - role: assistant\n    toolCalls:\n      - {id: \"⟦{{first name}}⟧\", function: {name: f, arguments: '{\"a\": ⟦{{first name}}⟧}'}}\n", []string{blank, blank}},
	})
}

func TestTemplateMistakes(t *testing.T) {
	role := func(text string) string { return "sections:\n  role: |\n    " + text + "\n" }
	const ifHint = "\nhint: write {{#a}}…{{/a}} for when a is true or not empty, {{^a}}…{{/a}} for when it is false or empty"
	refuse(t, []badFile{
		{role("⟦{{#if a}}⟧x{{/if}}"), []string{"T007 {{#if a}}: Mustache has no if" + ifHint}},
		{role("{{a}} ⟦{{a | upper}}⟧"), []string{"T007 {{a | upper}}: Mustache has no filters\nhint: put the finished value into the data and write {{a}}"}},
		{role("⟦{{#a}}⟧x"), []string{"T001 {{#a}}: the section is not closed\nhint: end the section with {{/a}}"}},
		{role("x{{a}}⟦{{/a}}⟧"), []string{"T001 {{/a}}: no section is open here\nhint: remove the tag, or open the section before it with {{#a}}"}},
		{"sections:\n  role: x ⟦{{a⟧\n", []string{"T001 {{a: the tag is not closed\nhint: end the tag with }}; for {{ as plain text set other delimiters before it, as in {{=<% %>=}}"}},
	})
}
