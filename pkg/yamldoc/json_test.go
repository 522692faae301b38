package yamldoc

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFromJSON(t *testing.T) {
	out, err := FromJSON([]byte(`{"name":"a","n":1.50,"e":[],"o":{},"l":[1,[true,null],{"k":"x\ny\n","m":{"b":"yes"}},[[]]],"z: ":""}`))
	require.NoError(t, err)
	require.Equal(t, `name: a
"n": 1.50
e: []
o: {}
l:
  - 1
  - - true
    - null
  - k: |
      x
      y
    m:
      b: "yes"
  - - []
"z: ": ""
`, string(out))
	for _, bad := range []string{"", "{", `{"a":}`, "[1,]", "1 2", "nul"} {
		_, err := FromJSON([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestFromJSONReadsBack(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		text := rapid.Map(anyText(), func(s string) string { return strings.ToValidUTF8(s, "") })
		leaf := []*rapid.Generator[any]{
			rapid.Map(text, func(s string) any { return s }), rapid.Just[any](nil), rapid.Just[any](true),
			rapid.Map(rapid.Int64(), func(i int64) any { return i }), rapid.Map(text, func(s string) any { return strings.Repeat(s, 400) }),
		}
		if depth == 0 {
			return rapid.OneOf(leaf...)
		}
		return rapid.OneOf(append(leaf,
			rapid.Map(rapid.SliceOfN(value(depth-1), 0, 3), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(text, value(depth-1), 0, 3), func(m map[string]any) any { return m }))...)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := value(3).Draw(t, "value")
		text, err := json.Marshal(want)
		require.NoError(t, err)
		out, err := FromJSON(text)
		require.NoError(t, err)
		d, list := Parse("f.yaml", out)
		require.Empty(t, list, "%s", out)
		require.Equal(t, want, d.Root.Decode(), "%s", out)
	})
}
