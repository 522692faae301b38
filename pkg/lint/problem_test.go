package lint_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// unused is a prompt whose one problem is at a part of a line.
func unused(before, after string) map[string]string {
	return map[string]string{"prompts/a.prompt.yaml": "description: Greets.\n" +
		"variables: {" + before + "persona: {type: string}" + after + "}\n" +
		"messages: [{role: user, content: \"Hi {{name}}\"}]\n"}
}

func TestProblemHasItsLine(t *testing.T) {
	found := lintFiles(t, unused("name: {type: string}, ", "")).Problems
	require.Len(t, found, 1)
	require.Equal(t, "variables: {name: {type: string}, persona: {type: string}}", found[0].Line)
	require.Equal(t, found[0].Range.Start.Col, found[0].LineCol)
}

// Of a line that is long, what is around the problem is kept.
func TestProblemInALongLine(t *testing.T) {
	long := "name: {type: string, description: \"" + strings.Repeat("漢", 2_000) + "\"}"
	for _, c := range []struct{ before, after string }{{long + ", ", ""}, {"", ", " + long}, {long + ", ", ", other: {type: string, description: \"" + strings.Repeat("x", 5_000) + "\"}"}} {
		seen := 0
		for _, p := range lintFiles(t, unused(c.before, c.after)).Problems {
			if p.Message != `variable "persona" is not used` {
				continue
			}
			seen++
			require.LessOrEqual(t, len(p.Line), 2*1024+2*len("…")+utf8.UTFMax)
			require.True(t, utf8.ValidString(p.Line))
			require.True(t, strings.HasPrefix(string([]rune(p.Line)[p.LineCol-1:]), "persona"), p.Line)
			require.Equal(t, c.before != "", strings.HasPrefix(p.Line, "…"))
			require.Equal(t, c.after != "", strings.HasSuffix(p.Line, "…"))
		}
		require.Equal(t, 1, seen)
	}
}

// A fix says where each of its edits is in lines and columns.
func TestProblemHasThePlacesOfItsEdits(t *testing.T) {
	files := unused("name: {type: string}, ", "")
	found := lintFiles(t, files).Problems
	require.Len(t, found, 1)
	require.NotNil(t, found[0].Fix)
	source := diag.NewSource("prompts/a.prompt.yaml", []byte(files["prompts/a.prompt.yaml"]))
	require.Len(t, found[0].Edits, len(found[0].Fix.Edits))
	for i, e := range found[0].Fix.Edits {
		require.Equal(t, source.Range(e.Start, e.End), found[0].Edits[i])
	}
}
