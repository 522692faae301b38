package term

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func needShell(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell")
	}
}

func showText(t *Terminal) error {
	_, err := io.WriteString(t.Out, "one\ntwo\n")
	return err
}

func TestPage(t *testing.T) {
	needShell(t)
	tests := []struct{ name, command, want string }{
		{"a command", "sed s/^/+/", "+one\n+two\n"},
		{"a program", "sort", "one\ntwo\n"},
		{"none", "", "one\ntwo\n"},
		{"cat", " cat ", "one\ntwo\n"},
		{"not installed", "no-such-pager-anywhere", "one\ntwo\n"},
		{"variables", `cat; echo "$LESS|$LV|$HERE"`, "one\ntwo\nFRX|-c|yes\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term, out, _ := terminal("")
			environ := []string{"PATH=" + os.Getenv("PATH"), "HERE=yes"}
			require.NoError(t, term.Page(tt.command, environ, showText))
			require.Equal(t, tt.want, out.String())
		})
	}
}

func TestPageLeavesLessAlone(t *testing.T) {
	needShell(t)
	term, out, _ := terminal("")
	require.NoError(t, term.Page(`cat >/dev/null; echo "$LESS"`, []string{"LESS=-S"}, showText))
	require.Equal(t, "-S\n", out.String())
}

func TestPageOnlyOnTerminal(t *testing.T) {
	term, out, _ := terminal("")
	term.OutTTY = false
	require.NoError(t, term.Page("sed s/^/+/", nil, showText))
	require.Equal(t, "one\ntwo\n", out.String())
}

func TestPagerIsQuitEarly(t *testing.T) {
	needShell(t)
	term, out, _ := terminal("")
	lines := 0
	err := term.Page("read line; echo $line", os.Environ(), func(t *Terminal) error {
		for {
			lines++
			if _, err := fmt.Fprintln(t.Out, "line", lines); err != nil {
				return fmt.Errorf("list: %w", err)
			}
		}
	})
	require.NoError(t, err)
	require.Equal(t, "line 1\n", out.String())
	require.Greater(t, lines, 1)
}

func TestPageFails(t *testing.T) {
	needShell(t)
	term, out, errs := terminal("")
	err := term.Page("no-such-pager-anywhere -R", os.Environ(), showText)
	require.EqualError(t, err, `pager "no-such-pager-anywhere -R" cannot be run`)
	require.Empty(t, out.String())
	require.Contains(t, errs.String(), "not found")

	err = term.Page("sort", os.Environ(), func(t *Terminal) error {
		_ = showText(t)
		return errBroken
	})
	require.ErrorIs(t, err, errBroken)
	require.Equal(t, "one\ntwo\n", out.String())
}
