package repo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

const (
	hookReport = "REPO_TEST_HOOK_REPORT" // a file that is written where git runs this binary as a hook
	hookStatus = "REPO_TEST_HOOK_STATUS" // how the hook is to end
)

// TestMain lets git run this test binary as a pre-receive hook.
func TestMain(m *testing.M) {
	report, isHook := os.LookupEnv(hookReport)
	if !isHook {
		os.Exit(m.Run())
	}
	err := os.WriteFile(report, []byte(preReceive()), 0o644)
	if err != nil || os.Getenv(hookStatus) != "0" {
		os.Exit(1)
	}
}

// preReceive says what a hook sees of the ref that comes in.
func preReceive() string {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	ids := strings.Fields(line)
	if err != nil || len(ids) != 3 {
		return fmt.Sprintf("%q: %v", line, err)
	}
	was, now := Hash(ids[0]), Hash(ids[1])
	return seen(Options{Alone: true}, was, now) + seen(Options{Alone: true, Incoming: true}, was, now)
}

// seen says what a repository, as it is opened, has of two commits.
func seen(o Options, was, now Hash) string {
	ctx := context.Background()
	o.Env = os.Environ()
	r, err := Open(ctx, o)
	if err != nil {
		return err.Error()
	}
	defer r.Close()
	said := fmt.Sprintf("incoming %t\n", o.Incoming)
	for _, id := range []Hash{was, now} {
		kind, data, err := r.ReadObject(ctx, id)
		_, notHere := r.objects().local(ctx, id)
		said += fmt.Sprintf("%s of %d bytes, missing %t, without git %t\n", kind, len(data), errors.Is(err, ErrMissingObject), notHere == nil)
	}
	leads, _ := r.IsAncestor(ctx, was, now)
	said += fmt.Sprintf("git sees %t, leads %t\n", r.Has(ctx, now), leads)
	for _, name := range []string{"GIT_DIR", "GIT_QUARANTINE_PATH"} {
		_, given := lookup(o.Env, name)
		_, kept := lookup(r.git.env, name)
		said += fmt.Sprintf("%s given %t, kept %t\n", name, given, kept)
	}
	return said
}

// Before a push is let in, its objects can be read from where git holds them,
// and nowhere else. One that is refused leaves nothing.
func TestIncoming(t *testing.T) {
	for name, unpackLimit := range map[string]string{"a pack": "1", "loose objects": "1000"} {
		for _, status := range []string{"0", "1"} {
			t.Run(name+" "+status, func(t *testing.T) {
				in := repotest.New(t)
				was := in.Commit("first")
				bare := in.Bare()
				odd := filepath.Join(t.TempDir(), `a:b "c" ü.git`) // which git has to quote
				require.NoError(t, os.Rename(bare.Dir, odd))
				bare = bare.In(odd)
				bare.Git("config", "receive.unpackLimit", unpackLimit)
				self, err := os.Executable()
				require.NoError(t, err)
				bare.Write("hooks/pre-receive", "#!/bin/sh\nexec '"+self+"'\n")
				bare.Chmod("hooks/pre-receive", 0o755)

				now := in.Commit("second")
				report := filepath.Join(t.TempDir(), "report")
				_, err = in.With(hookReport+"="+report, hookStatus+"="+status).TryGit("", "push", "-q", odd, "main")
				require.Equal(t, status == "0", err == nil, err)
				said, err := os.ReadFile(report)
				require.NoError(t, err)
				size := func(rev string) string { return in.Git("cat-file", "-s", rev) }
				require.Equal(t, "incoming false\n"+
					"commit of "+size(was)+" bytes, missing false, without git true\n"+
					" of 0 bytes, missing true, without git false\n"+
					"git sees false, leads false\n"+
					"GIT_DIR given true, kept false\n"+
					"GIT_QUARANTINE_PATH given true, kept true\n"+
					"incoming true\n"+
					"commit of "+size(was)+" bytes, missing false, without git true\n"+
					"commit of "+size(now)+" bytes, missing false, without git true\n"+
					"git sees true, leads true\n"+
					"GIT_DIR given true, kept false\n"+
					"GIT_QUARANTINE_PATH given true, kept true\n", string(said))

				_, _, err = openAt(t, bare).ReadObject(t.Context(), Hash(now))
				require.Equal(t, status == "1", errors.Is(err, ErrMissingObject))
			})
		}
	}
}
