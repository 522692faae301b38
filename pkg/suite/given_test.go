package suite_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/stretchr/testify/require"
)

func TestGiven(t *testing.T) {
	s, found := suite.Parse("a.tests.yaml", []byte(`version: 1
defaults: {variables: {a: 1, b: 2, c: 3}, matrix: {d: [4, 5]}}
cases:
  - {id: one, variables: {b: x, c: null}, matrix: {a: [7, 8], e: [[9]]}}
`))
	require.Empty(t, found)
	require.Equal(t, map[string]any{"a": int64(7), "b": "x", "c": int64(3), "d": int64(4), "e": []any{int64(9)}}, s.Given(s.Cases[0]))
}
