package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")
	objectName   = regexp.MustCompile(`\b[0-9a-f]{8}\b`)
)

// TestReadme types what README.md shows into a terminal, and demands that the
// screen shows what README.md says. Ids of commits are new in each run, as
// init makes up the id of a repository. UPDATE_SCRIPTS=1 rewrites README.md.
func TestReadme(t *testing.T) {
	file := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	blocks := consoleBlock.FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, blocks)
	updated := string(text)
	_, noKeys := exec.LookPath("ssh-keygen")
	for _, block := range blocks {
		if noKeys != nil && strings.Contains(block[1], "ssh-keygen") {
			continue
		}
		shown := session(t, block[1])
		if os.Getenv("UPDATE_SCRIPTS") != "" {
			updated = strings.Replace(updated, block[1], shown, 1)
			continue
		}
		require.Equal(t, objectName.ReplaceAllString(block[1], "ID"), objectName.ReplaceAllString(shown, "ID"))
	}
	if updated != string(text) {
		require.NoError(t, os.WriteFile(file, []byte(updated), 0o644))
	}
}

// TestReadmePrompt demands that the prompt in README.md is one.
func TestReadmePrompt(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		_, found := prompt.Parse("prompts/support/triage.prompt.yaml", []byte(block[1]))
		require.Empty(t, found)
		laidOut, _ := prompt.Canonical("prompts/support/triage.prompt.yaml", []byte(block[1]))
		require.Equal(t, block[1], string(laidOut))
	}
}

// session runs the command lines of a block and returns it with what the
// terminal shows.
func session(t *testing.T, block string) string {
	var script strings.Builder
	var commands []string
	for line := range strings.Lines(block) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, command)
			fmt.Fprintf(&script, "printf '\\036'\n%s", command)
		}
	}
	screen := strings.ReplaceAll(typeIn(t, script.String()), "\r\n", "\n")
	outputs := strings.Split(screen, "\036")[1:]
	require.Len(t, outputs, len(commands), screen)
	shown := ""
	for i, command := range commands {
		shown += "$ " + command + outputs[i]
	}
	return shown
}

// typeIn runs a script at a terminal of 100 columns and returns its screen.
func typeIn(t *testing.T, script string) string {
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "bin", "promptctl"), ".")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "home"), 0o755))

	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	defer person.Close()
	require.NoError(t, unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)

	const date = "2026-03-02T09:00:00Z"
	cmd := exec.Command("sh", "-e", "-c", script)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	cmd.Env = []string{
		"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"), "HOME=" + filepath.Join(dir, "home"), "TZ=UTC", "LC_ALL=C.UTF-8",
		"TERM=xterm", "NO_COLOR=1", "COLUMNS=100", "PROMPTCTL_PAGER=cat", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=init.defaultBranch", "GIT_CONFIG_VALUE_0=main",
		"GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.com", "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=Ana", "GIT_COMMITTER_EMAIL=ana@example.com", "GIT_COMMITTER_DATE=" + date,
	}
	require.NoError(t, cmd.Start())
	require.NoError(t, tty.Close())
	screen, _ := io.ReadAll(person) // ends with an error when the last process at the terminal has gone
	require.NoError(t, cmd.Wait(), string(screen))
	return string(screen)
}
