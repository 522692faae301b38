package change_test

import (
	"encoding/json"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// declaration is any declaration of a variable that can be.
func declaration(depth int) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		d := map[string]any{}
		kind := rapid.SampledFrom([]string{"", "string", "number", "integer", "boolean", "array", "object"}).Draw(t, "type")
		if kind != "" {
			d["type"] = kind
		}
		limit := func(key string) {
			if rapid.Bool().Draw(t, key) {
				d[key] = rapid.IntRange(0, 2).Draw(t, key+" is")
			}
		}
		switch kind {
		case "string":
			limit("maxLength")
			if rapid.Bool().Draw(t, "choice") {
				delete(d, "maxLength")
				d["enum"] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", ""}), 1, 3, rapid.ID).Draw(t, "enum")
			}
		case "number", "integer":
			limit("minimum")
		case "array":
			limit("maxItems")
			if depth > 0 {
				d["items"] = declaration(depth-1).Draw(t, "items")
			}
		case "object":
			if depth > 0 {
				d["properties"] = map[string]any{"p": declaration(depth-1).Draw(t, "p")}
			}
		}
		if rapid.Bool().Draw(t, "optional") {
			d["required"] = false
		}
		return d
	})
}

// values are those that the declarations could tell apart.
func values(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		plain := []any{nil, "a", "b", "", "long", int64(0), int64(3), 1.5, true}
		if depth == 0 {
			return rapid.SampledFrom(plain).Draw(t, "value")
		}
		inner := values(depth-1).Draw(t, "inner")
		return rapid.SampledFrom(append(plain, []any{}, []any{inner}, map[string]any{}, map[string]any{"p": inner})).Draw(t, "value")
	})
}

// A value that the old prompt took is taken by the new one, unless a break is
// reported: rendering is the judge.
func TestBreaksAreAllThatIsRefused(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before := closure(t, declaredAs(rt, declaration(2).Draw(rt, "before")))
		after := closure(t, declaredAs(rt, declaration(2).Draw(rt, "after")))
		given := map[string]any{}
		if rapid.Bool().Draw(rt, "give it") {
			given["v"] = values(2).Draw(rt, "value")
		}
		if _, err := before.Render(given); err != nil || len(change.Breaks(before, after)) > 0 {
			return
		}
		_, err := after.Render(given)
		require.NoError(rt, err)
	})
}

func declaredAs(t require.TestingT, d map[string]any) string {
	text, err := json.Marshal(map[string]any{"v": d})
	require.NoError(t, err)
	return "variables: " + string(text)
}
