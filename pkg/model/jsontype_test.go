package model

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJSONType(t *testing.T) {
	for want, values := range map[string][]any{
		"null": {nil}, "boolean": {true}, "string": {"", "1"}, "array": {[]any{}, []any{1}},
		"object":  {Object{}, Object{{Name: "a", Value: 1}}, map[string]any{}},
		"integer": {0, int64(-3), uint8(3), 2.0, 1e300}, "number": {0.5, float32(1.5)},
	} {
		for _, v := range values {
			require.Equal(t, want, JSONType(v), "%v", v)
		}
	}
}
