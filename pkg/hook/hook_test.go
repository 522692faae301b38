package hook

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

const theirs = "#!/bin/sh\necho theirs\nexit 0\n"

func open(t testing.TB, made *repotest.Repo) *repo.Repo {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

func install(t testing.TB, made *repotest.Repo) []Change {
	t.Helper()
	plan, err := Install(t.Context(), open(t, made))
	require.NoError(t, err)
	done, err := plan.Apply(t.Context())
	require.NoError(t, err)
	return done
}

func uninstall(t testing.TB, made *repotest.Repo) []Change {
	t.Helper()
	plan, err := Uninstall(t.Context(), open(t, made))
	require.NoError(t, err)
	done, err := plan.Apply(t.Context())
	require.NoError(t, err)
	return done
}

// refusal is why the hooks of a repository are left alone.
func refusal(t testing.TB, made *repotest.Repo) error {
	t.Helper()
	_, err := Install(t.Context(), open(t, made))
	require.Error(t, err)
	return err
}

func actions(changes []Change) []Action {
	var all []Action
	for _, c := range changes {
		all = append(all, c.Action)
	}
	return all
}

// writeHook writes a hook that can be executed.
func writeHook(t testing.TB, made *repotest.Repo, path, text string) {
	t.Helper()
	made.Write(path, text)
	require.NoError(t, os.Chmod(filepath.Join(made.Dir, path), 0o750))
}

func contents(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// names are the files of a folder that are not git's samples.
func names(t testing.TB, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".sample" {
			all = append(all, e.Name())
		}
	}
	return all
}

func TestInstallMakesAHook(t *testing.T) {
	made := repotest.New(t)
	require.NoError(t, os.RemoveAll(filepath.Join(made.Dir, ".git", "hooks")))
	plan, err := Install(t.Context(), open(t, made))
	require.NoError(t, err)
	require.False(t, plan.Done())
	require.NoDirExists(t, filepath.Join(made.Dir, ".git", "hooks"), "a plan writes nothing")

	file := filepath.Join(made.Dir, ".git", "hooks", "pre-commit")
	done := install(t, made)
	require.Equal(t, []Action{Create}, actions(done))
	require.Equal(t, file, done[0].Path)
	info, err := os.Stat(file)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.NotZero(t, info.Mode()&0o100, "git runs nothing that is not executable")
	}
	before := contents(t, file)
	require.Equal(t, []Action{Keep}, actions(install(t, made)), "twice changes nothing")
	require.Equal(t, before, contents(t, file))
	require.Equal(t, []string{"pre-commit"}, names(t, filepath.Dir(file)), "nothing is left lying about")

	require.Equal(t, []Action{Delete}, actions(uninstall(t, made)))
	require.NoFileExists(t, file)
	require.Equal(t, []Action{Keep}, actions(uninstall(t, made)))
}

func TestUninstallRestoresEveryByte(t *testing.T) {
	for name, text := range map[string]string{
		"script":             theirs,
		"only interpreter":   "#!/bin/sh\n",
		"no last line break": "#!/bin/sh -e",
		"no interpreter":     "echo theirs",
		"nothing":            "",
		"line ends of DOS":   "#!/bin/sh\r\necho theirs\r\n",
		"env":                "#!/usr/bin/env -S bash -eu\n\n\necho theirs",
		"busybox":            "#! /bin/busybox sh\n:\n",
		"blank first line":   "\n\n# echo theirs\n",
		"no UTF-8":           "#!/bin/zsh\necho \xff\n",
		"mentions the marks": "#!/bin/sh\necho '" + begin + "'\n",
	} {
		t.Run(name, func(t *testing.T) {
			made := repotest.New(t)
			writeHook(t, made, ".git/hooks/pre-commit", text)
			file := filepath.Join(made.Dir, ".git", "hooks", "pre-commit")
			was, err := os.Stat(file)
			require.NoError(t, err)

			require.Equal(t, []Action{Extend}, actions(install(t, made)))
			require.Contains(t, contents(t, file), "promptctl lint --staged")
			now, err := os.Stat(file)
			require.NoError(t, err)
			require.Equal(t, was.Mode(), now.Mode())
			require.Equal(t, []Action{Keep}, actions(install(t, made)))

			require.Equal(t, []Action{Restore}, actions(uninstall(t, made)))
			require.Equal(t, text, contents(t, file))
			now, err = os.Stat(file)
			require.NoError(t, err)
			require.Equal(t, was.Mode(), now.Mode())
			require.Equal(t, []string{"pre-commit"}, names(t, filepath.Dir(file)))
		})
	}
}

