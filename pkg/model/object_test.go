package model

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestJSON(t *testing.T) {
	out, err := JSON(Object{{"b", "<a href=\"x\">&</a>"}, {"a", []any{}}, {"c", Object{}}, {"d", Object{{"z", 1}, {"y", nil}}}})
	require.NoError(t, err)
	require.Equal(t, `{
  "b": "<a href=\"x\">&</a>",
  "a": [],
  "c": {},
  "d": {
    "z": 1,
    "y": null
  }
}
`, string(out))
	_, err = JSON(Object{{"a", math.NaN()}})
	require.ErrorContains(t, err, "unsupported value: NaN")
}

func TestObjectLookup(t *testing.T) {
	o := Object{{"a", 1}, {"b", nil}}
	value, ok := o.Lookup("b")
	require.True(t, ok)
	require.Nil(t, value)
	_, ok = o.Lookup("c")
	require.False(t, ok)
}

// An object is written as encoding/json writes the map with its members.
func TestObjectIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfDistinct(rapid.String(), rapid.ID[string]).Draw(t, "names")
		mapping := map[string]any{}
		var object Object
		for _, name := range names {
			value := rapid.OneOf(rapid.String().AsAny(), rapid.Int64().AsAny(), rapid.Bool().AsAny()).Draw(t, "value")
			mapping[name] = value
			object.set(name, value)
		}
		require.Len(t, object, len(names))
		got, err := JSON(object)
		require.NoError(t, err)
		want, err := json.Marshal(mapping)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got))
	})
}
