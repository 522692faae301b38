package prompt_test

import "testing"

func TestBadVariables(t *testing.T) {
	v := func(declaration string) string { return "sections: {role: a}\nvariables:\n  a: " + declaration + "\n" }
	const naming = "\nhint: a name is letters, digits, _ and -, and begins with a letter or _"
	const types = "\nhint: the types are string, number, integer, boolean, array and object"
	refuse(t, []badFile{
		{"sections: {role: a}\nvariables: {⟦a b⟧: {}, ⟦9a⟧: {}, ⟦''⟧: {}, a-9_: {}}\n", []string{
			`Y004 "a b" cannot be a variable's name` + naming, `Y004 "9a" cannot be a variable's name` + naming, `Y004 "" cannot be a variable's name` + naming}},
		{v("⟦string⟧"), []string{"Y004 variable a must be a mapping, not a string\nhint: write {type: string}"}},
		{v("⟦hello⟧"), []string{"Y004 variable a must be a mapping, not a string"}},
		{v("⟦[string]⟧"), []string{"Y004 variable a must be a mapping, not a list"}},
		{v("{type: ⟦str⟧}"), []string{`Y004 variable a: unknown type "str" (did you mean "string"?)` + types}},
		{v("{type: ⟦Integer⟧}"), []string{`Y004 variable a: unknown type "Integer" (did you mean "integer"?)` + types}},
		{v("{type: ⟦[string, number]⟧}"), []string{"Y004 variable a: type must be a string, not a list"}},
		{v("{description: ⟦1⟧}"), []string{"Y004 variable a: description must be a string, but 1 is a number to YAML\nhint: quote it: \"1\""}},
		{v("{required: ⟦yes⟧}"), []string{"Y004 variable a: required must be true or false, not a string"}},
		{v("{untrusted: ⟦1⟧}"), []string{"Y004 variable a: untrusted must be true or false, not a number"}},
		{v("{enum: ⟦a⟧}"), []string{"Y004 variable a: enum must be a list, not a string"}},
		{v("{examples: ⟦a⟧}"), []string{"Y004 variable a: examples must be a list, not a string"}},
		{v("{minLength: ⟦-1⟧}"), []string{"Y004 variable a: minLength must be a whole number of at least 0, not -1"}},
		{v("{maxLength: ⟦1.5⟧}"), []string{"Y004 variable a: maxLength must be a whole number of at least 0, not 1.5"}},
		{v("{maxItems: ⟦[1]⟧}"), []string{"Y004 variable a: maxItems must be a whole number of at least 0, not a list"}},
		{v("{maxItems: ⟦~⟧}"), []string{"Y004 variable a: maxItems must be a whole number of at least 0, not empty"}},
		{v("{minimum: ⟦low⟧}"), []string{"Y004 variable a: minimum must be a number, not a string"}},
		{v("{maximum: ⟦.inf⟧}"), []string{"Y004 variable a: maximum must be a number, not a number"}},
		{v("{pattern: ⟦'a(b'⟧}"), []string{"Y004 variable a: pattern: error parsing regexp: missing closing ): `a(b`"}},
		{v("{pattern: ⟦'a(?=b)'⟧}"), []string{"Y004 variable a: pattern: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"}},
		{v("{type: array, items: ⟦string⟧}"), []string{"Y004 variable a: items must be a mapping, not a string\nhint: write {type: string}"}},
		{v("{type: object, properties: ⟦[p]⟧}"), []string{"Y004 variable a: properties must be a mapping of names to declarations, not a list"}},
		{v("{type: object, properties: {p: ⟦[]⟧}}"), []string{"Y004 variable a: property p must be a mapping, not a list"}},
		{v("{type: array, items: {type: object, properties: {p: {type: ⟦x⟧}}}}"), []string{`Y004 variable a: items: property p: unknown type "x"` + types}},
	})
}

func TestVariablesThatContradictThemselves(t *testing.T) {
	v := func(declaration string) string { return "sections: {role: a}\nvariables:\n  a: " + declaration + "\n" }
	refuse(t, []badFile{
		{v("{type: number, ⟦maxLength⟧: 3}"), []string{"Y004 variable a: maxLength is for type string, not number"}},
		{v("{type: string, ⟦minimum⟧: 3}"), []string{"Y004 variable a: minimum is for type number, not string"}},
		{v("{type: integer, ⟦pattern⟧: x}"), []string{"Y004 variable a: pattern is for type string, not integer"}},
		{v("{type: object, ⟦minItems⟧: 3}"), []string{"Y004 variable a: minItems is for type array, not object"}},
		{v("{type: string, ⟦items⟧: {}}"), []string{"Y004 variable a: items is for type array, not string"}},
		{v("{type: array, ⟦properties⟧: {}}"), []string{"Y004 variable a: properties is for type object, not array"}},
		{v("{minLength: ⟦5⟧, maxLength: 4}"), []string{"Y004 variable a: minLength is above maxLength"}},
		{v("{minItems: ⟦5⟧, maxItems: 4}"), []string{"Y004 variable a: minItems is above maxItems"}},
		{v("{minimum: ⟦0.5⟧, maximum: 0.25}"), []string{"Y004 variable a: minimum is above maximum"}},
		{v("{type: string, enum: [x, ⟦1⟧]}"), []string{"Y004 variable a: enum: 1 is an integer, but a string is wanted"}},
		{v("{type: string, maxLength: 2, enum: [xy, ⟦xyz⟧]}"), []string{"Y004 variable a: enum: has 3 characters, and at most 2 are allowed"}},
		{v("{type: string, enum: [plain, warm], default: ⟦cold⟧}"), []string{`Y004 variable a: default: "cold" is not one of "plain", "warm"`}},
		{v("{type: integer, default: ⟦many⟧}"), []string{`Y004 variable a: default: "many" is a string, but an integer is wanted`}},
		{v("{type: string, default: ⟦true⟧}"), []string{"Y004 variable a: default: true is a boolean, but a string is wanted"}},
		{v("{type: number, maximum: 1, default: ⟦1.5⟧}"), []string{"Y004 variable a: default: 1.5 is above the maximum of 1"}},
		{v("{type: string, pattern: '^x', default: ⟦yx⟧}"), []string{`Y004 variable a: default: "yx" does not match the pattern ^x`}},
		{v("{type: array, items: {type: string}, default: ⟦[x, 2]⟧}"), []string{"Y004 variable a: default: item 2: 2 is an integer, but a string is wanted"}},
		{v("{type: object, properties: {p: {type: string}}, default: ⟦{}⟧}"), []string{`Y004 variable a: default: property "p" (string) is missing`}},
		{v("{type: array, items: {type: string, maxLength: 1, default: ⟦xx⟧}}"), []string{"Y004 variable a: items: default: has 2 characters, and at most 1 is allowed"}},
	})
}
