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
