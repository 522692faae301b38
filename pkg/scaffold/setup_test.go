package scaffold

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func open(t testing.TB, made *repotest.Repo) *repo.Repo {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

func options() Options {
	return Options{Folder: DefaultFolder, Example: true, Random: strings.NewReader("0123456789abcdef0123456789abcdef")}
}

func plan(t testing.TB, made *repotest.Repo, o Options) *Setup {
	t.Helper()
	s, err := Plan(t.Context(), open(t, made), o)
	require.NoError(t, err)
	return s
}

// actions is a plan as lines.
func actions(s *Setup) []string {
	var lines []string
	for _, c := range s.Changes {
		lines = append(lines, string(c.Action)+" "+c.Path)
	}
	return lines
}

// disktree is every file below a folder but git's own, by path.
func disktree(t testing.TB, top string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		rel, err := filepath.Rel(top, path)
		require.NoError(t, err)
		switch {
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.Type().IsRegular():
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			files[filepath.ToSlash(rel)] = string(data)
		default:
			files[filepath.ToSlash(rel)] = d.Type().String()
		}
		return nil
	}))
	return files
}

func TestSetupOfAnEmptyRepository(t *testing.T) {
	made := repotest.New(t)
	s := plan(t, made, options())
	require.Equal(t, []string{
		"create promptctl.yaml", "create .promptctl/policy.yaml", "create .gitattributes", "create prompts/example/summarize.prompt.yaml",
	}, actions(s))
	require.Equal(t, map[string]string{".": "d---------"}, disktree(t, made.Dir), "a plan writes nothing")

	done, err := s.Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, s.Changes, done)
	r := open(t, made)
	project, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, []string{"prompts"}, project.Config.Folders())
	pol, err := project.Policy(t.Context())
	require.NoError(t, err)
	require.Equal(t, "30313233343536373839616263646566", pol.Repository)
	require.Equal(t, "main", pol.Environments[0].Branch)
	ignored, err := Ignored(t.Context(), r, s.Written()...)
	require.NoError(t, err)
	require.Empty(t, ignored)

	require.Equal(t, ExampleName, s.Example())
	require.Equal(t, []string{
		"promptctl render example/summarize --var text='…'",
		"promptctl new NAME",
		`git add promptctl.yaml .promptctl .gitattributes prompts/example/summarize.prompt.yaml && git commit -m "Set up promptctl"`,
	}, s.Next())
	require.Len(t, s.Remarks(), 2)
	require.Contains(t, s.Remarks()[1], "UNSIGNED")
}

func TestSetupTwice(t *testing.T) {
	made := repotest.New(t)
	_, err := plan(t, made, options()).Apply(t.Context())
	require.NoError(t, err)
	before := disktree(t, made.Dir)

	s := plan(t, made, options())
	require.Equal(t, []string{"keep promptctl.yaml", "keep .promptctl/policy.yaml", "keep .gitattributes"}, actions(s))
	_, err = s.Apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, disktree(t, made.Dir))
	require.Equal(t, []string{"everything is there already"}, s.Remarks())
	require.Equal(t, []string{"promptctl new NAME"}, s.Next())
	require.Empty(t, s.Written())

	made.Remove("prompts/example")
	require.Equal(t, "create prompts/example/summarize.prompt.yaml", actions(plan(t, made, options()))[3], "there is no prompt again")
}

func TestSetupKeepsWhatIsThere(t *testing.T) {
	made := repotest.New(t)
	made.Git("config", "user.signingKey", "ABCD")
	made.Write("promptctl.yaml", "version: 1\nprompts: [ai, more]\n")
	made.Write("more/a.prompt.yaml", "messages: []\n")
	made.Write("docs/models/b.prompt.yml", "messages: []\n")
	made.Write("docs/models/sub/c.prompt.yml", "messages: []\n")
	made.Write(".gitattributes", "*.png binary")
	s := plan(t, made, options())
	require.Equal(t, []string{"keep promptctl.yaml", "create .promptctl/policy.yaml", "extend .gitattributes"}, actions(s))
	require.Equal(t, []string{"ai", "more"}, s.Folders)
	require.Equal(t, []string{"docs/models/b.prompt.yml", "docs/models/sub/c.prompt.yml"}, s.Outside)
	require.True(t, s.Signing)
	require.Len(t, s.Remarks(), 2)
	require.Contains(t, s.Remarks()[1], `write "prompts: [ai, docs/models, more]" in promptctl.yaml`)
	require.NotContains(t, strings.Join(s.Remarks(), ""), "UNSIGNED")
	_, err := s.Apply(t.Context())
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(disktree(t, made.Dir)[".gitattributes"], "*.png binary\n\n# Prompts keep"))
}