func TestWhatWasAddedToAHookStays(t *testing.T) {
	made := repotest.New(t)
	file := install(t, made)[0].Path
	require.NoError(t, os.WriteFile(file, []byte(contents(t, file)+"echo more\n"), 0o755))
	require.Equal(t, []Action{Keep}, actions(install(t, made)))
	require.Equal(t, []Action{Restore}, actions(uninstall(t, made)))
	require.Equal(t, "#!/bin/sh\necho more\n", contents(t, file))
}

func TestInstallRenewsABlock(t *testing.T) {
	made := repotest.New(t)
	writeHook(t, made, ".git/hooks/pre-commit", "#!/bin/sh\necho first\n"+begin+"\npromptctl of-old\n"+end+"\necho last\n")
	file := install(t, made)[0].Path
	require.Equal(t, "#!/bin/sh\necho first\n"+points()[0].block(false)+"\necho last\n", contents(t, file))
	uninstall(t, made)
	require.Equal(t, "#!/bin/sh\necho first\necho last\n", contents(t, file))
}

func TestMarksThatEncloseNothing(t *testing.T) {
	for _, text := range []string{begin + "\n", end + "\n", end + "\n" + begin + "\n", begin + "\n" + begin + "\n" + end + "\n", begin + "\n" + end + "\n" + end + "\n"} {
		made := repotest.New(t)
		writeHook(t, made, ".git/hooks/pre-commit", interpreter+text)
		require.ErrorContains(t, refusal(t, made), "do not enclose one block")
		_, err := Uninstall(t.Context(), open(t, made))
		require.ErrorContains(t, err, "do not enclose one block")
		require.Equal(t, "edit it by hand, and take out what was promptctl's", diag.Hint(err))
	}
}

func TestHooksThatCannotTakeABlock(t *testing.T) {
	const file = ".git/hooks/pre-commit"
	for _, c := range []struct {
		name, want, hint string
		before           func(made *repotest.Repo)
	}{
		{"python", "is no shell script", "make it call `promptctl lint --staged`", func(r *repotest.Repo) { writeHook(t, r, file, "#!/usr/bin/env python3\n") }},
		{"fish", "is no shell script", "", func(r *repotest.Repo) { writeHook(t, r, file, "#!/usr/bin/fish\n") }},
		{"env of nothing", "is no shell script", "", func(r *repotest.Repo) { writeHook(t, r, file, "#!/usr/bin/env\n") }},
		{"program", "is no shell script", "", func(r *repotest.Repo) { writeHook(t, r, file, "\x7fELF\x00\x01") }},
		{"link", "is a symbolic link", "make it call", func(r *repotest.Repo) {
			writeHook(t, r, "tools/pre-commit", theirs)
			r.Symlink("../../tools/pre-commit", file)
		}},
		{"folder", "is a directory", "", func(r *repotest.Repo) { r.Write(file+"/x", "") }},
		{"switched off", "outside of this repository", "", func(r *repotest.Repo) { r.Git("config", "core.hooksPath", os.DevNull) }},
		{"hooks are a file", "is no folder", "", func(r *repotest.Repo) { r.Write("hooks", ""); r.Git("config", "core.hooksPath", "hooks") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && (c.name == "link" || c.name == "folder" || c.name == "switched off") {
				t.Skip("the words, or the links, are those of Unix")
			}
			made := repotest.New(t)
			c.before(made)
			err := refusal(t, made)
			require.ErrorContains(t, err, c.want)
			require.Contains(t, diag.Hint(err), c.hint)
		})
	}
}

func TestAHookThatIsSwitchedOffStaysSo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no right to be executed here")
	}
	made := repotest.New(t)
	made.Write(".git/hooks/pre-commit", theirs)
	err := refusal(t, made)
	require.ErrorContains(t, err, "is not executable, and so git does not run it")
	require.Contains(t, diag.Hint(err), "chmod +x")
}

