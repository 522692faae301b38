// Package repotest makes real git repositories for tests, in temporary folders
// and with a home of their own: what a test sees does not depend on who runs
// it, where and when.
package repotest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// epoch is the date of the first commit. Each further one is a minute later.
var epoch = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Repo is a git repository in a temporary folder.
type Repo struct {
	Dir string // the work tree's top, or the repository itself where it is bare

	t     testing.TB
	env   []string
	clock *int // minutes since epoch; shared by all repositories made from one
}

// New makes an empty repository on the branch main.
func New(t testing.TB) *Repo { return initialise(t) }

// NewSHA256 makes an empty repository whose objects are named by SHA-256.
func NewSHA256(t testing.TB) *Repo { return initialise(t, "--object-format=sha256") }

// NewBare makes an empty repository without a work tree.
func NewBare(t testing.TB) *Repo { return initialise(t, "--bare") }

func initialise(t testing.TB, options ...string) *Repo {
	t.Helper()
	r := &Repo{Dir: filepath.Join(realTempDir(t), "repo"), t: t, env: isolated(t), clock: new(int)}
	require.NoError(t, os.Mkdir(r.Dir, 0o755))
	r.Git(append([]string{"init", "-q", "-b", "main"}, options...)...)
	return r
}

// realTempDir is t.TempDir() as git will name it.
func realTempDir(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return dir
}

// isolated returns an environment with an empty home, a fixed identity and
// none of the machine's git settings.
func isolated(t testing.TB) []string {
	home := realTempDir(t)
	env := []string{
		"HOME=" + home,
		"XDG_CONFIG_HOME=" + filepath.Join(home, ".config"),
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=" + filepath.Join(home, ".gitconfig"),
		"GIT_ATTR_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ana Author",
		"GIT_AUTHOR_EMAIL=ana@example.com",
		"GIT_COMMITTER_NAME=Cy Committer",
		"GIT_COMMITTER_EMAIL=cy@example.com",
		"TZ=UTC",
	}
	for _, name := range []string{"PATH", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP", "PATHEXT"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	config := "[commit]\n\tgpgSign = false\n[tag]\n\tgpgSign = false\n[gc]\n\tauto = 0\n" +
		"[maintenance]\n\tauto = false\n[protocol \"file\"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n"
	require.NoError(t, os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(config), 0o644))
	return env
}

// Env returns the environment in which the repository's git runs, as
// os.Environ() would give it.
func (r *Repo) Env() []string { return slices.Clone(r.env) }

// With returns the same repository with these variables ("NAME=value") set.
func (r *Repo) With(env ...string) *Repo {
	c := *r
	c.env = append(slices.Clone(r.env), env...)
	return &c
}

// In returns the same repository, seen from another folder of its or from
// another repository's. The folder is relative to Dir, or absolute.
func (r *Repo) In(dir string) *Repo {
	c := *r
	c.Dir = dir
	if !filepath.IsAbs(dir) {
		c.Dir = filepath.Join(r.Dir, dir)
	}
	return &c
}

// Git runs git and returns its standard output without the last line break.
// The test ends where git fails.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	return r.GitInput("", args...)
}

// GitInput is Git with a text on standard input.
func (r *Repo) GitInput(stdin string, args ...string) string {
	r.t.Helper()
	out, err := r.TryGit(stdin, args...)
	require.NoError(r.t, err)
	return strings.TrimSuffix(out, "\n")
}

// TryGit runs git and returns its standard output as it is. The error holds
// what git wrote to standard error.
func (r *Repo) TryGit(stdin string, args ...string) (string, error) {
	var out, talk strings.Builder
	cmd := exec.Command("git", args...)
	date := epoch.Add(time.Duration(*r.clock) * time.Minute).Format(time.RFC3339)
	cmd.Dir, cmd.Env = r.Dir, append([]string{"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date}, r.env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &talk
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, talk.String())
	}
	return out.String(), nil
}

// Write writes a file, with its folders. The path is relative to Dir.
func (r *Repo) Write(path, text string) {
	r.t.Helper()
	path = filepath.Join(r.Dir, filepath.FromSlash(path))
	require.NoError(r.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(r.t, os.WriteFile(path, []byte(text), 0o644))
}

// Remove removes a file or a folder with all that is in it.
func (r *Repo) Remove(path string) {
	r.t.Helper()
	require.NoError(r.t, os.RemoveAll(filepath.Join(r.Dir, filepath.FromSlash(path))))
}

// Commit commits all that is in the work tree and returns the commit's hash.
// It may be an empty commit.
func (r *Repo) Commit(msg string) string {
	r.t.Helper()
	r.Git("add", "-A")
	return r.CommitStaged(msg)
}

// CommitStaged commits what is staged and returns the commit's hash.
func (r *Repo) CommitStaged(msg string) string {
	r.t.Helper()
	r.Git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", msg)
	*r.clock++
	return r.Head()
}

// Head returns the hash of the commit that is checked out.
func (r *Repo) Head() string {
	r.t.Helper()
	return r.Git("rev-parse", "HEAD")
}

// Branch makes a branch at the commit that is checked out, and checks it out.
func (r *Repo) Branch(name string) {
	r.t.Helper()
	r.Git("switch", "-q", "-c", name)
}

// Switch checks out a branch.
func (r *Repo) Switch(name string) {
	r.t.Helper()
	r.Git("switch", "-q", name)
}

// Merge merges branches into the one that is checked out, never forwarding,
// and returns the merge's hash.
func (r *Repo) Merge(branches ...string) string {
	r.t.Helper()
	r.Git(append([]string{"merge", "-q", "--no-ff", "-m", "merge " + strings.Join(branches, ", ")}, branches...)...)
	*r.clock++
	return r.Head()
}

// Tag makes an annotated tag of the commit that is checked out.
func (r *Repo) Tag(name, msg string) {
	r.t.Helper()
	r.Git("tag", "-a", "-m", msg, "--end-of-options", name)
	*r.clock++
}
