package lint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawValue draws a JSON value that is not deep.
func drawValue(t *rapid.T, depth int) any {
	kinds := 7
	if depth == 0 {
		kinds = 5
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind of value") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.SampledFrom([]any{0, 1, 2, 3, -1, 1.5, 1e300, 9007199254740993.0}).Draw(t, "number")
	case 3, 4:
		return rapid.SampledFrom([]string{"", "a", "b", "ab", "abc", "é"}).Draw(t, "text")
	case 5:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, drawValue(t, depth-1))
		}
		return list
	default:
		object := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "properties") {
			object[rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name")] = drawValue(t, depth-1)
		}
		return object
	}
}

// drawSchema draws a schema. In plain ones are the keywords alone that a value
// is held to; $refs lead to #/$defs/x or #/definitions/x,
// which have none.
func drawSchema(t *rapid.T, depth int, plain, refs bool) any {
	if rapid.IntRange(0, 9).Draw(t, "boolean") == 0 {
		return rapid.Bool().Draw(t, "schema")
	}
	names := rapid.SampledFrom([]string{"a", "b", "c"})
	inner := func() any { return drawSchema(t, depth-1, plain, refs) }
	several := func() any { return []any{inner(), inner()} }
	draw := map[string]func() any{
		"type":          func() any { return rapid.SampledFrom(schemaTypes()).Draw(t, "type") },
		"enum":          func() any { return []any{drawValue(t, 1), drawValue(t, 0)} },
		"const":         func() any { return drawValue(t, 1) },
		"minimum":       func() any { return rapid.IntRange(-1, 2).Draw(t, "minimum") },
		"maximum":       func() any { return rapid.IntRange(-1, 2).Draw(t, "maximum") },
		"minLength":     func() any { return rapid.IntRange(0, 2).Draw(t, "minLength") },
		"maxLength":     func() any { return rapid.IntRange(0, 2).Draw(t, "maxLength") },
		"minItems":      func() any { return rapid.IntRange(0, 2).Draw(t, "minItems") },
		"maxItems":      func() any { return rapid.IntRange(0, 2).Draw(t, "maxItems") },
		"minProperties": func() any { return rapid.IntRange(0, 2).Draw(t, "minProperties") },
		"maxProperties": func() any { return rapid.IntRange(0, 2).Draw(t, "maxProperties") },
		"required":      func() any { return []any{names.Draw(t, "required")} },
	}
	if depth > 0 {
		draw["items"], draw["additionalProperties"] = inner, inner
		draw["properties"] = func() any { return map[string]any{"a": inner(), "b": inner()} }
		draw["allOf"], draw["anyOf"] = several, several
	}
	if refs {
		draw["$ref"] = func() any { return rapid.SampledFrom([]string{"#/$defs/x", "#/definitions/x"}).Draw(t, "ref") }
	}
	if !plain {
		draw["type"] = func() any { return []any{rapid.SampledFrom(schemaTypes()).Draw(t, "type")} }
		draw["pattern"] = func() any { return "^a" }
		draw["uniqueItems"] = func() any { return true }
		draw["multipleOf"] = func() any { return 2 }
		draw["exclusiveMinimum"] = func() any { return 1 }
		draw["dependentRequired"] = func() any { return map[string]any{"a": []any{"b"}} }
		if depth > 0 {
			draw["oneOf"], draw["prefixItems"] = several, several
			draw["not"], draw["if"], draw["then"], draw["contains"], draw["propertyNames"], draw["unevaluatedProperties"] = inner, inner, inner, inner, inner, inner
			draw["patternProperties"] = func() any { return map[string]any{"^a": inner()} }
		}
	}
	schema := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "keywords") {
		keyword := rapid.SampledFrom(slices.Sorted(maps.Keys(draw))).Draw(t, "keyword")
		schema[keyword] = draw[keyword]()
	}
	return schema
}

// accepts reports whether the library takes a value; it is not sure where it
// cannot use the schema.
func accepts(t require.TestingT, schema, value []byte) (ok, sure bool) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	if c.AddResource("schema.json", tree) != nil {
		return false, false
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		return false, false
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	require.NoError(t, err)
	return compiled.Validate(instance) == nil, true
}

// What the library takes is never called a mismatch, whatever the schema says
// and by whichever draft; and what the library refuses is found where the schema
// says it by the keywords that are known here.
func TestMismatchesAgreeWithTheLibrary(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.Bool().Draw(t, "plain")
		root := map[string]any{"$defs": map[string]any{"x": drawSchema(t, 2, plain, false)}, "definitions": map[string]any{"x": drawSchema(t, 2, plain, false)}}
		if drawn, ok := drawSchema(t, 3, plain, true).(map[string]any); ok {
			maps.Copy(root, drawn)
		}
		if !plain && rapid.Bool().Draw(t, "older") {
			root["$schema"] = "http://json-schema.org/draft-07/schema#"
		}
		text, err := json.Marshal(root)
		require.NoError(t, err)
		value, err := json.Marshal(drawValue(t, 3))
		require.NoError(t, err)
		taken, sure := accepts(t, text, value)
		if !sure {
			return
		}
		wanted := &schema{}
		wanted.read(text)
		found := wanted.mismatches(string(value))
		if taken && len(found) > 0 {
			t.Fatalf("%s fits, and yet: %v\n%s", value, found, text)
		}
		if !taken && plain && len(found) == 0 {
			t.Fatalf("%s does not fit, and nothing is said\n%s", value, text)
		}
		if !taken {
			refused++
		}
	})
	require.Greater(t, refused, 10, fmt.Sprint("of the values drawn, some must not fit: ", refused))
}
