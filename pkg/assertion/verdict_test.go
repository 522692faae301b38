package assertion

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Whatever a program says, it counts only where encoding/json reads a verdict in it.
func FuzzProgramVerdict(f *testing.F) {
	for _, seed := range []string{`true`, `false`, `0.5`, `{"pass": true}`, `{"score": 1, "reason": "a"}`, `{"pass": false, "score": 1}`, `1e400`, `nan`, `{"pass":true,"pass":false}`, "0 \v"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, out string) {
		v := programVerdict(out)
		if v.err != nil {
			require.False(t, v.holds || v.scored)
			return
		}
		var value any
		require.NoError(t, json.Unmarshal([]byte(out), &value), "%q", out)
		if m, ok := value.(map[string]any); ok {
			if value = m["score"]; m["pass"] != nil {
				value = m["pass"]
			}
		}
		switch value := value.(type) {
		case bool:
			require.Equal(t, value, v.holds)
		case float64:
			require.True(t, v.scored)
			require.Equal(t, value, v.score)
			require.True(t, 0 <= v.score && v.score <= 1)
		default:
			t.Fatalf("%q is no verdict", out)
		}
		require.NotEmpty(t, v.reason())
	})
}

// Whatever a judge says, a score comes of it only where there is one object of the
// right form in it, and it is that object's.
func FuzzJudgeVerdict(f *testing.F) {
	for _, seed := range []string{`{"reason": "a", "score": 0.5}`, `{"reason": "a", "choice": "yes"}`, "```json\n{\"reason\": \"\", \"score\": 1}\n```", `{"score": 1}{}`, `no {"reason": "a", "score": 1} yes`, `[{"reason": "a", "score": 1}]`, `{"reason": "a", "score": 1e9}`} {
		f.Add(seed)
	}
	judges := map[string]*judge{}
	for _, kind := range []string{"rubric", "closed-qa"} {
		judges[kind] = readyJudge(f, `{`+kind+`: a}`)
	}
	f.Fuzz(func(t *testing.T, said string) {
		for kind, j := range judges {
			v, err := j.read(&provider.Answer{Response: model.Response{Text: said}})
			if err != nil {
				require.Zero(t, v)
				continue
			}
			start, end := strings.IndexByte(said, '{'), strings.LastIndexByte(said, '}')
			require.True(t, 0 <= start && start < end, "%q", said)
			require.True(t, 0 <= v.score && v.score <= 1, "%q", said)
			require.Equal(t, kind == "closed-qa", v.choice != "", "%q", said)
		}
	})
}

func readyJudge(t testing.TB, yaml string) *judge {
	t.Helper()
	s, found := suite.Parse("a.tests.yaml", []byte("version: 1\ncases: [{id: a, assert: ["+yaml+"]}]\ndefaults: {judge: {model: a/b}}\n"))
	require.Empty(t, found)
	c := &compiler{suite: s, assertion: s.Cases[0].Assert[0], options: Options{Judge: &suite.Judge{Model: "a/b"}}}
	j := c.ready()
	require.NotNil(t, j)
	return j
}
