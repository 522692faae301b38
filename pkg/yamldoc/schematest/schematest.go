// Package schematest is the support of tests that hold the JSON Schema of a
// file against the parser of that file.
package schematest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Compile returns a schema, ready to validate, and its tree.
func Compile(t testing.TB, schema []byte) (*jsonschema.Schema, map[string]any) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("schema.json", tree))
	s, err := c.Compile("schema.json")
	require.NoError(t, err)
	return s, tree.(map[string]any)
}

// RequireDraft7 demands that a schema keeps to draft-07, which is what editors
// know best, and refers to nothing but its own definitions.
func RequireDraft7(t testing.TB, schema []byte) {
	_, tree := Compile(t, schema)
	require.Equal(t, "http://json-schema.org/draft-07/schema#", tree["$schema"])
	for _, newer := range []string{"$defs", "unevaluatedProperties", "prefixItems", "dependentRequired", "$anchor", "minContains"} {
		require.NotContains(t, string(schema), `"`+newer+`"`)
	}
	for _, ref := range regexp.MustCompile(`"\$ref": "([^"]*)"`).FindAllStringSubmatch(string(schema), -1) {
		require.True(t, strings.HasPrefix(ref[1], "#/definitions/"), ref[1])
	}
}

// pattern makes a regular expression of an expected line "message -> hint", in
// which * stands for anything and a missing hint for any.
func pattern(want string) string {
	if !strings.Contains(want, " -> ") {
		want += " -> *"
	}
	want = regexp.MustCompile(`(^| )\\\*( |$)`).ReplaceAllString(regexp.QuoteMeta(want), `$1.*$2`)
	return "^" + want + "$"
}

// Mutation is what Mutate may put into a file.
type Mutation struct {
	Values []any
	Keys   []string // that are added, besides those that are there
}

// Mutate changes, drops or adds one entry somewhere in a mapping or a list.
func (m Mutation) Mutate(t *rapid.T, data any) {
	value := copied(rapid.SampledFrom(m.Values).Draw(t, "value"))
	switch data := data.(type) {
	case map[string]any:
		m.mutateMapping(t, data, value)
	case []any:
		i := rapid.IntRange(0, len(data)-1).Draw(t, "item")
		if descend(t, data[i]) {
			m.Mutate(t, data[i])
		} else {
			data[i] = value
		}
	}
}

func (m Mutation) mutateMapping(t *rapid.T, data map[string]any, value any) {
	keys := make([]string, 0, len(data)+len(m.Keys))
	for k := range data {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	key := rapid.SampledFrom(append(keys, m.Keys...)).Draw(t, "key")
	switch {
	case descend(t, data[key]):
		m.Mutate(t, data[key])
	case rapid.IntRange(0, 3).Draw(t, "drop") == 0:
		delete(data, key)
	default:
		data[key] = value
	}
}

func descend(t *rapid.T, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0 && rapid.IntRange(0, 4).Draw(t, "in") > 0
	case []any:
		return len(v) > 0 && rapid.IntRange(0, 4).Draw(t, "in") > 0
	}
	return false
}

// copied is a value that shares nothing with another one: what is put into a
// file may get into itself otherwise.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, inner := range v {
			c[key] = copied(inner)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, inner := range v {
			c[i] = copied(inner)
		}
		return c
	default:
		return v
	}
}
