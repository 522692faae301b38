package program

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func shell(script string) Program {
	return Program{Command: []string{"sh", "-c", script}, Timeout: time.Minute, Most: 100}
}

func TestRun(t *testing.T) {
	out, err := shell("cat").Run(context.Background(), []byte("given"))
	require.NoError(t, err)
	require.Equal(t, "given", string(out))

	_, err = shell("exit 0").Run(context.Background(), []byte(strings.Repeat("nobody reads it ", 100_000)))
	require.NoError(t, err, "a program need not read its input")

	p := shell("pwd; echo $WHO")
	p.Folder, p.Environ = t.TempDir(), []string{"WHO=ana", "PATH=" + os.Getenv("PATH")}
	p.Most = 4096
	out, err = p.Run(context.Background(), nil)
	require.NoError(t, err)
	folder, err := filepath.EvalSymlinks(p.Folder)
	require.NoError(t, err)
	require.Equal(t, folder+"\nana\n", string(out))
}

func TestRunFails(t *testing.T) {
	_, err := shell("echo why >&2; exit 3").Run(context.Background(), nil)
	require.EqualError(t, err, "exit status 3: why")
	_, err = shell("exit 3").Run(context.Background(), nil)
	require.EqualError(t, err, "exit status 3")
	_, err = shell("head -c 101 /dev/zero").Run(context.Background(), nil)
	require.ErrorIs(t, err, ErrTooLong)
	_, err = Program{Command: []string{"/is/not/there"}, Timeout: time.Minute}.Run(context.Background(), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	p := shell("exec tail -f /dev/null")
	p.Timeout = time.Millisecond
	_, err = p.Run(context.Background(), nil)
	require.ErrorIs(t, err, ErrTimeout)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = shell("cat").Run(ended, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// What a program says is kept in results and recordings: the keys that it was given
// stay out, also where it fails and says its whole environment.
func TestKeysAreTakenOut(t *testing.T) {
	const key = "sk-test-0123456789abcdef"
	p := shell(`echo "{\"reason\": \"$OPENAI_API_KEY $AUTHOR\"}"`)
	p.Environ = []string{"OPENAI_API_KEY=" + key, "AUTHOR=ana-ana-ana-ana-ana", "PORT_KEY=1", "PATH=" + os.Getenv("PATH")}
	out, err := p.Run(context.Background(), nil)
	require.NoError(t, err)
	require.Equal(t, `{"reason": "[key] ana-ana-ana-ana-ana"}`+"\n", string(out))

	p.Command = []string{"sh", "-c", `printf "%0980d Bearer $OPENAI_API_KEY" 1 >&2; exit 1`}
	_, err = p.Run(context.Background(), nil)
	require.ErrorContains(t, err, "1 Bearer [key]")
	p.Command = []string{"sh", "-c", `printf "%0992d Bearer $OPENAI_API_KEY" 1 >&2; exit 1`}
	_, err = p.Run(context.Background(), nil)
	require.ErrorContains(t, err, "1 Bearer …")
	require.NotContains(t, err.Error(), "sk-")
}