func TestSetupNamesManyFilesOutside(t *testing.T) {
	made := repotest.New(t)
	for _, name := range []string{"a", "b", "c", "d"} {
		made.Write(name+".prompt.yml", "messages: []\n")
	}
	s := plan(t, made, options())
	require.Empty(t, s.Example(), "there are prompts, even if not seen")
	require.Contains(t, strings.Join(s.Remarks(), "\n"), `a.prompt.yml, b.prompt.yml, c.prompt.yml and 1 more; to have them seen, write "prompts: ."`)
}

func TestSetupFromASubfolder(t *testing.T) {
	made := repotest.New(t)
	made.Write("src/deep/a.go", "package deep\n")
	o := options()
	o.Folder = "src/ai prompts/"
	s := plan(t, made.In("src/deep"), o)
	_, err := s.Apply(t.Context())
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(made.Dir, "src/ai prompts/example/summarize.prompt.yaml"))
	require.Contains(t, s.Next()[2], `git add :/promptctl.yaml :/.promptctl :/.gitattributes ':/src/ai prompts/example/summarize.prompt.yaml'`)
}

func TestSetupInOtherShapes(t *testing.T) {
	full := repotest.New(t)
	_, err := plan(t, full, options()).Apply(t.Context())
	require.NoError(t, err)
	full.Write("src/a.go", "package a\n")
	full.Commit("everything")
	kept := []string{"keep promptctl.yaml", "keep .promptctl/policy.yaml", "keep .gitattributes"}
	for name, made := range map[string]*repotest.Repo{
		"linked": full.Worktree("side"), "sparse": full.Sparse("src"), "shallow": full.Shallow(1), "submodule": full.Submodule("sub"),
	} {
		require.Equal(t, kept, actions(plan(t, made, options())), name)
	}
	sparse := full.Sparse("src")
	sparse.Git("sparse-checkout", "set", "--no-cone", "/src/")
	require.NoFileExists(t, filepath.Join(sparse.Dir, "promptctl.yaml"))
	require.Equal(t, kept, actions(plan(t, sparse, options())), "what is left out is there")

	sha256 := repotest.NewSHA256(t)
	require.Len(t, plan(t, sha256, options()).Written(), 4)
}

func TestSetupRefuses(t *testing.T) {
	outside := t.TempDir()
	for _, c := range []struct {
		name   string
		before func(made *repotest.Repo)
		want   string
		hint   string
	}{
		{"folder for promptctl.yaml", func(r *repotest.Repo) { r.Write("promptctl.yaml/x", "") }, "promptctl.yaml is a folder, and has to be a file", ""},
		{"wrong promptctl.yaml", func(r *repotest.Repo) { r.Write("promptctl.yaml", "version: 9\n") }, "version 9 is newer", ""},
		{"policy folder is a file", func(r *repotest.Repo) { r.Write(".promptctl", "") }, ".promptctl is a file: nothing can be written below it", ""},
		{"policy folder leads out", func(r *repotest.Repo) { r.Symlink(outside, ".promptctl") }, ".promptctl is a symbolic link", ""},
		{"prompts lead out", func(r *repotest.Repo) { r.Symlink(outside, "prompts") }, "prompts is a symbolic link", ""},
		{"prompts lead elsewhere", func(r *repotest.Repo) { r.Write("real/x", ""); r.Symlink("real", "prompts") }, "prompts is a symbolic link", ""},
		{"prompts is a file", func(r *repotest.Repo) { r.Write("prompts", "") }, "prompts is a file", ""},
		{"prompts is a repository", func(r *repotest.Repo) { r.Git("init", "-q", "prompts") }, "prompts is a repository of its own", ""},
		{"attributes lead out", func(r *repotest.Repo) { r.Symlink(filepath.Join(outside, "a"), ".gitattributes") }, ".gitattributes is a symbolic link, and has to be a file", ""},
		{"example is a folder", func(r *repotest.Repo) { r.Write("prompts/example/summarize.prompt.yaml/x", "") }, "prompts/example/summarize.prompt.yaml is a folder", ""},
		{"deleted", func(r *repotest.Repo) {
			r.Write(".promptctl/policy.yaml", "version: 1\n")
			r.Commit("policy")
			r.Remove(".promptctl/policy.yaml")
		}, ".promptctl/policy.yaml is in git and was deleted here", "`git restore .promptctl/policy.yaml` brings it back; to have a new one, commit the deletion first"},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := repotest.New(t)
			c.before(made)
			before := disktree(t, made.Dir)
			_, err := Plan(t.Context(), open(t, made), options())
			require.ErrorContains(t, err, c.want)
			require.Equal(t, c.hint, diag.Hint(err))
			require.Equal(t, before, disktree(t, made.Dir))
		})
	}
	require.Equal(t, map[string]string{".": "d---------"}, disktree(t, outside))
}

func TestSetupRefusesWithoutAWorkTree(t *testing.T) {
	_, err := Plan(t.Context(), open(t, repotest.NewBare(t)), options())
	require.ErrorContains(t, err, "has no work tree to write files to")
	require.Equal(t, "clone it, and run this in the clone", diag.Hint(err))
}

