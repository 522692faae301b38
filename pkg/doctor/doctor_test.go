package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// sound is a repository in which there is nothing to say.
func sound(t testing.TB) *repotest.Repo {
	made := repotest.New(t)
	made.Write("promptctl.yaml", "version: 1\nprompts: prompts\n")
	made.Write(".gitattributes", "* text=auto eol=lf\n")
	made.Write("prompts/greet.prompt.yaml", "messages:\n  - role: user\n    content: Hello\n")
	made.Commit("first")
	made.Tag("greet/v1.0.0", "release")
	return made
}

// world is the world of a repository, with folders of promptctl's own.
func world(t testing.TB, made *repotest.Repo) World {
	own := t.TempDir()
	return World{Dir: made.Dir, Env: made.Env(), Cache: filepath.Join(own, "cache", "promptctl"), State: filepath.Join(own, "state")}
}

func examine(t testing.TB, w World) map[string]Result {
	t.Helper()
	results, err := Examine(t.Context(), w)
	require.NoError(t, err)
	byID := map[string]Result{}
	for _, r := range results {
		require.NotEmpty(t, r.Detail, r.ID)
		require.NotEmpty(t, r.Title, r.ID)
		require.Contains(t, []Status{OK, Note, Warn, Fail}, r.Status, r.ID)
		require.NotContains(t, byID, r.ID)
		byID[r.ID] = r
	}
	require.Len(t, byID, len(checks()))
	return byID
}

// expect demands a status and a part of what is said.
func expect(t testing.TB, results map[string]Result, id string, status Status, detail string) {
	t.Helper()
	require.Equal(t, status, results[id].Status, "%s: %s", id, results[id].Detail)
	require.Contains(t, results[id].Detail, detail, id)
}

func TestSoundRepository(t *testing.T) {
	made := sound(t)
	made.Git("config", "user.email", "ana@example.com")
	results := examine(t, world(t, made.With("GIT_EDITOR=true", "GIT_PAGER=cat")))
	for id, r := range results {
		switch id {
		case "policy", "signing", "environment", "hooks", "diff": // what is said of those is not wrong
			require.NotContains(t, []Status{Warn, Fail}, r.Status, "%s: %s", id, r.Detail)
		default:
			require.Equal(t, OK, r.Status, "%s: %s", id, r.Detail)
		}
	}
	expect(t, results, "repository", OK, "work tree "+made.Dir+", on main")
	expect(t, results, "tags", OK, "1 tag")
	expect(t, results, "prompts", OK, "1 prompt")
	expect(t, results, "commit-graph", OK, "not needed for 1 commit")
}

func TestWithoutGit(t *testing.T) {
	w := world(t, sound(t))
	w.Env = []string{"PATH=" + t.TempDir()}
	results := examine(t, w)
	expect(t, results, "git", Fail, "git was not found")
	require.Contains(t, results["git"].Hint, "install git")
	expect(t, results, "repository", Note, "skipped: there is no git")
	expect(t, results, "identity", Note, "skipped: there is no git")
	expect(t, results, "cache", OK, "")
}

func TestOutsideOfARepository(t *testing.T) {
	made := repotest.New(t)
	outside := filepath.Dir(made.Dir)
	w := world(t, made)
	w.Dir, w.Env = outside, append(w.Env, "GIT_CEILING_DIRECTORIES="+filepath.Dir(outside))
	results := examine(t, w)
	expect(t, results, "repository", Note, "not in a git repository")
	expect(t, results, "prompts", Note, "skipped: not in a repository")
	expect(t, results, "identity", OK, "<")
	for id, r := range results {
		require.NotEqual(t, Fail, r.Status, id)
	}
}

func TestRepositoryThatGitRefuses(t *testing.T) {
	made := sound(t)
	made.Git("config", "core.repositoryFormatVersion", "7")
	results := examine(t, world(t, made))
	expect(t, results, "repository", Fail, "git refuses")
	expect(t, results, "tags", Note, "skipped: the repository cannot be opened")
}

