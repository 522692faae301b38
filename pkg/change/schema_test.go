package change_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// someSchema is a schema out of few parts, so that two are often alike.
func someSchema(t *rapid.T, depth int) any {
	inner := func() any { return someSchema(t, depth-1) }
	if depth == 0 || rapid.IntRange(0, 9).Draw(t, "leaf") == 0 {
		return rapid.SampledFrom([]any{true, false, map[string]any{}, map[string]any{"type": "string"}, map[string]any{"type": "null"}, map[string]any{"$ref": "#/$defs/x"},
			map[string]any{"type": "integer"}, map[string]any{"enum": []any{"a", 1}}, map[string]any{"const": "a"}}).Draw(t, "plain")
	}
	s := map[string]any{}
	some := func(key string, of func() any) {
		if rapid.IntRange(0, 3).Draw(t, key) == 0 {
			s[key] = of()
		}
	}
	number := func() any { return rapid.IntRange(0, 2).Draw(t, "number") }
	some("type", func() any {
		return rapid.SampledFrom([]any{"object", "object", "array", "string", "number", "integer", []any{"string", "null"}, []any{"object", "integer"}}).Draw(t, "type")
	})
	some("enum", func() any {
		return rapid.SampledFrom([]any{[]any{"a", 1}, []any{"a"}, []any{1, nil, 1.5}}).Draw(t, "enum")
	})
	some("properties", func() any { return map[string]any{"a": inner(), "b": inner()} })
	some("required", func() any { return rapid.SampledFrom([]any{[]any{"a"}, []any{"a", "b"}, []any{}}).Draw(t, "required") })
	some("additionalProperties", inner)
	some("items", inner)
	for _, key := range []string{"minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", "maxProperties", "multipleOf"} {
		if rapid.IntRange(0, 9).Draw(t, key) == 0 {
			if s[key] = number(); key == "multipleOf" {
				s[key] = s[key].(int) + 1
			}
		}
	}
	alternatives := func() any { return []any{inner(), inner()} }
	some("anyOf", alternatives)
	if rapid.IntRange(0, 5).Draw(t, "all") == 0 {
		s["allOf"] = alternatives()
	}
	return s
}

// someValue is a value that such schemas may allow.
func someValue(t *rapid.T, depth int) any {
	switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
	case kind == 0 && depth > 0:
		return []any{someValue(t, depth-1)}
	case kind < 3 && depth > 0:
		o := map[string]any{}
		for _, name := range []string{"a", "b", "c"} {
			if rapid.Bool().Draw(t, name) {
				o[name] = someValue(t, depth-1)
			}
		}
		return o
	}
	return rapid.SampledFrom([]any{"a", "", "aa", nil, json.Number("0"), json.Number("1"), json.Number("2"), json.Number("1.5"), true, []any{}, map[string]any{}}).Draw(t, "value")
}

func compiled(t require.TestingT, schema any) *jsonschema.Schema {
	text, err := json.Marshal(schema)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("a.json", doc))
	s, err := c.Compile("a.json")
	require.NoError(t, err)
	return s
}

// Where all that was promised holds, what fits the new schema fits the old one.
func TestWhatHoldsOfSchemas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		of := func() map[string]any {
			s, _ := someSchema(rt, 2).(map[string]any)
			all := map[string]any{"$defs": map[string]any{"x": someSchema(rt, 1)}}
			for k, v := range s {
				all[k] = v
			}
			return all
		}
		before := of()
		after := of()
		if rapid.Bool().Draw(rt, "near") {
			text, _ := json.Marshal(before)
			require.NoError(rt, json.Unmarshal(text, &after))
			for _, key := range []string{"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "allOf", "$defs"} {
				if v, there := of()[key]; there && rapid.IntRange(0, 4).Draw(rt, "change "+key) == 0 {
					after[key] = v
				}
			}
		}
		src := func(s any) files {
			text, err := json.Marshal(s)
			require.NoError(rt, err)
			return files{file: said + fmt.Sprintf("jsonSchema: %s\n", text)}
		}
		found := change.Breaks(src(before).closure(rt), src(after).closure(rt))
		if len(found) > 0 || strings.Contains(told(change.Compare(src(before).closure(rt), src(after).closure(rt))), "as far as") {
			return
		}
		old, now := compiled(rt, before), compiled(rt, after)
		for range 20 {
			value := someValue(rt, 2)
			if now.Validate(value) == nil {
				require.NoError(rt, old.Validate(value), "%v\n%v\n%v", value, before, after)
			}
		}
	})
}

// A schema promises all that it promises.
func TestASchemaDoesNotBreakItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		schema, _ := someSchema(rt, 2).(map[string]any)
		all := map[string]any{"$defs": map[string]any{"x": someSchema(rt, 1)}}
		for k, v := range schema {
			all[k] = v
		}
		before, err := json.Marshal(all)
		require.NoError(rt, err)
		all["title"] = "x"
		after, err := json.Marshal(all)
		require.NoError(rt, err)
		of := func(schema []byte) files { return files{file: fmt.Sprintf("%sjsonSchema: %s\n", said, schema)} }
		require.Empty(rt, change.Breaks(of(before).closure(rt), of(after).closure(rt)), "%s", before)
	})
}
