package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/term/termtest"
)

// atTerminal runs a command line as a person at a terminal does who types
// these lines. It returns the exit status and the answer, which goes to a file.
func atTerminal(t *testing.T, made *repotest.Repo, typed string, args ...string) (int, string) {
	t.Helper()
	person, tty := termtest.Open(t)
	answer, err := os.Create(filepath.Join(t.TempDir(), "answer"))
	require.NoError(t, err)
	defer answer.Close()
	go io.Copy(io.Discard, person) // a terminal that nobody reads fills up
	_, err = person.WriteString(typed)
	require.NoError(t, err)
	status := run(t.Context(), system{
		args: append([]string{"-C", made.Dir}, args...), env: made.Env(),
		in: tty, out: answer, err: tty, now: time.Now,
	})
	text, err := os.ReadFile(answer.Name())
	require.NoError(t, err)
	return status, string(text)
}

func TestInitAsks(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		args        []string
		status      int
		answer      string
	}{
		{"answers", "ai\nn\n", nil, statusDone, "created\tpromptctl.yaml\ncreated\t.promptctl/policy.yaml\ncreated\t.gitattributes\n"},
		{"the usual", "\n\n", nil, statusDone, "created\tpromptctl.yaml\ncreated\t.promptctl/policy.yaml\ncreated\t.gitattributes\ncreated\tprompts/example/summarize.prompt.yaml\n"},
		{"one was answered", "y\n", []string{"--folder", "ai"}, statusDone, "created\tpromptctl.yaml\ncreated\t.promptctl/policy.yaml\ncreated\t.gitattributes\ncreated\tai/example/summarize.prompt.yaml\n"},
		{"both were answered", "", []string{"--folder", "ai", "--no-example"}, statusDone, "created\tpromptctl.yaml\ncreated\t.promptctl/policy.yaml\ncreated\t.gitattributes\n"},
		{"no question", "", []string{"--no-input", "--no-example"}, statusDone, "created\tpromptctl.yaml\ncreated\t.promptctl/policy.yaml\ncreated\t.gitattributes\n"},
		{"a folder that is none", "../x\ny\n", nil, statusUsage, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := repotest.New(t)
			status, answer := atTerminal(t, made, c.typed, append([]string{"init"}, c.args...)...)
			require.Equal(t, c.status, status)
			require.Equal(t, c.answer, answer)
		})
	}
	made := repotest.New(t)
	atTerminal(t, made, "ai\nn\n", "init")
	text, err := os.ReadFile(filepath.Join(made.Dir, "promptctl.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(text), "\nprompts: ai\n")
}

func TestNewEdits(t *testing.T) {
	made := repotest.New(t)
	const answer = "prompts/a.prompt.yaml\n"
	editor := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\nprintf 'messages:\\n  - role: %s\\n    content: Hello\\n' \"$ROLE\" > \"$1\"\n"
	require.NoError(t, os.WriteFile(editor, []byte(script), 0o755))

	status, out := atTerminal(t, made.With("GIT_EDITOR="+editor, "ROLE=user"), "", "new", "a", "--edit")
	require.Equal(t, statusDone, status)
	require.Equal(t, answer, out)
	text, err := os.ReadFile(filepath.Join(made.Dir, "prompts", "a.prompt.yaml"))
	require.NoError(t, err)
	require.Equal(t, "messages:\n  - role: user\n    content: Hello\n", string(text))

	status, out = atTerminal(t, made.With("GIT_EDITOR="+editor, "ROLE=usre"), "", "new", "b", "--edit")
	require.Equal(t, statusNo, status, "what is wrong is shown")
	require.Equal(t, "prompts/b.prompt.yaml\n", out)

	status, out = atTerminal(t, made.With("GIT_EDITOR=false"), "", "new", "c", "--edit")
	require.Equal(t, statusFailed, status)
	require.Empty(t, out)
	require.FileExists(t, filepath.Join(made.Dir, "prompts", "c.prompt.yaml"))

	status, _ = atTerminal(t, made, "", "new", "d", "--edit", "--no-input")
	require.Equal(t, statusUsage, status)
	require.NoFileExists(t, filepath.Join(made.Dir, "prompts", "d.prompt.yaml"))
}

func TestCommentEdits(t *testing.T) {
	made := repotest.New(t)
	made.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: Hello}\n")
	made.Commit("One")
	editor := filepath.Join(t.TempDir(), "editor")
	require.NoError(t, os.WriteFile(editor, []byte("#!/bin/sh\n{ printf \"$TEXT\"; cat \"$1\"; } > \"$1.new\" && mv \"$1.new\" \"$1\"\n"), 0o755))
	write := func(text string, args ...string) int {
		status, _ := atTerminal(t, made.With("GIT_EDITOR="+editor, "TEXT="+text), "", append([]string{"comment"}, args...)...)
		return status
	}
	require.Equal(t, statusDone, write("# Heading\n\nText\n", "a", "--line", "2"))
	require.Equal(t, statusUsage, write("", "a"), "nothing was written above the line")
	require.Equal(t, statusUsage, write("never", "a", "--line", "9"), "the editor is not opened for what cannot be")
	require.Equal(t, statusUsage, write("never", "a", "--no-input"))
	status, _ := atTerminal(t, made.With("GIT_EDITOR=false"), "", "comment", "a")
	require.Equal(t, statusFailed, status)
	_, list := atTerminal(t, made, "", "comment", "--list", "a")
	require.Contains(t, list, "(line 2) open\n  > - {role: user, content: Hello}\n")
	require.Contains(t, list, "    # Heading\n\n    Text\n")
	require.NotContains(t, list, ">8")
	require.Equal(t, 1, strings.Count(list, "open"))
}

func TestApproveAsks(t *testing.T) {
	r := signedRepo(t)
	made := r.as("cy")
	before := made.Git("tag")
	approve := func(typed string, args ...string) (int, string) {
		return atTerminal(t, made, typed, append([]string{"approve", "plain", "--role", "legal"}, args...)...)
	}
	status, out := approve("n\n")
	require.Equal(t, statusNo, status)
	require.Contains(t, out, "+messages:", "what is to be signed is shown before")
	status, _ = approve("\n")
	require.Equal(t, statusNo, status, "no is the usual answer")
	status, _ = approve("y\n", "--no-input")
	require.Equal(t, statusUsage, status)
	require.Equal(t, before, made.Git("tag"))
	status, out = approve("y\n")
	require.Equal(t, statusDone, status)
	require.Regexp(t, `(?m)^approvals/plain/[0-9a-f]{12}/legal/[0-9a-f]{8}$`, out)
	status, out = atTerminal(t, made, "", "verify", "--all")
	require.Equal(t, statusNo, status)
	require.Contains(t, out, "counted\tapproval\tlegal\tcy\t")
}
