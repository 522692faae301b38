package lint_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

// What is not listed counts: a bound is not kept by a list that is cut off.
func TestCountsDoNotEndWithTheList(t *testing.T) {
	result := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": unusedVariables(150)})
	require.Len(t, result.Problems, 100)
	require.Equal(t, 150, lint.Findings(result.Problems).Count(diag.Warning))
	for _, s := range lint.Statistics(result) {
		require.Equal(t, 150, s.Findings)
	}
}

// A file that is gone can leave problems in others, though none was looked at
// for its own sake.
func TestShareWhereNoFileWasLookedAt(t *testing.T) {
	result, err := lint.Run(t.Context(), lint.Query{
		Snapshot: memory{"prompts/a.prompt.yaml": "description: d\nmessages: [{role: user, content: '{{> gone}}'}]\n"},
		Changed:  []string{"prompts/gone.partial.md"},
	})
	require.NoError(t, err)
	require.Empty(t, result.Files)
	all := lint.Statistics(result)
	require.Len(t, all, 1)
	require.InDelta(t, 1, all[0].Share, 0)
}
