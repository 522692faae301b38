package change_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

const file = "prompts/a.prompt.yaml"

// closure is a prompt with these keys and a message.
func closure(t *testing.T, keys string) *prompt.Closure {
	t.Helper()
	src := "messages: [{role: user, content: x}]\n"
	if len(keys) > 9 && keys[:9] == "messages:" {
		src = ""
	}
	c, found, err := prompt.Loader{Folders: []string{"prompts"}, Read: func(name string) ([]byte, error) {
		if name == file {
			return []byte(keys + "\n" + src), nil
		}
		return nil, fs.ErrNotExist
	}}.Load(file)
	require.NoError(t, err)
	require.Empty(t, found)
	return c
}

// declared is a prompt with one variable.
func declared(is string) string { return "variables: {v: " + is + "}" }

// object is a prompt whose answer has this schema of an object.
func object(is string) string { return "jsonSchema: {type: object, " + is + "}" }

func TestBreaks(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", declared("{type: string}"), `variable "v" is new and required`},
		{declared("{type: string}"), "variables: {}", `variable "v" is gone, and callers that give it are refused`},
		{declared("{type: string, default: x}"), "variables: {}", `variable "v" is gone, and callers that give it are refused`},
		{"variables: {language: {type: string}}", "variables: {langauge: {type: string}}", `variable "language" is called "langauge" now`},
		{declared("{type: string}"), declared("{type: array}"), `variable "v" is array now, and was string`},
		{declared("{}"), declared("{type: string}"), `variable "v" is string now, and was any`},
		{declared("{type: string, required: false}"), declared("{type: string}"), `variable "v" is required now`},
		{declared("{type: string}"), declared("{type: string, enum: [a]}"), `variable "v" takes fewer values than before`},
		{declared("{enum: [a, b]}"), declared("{enum: [b]}"), `variable "v" takes fewer values than before`},
		{declared("{type: string, maxLength: 9}"), declared("{type: string, maxLength: 8}"), `variable "v" has narrower limits than before`},
		{declared("{type: string, minLength: 1}"), declared("{type: string, minLength: 2}"), `variable "v" has narrower limits than before`},
		{declared("{type: array, minItems: 1}"), declared("{type: array, minItems: 2}"), `variable "v" has narrower limits than before`},
		{declared("{type: array, maxItems: 2}"), declared("{type: array, maxItems: 1}"), `variable "v" has narrower limits than before`},
		{declared("{type: number, maximum: 2}"), declared("{type: number, maximum: 1}"), `variable "v" has narrower limits than before`},
		{declared("{type: number}"), declared("{type: number, minimum: 0}"), `variable "v" has narrower limits than before`},
		{declared("{type: string}"), declared("{type: string, pattern: a}"), `variable "v" must fit another pattern`},
		{declared("{type: array, items: {type: number}}"), declared("{type: array, items: {type: string}}"), `variable "v" has items of which each is string now, and was number`},
		{declared("{type: array}"), declared("{type: array, items: {type: integer}}"), `variable "v" has items of which each is integer now, and was any`},
		{object("properties: {a: {type: string}}"), object("properties: {a: {enum: [x, 1]}}"), "the answer: a may be integer now"},
		{object("properties: {a: {const: x}}"), object("properties: {a: {const: y}}"), "the answer: a may be y now"},
		{declared("{properties: {a: {}}}"), declared("{properties: {a: {}, b: {}}}"), `variable "v" has a new required property b`},
		{declared("{properties: {a: {}, b: {}}}"), declared("{properties: {a: {}}}"), `variable "v" has no property b any more`},
		{"messages: [{placeholder: h}, {role: user, content: x}]", "", `the history "h" is gone, and callers that give it are refused`},
		{"tools: [{name: f}]", "", `tool "f" is gone`},
		{"tools: [{name: f, parameters: {type: object}}]", "tools: [{name: f}]", `tool "f" takes no parameters any more`},
		{"tools: [{name: f, parameters: {type: object, required: [a]}}]", "tools: [{name: f, parameters: {type: object}}]", `tool "f": a may be missing now`},
		{object("properties: {a: {type: string}}"), object("properties: {b: {type: string}}"), "the answer: a is gone"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {type: number}}"), "the answer: a may be number now"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {type: [string, 'null']}}"), "the answer: a may be null now"},
		{object("properties: {a: {enum: [x]}}"), object("properties: {a: {enum: [x, y]}}"), "the answer: a may be y now"},
		{object("properties: {a: {enum: [x]}}"), object("properties: {a: {type: string}}"), "the answer: a is no choice of a few values any more"},
		{object("properties: {a: {type: array, items: {type: object, required: [b]}}}"), object("properties: {a: {type: array, items: {type: object}}}"), "the answer: a[].b may be missing now"},
		{object("properties: {a: {type: string}}"), "jsonSchema: {properties: {a: {type: string}}}", "the answer: all of it may be anything now"},
		{object("title: x"), "", "the answer has no schema any more"},
		{object("properties: {a: {type: string}}"), object("title: x"), "the answer: a is gone"},
		{object("properties: {a: {type: string}}"), object("properties: {a: true}"), "the answer: a may be anything now"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {type: string, nullable: true}}"), "the answer: a may be null now"},
		{object("properties: {a: {enum: [x]}}"), object("properties: {a: {enum: [x, null]}}"), "the answer: a may be null now"},
		{object("properties: {a: {enum: [1, null]}}"), object("properties: {a: {enum: [2, null]}}"), "the answer: a may be 2 now"},
		{object("properties: {a: {type: STRING}}"), object("properties: {a: {type: NUMBER}}"), "the answer: a may be number now"},
		{object("properties: {a: {type: array, items: {type: string}}}"), object("properties: {a: {type: array}}"), "the answer: a[] may be anything now"},
		{object("properties: {a: {type: number, maximum: 5}}"), object("properties: {a: {type: number, maximum: 6}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {type: integer, minimum: 5}}"), object("properties: {a: {type: integer}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {}}"), "the answer: a may be anything now"},
		{object("properties: {a: {type: number, minimum: 0}}"), object("properties: {a: {type: number}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {type: number, exclusiveMinimum: 0}}"), object("properties: {a: {type: number, minimum: 0}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {type: string, maxLength: 5}}"), object("properties: {a: {enum: [short, longer]}}"), "the answer: a may be longer now"},
		{object("properties: {a: {type: array, maxItems: 2}}"), object("properties: {a: {const: [1, 2, 3]}}"), "the answer: a may be [1,2,3] now"},
		{object("properties: {a: {type: object, maxProperties: 1}}"), object("properties: {a: {const: {b: 1, c: 2}}}"), `the answer: a may be {"b":1,"c":2} now`},
		{object("properties: {a: {maximum: 1}}"), object("properties: {a: {const: 2}}"), "the answer: a may be 2 now"},
		{object("properties: {a: {type: string, pattern: x}}"), object("properties: {a: {type: string, pattern: y}}"), "the answer: a is not held to its pattern any more"},
		{object("properties: {a: {type: string, format: date}}"), object("properties: {a: {type: string}}"), "the answer: a is not held to its format any more"},
		{object("properties: {a: {type: integer, multipleOf: 4}}"), object("properties: {a: {type: integer, multipleOf: 6}}"), "the answer: a is not held to its multipleOf any more"},
		{object("properties: {a: {type: array, uniqueItems: true}}"), object("properties: {a: {type: array, uniqueItems: false}}"), "the answer: a is not held to its uniqueItems any more"},
		{object("additionalProperties: false"), object("additionalProperties: {type: string}"), "the answer: all of it may have properties now that are not listed"},
		{object("additionalProperties: false"), object("title: x"), "the answer: all of it may have properties now that are not listed"},
		{object("unevaluatedProperties: false"), object("title: x"), "the answer: all of it may have properties now that are not listed"},
		{object("additionalProperties: false"), object("properties: {b: {}}, additionalProperties: false"), "the answer: b may be there now, and was ruled out"},
		{object("additionalProperties: {type: string}"), object("properties: {b: {type: number}}, additionalProperties: {type: string}"), "the answer: b may be number now"},
		{object("additionalProperties: {type: string}"), object("title: x"), "the answer: * may be anything now"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {anyOf: [{type: string}, {type: 'null'}]}}"), "the answer: a may be null now"},
		{object("properties: {a: {anyOf: [{type: string}, {type: integer}]}}"), object("properties: {a: {oneOf: [{type: string}, {type: number}]}}"), "the answer: a may be number now"},
		{object("properties: {a: {oneOf: [{const: x}, {const: y}]}}"), object("properties: {a: {enum: [x, z]}}"), "the answer: a may be z now"},
		{object("properties: {a: {anyOf: [{type: object, required: [b]}, {type: object, required: [c]}]}}"), object("properties: {a: {type: object}}"),
			"the answer: a may be object now that none of the old alternatives allows"},
		{object("properties: {a: {$ref: '#/$defs/x'}}, $defs: {x: {type: string}}"), object("properties: {a: {$ref: '#/$defs/x'}}, $defs: {x: {type: number}}"), "the answer: a may be number now"},
		{object("properties: {a: {$ref: '#/definitions/a~1b'}}, definitions: {a/b: {type: string}}"), object("properties: {a: {type: number}}"), "the answer: a may be number now"},
		{object("properties: {a: {anyOf: [{type: string}]}, b: {$ref: '#/properties/a/anyOf/0'}}"), object("properties: {a: {type: string}, b: {type: number}}"), "the answer: b may be number now"},
		{object("properties: {a: {$ref: '#/$defs/x', maxLength: 3}}, $defs: {x: {type: string}}"), object("properties: {a: {type: string}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {allOf: [{type: string}, {maxLength: 3}, {maxLength: 5}]}}"), object("properties: {a: {type: string, maxLength: 4}}"), "the answer: a has wider limits than before"},
		{object("properties: {a: {allOf: [{type: string}, {maxLength: 5}, {maxLength: 3}]}}"), object("properties: {a: {type: string, maxLength: 4}}"), "the answer: a has wider limits than before"},
		{object("allOf: [{properties: {a: {type: string}}}, {properties: {a: {maxLength: 3}}, required: [a]}]"), object("properties: {a: {type: string}}, required: [a]"), "the answer: a has wider limits than before"},
		{object("allOf: [{properties: {a: {}}, required: [a]}]"), object("properties: {a: {}}"), "the answer: a may be missing now"},
		{object("properties: {a: false}"), object("properties: {a: {type: string}}"), "the answer: a may be string now"},
		{object("properties: {b: {type: string}, a: {$ref: '#'}}"), object("properties: {b: {type: number}, a: {$ref: '#'}}"), "the answer: b may be number now"},
		{"responseFormat: json_object", "", "the answer is not JSON any more"},
	} {
		found := change.Breaks(closure(t, c.before), closure(t, c.after))
		require.Len(t, found, 1, "%s -> %s: %v", c.before, c.after, found)
		require.Equal(t, c.want, found[0].Message)
		require.Equal(t, file, found[0].Range.File)
		require.Positive(t, found[0].Range.Start.Line)
	}
}

