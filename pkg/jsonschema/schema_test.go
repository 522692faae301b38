package jsonschema

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

func compiled(t *testing.T, schema string) *Schema {
	t.Helper()
	s, problems := Compile(json.RawMessage(schema))
	require.Empty(t, problems)
	return s
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	v, err := jsondoc.Parse(text)
	require.NoError(t, err)
	return v
}

func TestViolations(t *testing.T) {
	for _, c := range []struct{ schema, value, want string }{
		{`{"type":"string"}`, `5`, `$ is the number 5, not a string`},
		{`{"type":["integer","null"]}`, `"5"`, `$ is the string "5", not an integer or null`},
		{`{"type":"integer"}`, `1.5`, `$ is the number 1.5, not an integer`},
		{`{"properties":{"queue":{"enum":["billing","delivery"]}}}`, `{"queue":"sales"}`, `$.queue is "sales", not one of "billing", "delivery"`},
		{`{"const":null}`, `0`, `$ is 0, not null`},
		{`{"required":["a","b"]}`, `{"b":1}`, `$ lacks "a"`},
		{`{"properties":{"a":true},"additionalProperties":false}`, `{"a":1,"b c":2}`, `$["b c"] is not allowed`},
		{`{"$ref":"#x","$defs":{"default":{"$anchor":"x","type":"string"}}}`, `5`, `$ is the number 5, not a string`},
		{`{"$ref":"#x","$defs":{"properties":{"$anchor":"x","type":"string"}}}`, `5`, `$ is the number 5, not a string`},
		{`{"$ref":"#x","dependentSchemas":{"const":{"$anchor":"x","type":"string"}}}`, `5`, `$ is the number 5, not a string`},
		{`{"items":{"minimum":5}}`, `[7,3]`, `$[1] is 3, less than 5`},
		{`{"exclusiveMaximum":0.5}`, `0.50`, `$ is 0.50, not below 0.5`},
		{`{"multipleOf":0.01}`, `19.995`, `$ is 19.995, no multiple of 0.01`},
		{`{"pattern":"^[A-Z]+$"}`, `"ab"`, `$ is "ab", which does not match ^[A-Z]+$`},
		{`{"format":"date"}`, `"tomorrow"`, `$ is "tomorrow", which is no date`},
		{`{"maxLength":3}`, `"größe"`, `$ has 5 characters, more than 3`},
		{`{"minItems":1}`, `[]`, `$ has 0 items, less than 1`},
		{`{"maxProperties":1}`, `{"a":1,"b":2}`, `$ has 2 properties, more than 1`},
		{`{"contains":{"const":1}}`, `[2]`, `$ has 0 fitting items, less than 1`},
		{`{"uniqueItems":true}`, `[1,{"a":1,"b":2},{"b":2,"a":1.0}]`, `$ has the same item twice, at 1 and 2`},
		{`{"anyOf":[{"type":"string"},{"type":"object","required":["a"]}]}`, `{}`, `$ lacks "a"`},
		{`{"anyOf":[{"required":["a"]},{"required":["b"]}]}`, `{}`, `$ satisfies none of 2 schemas`},
		{`{"oneOf":[{"type":"integer"},{"minimum":2}]}`, `3`, `$ satisfies 2 of the schemas of which it must satisfy one`},
		{`{"not":{"type":"null"}}`, `null`, `$ satisfies what it must not`},
		{`{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, `$ lacks "b", which goes with "a"`},
		{`false`, `1`, `$ is not allowed`},
	} {
		found, err := compiled(t, c.schema).Check(parsed(t, c.value))
		require.NoError(t, err)
		require.NotEmpty(t, found, c.schema)
		require.Equal(t, c.want, found[0].String(), c.schema)
	}
}

func TestNumbersAreExact(t *testing.T) {
	for _, c := range []struct {
		schema, value string
		valid         bool
	}{
		{`{"multipleOf":0.01}`, `19.99`, true},
		{`{"multipleOf":0.1}`, `0.3`, true},
		{`{"multipleOf":3}`, `1e300`, false},
		{`{"const":12345678901234567890}`, `12345678901234567891`, false},
		{`{"const":1.0}`, `1`, true},
		{`{"type":"integer"}`, `1e3`, true},
		{`{"maximum":1e400}`, `1e399`, true},
		{`{"maximum":1}`, `1e999999999999999999999`, false},
		{`{"minimum":0}`, `-1e-99999999999`, false},
		{`{"multipleOf":1e-9}`, `1e999999999`, false}, // not known, so it does not hold
	} {
		found, err := compiled(t, c.schema).Check(parsed(t, c.value))
		require.NoError(t, err)
		require.Equal(t, c.valid, len(found) == 0, "%s of %s", c.schema, c.value)
	}
}

func TestFormats(t *testing.T) {
	good := map[string][]string{
		"date-time": {"2026-11-26T14:30:00Z", "2026-11-26t14:30:00.123+01:00"}, "date": {"2024-02-29"}, "time": {"14:30:00Z"},
		"duration": {"P1D", "PT30S", "P2W"}, "email": {"ana@example.com", "a.b+c@ex-ample.co.uk"}, "hostname": {"example.com", "a"},
		"ipv4": {"10.0.0.1"}, "ipv6": {"::1"}, "uri": {"https://example.com/a?b#c", "urn:isbn:1"}, "uuid": {"123e4567-e89b-12d3-a456-426614174000"},
		"regex": {"^a+$"}, "json-pointer": {"", "/a/~0b"},
	}
	bad := map[string][]string{
		"date-time": {"2026-11-26", "2026-13-01T00:00:00Z"}, "date": {"2025-02-29", "26.11.2026"}, "time": {"25:00:00Z", "14:30"},
		"duration": {"P", "PT", "1D", "P1D2W"}, "email": {"ana", "@x.de", "a b@x.de", "a..b@x.de"}, "hostname": {"-a.com", "a_b", ""},
		"ipv4": {"10.0.0", "::1"}, "ipv6": {"10.0.0.1", ":::"}, "uri": {"example.com", "/a", "http://a b"}, "uuid": {"123e4567"}, "regex": {"("}, "json-pointer": {"a", "/~2"},
	}
	for _, name := range Formats() {
		require.NotEmpty(t, good[name], name)
		require.NotEmpty(t, bad[name], name)
		for _, s := range good[name] {
			require.True(t, formats()[name](s), "%s %q", name, s)
		}
		for _, s := range bad[name] {
			require.False(t, formats()[name](s), "%s %q", name, s)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ schema, path, want string }{
		{`3`, "", `must be a schema, not 3`},
		{`{"properties":{"a":{"type":"text"}}}`, "properties/a/type", `must be one of null, boolean, object, array, number, string, integer, not "text"`},
		{`{"requierd":["a"]}`, "requierd", `is no keyword of JSON Schema (did you mean "required"?)`},
		{`{"pattern":"(?=a)"}`, "pattern", "is no regular expression: invalid or unsupported Perl syntax: `(?=`"},
		{`{"patternProperties":{"(":true}}`, "patternProperties/(", "is no regular expression: missing closing ): `(`"},
		{`{"$ref":"#/$defs/a"}`, "$ref", `refers to #/$defs/a, which is not in this schema`},
		{`{"$ref":"#"}`, "", `refers to itself without an end`},
		{`{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}},"properties":{"x":{"$ref":"#/$defs/a"}}}`, "$defs/a", `refers to itself without an end`},
		{`{"minLength":-1}`, "minLength", `must be a whole number of at least 0, not -1`},
		{`{"multipleOf":0}`, "multipleOf", `must be a number above 0, not 0`},
		{`{"enum":[]}`, "enum", `must be a list of values, not an array`},
		{`{"anyOf":{}}`, "anyOf", `must be a list of schemas, not an object`},
		{`{"required":"a"}`, "required", `must be a list of texts, not "a"`},
		{`{"exclusiveMinimum":true}`, "exclusiveMinimum", `must be a number, not true`},
		{`{"$schema":"http://json-schema.org/draft-04/schema#"}`, "$schema", `says http://json-schema.org/draft-04/schema#, which is not read`},
	} {
		s, problems := Compile(json.RawMessage(c.schema))
		require.Nil(t, s, c.schema)
		require.Equal(t, c.want, problems[0].Message, c.schema)
		require.Equal(t, c.path, strings.Join(problems[0].Path, "/"), c.schema)
	}
}

// What would take exponential time, or never end, ends with an error.
func TestHostile(t *testing.T) {
	deep := strings.Repeat(`[`, 500) + strings.Repeat(`]`, 500)
	twice := compiled(t, `{"items":{"$ref":"#"},"anyOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"},"minItems":1}]}`)
	_, err := twice.Check(parsed(t, deep))
	require.ErrorIs(t, err, ErrTooMuch)

	wide := "[" + strings.Repeat("1,", 200_000) + "1]"
	found, err := compiled(t, `{"uniqueItems":true,"items":{"type":"integer","minimum":2}}`).Check(parsed(t, wide))
	require.NoError(t, err)
	require.Len(t, found, maxViolations)
	for _, v := range found {
		require.Less(t, len(v.String()), 300)
	}
	found, err = compiled(t, `{"items":{"$ref":"#"},"type":"array"}`).Check(parsed(t, strings.Replace(deep, "[]", "[5]", 1)))
	require.NoError(t, err)
	require.Contains(t, found[0].String(), "…")
	require.Less(t, len(found[0].String()), 300)
}

// Both say the same of random schemas and values. santhosh's library is the oracle.
func TestLikeSanthosh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schema := randomSchema(3).Draw(t, "schema")
		s, problems := Compile(schema)
		require.Empty(t, problems)
		oracle := santhosh.NewCompiler()
		written, err := jsondoc.From(schema)
		require.NoError(t, err)
		require.NoError(t, oracle.AddResource("mem:///schema", written))
		theirs, err := oracle.Compile("mem:///schema")
		require.NoError(t, err)
		for range 5 {
			value, err := jsondoc.From(randomValue(3).Draw(t, "value"))
			require.NoError(t, err)
			found, err := s.Check(value)
			require.NoError(t, err)
			require.Equal(t, theirs.Validate(value) == nil, len(found) == 0, "%s of %s: %v", jsondoc.Write(schema), jsondoc.Write(value), found)
		}
	})
}

