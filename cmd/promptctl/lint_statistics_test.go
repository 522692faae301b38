package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
)

// Names of rules are cut where the terminal is narrow, and figures are not.
func TestStatisticsFitTheTerminal(t *testing.T) {
	rule, _ := lint.Find("X002")
	result := &lint.Result{Files: []string{"a"}, Problems: []lint.Problem{{Finding: diag.Finding{Code: rule.Code}, Rule: rule}}}
	var out, talk bytes.Buffer
	a := &app{term: &term.Terminal{Out: &out, Err: &talk, OutTTY: true, Width: 60}}
	require.NoError(t, a.showStatistics(result))
	for line := range strings.Lines(out.String()) {
		require.LessOrEqual(t, term.Width(strings.TrimSuffix(line, "\n")), 60)
	}
	require.Contains(t, out.String(), "  warning          1      1  100.0%\n")
}