func TestChangesThatBreakNobody(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{"", ""},
		{"description: a", "description: b"},
		{"variables: {}", declared("{type: string, default: x}")},
		{declared("{type: string}"), declared("{}")},
		{declared("{type: string}"), declared("{type: string, required: false}")},
		{declared("{type: integer}"), declared("{type: number}")},
		{declared("{enum: [a]}"), declared("{enum: [a, b]}")},
		{declared("{enum: [a]}"), declared("{}")},
		{declared("{type: string, maxLength: 8}"), declared("{type: string, maxLength: 9}")},
		{declared("{properties: {a: {}}}"), declared("{properties: {a: {}, b: {default: 1}}}")},
		{declared("{type: object, properties: {a: {}}}"), declared("{type: object}")},
		{declared("{type: array, minItems: 2, maxItems: 3}"), declared("{type: array, minItems: 1, maxItems: 4}")},
		{"", "messages: [{placeholder: h}, {role: user, content: x}]"},
		{"", "tools: [{name: f}]"},
		{"tools: [{name: f, parameters: {type: object}}]", "tools: [{name: f, parameters: {type: object, required: [a], properties: {a: {}}}}]"},
		{object("properties: {a: {type: number}}"), object("properties: {a: {type: integer}, b: {}}, required: [a]")},
		{object("properties: {a: {enum: [x, y]}}"), object("properties: {a: {enum: [x]}}")},
		{"responseFormat: json_object", object("title: x")},
		{declared("{type: array}"), declared("{type: array, items: {}}")},
		{object("properties: {a: {type: string}}"), object("properties: {a: {const: x}}")},
		{object("properties: {a: {type: string}}"), object("properties: {a: {enum: [x, y]}}")},
		{object("properties: {a: {enum: [1, 2]}}"), object("properties: {a: {enum: [1.0, 2.0]}}")},
		{object("properties: {a: {type: string}}"), object("properties: {a: {$ref: '#/$defs/x'}}, $defs: {x: {type: string}}")},
		{object("properties: {a: {type: string, nullable: true}}"), object("properties: {a: {type: [string, 'null']}}")},
		{object("properties: {a: {anyOf: [{type: string}, {type: 'null'}]}}"), object("properties: {a: {type: string}}")},
		{object("properties: {a: {type: [string, 'null']}}"), object("properties: {a: {anyOf: [{type: string}, {type: 'null'}]}}")},
		{object("properties: {a: {oneOf: [{const: x}, {const: y}]}}"), object("properties: {a: {enum: [x, y]}}")},
		{object("properties: {a: {enum: [x, y], type: string}}"), object("properties: {a: {anyOf: [{const: x}, {const: y}]}}")},
		{object("properties: {a: {type: number, minimum: 0}}"), object("properties: {a: {type: number, exclusiveMinimum: 0}}")},
		{object("properties: {a: {type: number, exclusiveMinimum: 0}}"), object("properties: {a: {type: number, minimum: 1}}")},
		{object("properties: {a: {type: number, maximum: 5}}"), object("properties: {a: {type: integer, maximum: 4}}")},
		{object("properties: {a: {type: [string, 'null'], maxLength: 5}}"), object("properties: {a: {type: 'null'}}")},
		{object("properties: {a: {type: string, maxLength: 5}}"), object("properties: {a: {const: short}}")},
		{object("properties: {a: {type: array, minItems: 0}}"), object("properties: {a: {type: array}}")},
		{object("properties: {a: {type: integer, multipleOf: 4}}"), object("properties: {a: {type: integer, multipleOf: 8}}")},
		{object("properties: {a: {type: array, uniqueItems: false}}"), object("properties: {a: {type: array}}")},
		{object("properties: {a: {}}"), object("properties: {a: {type: string}}")},
		{object("additionalProperties: true"), object("additionalProperties: false, properties: {b: {}}")},
		{object("additionalProperties: {type: string}"), object("additionalProperties: {type: string, maxLength: 3}, properties: {b: {const: x}}")},
		{object("properties: {a: {type: string}}"), object("properties: {a: {type: string}, b: {}}")},
		{object("properties: {a: {type: string, maxLength: 5}}"), object("properties: {a: {allOf: [{type: string}, {maxLength: 3}]}}")},
		{object("properties: {a: {anyOf: [{type: object, required: [b]}, {type: object, required: [c]}]}}"), object("properties: {a: {type: object, required: [c]}}")},
		{object("properties: {a: {$ref: '#'}, b: {type: string}}"), object("properties: {a: {$ref: '#'}, b: {const: x}}")},
		{object("properties: {a: {$ref: '#/$defs/n'}}, $defs: {n: {anyOf: [{type: 'null'}, {$ref: '#/$defs/n'}]}}"), object("properties: {a: {type: 'null'}}, $defs: {}")},
		{"jsonSchema: {$schema: 'http://json-schema.org/draft-07/schema#', properties: {a: {$ref: '#/definitions/x', maxLength: 3}}, definitions: {x: {type: string}}}",
			"jsonSchema: {$schema: 'http://json-schema.org/draft-07/schema#', properties: {a: {type: string}}}"},
		{object("properties: {a: {$ref: 'https://x.example/a'}}"), object("properties: {a: {$ref: 'https://x.example/b'}}")},
		{object("properties: {a: {not: {const: 1}}}"), object("properties: {a: {not: {const: 2}}}")},
		{object("patternProperties: {^x: {}}, additionalProperties: false"), object("patternProperties: {^y: {}}, additionalProperties: false")},
		{declared("{type: number, enum: [1]}"), declared("{type: number, enum: [1.0]}")},
		{"jsonSchema: {type: object, properties: {a: {type: string}}}", "jsonSchema: {allOf: [{type: object, properties: {a: {type: string}}}]}"},
	} {
		require.Empty(t, change.Breaks(closure(t, c.before), closure(t, c.after)), "%s -> %s", c.before, c.after)
	}
}

