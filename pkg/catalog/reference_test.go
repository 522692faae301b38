package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestSplitReference(t *testing.T) {
	for in, want := range map[string][2]string{
		"greet":                             {"greet", ""},
		"support/greet@v1.0.0":              {"support/greet", "v1.0.0"},
		"greet@HEAD@{1}":                    {"greet", "HEAD@{1}"},
		"greet@main^{/a@b.prompt.yaml}":     {"greet", "main^{/a@b.prompt.yaml}"},
		"greet@:/fix x.prompt.yaml":         {"greet", ":/fix x.prompt.yaml"},
		"greet@a\nb":                        {"greet", "a\nb"},
		"greet@--all":                       {"greet", "--all"},
		"prompts/greet.prompt.yaml@~1":      {"prompts/greet.prompt.yaml", "~1"},
		"/me@corp/a.prompt.yaml":            {"/me@corp/a.prompt.yaml", ""},
		"/me@corp/a.prompt.yml@v1@{1}":      {"/me@corp/a.prompt.yml", "v1@{1}"},
		"./a@b/c.prompt.yaml@staged":        {"./a@b/c.prompt.yaml", "staged"},
		"../a.prompt.yaml@x/b.prompt.yaml":  {"../a.prompt.yaml", "x/b.prompt.yaml"},
		"/me@corp/no-prompt":                {"/me", "corp/no-prompt"},
		"/é@ü/.prompt.yaml@HEAD":            {"/é@ü/.prompt.yaml", "HEAD"},
		"/a.prompt.yaml.bak@x/b.prompt.yml": {"/a.prompt.yaml.bak@x/b.prompt.yml", ""},
	} {
		name, rev, err := SplitReference(in)
		require.NoError(t, err, in)
		require.Equal(t, want, [2]string{name, rev}, in)
	}
	for in, problem := range map[string]string{
		"": "the name of the prompt is missing", "@": "the name of the prompt is missing", "@HEAD": "the name of the prompt is missing",
		"greet@": "the revision is missing", "./a.prompt.yaml@": "the revision is missing",
	} {
		_, _, err := SplitReference(in)
		require.ErrorContains(t, err, problem, in)
		require.ErrorAs(t, err, new(*ReferenceError), in)
	}
}

// A path is as good as a name: from any folder of the work tree, absolute, and
// through links that the caller sees and git does not.
func TestResolvePaths(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{"prompts/support/greet.prompt.yaml": says("hello"), "docs/x": "x"})
	r.Commit("first")
	link := filepath.Join(t.TempDir(), "li@nk")
	require.NoError(t, os.Symlink(r.Dir, link))
	for dir, references := range map[string][]string{
		".": {"support/greet", "prompts/support/greet.prompt.yaml", "./prompts//support/../support/greet.prompt.yaml", "prompts/support/greet.prompt.yaml@HEAD"},
		"prompts/support": {
			"support/greet", "greet.prompt.yaml", "../support/greet.prompt.yaml@~0", "./greet.prompt.yaml@staged",
			r.Dir + "/prompts/support/greet.prompt.yaml", link + "/prompts/support/greet.prompt.yaml@HEAD",
			link + "/docs/../prompts/support/greet.prompt.yaml",
		},
		"docs": {"../prompts/support/greet.prompt.yaml"},
	} {
		p := open(t, r.In(dir))
		for _, reference := range references {
			got, err := p.Resolve(t.Context(), reference, p.DefaultRevision())
			require.NoError(t, err, reference)
			require.Equal(t, "support/greet", got.Name, reference)
			require.Equal(t, "prompts/support/greet.prompt.yaml", got.File.Path, reference)
		}
	}
	p := open(t, r.In("docs"))
	for _, reference := range []string{
		"greet.prompt.yaml", "../../greet.prompt.yaml", "/nowhere/greet.prompt.yaml", filepath.Dir(r.Dir) + "/greet.prompt.yaml", ".prompt.yaml",
	} {
		_, err := p.Resolve(t.Context(), reference, p.DefaultRevision())
		require.ErrorAs(t, err, new(*UnknownPromptError), reference)
	}
	bare := open(t, r.Bare())
	got, err := bare.Resolve(t.Context(), "prompts/support/greet.prompt.yaml", bare.DefaultRevision())
	require.NoError(t, err)
	require.Equal(t, Revision{Git, "HEAD", repo.Hash(r.Head())}, got.Revision)
	_, err = bare.Resolve(t.Context(), r.Dir+"/prompts/support/greet.prompt.yaml", "HEAD")
	require.ErrorAs(t, err, new(*UnknownPromptError))
}

// A file that is gone can be named at a revision that has it, also by a path
// whose folders are gone too.
func TestResolveRemovedPath(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/deep/er/greet.prompt.yaml", says("hello"))
	r.Commit("first")
	r.Remove("prompts")
	r.Commit("remove")
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(r.Dir, link))
	p := open(t, r)
	for _, name := range []string{"deep/er/greet", "prompts/deep/er/greet.prompt.yaml", link + "/prompts/deep/er/greet.prompt.yaml"} {
		got, err := p.Resolve(t.Context(), name+"@~1", "")
		require.NoError(t, err, name)
		require.Equal(t, "deep/er/greet", got.Name)
		_, err = p.Resolve(t.Context(), name, "worktree")
		require.ErrorAs(t, err, new(*UnknownPromptError))
	}
}

func TestRealPathKeepsWhatIsNotThere(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Symlink(".", filepath.Join(dir, "link")))
	require.Equal(t, filepath.Join(dir, "no", "such", "file"), realPath(filepath.Join(dir, "link", "no", "such", "file")))
	require.Equal(t, filepath.Join(dir, "link"), realPath(filepath.Join(dir, "link")), "the file itself")
	require.True(t, strings.HasSuffix(realPath("/no/such"), "such"))
}
