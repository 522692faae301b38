package glob

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheck(t *testing.T) {
	for _, sound := range []string{"*", "**", "support/*", "support/**", "**/triage", "a?c", "*-v2", "a*b*c", strings.Repeat("a", 256)} {
		problem, hint := Check(sound)
		require.Empty(t, problem+hint, sound)
	}
	for pattern, want := range map[string]string{
		"a/{b,c}": "has alternatives in it", "[ab]": "has alternatives in it",
		"prompts/a.prompt.yaml": "is for files", "a.yml": "is for files", "a.partial.md": "is for files",
		"support/": "ends with a /, as no name does",
		"":         "fits no name", "/a": "fits no name", "a**": "fits no name", "a b": "fits no name", "../a": "fits no name",
		strings.Repeat("a", 257): "fits no name",
	} {
		problem, hint := Check(pattern)
		require.Equal(t, want, problem, pattern)
		require.NotEmpty(t, hint, pattern)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"support/*", "support/triage", true}, {"support/*", "support/de/triage", false}, {"support/*", "support", false},
		{"support/**", "support/de/triage", true}, {"**/triage", "triage", true}, {"**/triage", "support/de/triage", true},
		{"tri?ge", "triage", true}, {"tri?ge", "tri/ge", false}, {"support/**", "Support/triage", false},
	} {
		require.Equal(t, c.want, Matches(c.pattern, c.name), "%s %s", c.pattern, c.name)
	}
}