// Without declarations the names in the templates are the contract.
func TestBreaksOfUndeclaredVariables(t *testing.T) {
	before := closure(t, "messages: [{role: user, content: '{{a}}'}]")
	after := closure(t, "messages: [{role: user, content: '{{a}} {{question}}'}]")
	found := change.Breaks(before, after)
	require.Len(t, found, 1)
	require.Equal(t, `variable "question" is new and required`, found[0].Message)
	require.Equal(t, 1, found[0].Range.Start.Line)
}

// Two variables with names nearly alike are not one where their types differ:
// what callers gave the old one, the new one refuses.
func TestARenamedVariableKeepsItsType(t *testing.T) {
	found := change.Breaks(closure(t, "variables: {language: {type: string}}"), closure(t, "variables: {langauge: {type: array}}"))
	require.Len(t, found, 2)
	require.Equal(t, `variable "langauge" is new and required`, found[0].Message)
	require.Equal(t, `variable "language" is gone, and callers that give it are refused`, found[1].Message)
}

// Where all of two schemas is compared, that is not restricted.
func TestSchemasThatAreComparedWhole(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{object("properties: {a: {type: string}}"), object("properties: {a: {enum: [x, y]}}")},
		{object("properties: {a: {enum: [[x], [y]]}}"), object("properties: {a: {enum: [[x]]}}")},
		{object("properties: {a: {type: array, items: {$ref: '#'}}}"), object("properties: {a: {type: array, items: {$ref: '#'}}}, required: [a]")},
		{object("properties: {a: {type: string, description: x}}"), object("properties: {a: {type: string, description: y, x-z: 1}}")},
	} {
		changes := change.Compare(closure(t, c.before), closure(t, c.after))
		require.Len(t, changes, 1)
		require.Equal(t, "the answer has another schema, and all that the old one promised holds", changes[0].Message, "%s", c.before)
	}
}

