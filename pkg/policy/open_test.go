package policy

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNewRepositoryID(t *testing.T) {
	id, err := NewRepositoryID(bytes.NewReader([]byte("\x00\x01\xfe\xff456789abcdef more")))
	require.NoError(t, err)
	require.Equal(t, "0001feff343536373839616263646566", id)
	require.Regexp(t, repositoryForm(), id)
	_, err = NewRepositoryID(strings.NewReader("too short"))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestOpenIsAPolicyForAnyBranch(t *testing.T) {
	for branch, production := range map[string]string{
		"main": "env/production", "feature/a b"[:9]: "env/production", "true": "env/production", "1": "env/production", "主": "env/production",
		"a,b{c}#": "env/production", "environment": "env/production", "env/staging": "env/production",
		"env": "promptctl/production", "Env/Production": "promptctl/production", "env/production/eu": "promptctl/production",
	} {
		p := parsed(t, string(Open("12345678901234567890123456789012", branch)))
		require.Equal(t, "12345678901234567890123456789012", p.Repository)
		require.Equal(t, []string{"development", "production"}, p.Names())
		require.Equal(t, branch, p.Environments[0].Branch)
		require.Equal(t, production, p.Environments[1].Branch)
		require.True(t, p.Environments[0].Open && p.Environments[1].Open)
	}
}

func TestOpenSaysHowToCloseIt(t *testing.T) {
	src := string(Open("4f6c1b0de29a8857", "main"))
	before, after, found := strings.Cut(src, "environments:\n")
	require.True(t, found)
	_, sample, found := strings.Cut(after, "#\n")
	require.True(t, found)
	sample, _, found = strings.Cut(sample, "#\n")
	require.True(t, found)
	sample = strings.ReplaceAll(strings.ReplaceAll("\n"+sample, "\n#", "\n"), "SHA256:…", fp(1))
	p := parsed(t, before+sample)
	require.False(t, p.Environments[1].Open)
	require.Equal(t, []Approval{{"reviewer", 1}}, p.Environments[1].Requires.Approvals)
}

// git itself says what the name of a branch may be. Ours are fewer.
func TestBranchesAreWhatGitTakes(t *testing.T) {
	git, err := exec.LookPath("git")
	require.NoError(t, err)
	part := rapid.SampledFrom([]string{
		"a", "main", "/", ".", "..", "-", "@", "{", "~", "^", ":", "?", "*", "[", "\\", " ", ".lock", "é", "HEAD", "\t", "\x7f", "_", "refs/", "heads/", "+", "#", "\u200b",
	})
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(part, 1, 5).Draw(t, "parts"), "")
		err := exec.Command(git, "check-ref-format", "refs/heads/"+name).Run()
		var refused *exec.ExitError
		require.True(t, err == nil || errors.As(err, &refused))
		problem := checkBranch(name)
		if err != nil {
			require.NotEmpty(t, problem, "%q", name)
			return
		}
		narrower := strings.HasPrefix(name, "-") || strings.HasPrefix(name, "refs/") || name == "HEAD" || name == "@" || strings.Contains(name, "\u200b")
		require.Equal(t, narrower, problem != "", "%q %s", name, problem)
	})
}