func TestShapes(t *testing.T) {
	full := sound(t)
	full.Write("src/a.go", "package a\n")
	full.Commit("second")
	for name, c := range map[string]struct {
		made       *repotest.Repo
		id, detail string
		status     Status
		hint       string
	}{
		"bare":      {full.Bare(), "repository", "bare repository", Note, "commands read HEAD"},
		"linked":    {full.Worktree("side"), "repository", "linked work tree", OK, ""},
		"submodule": {full.Submodule("sub"), "repository", "submodule", OK, ""},
		"shallow":   {full.Shallow(1), "history", "shallow", Warn, "git fetch --unshallow"},
		"partial":   {full.Partial(), "objects", "partial clone", Note, "--refetch"},
		"sparse":    {full.Sparse("prompts"), "checkout", "sparse", Note, "git sparse-checkout add"},
		"no tags":   {full.Clone("--no-tags"), "tags", "does not fetch tags", Warn, "git fetch --tags"},
		"sha256":    {repotest.NewSHA256(t), "objects", "sha256", OK, ""},
		"unborn":    {repotest.New(t), "repository", "on main, without a commit yet", OK, ""},
		"git's own": {full.In(".git"), "repository", "git's own folder", Note, "work tree"},
	} {
		t.Run(name, func(t *testing.T) {
			results := examine(t, world(t, c.made))
			expect(t, results, c.id, c.status, c.detail)
			require.Contains(t, results[c.id].Hint, c.hint)
			for id, r := range results {
				require.NotEqual(t, Fail, r.Status, "%s: %s", id, r.Detail)
			}
		})
	}
	detached := full.Clone()
	detached.Git("checkout", "-q", "--detach")
	expect(t, examine(t, world(t, detached)), "repository", OK, "detached at "+full.Head()[:8])
	untagged := full.Clone()
	untagged.Git("tag", "-d", "greet/v1.0.0")
	expect(t, examine(t, world(t, untagged)), "tags", Note, "none here")
}

func TestReplacements(t *testing.T) {
	made := sound(t)
	first := made.Head()
	second := made.Commit("second")
	made.Git("replace", second, first)
	expect(t, examine(t, world(t, made)), "replacements", Note, "1 replacement in refs/replace")
	made.Write(".git/info/grafts", second+"\n")
	expect(t, examine(t, world(t, made)), "replacements", Warn, "info/grafts")
}

func TestEnvironment(t *testing.T) {
	made := sound(t)
	results := examine(t, world(t, made.With("GIT_DIR="+filepath.Join(made.Dir, ".git"), "GIT_INDEX_FILE=")))
	require.Contains(t, results["environment"].Detail, "GIT_DIR")
	require.NotContains(t, results["environment"].Detail, "GIT_INDEX_FILE")
	expect(t, examine(t, World{Dir: made.Dir, Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}}),
		"environment", OK, "no variable")
}

func TestIdentity(t *testing.T) {
	made := sound(t)
	path, home := "PATH="+os.Getenv("PATH"), "HOME="+t.TempDir()
	plain := World{Dir: made.Dir, Env: []string{path, home, "GIT_CONFIG_NOSYSTEM=1"}}

	made.Git("config", "user.useConfigOnly", "true")
	results := examine(t, plain)
	expect(t, results, "identity", Warn, "git does not know who you are")
	require.Contains(t, results["identity"].Hint, "git config --global user.name")
	made.Git("config", "--unset", "user.useConfigOnly")

	made.Git("config", "user.name", "Ana")
	made.Git("config", "user.email", "ana@example.com")
	expect(t, examine(t, plain), "identity", OK, "Ana <ana@example.com>")
	made.Git("config", "--unset", "user.email")
	plain.Env = append(plain.Env, "GIT_AUTHOR_EMAIL=env@example.com")
	expect(t, examine(t, plain), "identity", OK, "Ana <env@example.com>, from the environment")
}