func randomValue(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		rapid.SampledFrom([]any{nil, true, false, 0, 1, 2, 1.5, -3, 100, "", "a", "ab", "abc"}).AsAny(),
	}
	if depth > 0 {
		leaves = append(leaves,
			rapid.SliceOfN(randomValue(depth-1), 0, 3).AsAny(),
			rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c"}), randomValue(depth-1), 0, 3).AsAny())
	}
	return rapid.OneOf(leaves...)
}

func randomSchema(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		if depth == 0 || rapid.IntRange(0, 9).Draw(t, "bool") == 0 {
			return rapid.Bool().Draw(t, "schema")
		}
		sub := func(name string) any { return randomSchema(depth-1).Draw(t, name) }
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 2, rapid.ID[string])
		small := rapid.IntRange(0, 3)
		all := map[string]func() any{
			"type":                  func() any { return rapid.SampledFrom(types()).Draw(t, "type") },
			"enum":                  func() any { return rapid.SliceOfN(randomValue(1), 1, 3).Draw(t, "enum") },
			"const":                 func() any { return randomValue(1).Draw(t, "const") },
			"minimum":               func() any { return small.Draw(t, "n") },
			"exclusiveMaximum":      func() any { return small.Draw(t, "n") },
			"multipleOf":            func() any { return rapid.SampledFrom([]any{0.5, 2, 0.1}).Draw(t, "n") },
			"minLength":             func() any { return small.Draw(t, "n") },
			"maxItems":              func() any { return small.Draw(t, "n") },
			"uniqueItems":           func() any { return rapid.Bool().Draw(t, "b") },
			"pattern":               func() any { return rapid.SampledFrom([]string{"a", "^b", "c$"}).Draw(t, "re") },
			"required":              func() any { return names.Draw(t, "names") },
			"propertyNames":         func() any { return sub("names") },
			"properties":            func() any { return map[string]any{"a": sub("a"), "b": sub("b")} },
			"patternProperties":     func() any { return map[string]any{"[bc]": sub("p")} },
			"additionalProperties":  func() any { return sub("more") },
			"unevaluatedProperties": func() any { return sub("rest") },
			"dependentSchemas":      func() any { return map[string]any{"a": sub("dep")} },
			"dependentRequired":     func() any { return map[string]any{"a": []string{"b"}} },
			"prefixItems":           func() any { return []any{sub("first")} },
			"items":                 func() any { return sub("items") },
			"unevaluatedItems":      func() any { return sub("rest") },
			"contains":              func() any { return sub("contains") },
			"minContains":           func() any { return small.Draw(t, "n") },
			"allOf":                 func() any { return []any{sub("x"), sub("y")} },
			"anyOf":                 func() any { return []any{sub("x"), sub("y")} },
			"oneOf":                 func() any { return []any{sub("x"), sub("y")} },
			"not":                   func() any { return sub("not") },
			"if":                    func() any { return sub("if") },
			"then":                  func() any { return sub("then") },
			"else":                  func() any { return sub("else") },
		}
		keys := sortedKeys(all)
		m := map[string]any{}
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 1, 4, rapid.ID[string]).Draw(t, "keywords") {
			m[k] = all[k]()
		}
		return m
	})
}

func sortedKeys(m map[string]func() any) []string { return slices.Sorted(maps.Keys(m)) }
