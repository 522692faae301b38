package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// everyCommand calls visit for each command that there is, with the words that
// name it on a command line.
func everyCommand(t *testing.T, visit func(t *testing.T, cmd *cobra.Command, name []string)) {
	t.Helper()
	var walk func(cmd *cobra.Command, name []string)
	walk = func(cmd *cobra.Command, name []string) {
		t.Run(strings.Join(append([]string{"promptctl"}, name...), " "), func(t *testing.T) { visit(t, cmd, name) })
		for _, sub := range cmd.Commands() {
			walk(sub, append(append([]string{}, name...), sub.Name()))
		}
	}
	walk(newApp(system{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}).root(), nil)
}

// requireMistake demands that a command line is refused as one that is wrong,
// with nothing on standard output.
func requireMistake(t *testing.T, env []string, message string, args ...string) {
	t.Helper()
	got := inProcess(t, env, args...)
	require.Equal(t, statusUsage, got.status, "%q: %s", args, got.err)
	require.Empty(t, got.out, "%q", args)
	require.Contains(t, got.err, message, "%q", args)
	require.Regexp(t, `(?m)^hint: `, got.err, "%q", args)
}

// requireFailure demands one JSON object on standard error, and nothing else.
func requireFailure(t *testing.T, status int, got outcome) {
	t.Helper()
	require.Equal(t, status, got.status, got.err)
	require.Empty(t, got.out)
	var object struct {
		Error struct {
			Message  string
			Status   int
			Findings []any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.err), &object), "one object and no more: %s", got.err)
	require.NotEmpty(t, object.Error.Message)
	require.Equal(t, status, object.Error.Status)
	require.NotNil(t, object.Error.Findings)
}

func TestMistakesOnTheCommandLine(t *testing.T) {
	env := repotest.New(t).Env()
	everyCommand(t, func(t *testing.T, cmd *cobra.Command, name []string) {
		with := func(args ...string) []string { return append(append([]string{}, name...), args...) }
		requireMistake(t, env, "unknown flag: --nonsense", with("--nonsense")...)
		requireMistake(t, env, "unknown shorthand flag: 'Z'", with("-Z")...)
		requireMistake(t, env, "is none of auto, always, never", with("--color", "sometimes")...)
		requireMistake(t, env, "flag needs an argument", with("--directory")...)
		if cmd.HasAvailableSubCommands() {
			requireMistake(t, env, `unknown command "klingon"`, with("klingon")...)
			requireMistake(t, env, `unknown command "klingon"`, with("klingon", "-o", "text")...)
		} else if cmd.Args(cmd, []string{"a", "b", "c"}) != nil && cmd.Name() != "help" {
			requireMistake(t, env, "unexpected argument", with("a", "b", "c")...)
		}
		if _, wanted, _ := strings.Cut(cmd.Use, " "); cmd.Args(cmd, nil) != nil {
			requireMistake(t, env, "error: "+wanted+" is missing\n", with()...)
		}
		if cmd.Flags().Lookup("output") != nil {
			requireMistake(t, env, `"xml" is none of `+strings.Join(formatsOf(cmd)[:2], ", "), with("-o", "xml")...)
			requireMistake(t, env, "flag needs an argument", with("-o")...)
		}
	})
	requireMistake(t, env, `unknown command "klingon"`, "help", "klingon")
	requireMistake(t, env, `unknown command "x" for "promptctl list"`, "help", "list", "x")
	requireMistake(t, env, `(did you mean "list"?)`, "lsit", "--tag", "x")
	requireMistake(t, env, "--compiled and --raw cannot go together", "show", "x", "--raw", "--compiled")
	requireMistake(t, env, "a whole number is wanted, 0 or more", "log", "x", "--limit", "-1")
	requireMistake(t, env, "a whole number is wanted, 0 or more", "log", "x", "--limit", "1.5")
}

