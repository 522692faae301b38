package assertion

import (
	"context"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

func TestShortened(t *testing.T) {
	require.Equal(t, "abcdef", shortened("abcdef", 6))
	require.Equal(t, "abcd…hi", shortened("abcdefghi", 6))
	require.Equal(t, "äbcd", shortened("äbcd", 4))
	require.Equal(t, "ääääää", shortened("ääääää", 6))
	require.Equal(t, "ääää…öö", shortened("ääääääöö", 6))
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.String().Draw(rt, "s")
		most := rapid.IntRange(3, 20).Draw(rt, "most")
		short := shortened(s, most)
		require.True(rt, utf8.ValidString(short))
		require.LessOrEqual(rt, utf8.RuneCountInString(short), most+1)
		require.Equal(rt, utf8.RuneCountInString(s) <= most, short == s)
	})
}

func TestReasonsAreOneLine(t *testing.T) {
	var asked []provider.Call
	says := `{"reason": "a\nb\u001b[31m\u2028c` + strings.Repeat("é", 1000) + `", "score": 0}`
	v := ready(t, `{rubric: a}`, saying(&asked, says)).Hold(context.Background(), answered("a"))
	require.True(t, strings.HasPrefix(v.Reason, "score 0.00: a b [31m cé"), v.Reason)
	require.LessOrEqual(t, utf8.RuneCountInString(v.Reason), maxReason+1)
	require.Equal(t, "\ufffda", oneLine(" \xffa\n"))
}

// One answer may be held to the same assertions by many at once.
func TestManyAtOnce(t *testing.T) {
	s := answered(`{"n": 3, "a": [{"id": 1}]}`)
	s.Answer.ToolCalls = []model.ToolCall{{Name: "lookup", Arguments: `{"id": 7}`}}
	s.Request.Tools = []model.Tool{{Name: "lookup", Parameters: map[string]any{"required": []any{"id"}}}}
	var checks []*Check
	for _, yaml := range []string{
		`{expr: 'json.n == vars.n and toolCalls[0].arguments.id == 7'}`, `{json-path: {path: "$.a[0].id", equals: 1}}`, `{tool-call: {name: lookup, arguments: true}}`,
		`{not-refusal: true}`, `{regex: "n"}`, `{json-schema: {required: [n]}}`,
	} {
		checks = append(checks, ready(t, yaml, Options{}))
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, check := range checks {
				for range 20 {
					if v := check.Hold(context.Background(), s); !v.Passed {
						t.Errorf("%s: %+v", check.Key.Value, v)
					}
				}
			}
		})
	}
	all.Wait()
}
