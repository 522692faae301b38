package signature

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// now is when everything is judged where a test does not say otherwise.
var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// tool skips a test where a program is not there.
func tool(t testing.TB, name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}

// workshop is a home of its own for programs, with a short path: gpg's agent
// has its socket there.
type workshop struct {
	t   testing.TB
	dir string
	env []string
}

func newWorkshop(t testing.TB) *workshop {
	dir, err := os.MkdirTemp("/tmp", "sig")
	require.NoError(t, err)
	w := &workshop{t: t, dir: dir, env: []string{"HOME=" + dir, "GNUPGHOME=" + dir + "/g", "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LC_ALL=C", "TMPDIR=" + dir}}
	require.NoError(t, os.Mkdir(dir+"/g", 0o700))
	t.Cleanup(func() {
		if _, err := exec.LookPath("gpgconf"); err == nil {
			w.try("gpgconf", "--kill", "all")
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	return w
}

// in runs a program with what it reads, and returns what it printed and said.
func (w *workshop) in(stdin []byte, program string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.CommandContext(context.Background(), tool(w.t, program), args...)
	var out, talk bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = w.dir, w.env, bytes.NewReader(stdin), &out, &talk
	err = cmd.Run()
	return out.String(), talk.String(), err
}

func (w *workshop) try(program string, args ...string) (string, error) {
	out, talk, err := w.in(nil, program, args...)
	return out + talk, err
}

func (w *workshop) run(program string, args ...string) string {
	out, talk, err := w.in(nil, program, args...)
	require.NoError(w.t, err, "%s %v: %s", program, args, talk)
	return out
}

func (w *workshop) write(name, text string) string {
	path := filepath.Join(w.dir, name)
	require.NoError(w.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (w *workshop) read(name string) string {
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	require.NoError(w.t, err)
	return string(data)
}

// sshKey makes a key and returns its public line without the comment.
func (w *workshop) sshKey(name, kind, bits string) string {
	args := []string{"-q", "-t", kind, "-N", "", "-C", "", "-f", filepath.Join(w.dir, name)}
	if bits != "" {
		args = append(args, "-b", bits)
	}
	w.run("ssh-keygen", args...)
	return strings.TrimSpace(w.read(name + ".pub"))
}

// sshSign signs with a key that was made before.
func (w *workshop) sshSign(name, namespace string, payload []byte) []byte {
	out, talk, err := w.in(payload, "ssh-keygen", "-Y", "sign", "-n", namespace, "-f", filepath.Join(w.dir, name))
	require.NoError(w.t, err, talk)
	return []byte(out)
}

// signers reads allowed signers that have no errors.
func signers(t testing.TB, src string) *AllowedSigners {
	a, found := ParseAllowedSigners("allowed_signers", []byte(src))
	require.NoError(t, found.Err())
	return a
}

// refusal is the code with which something was refused, or "" where it was not.
func refusal(t testing.TB, err error) Code {
	if err == nil {
		return ""
	}
	var refused *Refused
	require.ErrorAs(t, err, &refused)
	return refused.Code
}