func TestSigning(t *testing.T) {
	bin, home := t.TempDir(), t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(home, ".ssh"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(home, ".ssh", "id.pub"), []byte("ssh-ed25519 AAAA\n"), 0o644))
	program := filepath.Join(bin, "sign")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755))
	for _, c := range []struct {
		name   string
		config []string
		status Status
		detail string
	}{
		{"nothing", nil, Note, "releases will be UNSIGNED"},
		{"unknown format", []string{"gpg.format=sssh"}, Warn, `gpg.format is "sssh"`},
		{"no key", []string{"gpg.format=ssh"}, Note, "UNSIGNED"},
		{"key by command", []string{"gpg.format=ssh", "gpg.ssh.defaultKeyCommand=ssh-add -L"}, OK, "defaultKeyCommand"},
		{"program missing", []string{"user.signingKey=ABCD", "gpg.program=no-such-gpg"}, Warn, "no-such-gpg signs OpenPGP tags, and cannot be found"},
		{"narrower setting first", []string{"user.signingKey=ABCD", "gpg.program=no-such-gpg", "gpg.openpgp.program=" + program}, OK, "OpenPGP, key ABCD, by " + program},
		{"x509", []string{"user.signingKey=ABCD", "gpg.format=x509", "gpg.x509.program=" + program}, OK, "X.509"},
		{"ssh key missing", []string{"user.signingKey=~/.ssh/gone.pub", "gpg.format=ssh", "gpg.ssh.program=" + program}, Warn, "there is no such file"},
		{"ssh key", []string{"user.signingKey=~/.ssh/id.pub", "gpg.format=ssh", "gpg.ssh.program=" + program}, Note, "cannot verify it without a list of signers"},
		{"ssh key given", []string{"user.signingKey=key::ssh-ed25519 AAAA", "gpg.format=ssh", "gpg.ssh.program=" + program, "gpg.ssh.allowedSignersFile=x"}, OK, "given in user.signingKey"},
		{"ssh key from the top", []string{"user.signingKey=keys/id.pub", "gpg.format=ssh", "gpg.ssh.program=" + program, "gpg.ssh.allowedSignersFile=x"}, OK, "keys/id.pub"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("a program is recognised by its ending there, and git brings its own")
			}
			made := sound(t)
			made.Write("keys/id.pub", "ssh-ed25519 AAAA\n")
			made.Write("deep/er/x", "")
			for _, setting := range c.config {
				key, value, _ := strings.Cut(setting, "=")
				made.Git("config", key, value)
			}
			w := world(t, made.In("deep/er").With("HOME="+home))
			expect(t, examine(t, w), "signing", c.status, c.detail)
		})
	}
}

func TestConfiguration(t *testing.T) {
	made := sound(t)
	made.Write("promptctl.yaml", "version: 1\nprompst: x\nlnt: {}\n")
	results := examine(t, world(t, made))
	expect(t, results, "configuration", Fail, `promptctl.yaml:2:1: unknown key "prompst"`)
	require.Contains(t, results["configuration"].Detail, "(and 1 more)")
	expect(t, results, "prompts", Note, "skipped: the configuration is wrong")

	made.Remove("promptctl.yaml")
	results = examine(t, world(t, made))
	expect(t, results, "configuration", Note, "no promptctl.yaml: prompts in prompts")
	require.Equal(t, "promptctl init", results["configuration"].Hint)

	made.Write("promptctl.yml", "version: 1\n")
	results = examine(t, world(t, made))
	expect(t, results, "configuration", Warn, "promptctl.yml is not read: settings are those of promptctl.yaml")
	expect(t, results, "prompts", OK, "1 prompt")
}

func TestPolicy(t *testing.T) {
	made := sound(t)
	expect(t, examine(t, world(t, made)), "policy", Note, "none")
	made.Write(".promptctl/policy.yaml", "version: 1\nrepository: 0123456789abcdef\nenvironments:\n  development: {branch: main, open: true}\n")
	results := examine(t, world(t, made))
	expect(t, results, "policy", Note, "development (open)")
	require.Contains(t, results["policy"].Hint, "nothing asks for approval")
	made.Write(".promptctl/policy.yaml", "version: 1\n")
	expect(t, examine(t, world(t, made)), "policy", Fail, ".promptctl/policy.yaml:1:1: ")
	made.Write(".promptctl/polcy.yaml", "version: 1\n")
	expect(t, examine(t, world(t, made)), "policy", Fail, "polcy.yaml is not a file of a policy")
}

func TestPrompts(t *testing.T) {
	made := sound(t)
	for i := range 5 {
		made.Write(fmt.Sprintf("prompts/bad%d.prompt.yaml", i), "messages: 1\n")
	}
	made.Write("prompts/Greet.prompt.yaml", "messages:\n  - role: user\n    content: Hello\n")
	results := examine(t, world(t, made))
	expect(t, results, "prompts", Warn, "7 prompts, 7 wrong: ")
	require.Contains(t, results["prompts"].Detail, `the prompt's name "greet" is that of prompts/Greet.prompt.yaml too`)
	require.Contains(t, results["prompts"].Detail, "prompts/bad0.prompt.yaml:1:11: ")
	require.Contains(t, results["prompts"].Detail, "; and 4 more")
	require.NotContains(t, results["prompts"].Detail, "bad3")

	empty := repotest.New(t)
	expect(t, examine(t, world(t, empty)), "prompts", Note, "none in prompts")
}

