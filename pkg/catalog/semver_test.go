package catalog

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestIsVersion(t *testing.T) {
	for _, v := range []string{"v0.0.0", "v1.2.3", "v10.20.30", "v1.0.0-rc.1", "v1.0.0-0a.b-c", "v1.0.0+build.007", "v1.0.0-x+y", "v1.0.0--"} {
		require.True(t, IsVersion(v), v)
	}
	for _, v := range []string{
		"", "v", "1.2.3", "v1", "v1.2", "v1.2.3.4", "v01.2.3", "v1.2.3-", "v1.2.3+", "v1.2.3-01", "v1.2.3-a..b", "v1.2.3-a.",
		"v1.2.3+a+b", "V1.2.3", "v1.2.3 ", "v1.2.3\n", "v1.2.3^", "v1.2.3~1", "v-1.2.3", "v1.2.٣",
	} {
		require.False(t, IsVersion(v), v)
	}
}

// The order of semver.org's item 11, and of numbers that no integer holds.
func TestSortVersions(t *testing.T) {
	sorted := []string{
		"v99999999999999999999999.0.0", "v99999999999999999999998.0.0", "v10.0.0", "v9.0.0", "v2.1.0", "v1.0.10", "v1.0.9",
		"v1.0.0+b", "v1.0.0", "v1.0.0-rc.1", "v1.0.0-beta.11", "v1.0.0-beta.2", "v1.0.0-beta", "v1.0.0-alpha.beta",
		"v1.0.0-alpha.99999999999999999999", "v1.0.0-alpha.1", "v1.0.0-alpha", "v1.0.0-1",
	}
	require.Zero(t, CompareVersions("v1.0.0", "v1.0.0+b"))
	rapid.Check(t, func(rt *rapid.T) {
		got := rapid.Permutation(sorted).Draw(rt, "order")
		SortVersions(got)
		require.Equal(rt, sorted, got)
		a, b := rapid.IntRange(0, len(sorted)-1).Draw(rt, "a"), rapid.IntRange(0, len(sorted)-1).Draw(rt, "b")
		require.Equal(rt, CompareVersions(sorted[a], sorted[b]), -CompareVersions(sorted[b], sorted[a]))
	})
	require.True(t, slices.ContainsFunc(sorted, IsVersion))
}
