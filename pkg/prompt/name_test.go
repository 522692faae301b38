package prompt_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

func TestCheckName(t *testing.T) {
	for _, good := range []string{"a", "support/triage", "9x", "_x", "a.b-c_D", "a/b/c", "x/policies", "approvals2", "locked", "a.lockx"} {
		require.Empty(t, prompt.CheckName(good), good)
		require.Empty(t, prompt.CheckPartialName(good), good)
	}
	for _, bad := range []string{"", "/", "a/", "/a", "a//b", ".", "..", "a/../b", ".hidden", "-a", "a b", "é", "a\n", "a\\b", "a.lock", "a.lock/b", "a.", "a..b", "a~1", "a:b", "a^", "a?", "a*", "a[", "@", "a@{b"} {
		require.NotEmpty(t, prompt.CheckName(bad), "%q", bad)
		require.NotEmpty(t, prompt.CheckPartialName(bad), "%q", bad)
	}
	for _, reserved := range []string{"approvals", "rejections/x", "evaluations", "revocations/a/b", "policies/returns"} {
		require.Contains(t, prompt.CheckName(reserved), "is reserved for the tags of statements")
		require.Empty(t, prompt.CheckPartialName(reserved), "no tag is named after a partial")
	}
}

func TestNameOf(t *testing.T) {
	folders := []string{"prompts", "more/prompts"}
	for path, want := range map[string]string{
		"prompts/a.prompt.yaml": "a", "prompts/x/a.prompt.yml": "x/a", "prompts/x/s.partial.md": "x/s", "more/prompts/a.prompt.yaml": "a",
		"prompts/a.yaml": "", "prompts/a.tests.yaml": "", "a.prompt.yaml": "", "promptsx/a.prompt.yaml": "", "more/a.prompt.yaml": "", "prompts/.prompt.yaml": "",
	} {
		require.Equal(t, want, prompt.NameOf(path, folders), path)
	}
	require.Equal(t, "x/a", prompt.NameOf("x/a.prompt.yaml", []string{"."}))
	require.Equal(t, "prompts/support/triage.prompt.yaml", prompt.PathOf("prompts", "support/triage"))
	require.Equal(t, "triage.prompt.yaml", prompt.PathOf(".", "triage"))
	require.True(t, prompt.IsPrompt("a.prompt.yml") && prompt.IsPrompt("a.prompt.yaml") && prompt.IsPartial("a.partial.md"))
	require.False(t, prompt.IsPrompt("a.yaml") || prompt.IsPrompt("a.prompt.json") || prompt.IsPartial("a.md"))
}
