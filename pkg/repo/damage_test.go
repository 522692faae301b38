package repo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

func TestDamageIsExplained(t *testing.T) {
	for _, c := range []struct{ stderr, line string }{
		{"fatal: loose object e7e6 (stored in .git/objects/e7/e6) is corrupt", "loose object e7e6 (stored in .git/objects/e7/e6) is corrupt"},
		{"error: packfile a.pack does not match index\nfatal: Needed a single revision", "packfile a.pack does not match index"},
		{"error: file a.pack is far too short to be a packfile\nfatal: bad object HEAD", "file a.pack is far too short to be a packfile"},
		{"error: Could not read 1ac0\nfatal: Failed to traverse parents of commit 2bd1", "Could not read 1ac0"},
		{"error: inflate: data stream error (incorrect header check)\nfatal: x", "inflate: data stream error (incorrect header check)"},
		{"fatal: Needed a single revision", ""},
		{"fatal: bad revision 'nowhere'", ""},
		{"", ""},
	} {
		require.Equal(t, c.line, damageLine(c.stderr), "%q", c.stderr)
		err := explainDamage(&GitError{Args: []string{"rev-list"}, Stderr: c.stderr, Status: 128})
		require.Equal(t, c.line != "", diag.Hint(err) == mendDamage, "%q", c.stderr)
		require.True(t, isStatus(err, 128), "the status can be asked for all the same")
	}
}

// A folder that cannot be read is not taken for an empty one, if anything that
// was asked for may lie in it.
func TestUnreadableFolder(t *testing.T) {
	const talk = "warning: could not open directory 'prompts/private/': Permission denied\n"
	for _, place := range []string{"", "prompts", "prompts/private", "prompts/private/a.prompt.yaml"} {
		var file *FileError
		require.ErrorAs(t, unreadable(talk, []string{"docs", place}), &file, "%q", place)
		require.EqualError(t, file, "prompts/private: permission denied in worktree")
	}
	for _, place := range []string{"docs", "prompts/public", "promptctl.yaml", "prompts/privateer"} {
		require.NoError(t, unreadable(talk, []string{place}), "%q", place)
	}
	require.NoError(t, unreadable("", []string{""}))
	require.NoError(t, unreadable("warning: something else\n", []string{""}))
}
