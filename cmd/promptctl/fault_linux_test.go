package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// The faults are what happens to a machine and to others who work at the same
// time. Whatever it is, the branch of an environment is where it was or where it was
// to be, and what was acknowledged is in the ledger.

// site is a repository whose environment staging takes what ana promotes.
type site struct {
	*repotest.Repo
	t    *testing.T
	keys string
}

func newSite(t *testing.T, prompts int) site {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	s := site{repotest.New(t), t, t.TempDir()}
	require.NoError(t, repotest.WriteKeys(s.keys, "ana"))
	line := readAll(t, filepath.Join(s.keys, "allowed_signers"))
	print := strings.Fields(runTool(t, nil, "", "ssh-keygen", "-lf", filepath.Join(s.keys, "ana.pub")))[1]
	s.Write(".promptctl/allowed_signers", line)
	s.Write(".promptctl/policy.yaml", fmt.Sprintf(`version: 1
repository: 4f6c4f6c4f6c4f6c4f6c4f6c4f6c4f6c
persons:
  ana: {emails: [ana@example.com], keys: [%q], roles: [legal, release, admin]}
admin: {role: admin, count: 1}
environments:
  staging: {branch: env/staging, may: {promote: [release], rollback: [release]}}
`, print))
	for i := range prompts {
		s.Write(fmt.Sprintf("prompts/p%02d.prompt.yaml", i), fmt.Sprintf("messages:\n  - {role: user, content: Text %d}\n", i))
	}
	s.Commit("Begin")
	s.must("env", "init", "staging", "--yes")
	return s
}

// command is promptctl in the repository, with ana's key.
func (s site) command(dir string, args ...string) *exec.Cmd {
	program, err := exec.LookPath("promptctl")
	require.NoError(s.t, err)
	cmd := exec.Command(program, append([]string{"-C", dir}, args...)...)
	cmd.Env = s.With(repotest.SigningAs(s.keys, "ana")...).Env()
	return cmd
}

func (s site) must(args ...string) string {
	s.t.Helper()
	cmd := s.command(s.Dir, args...)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	out, err := cmd.Output()
	require.NoError(s.t, err, "%v\n%s", args, &talk)
	return strings.TrimSpace(string(out))
}

// sound checks that the ledger verifies for somebody who has never seen it, and
// that git is content, and returns the entries, the oldest first.
func (s site) sound() []string {
	s.t.Helper()
	s.Git("fsck", "--strict", "--no-dangling")
	cmd := s.command(s.Dir, "promote", "--all", "--env", "staging", "--dry-run")
	cmd.Env = append(cmd.Env, "XDG_STATE_HOME="+s.t.TempDir())
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "%s", out)
	return strings.Fields(s.Git("rev-list", "--first-parent", "--reverse", "env/staging"))
}

func TestAttack39TwentyPromoteAtOnce(t *testing.T) {
	t.Parallel()
	const many = 20
	s := newSite(t, many)
	done := make(chan struct{})
	var others, promoters sync.WaitGroup
	for _, args := range [][]string{{"commit", "-q", "--allow-empty", "-m", "Meanwhile"}, {"gc", "-q"}} {
		others.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					_, _ = s.TryGit("", args...) // gc and commit may be in each other's way
				}
			}
		})
	}
	head := s.Head()
	acknowledged := make([]string, many)
	for i := range many {
		promoters.Go(func() {
			cmd := s.command(s.Dir, "promote", fmt.Sprintf("p%02d@%s", i, head), "--env", "staging", "--yes")
			var talk bytes.Buffer
			cmd.Stderr = &talk
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("promote p%02d: %v\n%s", i, err, &talk)
			}
			acknowledged[i] = strings.TrimSpace(string(out))
		})
	}
	promoters.Wait()
	close(done)
	others.Wait()
	entries := s.sound()
	require.Len(t, entries, 1+many)
	slices.Sort(acknowledged)
	require.ElementsMatch(t, acknowledged, entries[1:])
	require.Len(t, strings.Fields(s.Git("ls-tree", "-r", "--name-only", "env/staging", "served/")), many)
}

func TestAttack40KilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	s := newSite(t, 1)
	promote := []string{"promote", "p00@HEAD", "--env", "staging", "--yes"}
	s.must(promote...)
	version := 0
	next := func() {
		version++
		s.Write("prompts/p00.prompt.yaml", fmt.Sprintf("messages:\n  - {role: user, content: Version %d}\n", version))
		s.Commit("Edit")
	}
	next()
	started := time.Now()
	s.must(promote...)
	took := time.Since(started)
	random := rand.New(rand.NewPCG(1, 2))
	moved := 0
	for i := range 200 {
		args := promote
		if i%2 == 1 {
			args = []string{"rollback", "p00", "--env", "staging", "--yes"}
		} else {
			next()
		}
		before := s.Git("rev-parse", "env/staging")
		cmd := s.command(s.Dir, args...)
		require.NoError(t, cmd.Start())
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(took)*5/4)), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
		after := s.Git("rev-parse", "env/staging")
		if after != before {
			require.Equal(t, before, s.Git("rev-parse", "env/staging^"), "one entry further, and no more")
			moved++
		}
		if i%20 == 19 {
			s.sound()
		}
		next()
		s.must(promote...)
	}
	t.Logf("killed 200 times: %d had moved the branch already", moved)
	s.sound()
}

