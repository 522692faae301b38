package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// IsVersion reports whether the text is a release's version: v1.2.3, with a
// pre-release and build after it where it has them.
func IsVersion(text string) bool { return versioned.MatchString(text) }

// SortVersions sorts versions from the newest to the oldest.
func SortVersions(versions []string) {
	slices.SortFunc(versions, func(a, b string) int { return CompareVersions(b, a) })
}

// CompareVersions orders two versions by their precedence (semver.org, item
// 11): negative where a is older than b. Builds do not count.
func CompareVersions(a, b string) int {
	coreA, preA := splitVersion(a)
	coreB, preB := splitVersion(b)
	if c := slices.CompareFunc(coreA, coreB, compareIdentifiers); c != 0 {
		return c
	}
	switch {
	case len(preA) == 0 || len(preB) == 0:
		return cmp.Compare(len(preB), len(preA)) // a release is newer than what came before it
	default:
		return slices.CompareFunc(preA, preB, compareIdentifiers)
	}
}

func splitVersion(v string) (core, pre []string) {
	v, _, _ = strings.Cut(strings.TrimPrefix(v, "v"), "+")
	numbers, rest, found := strings.Cut(v, "-")
	if found {
		pre = strings.Split(rest, ".")
	}
	return strings.Split(numbers, "."), pre
}

// compareIdentifiers orders numbers by value, and before words.
func compareIdentifiers(a, b string) int {
	x, errX := strconv.ParseUint(a, 10, 64)
	y, errY := strconv.ParseUint(b, 10, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	default:
		return strings.Compare(a, b)
	}
}
