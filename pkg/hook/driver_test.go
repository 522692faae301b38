package hook

import (
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func installDiff(t testing.TB, made *repotest.Repo) []Action {
	t.Helper()
	plan, err := InstallDiff(t.Context(), open(t, made))
	require.NoError(t, err)
	done, err := plan.Apply(t.Context())
	require.NoError(t, err)
	return actions(done)
}

func uninstallDiff(t testing.TB, made *repotest.Repo) []Action {
	t.Helper()
	plan, err := UninstallDiff(t.Context(), open(t, made))
	require.NoError(t, err)
	done, err := plan.Apply(t.Context())
	require.NoError(t, err)
	return actions(done)
}

func refusalOfDiff(t testing.TB, made *repotest.Repo) error {
	t.Helper()
	_, err := InstallDiff(t.Context(), open(t, made))
	require.Error(t, err)
	require.NotEmpty(t, diag.Hint(err))
	return err
}

func TestDiffComesAndGoes(t *testing.T) {
	for name, before := range map[string]string{
		"none":           "",
		"theirs":         "*.png binary\n",
		"no line break":  "* text",
		"CRLF":           "*.png binary\r\n*.jpg binary\r\n",
		"a mark":         byteOrderMark + "*.png binary\n",
		"set up already": "*.prompt.yaml text eol=lf\n*.png whitespace\n",
	} {
		made := repotest.New(t)
		file := filepath.Join(made.Dir, ".gitattributes")
		config := contents(t, filepath.Join(made.Dir, ".git", "config"))
		first := Create
		if before != "" {
			made.Write(".gitattributes", before)
			first = Extend
		}
		require.Equal(t, []Action{first, Create, Create, Create}, installDiff(t, made), name)
		require.Equal(t, []Action{Keep, Keep, Keep, Keep}, installDiff(t, made), name)
		for _, suffix := range suffixes() {
			require.Equal(t, "a"+suffix+": diff: promptctl\n", made.Git("check-attr", "diff", "a"+suffix)+"\n", name)
		}
		if before != "" {
			require.Contains(t, made.Git("check-attr", "-a", "a.png"), ": set", name+": what they say still counts")
			require.Equal(t, []Action{Restore, Delete, Delete, Delete}, uninstallDiff(t, made), name)
			require.Equal(t, before, contents(t, file), name)
		} else {
			require.Equal(t, []Action{Delete, Delete, Delete, Delete}, uninstallDiff(t, made), name)
			require.NoFileExists(t, file)
		}
		require.Equal(t, config, contents(t, filepath.Join(made.Dir, ".git", "config")), name)
		require.Equal(t, []Action{Keep, Keep, Keep, Keep}, uninstallDiff(t, made), name)
	}
}

// Whatever .gitattributes holds, all of its bytes come back.
func TestAttributesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("a*#! =\n\r\ufeff\"é"))).Draw(t, "text")
		parts, found, err := splitAttributes("", insertAttributes(text))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, text, parts.without())
	})
}

func TestOldBlockAndOldCommandAreReplaced(t *testing.T) {
	made := repotest.New(t)
	made.Write(".gitattributes", "a b\n"+begin+"\n*.prompt.yaml diff=promptctl\n"+end+"\nc d\n")
	made.Git("config", "diff.promptctl.textconv", converter+"0")
	require.Equal(t, []Action{Update, Update, Create, Create}, installDiff(t, made))
	require.Equal(t, "a b\n"+attributesBlock(false)+"\nc d\n", contents(t, filepath.Join(made.Dir, ".gitattributes")))
	require.Equal(t, diffCommand(), made.Git("config", "diff.promptctl.textconv"))
	made.Git("config", "diff.promptctl.textconv", converter+"0")
	require.Equal(t, []Action{Restore, Delete, Delete, Delete}, uninstallDiff(t, made))
}

// What others have decided is theirs: it is kept or, where nothing could be
// shown with it, the reason to do nothing at all.
func TestDiffOfOthersIsKept(t *testing.T) {
	for file, written := range map[string]string{".gitattributes": "*.yaml diff=yaml", ".git/info/attributes": "*.partial.md -diff"} {
		made := repotest.New(t)
		made.Write(file, written+"\n")
		require.ErrorContains(t, refusalOfDiff(t, made), "have an attribute for git's diff already: ")
		require.Equal(t, written+"\n", contents(t, filepath.Join(made.Dir, file)))
	}

	made := repotest.New(t)
	made.Git("config", "--global", "diff.promptctl.textconv", "cat")
	require.ErrorContains(t, refusalOfDiff(t, made), `diff.promptctl.textconv is set already, to "cat"`)
	require.Equal(t, []Action{Keep, Keep, Keep, Keep}, uninstallDiff(t, made))
	require.Equal(t, "cat", made.Git("config", "diff.promptctl.textconv"))
	require.NoFileExists(t, filepath.Join(made.Dir, ".gitattributes"))

	made = repotest.New(t)
	made.Git("config", "diff.promptctl.cachetextconv", "false")
	plan, err := InstallDiff(t.Context(), open(t, made))
	require.NoError(t, err)
	require.Equal(t, []Action{Create, Create, Keep, Create}, actions(plan.Changes))
	require.Contains(t, plan.Remarks(open(t, made)), "diff.promptctl.cachetextconv stays what it is: false")

	made = repotest.New(t)
	made.Write(".git/info/attributes", "*.prompt.y*ml diff=promptctl\n*.partial.md diff=promptctl\n*.tests.y*ml diff=promptctl\n")
	require.Equal(t, []Action{Keep, Create, Create, Create}, installDiff(t, made), "they have it already, without a file for all")

	made = repotest.New(t)
	made.Write("everywhere", "*.yaml diff=yaml\n")
	made.Git("config", "--global", "core.attributesFile", filepath.Join(made.Dir, "everywhere"))
	require.Equal(t, []Action{Create, Create, Create, Create}, installDiff(t, made), "a repository says more than a person does")
	require.Equal(t, "a.prompt.yaml: diff: promptctl", made.Git("check-attr", "diff", "a.prompt.yaml"))
}

func TestWhereNoDiffIsPut(t *testing.T) {
	require.ErrorIs(t, refusalOfDiff(t, repotest.NewBare(t)), repo.ErrNoWorkTree)
	require.Equal(t, []Action{Keep, Keep, Keep}, uninstallDiff(t, repotest.NewBare(t)))

	made := repotest.New(t)
	made.Write("elsewhere", "*.png binary\n")
	made.Symlink("elsewhere", ".gitattributes")
	require.ErrorContains(t, refusalOfDiff(t, made), "is a symbolic link")
	uninstallDiff(t, made)
	require.Equal(t, "*.png binary\n", contents(t, filepath.Join(made.Dir, "elsewhere")))

	made = repotest.New(t)
	made.Write(".gitattributes", begin+"\n")
	require.ErrorContains(t, refusalOfDiff(t, made), "do not enclose one block")
}