func TestAttack40FullDisk(t *testing.T) {
	t.Parallel()
	s := newSite(t, 1)
	version, failed := 0, 0
	for _, ignore := range []string{"", "trap '' XFSZ; "} { // git dies of the signal, or sees the error
		for limit := 0; limit <= 64; limit++ {
			version++
			s.Write("prompts/p00.prompt.yaml", fmt.Sprintf("messages:\n  - {role: user, content: Version %d}\n", version))
			s.Commit("Edit")
			before := s.Git("rev-parse", "env/staging")
			cmd := s.command(s.Dir, "promote", "p00@HEAD", "--env", "staging", "--yes")
			cmd.Args = append([]string{"sh", "-c", fmt.Sprintf(`%sulimit -f %d; exec "$0" "$@"`, ignore, limit), cmd.Path}, cmd.Args[1:]...)
			cmd.Path, _ = exec.LookPath("sh")
			out, err := cmd.Output()
			after := s.Git("rev-parse", "env/staging")
			if err == nil {
				require.Equal(t, strings.TrimSpace(string(out)), after, "what was acknowledged is there")
				break
			}
			failed++
			if after != before {
				require.Equal(t, before, s.Git("rev-parse", "env/staging^"))
			}
			require.NoFileExists(t, filepath.Join(s.Dir, ".git", "refs", "heads", "env", "staging.lock"))
		}
		s.sound()
		s.must("promote", "p00@HEAD", "--env", "staging", "--yes")
	}
	require.Positive(t, failed)
	t.Logf("the disk was full %d times", failed)
}

// Two clones push to one remote at once: both entries are there, one after the
// other.
func TestAttack39TwoClonesRaceToPush(t *testing.T) {
	t.Parallel()
	const rounds = 5
	s := newSite(t, 2*rounds)
	s.must("release", "p00", "--yes") // a clone without any statement would be INCOMPLETE
	hub := filepath.Join(t.TempDir(), "hub.git")
	s.Git("clone", "-q", "--bare", s.Dir, hub)
	var clones []string
	for _, name := range []string{"one", "two"} {
		clone := filepath.Join(t.TempDir(), name)
		s.Git("clone", "-q", hub, clone)
		clones = append(clones, clone)
	}
	for round := range rounds {
		var both sync.WaitGroup
		for i, clone := range clones {
			both.Go(func() {
				out, err := s.command(clone, "promote", fmt.Sprintf("p%02d@main", 2*round+i), "--env", "staging", "--yes", "--push").CombinedOutput()
				if err != nil {
					t.Errorf("clone %d: %v\n%s", i, err, out)
				}
			})
		}
		both.Wait()
	}
	require.Len(t, strings.Fields(s.Git("-C", hub, "rev-list", "--first-parent", "env/staging")), 1+2*rounds)
	require.Len(t, strings.Fields(s.Git("-C", hub, "ls-tree", "-r", "--name-only", "env/staging", "served/")), 2*rounds)
}

// A remote that takes the entry and refuses its statements takes neither.
func TestAttack40HalfOfAPushIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, 1)
	hub := filepath.Join(t.TempDir(), "hub.git")
	s.Git("clone", "-q", "--bare", s.Dir, hub)
	s.must("release", "p00", "--yes")
	s.Git("remote", "add", "origin", hub)
	hook := filepath.Join(hub, "hooks", "update")
	require.NoError(t, os.MkdirAll(filepath.Dir(hook), 0o755))
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\ncase \"$1\" in refs/tags/*) exit 1 ;; esac\n"), 0o755))
	here := s.Git("for-each-ref", "refs/heads")
	there := s.Git("-C", hub, "for-each-ref")
	out, err := s.command(s.Dir, "promote", "p00", "--env", "staging", "--yes", "--push").CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "refused p00/v1.0.0")
	require.Equal(t, here, s.Git("for-each-ref", "refs/heads"))
	require.Equal(t, there, s.Git("-C", hub, "for-each-ref"))
	require.NoError(t, os.Remove(hook))
	s.must("promote", "p00", "--env", "staging", "--yes", "--push")
	require.Equal(t, s.Git("rev-parse", "env/staging"), s.Git("-C", hub, "rev-parse", "env/staging"))
}