func TestSetupWrongConfigurationIsTold(t *testing.T) {
	made := repotest.New(t)
	made.Write("promptctl.yaml", "prompts: /etc\n")
	_, err := Plan(t.Context(), open(t, made), options())
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
}

func TestCheckFolder(t *testing.T) {
	for _, folder := range []string{"prompts", ".", "a/b", "./a/", "with space", "ключ"} {
		require.NoError(t, CheckFolder(folder), folder)
	}
	for folder, want := range map[string]string{
		"..": `has ".." in it`, "/etc": "is not relative", "~/x": "is not relative", ".git/x": "is git's own", ".promptctl": "is the policy's",
		`a\b`: `has a \ in it`, "a*": "is a pattern", "": "a folder",
	} {
		err := CheckFolder(folder)
		var request *RequestError
		require.ErrorAs(t, err, &request, folder)
		require.ErrorContains(t, err, want, folder)
		o := options()
		o.Folder = folder
		_, planErr := Plan(t.Context(), open(t, repotest.New(t)), o)
		require.ErrorContains(t, planErr, want, folder)
	}
}

func TestBranchOfThePolicy(t *testing.T) {
	named := func(made *repotest.Repo) string {
		t.Helper()
		s := plan(t, made, options())
		p, found := policy.Parse("policy.yaml", s.Changes[1].Data)
		require.Empty(t, found)
		require.Equal(t, s.Branch, p.Environments[0].Branch)
		return s.Branch
	}
	made := repotest.New(t)
	made.Git("symbolic-ref", "HEAD", "refs/heads/feature/unborn")
	require.Equal(t, "feature/unborn", named(made))

	made = repotest.New(t)
	made.Commit("first")
	made.Git("checkout", "-q", "--detach")
	require.Equal(t, "main", named(made))
	made.Git("branch", "-m", "main", "master")
	require.Equal(t, "master", named(made))
	made.Git("config", "init.defaultBranch", "trunk")
	require.Equal(t, "master", named(made), "there is no trunk")
	made.Git("branch", "trunk")
	require.Equal(t, "trunk", named(made))
	made.Git("update-ref", "refs/remotes/origin/trunk", "HEAD")
	made.Git("branch", "-D", "trunk")
	require.Equal(t, "trunk", named(made))

	odd := repotest.New(t)
	odd.Git("symbolic-ref", "HEAD", "refs/heads/a\u200bb")
	_, err := Plan(t.Context(), open(t, odd), options())
	require.ErrorContains(t, err, "cannot be that of an environment")
}

func TestApplyStopsAtWhatCameInBetween(t *testing.T) {
	made := repotest.New(t)
	made.Write(".gitattributes", "*.png binary\n")
	s := plan(t, made, options())
	made.Write(".gitattributes", "*.png binary\n*.jpg binary\n")
	done, err := s.Apply(t.Context())
	require.EqualError(t, err, ".gitattributes has changed in the meantime")
	require.Len(t, done, 2)
	files := disktree(t, made.Dir)
	require.Equal(t, "*.png binary\n*.jpg binary\n", files[".gitattributes"])
	require.Contains(t, files, ".promptctl/policy.yaml")
	require.NotContains(t, files, "prompts")

	s = plan(t, made, options())
	made.Write("prompts/example/summarize.prompt.yaml", "mine\n")
	_, err = s.Apply(t.Context())
	require.EqualError(t, err, "prompts/example/summarize.prompt.yaml is there already")
	require.Equal(t, "mine\n", disktree(t, made.Dir)["prompts/example/summarize.prompt.yaml"])
	for path := range disktree(t, made.Dir) {
		require.False(t, strings.HasPrefix(filepath.Base(path), "..") || strings.HasPrefix(filepath.Base(path), ".summarize"), "%s was left behind", path)
	}
}

func TestApplyEndsWithItsContext(t *testing.T) {
	made := repotest.New(t)
	s := plan(t, made, options())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done, err := s.Apply(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, done)
}

func TestExtendingKeepsTheMode(t *testing.T) {
	made := repotest.New(t)
	made.Write(".gitattributes", "*.png binary\n")
	made.Chmod(".gitattributes", 0o600)
	_, err := plan(t, made, options()).Apply(t.Context())
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(made.Dir, ".gitattributes"))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestIgnored(t *testing.T) {
	made := repotest.New(t)
	made.Write(".gitignore", ".promptctl/\n")
	s := plan(t, made, options())
	_, err := s.Apply(t.Context())
	require.NoError(t, err)
	ignored, err := Ignored(t.Context(), open(t, made), s.Written()...)
	require.NoError(t, err)
	require.Equal(t, []string{".promptctl/policy.yaml"}, ignored)
}

func TestPlanNeedsRandomness(t *testing.T) {
	o := options()
	o.Random = bytes.NewReader(nil)
	_, err := Plan(t.Context(), open(t, repotest.New(t)), o)
	require.ErrorContains(t, err, "random bytes for a repository id")
}