func TestManagersKeepTheirHooks(t *testing.T) {
	for _, c := range []struct {
		manager, path, file, text, hint string
	}{
		{"pre-commit", "", ".git/hooks/pre-commit", "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n", ".pre-commit-config.yaml"},
		{"lefthook", "", ".git/hooks/pre-commit", "#!/bin/sh\ncall_lefthook run \"pre-commit\" \"$@\"\n", "lefthook.yml"},
		{"husky", ".husky/_", ".husky/_/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"", "add the line `promptctl lint --staged` to .husky/pre-commit"},
		{"husky", "web/.husky", "web/.husky/pre-commit", "#!/usr/bin/env sh\nnpm test\n", ".husky/pre-commit"},
		{"husky", "", ".git/hooks/pre-commit", "#!/bin/sh\n. \"$(dirname \"$0\")/husky.sh\"\n", ".husky/pre-commit"},
		{"simple-git-hooks", "", ".git/hooks/pre-commit", "#!/bin/sh\nif [ \"$SKIP_SIMPLE_GIT_HOOKS\" = \"1\" ]; then exit 0; fi\n", `{"pre-commit": "promptctl lint --staged"}`},
	} {
		made := repotest.New(t)
		if c.path != "" {
			made.Git("config", "core.hooksPath", c.path)
		}
		writeHook(t, made, c.file, c.text)
		err := refusal(t, made)
		var managed *ManagedError
		require.ErrorAs(t, err, &managed)
		require.Equal(t, c.manager, managed.Manager)
		require.ErrorContains(t, err, c.manager+" looks after the hooks here")
		require.Contains(t, diag.Hint(err), c.hint)
		require.Equal(t, []Action{Keep}, actions(uninstall(t, made)))
		require.Equal(t, c.text, contents(t, filepath.Join(made.Dir, c.file)))
	}
}

func TestWhereHooksAre(t *testing.T) {
	full := repotest.New(t)
	full.Write("a", "")
	full.Commit("one")
	shared := filepath.Join(full.Dir, ".git", "hooks", "pre-commit")
	require.Equal(t, shared, install(t, full.Worktree("side"))[0].Path, "linked work trees share the hooks")
	require.Equal(t, []Action{Keep}, actions(install(t, full)))

	sub := full.Submodule("sub")
	require.Equal(t, filepath.Join(open(t, sub).GitDir(), "hooks", "pre-commit"), install(t, sub)[0].Path)

	full.Git("config", "core.hooksPath", ".githooks")
	versioned := install(t, full)
	require.Equal(t, filepath.Join(full.Dir, ".githooks", "pre-commit"), versioned[0].Path)
	require.Equal(t, []string{"pre-commit now runs `promptctl lint --staged`", "others get it with the next commit: `git add --chmod=+x ':/.githooks/pre-commit'`"},
		Plan{Changes: versioned}.Remarks(open(t, full)))

	require.Equal(t, []Action{Delete, Delete}, actions(uninstall(t, full)), "also what git does not run any more")
	require.NoFileExists(t, shared)
}

func TestWhereNoHookIsPut(t *testing.T) {
	err := refusal(t, repotest.NewBare(t))
	require.ErrorIs(t, err, repo.ErrNoWorkTree)
	require.NotEmpty(t, diag.Hint(err))

	made := repotest.New(t)
	require.ErrorIs(t, refusal(t, made.In(".git")), repo.ErrNoWorkTree)

	outside := t.TempDir()
	made.Git("config", "--global", "core.hooksPath", outside)
	err = refusal(t, made)
	require.ErrorContains(t, err, "outside of this repository: other repositories may use them too")
	require.Contains(t, diag.Hint(err), "git config core.hooksPath '"+filepath.Join(made.Dir, ".git", "hooks")+"'")
	require.Equal(t, []Action{Keep}, actions(uninstall(t, made)))
	require.Empty(t, names(t, outside))

	made.Git("config", "core.hooksPath", filepath.Join(made.Dir, ".git", "hooks"))
	require.Equal(t, []Action{Create}, actions(install(t, made)), "what the hint says works")
}

func TestWhatChangedInTheMeantimeIsKept(t *testing.T) {
	made := repotest.New(t)
	plan, err := Install(t.Context(), open(t, made))
	require.NoError(t, err)
	writeHook(t, made, ".git/hooks/pre-commit", theirs)
	_, err = plan.Apply(t.Context())
	require.ErrorContains(t, err, "has changed in the meantime")
	require.Equal(t, theirs, contents(t, filepath.Join(made.Dir, ".git/hooks/pre-commit")))
}
