package catalog

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// versioned is a semantic version after a v (semver.org, items 2, 9 and 10, and
// the expression that it suggests).
var versioned = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)` +
		`(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?` +
		`(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)
})

// IsVersion reports whether the text is a release's version: v1.2.3, with a
// pre-release and build after it where it has them.
func IsVersion(text string) bool { return versioned().MatchString(text) }

// SortVersions sorts versions from the newest to the oldest.
func SortVersions(versions []string) {
	slices.SortFunc(versions, func(a, b string) int { return cmp.Or(CompareVersions(b, a), strings.Compare(b, a)) })
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

// compareIdentifiers orders numbers by value, however long, and before words.
func compareIdentifiers(a, b string) int {
	switch x, y := isNumber(a), isNumber(b); {
	case x && y:
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	case x:
		return -1
	case y:
		return 1
	default:
		return strings.Compare(a, b)
	}
}

// isNumber reports whether an identifier has digits alone. In a version it
// then begins with no 0 but for 0 itself.
func isNumber(identifier string) bool { return strings.Trim(identifier, "0123456789") == "" }

// NextVersion returns the version that follows another one where "major",
// "minor" or "patch" has to be raised. While the major number is 0, what breaks
// callers raises the minor one (semver.org, item 4). A pre-release is followed by
// the version that it came before, where that raises enough.
func NextVersion(version, step string) string {
	core, pre := splitVersion(version)
	core = append(core, "0", "0")[:3] // what is no version has been sorted out
	if step == "major" && core[0] == "0" {
		step = "minor"
	}
	before := len(pre) > 0
	switch {
	case before && (step == "patch" || core[2] == "0" && (step == "minor" || core[1] == "0")):
		return Core(version)
	case step == "major":
		return fmt.Sprintf("v%s.0.0", after(core[0]))
	case step == "patch":
		return fmt.Sprintf("v%s.%s.%s", core[0], core[1], after(core[2]))
	default:
		return fmt.Sprintf("v%s.%s.0", core[0], after(core[1]))
	}
}

// Core is a version without its pre-release and build.
func Core(version string) string {
	core, _ := splitVersion(version)
	return "v" + strings.Join(core, ".")
}

// IsPreRelease reports whether a version comes before one of the same numbers.
func IsPreRelease(version string) bool {
	_, pre := splitVersion(version)
	return len(pre) > 0
}

// after is the number after another one, however long.
func after(number string) string {
	n, _ := new(big.Int).SetString(number, 10)
	if n == nil {
		return "1"
	}
	return n.Add(n, big.NewInt(1)).String()
}