// What is not compared of schemas is said, in place of a promise.
func TestSchemasThatAreNotComparedWhole(t *testing.T) {
	endless := func(typ string) string {
		return object("allOf: [{properties: {a: {$ref: '#'}}}, {properties: {a: {required: [a], title: " + typ + "}}}]")
	}
	many := "anyOf: [{const: 1}, {const: 2}, {const: 3}, {const: 4}, {const: 5}, {const: 6}, {const: 7}]"
	for _, c := range []struct{ before, after, want string }{
		{object("properties: {a: {not: {const: 1}}}"), object("properties: {a: {not: {const: 2}}}"), "not"},
		{object("properties: {a: {$ref: 'https://x.example/a'}}"), object("properties: {a: {$ref: 'https://x.example/b'}}"), "$ref"},
		{object("properties: {a: {type: array, prefixItems: [{type: string}]}}"), object("properties: {a: {type: array, prefixItems: [{type: number}]}}"), "prefixItems"},
		{object("properties: {a: {type: array, items: [{type: string}]}}"), object("properties: {a: {type: array, items: [{type: number}]}}"), "items"},
		{object("additionalProperties: false"), object("patternProperties: {^y: {}}, additionalProperties: false"), "patternProperties"},
		{object("properties: {a: {type: string, pattern: x}}"), object("properties: {a: {enum: [x, y]}}"), "each value of a list"},
		{object("properties: {a: {type: object, required: [b]}}"), object("properties: {a: {const: {b: 1}}}"), "each value of a list"},
		{object("properties: {a: {allOf: [{" + many + "}, {anyOf: [" + strings.Repeat("{type: integer},", 50) + "{type: integer}]}]}}"), object("properties: {a: {}}"), "a schema of that many alternatives"},
		{object("properties: {a: {type: string}}"), object("properties: {a: {allOf: [{" + many + "}, {anyOf: [" + strings.Repeat("{type: integer},", 50) + "{type: integer}]}]}}"), "a schema of that many alternatives"},
		{endless("x"), endless("y"), "a schema of that size"},
	} {
		changes := change.Compare(closure(t, c.before), closure(t, c.after))
		require.Len(t, changes, 1)
		require.Equal(t, "the answer has another schema, and all that the old one promised holds, as far as is compared: "+c.want+" is not", changes[0].Message, "%s", c.before)
	}
}