func TestMistakesInJSON(t *testing.T) {
	env := repotest.New(t).Env()
	var tried int
	everyCommand(t, func(t *testing.T, cmd *cobra.Command, name []string) {
		flag := cmd.Flags().Lookup("output")
		if flag == nil {
			return
		}
		tried++
		with := func(args ...string) []string { return append(append([]string{}, name...), args...) }
		for _, args := range [][]string{
			{"-o", "json", "--nonsense"}, {"--nonsense", "-o", "json"}, {"--nonsense", "--output", "json"},
			{"--nonsense", "--output=json"}, {"--nonsense", "-ojson"}, {"--nonsense", "-o=json"},
		} {
			requireFailure(t, statusUsage, inProcess(t, env, with(args...)...))
		}
		if cmd.Args != nil && cmd.Args(cmd, []string{"a", "b", "c"}) != nil {
			requireFailure(t, statusUsage, inProcess(t, env, with("-o", "json", "a", "b", "c")...))
		}
		got := inProcess(t, env, with("--nonsense", "--", "-o", "json")...)
		require.True(t, strings.HasPrefix(got.err, "error: "), "what follows -- is no flag: %s", got.err)
	})
	require.GreaterOrEqual(t, tried, 9)
}

// Outside a repository and in one whose settings are wrong, whatever a command
// needs of it.
func TestFailuresInJSON(t *testing.T) {
	outside := repotest.New(t).With("GIT_CEILING_DIRECTORIES=" + os.TempDir())
	broken := repotest.New(t)
	broken.Write("promptctl.yaml", "version: 1\npromts: x\n")
	for _, args := range [][]string{
		{"init", "--yes"}, {"new", "a"}, {"list"}, {"show", "a"}, {"render", "a"}, {"log", "a"}, {"fmt"}, {"comment", "--list"}, {"comment", "a", "-m", "x"},
	} {
		t.Run(args[0], func(t *testing.T) {
			line := func(dir string) []string { return append(append([]string{"-C", dir}, args...), "-o", "json") }
			requireFailure(t, statusFailed, inProcess(t, outside.Env(), line(t.TempDir())...))
			requireFailure(t, statusUsage, inProcess(t, broken.Env(), line(broken.Dir)...))
		})
	}
}

// What could not be written is a failure, whatever was to be written: half an
// answer must not look like a whole one.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no device that is full:", err)
	}
	defer full.Close()
	made := repotest.New(t)
	made.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: Hi}\n")
	made.Commit("One")
	for _, args := range [][]string{
		{}, {"--help"}, {"list"}, {"list", "-o", "json"}, {"list", "-o", "jsonl"}, {"show", "a"}, {"show", "a", "--raw"},
		{"show", "a", "--compiled"}, {"show", "a", "-o", "yaml"}, {"render", "a"}, {"render", "a", "--message", "1"}, {"render", "a", "-o", "openai"},
		{"log", "a"}, {"comment", "a", "-m", "x"}, {"comment", "--list"}, {"schema"}, {"explain"}, {"explain", "Y002"}, {"doctor"}, {"version"}, {"completion", "bash"}, {"new", "--list"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			talk, err := os.CreateTemp(t.TempDir(), "")
			require.NoError(t, err)
			defer talk.Close()
			status := run(t.Context(), system{
				args: append([]string{"-C", made.Dir}, args...), env: made.Env(), in: talk, out: full, err: talk, now: time.Now,
			})
			require.Equal(t, statusFailed, status)
			text, err := os.ReadFile(talk.Name())
			require.NoError(t, err)
			require.Contains(t, string(text), "no space left on device")
		})
	}
}

// Ctrl-C ends a command also where it waits for input that never comes.
func TestInterrupted(t *testing.T) {
	made := repotest.New(t)
	made.Write("prompts/a.prompt.yaml", "messages:   [{role: user, content: Hi}]\n")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{{"fmt", "-"}, {"fmt"}, {"list"}, {"show", "a"}, {"log", "a"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			in, never, err := os.Pipe()
			require.NoError(t, err)
			defer in.Close()
			defer never.Close()
			answer, err := os.CreateTemp(t.TempDir(), "")
			require.NoError(t, err)
			defer answer.Close()
			status := run(stopped, system{
				args: append([]string{"-C", made.Dir}, args...), env: made.Env(), in: in, out: answer, err: answer, now: time.Now,
			})
			require.Equal(t, statusInterrupted, status)
			text, err := os.ReadFile(answer.Name())
			require.NoError(t, err)
			require.Empty(t, string(text))
		})
	}
}

// A command is found by the names that it has itself.
func TestCommandsAreCalledAsTheyAre(t *testing.T) {
	for _, c := range newApp(system{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}).commands() {
		made := c.make()
		require.Equal(t, append([]string{made.Name()}, made.Aliases...), c.names)
		alone := newApp(system{args: []string{c.names[0]}, in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}).root()
		found, _, err := alone.Find(c.names)
		require.NoError(t, err)
		require.Equal(t, made.Name(), found.Name())
	}
}
