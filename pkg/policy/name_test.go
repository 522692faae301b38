package policy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIsName(t *testing.T) {
	for _, name := range []string{"a", "production", "pre-production", "eu_west-2", "x1", strings.Repeat("a", 63)} {
		require.True(t, IsName(name), name)
	}
	for _, name := range []string{
		"", "A", "Production", "1", "1a", "-a", "_a", "a.b", "a/b", "a b", " a", "a ", "a\n", "a\nb", "\na", "~1", "a~1", "a^", "a:b", "a@b", "HEAD", "é", "caf\u0065\u0301",
		"a\x00", "a\xff", "\u202ea", "аdmin", strings.Repeat("a", 64), "a..b", "a*",
	} {
		require.False(t, IsName(name), "%q", name)
	}
}

// What a policy may name is what IsName takes, but for words that mean something
// else.
func TestIsNameAgreesWithPolicies(t *testing.T) {
	for _, name := range []string{"production", "eu_west-2", "Production", "a.b", "1a", "-a", "a/b", "é", strings.Repeat("x", 63), strings.Repeat("x", 64)} {
		_, found := Parse("policy.yaml", []byte(head+"environments:\n  \""+name+"\": {branch: env/x, open: true}\n"))
		require.Equal(t, IsName(name), !found.HasErrors(), "%s: %v", name, found)
	}
}