func TestLayout(t *testing.T) {
	made := sound(t)
	for i := range 1001 {
		made.Write(fmt.Sprintf("prompts/flat/p%d.prompt.yaml", i), "messages: []\n")
	}
	expect(t, examine(t, world(t, made)), "layout", Warn, "prompts/flat holds 1001 prompts side by side")
}

func TestLineEnds(t *testing.T) {
	made := sound(t)
	made.Remove(".gitattributes")
	made.Commit("without it, since git falls back to what is staged")
	results := examine(t, world(t, made))
	expect(t, results, "line-ends", Note, "may get CRLF on other systems")
	require.Contains(t, results["line-ends"].Hint, "promptctl init")
	for value, status := range map[string]Status{"true": Warn, "TRUE": Warn, "input": Note, "false": Note} {
		made.Git("config", "core.autocrlf", value)
		expect(t, examine(t, world(t, made)), "line-ends", status, "CRLF")
	}
	made.Git("config", "core.autocrlf", "false")
	for _, attributes := range []string{
		"*.prompt.yaml text eol=lf\n*.partial.md text eol=lf\n", "prompts/** -text\n",
	} {
		made.Write(".gitattributes", attributes)
		expect(t, examine(t, world(t, made)), "line-ends", OK, "the same on every system")
	}
	made.Write(".gitattributes", "*.prompt.yaml text eol=lf\n*.partial.md text eol=lf\n")
	made.Write("prompts/.gitattributes", "greet.* eol=crlf\n")
	expect(t, examine(t, world(t, made)), "line-ends", Note, "CRLF")
}

func TestCommitGraph(t *testing.T) {
	dir := repotest.Synthetic(t, repotest.Size{Commits: 5100, Prompts: 3, Folders: 1})
	w := world(t, repotest.New(t))
	w.Dir = dir
	expect(t, examine(t, w), "commit-graph", OK, "with changed-path filters")
	made := repotest.New(t).In(dir)
	made.Git("commit-graph", "write", "--reachable", "--no-changed-paths", "--no-progress")
	results := examine(t, w)
	expect(t, results, "commit-graph", Note, "without changed-path filters")
	require.Contains(t, results["commit-graph"].Hint, "git commit-graph write --reachable --changed-paths")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, ".git", "objects", "info")))
	expect(t, examine(t, w), "commit-graph", Note, "none, with more than 5000 commits")
}

func TestPrograms(t *testing.T) {
	made := sound(t)
	results := examine(t, world(t, made.With("GIT_EDITOR=no-such-editor --wait", "GIT_PAGER=FOO=1 no-such-pager -R")))
	expect(t, results, "editor", Note, `the editor "no-such-editor" is not on PATH`)
	expect(t, results, "pager", Note, `the pager "no-such-pager" is not on PATH`)
	results = examine(t, world(t, made.With("GIT_EDITOR='/odd path/editor' -w", "PROMPTCTL_PAGER=git log", "GIT_PAGER=no-such-pager")))
	expect(t, results, "editor", OK, "'/odd path/editor' -w")
	expect(t, results, "pager", OK, "git log")
	dumb := made.With("TERM=dumb", "EDITOR=", "VISUAL=")
	expect(t, examine(t, world(t, dumb)), "editor", Note, "git has no editor here")
}

func TestFolders(t *testing.T) {
	made := sound(t)
	w := world(t, made)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	w.Cache, w.State = filepath.Join(file, "below"), ""
	results := examine(t, w)
	require.Equal(t, Warn, results["cache"].Status)
	require.Contains(t, results["cache"].Hint, "XDG_CACHE_HOME")
	expect(t, results, "state", Warn, "neither XDG_STATE_HOME nor HOME is set")

	made.Write("ok", "")
	w = world(t, made)
	expect(t, examine(t, w), "cache", OK, w.Cache)
	require.NoDirExists(t, w.Cache, "nothing is left behind")
	entries, err := os.ReadDir(filepath.Dir(filepath.Dir(w.Cache)))
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestExamineEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Examine(ctx, world(t, sound(t)))
	require.ErrorIs(t, err, context.Canceled)
}

func TestWorst(t *testing.T) {
	require.Equal(t, OK, Worst(nil))
	require.Equal(t, Note, Worst([]Result{{Status: OK}, {Status: Note}}))
	require.Equal(t, Fail, Worst([]Result{{Status: Fail}, {Status: Warn}, {Status: OK}}))
}
