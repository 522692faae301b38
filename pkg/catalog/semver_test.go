package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// MAJOR for what breaks callers, MINOR for what changes behaviour, PATCH for the
// rest; before 1.0.0 there is no MAJOR to raise (semver.org, items 4 and 6 to 8).
func TestNextVersion(t *testing.T) {
	for _, c := range []struct{ version, major, minor, patch string }{
		{"v1.2.3", "v2.0.0", "v1.3.0", "v1.2.4"},
		{"v1.0.0", "v2.0.0", "v1.1.0", "v1.0.1"},
		{"v9.9.9", "v10.0.0", "v9.10.0", "v9.9.10"},
		{"v0.2.3", "v0.3.0", "v0.3.0", "v0.2.4"},
		{"v0.0.0", "v0.1.0", "v0.1.0", "v0.0.1"},
		{"v0.0.9", "v0.1.0", "v0.1.0", "v0.0.10"},
		{"v1.2.3+build.7", "v2.0.0", "v1.3.0", "v1.2.4"},
		{"v2.0.0-rc.1", "v2.0.0", "v2.0.0", "v2.0.0"},
		{"v2.1.0-rc.1", "v3.0.0", "v2.1.0", "v2.1.0"},
		{"v2.1.3-rc.1+b", "v3.0.0", "v2.2.0", "v2.1.3"},
		{"v0.3.0-rc.1", "v0.3.0", "v0.3.0", "v0.3.0"},
		{"v0.3.1-rc.1", "v0.4.0", "v0.4.0", "v0.3.1"},
		{"v18446744073709551615.0.99999999999999999999", "v18446744073709551616.0.0", "v18446744073709551615.1.0", "v18446744073709551615.0.100000000000000000000"},
	} {
		require.Equal(t, c.major, NextVersion(c.version, "major"), c.version)
		require.Equal(t, c.minor, NextVersion(c.version, "minor"), c.version)
		require.Equal(t, c.patch, NextVersion(c.version, "patch"), c.version)
	}
}

// What follows a version is a version, and newer.
func TestNextVersionIsNewer(t *testing.T) {
	number := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(0, 1<<40))
	rapid.Check(t, func(rt *rapid.T) {
		version := fmt.Sprintf("v%d.%d.%d%s", number.Draw(rt, "major"), number.Draw(rt, "minor"), number.Draw(rt, "patch"), rapid.SampledFrom([]string{"", "-rc.1", "-0", "+b.1", "-rc.1+b"}).Draw(rt, "rest"))
		next := NextVersion(version, rapid.SampledFrom([]string{"major", "minor", "patch"}).Draw(rt, "step"))
		require.True(rt, IsVersion(next), next)
		require.Positive(rt, CompareVersions(next, version), next)
	})
}

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
