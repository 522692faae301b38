package scaffold

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func project(t testing.TB, made *repotest.Repo) *catalog.Project {
	t.Helper()
	p, err := catalog.Open(t.Context(), open(t, made))
	require.NoError(t, err)
	return p
}

func draft(t testing.TB, made *repotest.Repo, q Request) *Draft {
	t.Helper()
	d, err := NewDraft(t.Context(), project(t, made), q)
	require.NoError(t, err)
	return d
}

func TestDraftIsWrittenAndFound(t *testing.T) {
	made := repotest.New(t)
	d := draft(t, made, Request{Name: "support/triage", Template: "classify", Owner: "support", Model: "openai/gpt-4.1", Description: "Routes: a \"ticket\"."})
	require.Equal(t, "support/triage", d.Name)
	require.Equal(t, "prompts/support/triage.prompt.yaml", d.Path)
	require.NoFileExists(t, filepath.Join(made.Dir, d.Path))
	require.NoError(t, d.Write())

	p := project(t, made)
	closure, found, err := d.Check(t.Context(), p)
	require.NoError(t, err)
	require.Empty(t, found)
	require.Equal(t, "support", closure.Prompt.Owner.Value)
	require.Equal(t, "openai/gpt-4.1", closure.Prompt.Model.Value)
	require.Equal(t, "Routes: a \"ticket\".", closure.Prompt.Description.Value)
	target, err := p.Resolve(t.Context(), "support/triage", "worktree")
	require.NoError(t, err)
	require.Equal(t, d.Path, target.File.Path)
	require.Equal(t, []string{
		"promptctl render support/triage --var text='…' --set-json labels='[…]'",
		"git add x/triage.prompt.yaml && git commit",
	}, d.Next(closure, "x/triage.prompt.yaml"))

	require.EqualError(t, d.Write(), "prompts/support/triage.prompt.yaml is there already")
}

func TestTargets(t *testing.T) {
	made := repotest.New(t)
	made.Write("promptctl.yaml", "version: 1\nprompts: [prompts, team/ai]\n")
	made.Write("prompts/sub/keep", "")
	made.Write("team/ai/keep", "")
	made.Write("other/keep", "")
	for _, c := range []struct{ in, typed, folder, name, path string }{
		{"", "greet", "", "greet", "prompts/greet.prompt.yaml"},
		{"", "a/b.c/d-e_f", "", "a/b.c/d-e_f", "prompts/a/b.c/d-e_f.prompt.yaml"},
		{"", "greet", "team/ai", "greet", "team/ai/greet.prompt.yaml"},
		{"", "greet", "./team/ai/", "greet", "team/ai/greet.prompt.yaml"},
		{"", "greet.prompt.yaml", "", "greet", "prompts/greet.prompt.yaml"},
		{"", "greet.prompt.yml", "", "greet", "prompts/greet.prompt.yml"},
		{"", "prompts/a/greet.prompt.yaml", "", "a/greet", "prompts/a/greet.prompt.yaml"},
		{"", "prompts/a/greet", "", "a/greet", "prompts/a/greet.prompt.yaml"},
		{"", "./team/ai/greet", "", "greet", "team/ai/greet.prompt.yaml"},
		{"", "team/ai/greet.prompt.yaml", "team/ai", "greet", "team/ai/greet.prompt.yaml"},
		{"", "prompting/greet", "", "prompting/greet", "prompts/prompting/greet.prompt.yaml"},
		{"prompts/sub", "greet.prompt.yaml", "", "sub/greet", "prompts/sub/greet.prompt.yaml"},
		{"prompts/sub", "./greet", "", "sub/greet", "prompts/sub/greet.prompt.yaml"},
		{"prompts/sub", "../greet", "", "greet", "prompts/greet.prompt.yaml"},
		{"prompts/sub", "greet", "", "greet", "prompts/greet.prompt.yaml"},
		{"prompts/sub", "prompts/x.prompt.yaml", "", "sub/prompts/x", "prompts/sub/prompts/x.prompt.yaml"},
		{"team/ai", "greet.prompt.yaml", "", "greet", "team/ai/greet.prompt.yaml"},
		{"other", "greet.prompt.yaml", "", "greet", "prompts/greet.prompt.yaml"},
		{"", filepath.Join(made.Dir, "prompts", "abs.prompt.yaml"), "", "abs", "prompts/abs.prompt.yaml"},
	} {
		d := draft(t, made.In(c.in), Request{Name: c.typed, Folder: c.folder})
		require.Equal(t, c.name, d.Name, "%s in %s", c.typed, c.in)
		require.Equal(t, c.path, d.Path, "%s in %s", c.typed, c.in)
	}

	whole := repotest.New(t)
	whole.Write("promptctl.yaml", "version: 1\nprompts: .\n")
	whole.Write("sub/keep", "")
	for typed, path := range map[string]string{"a/b": "a/b.prompt.yaml", "./a": "sub/a.prompt.yaml", "a.prompt.yaml": "sub/a.prompt.yaml"} {
		require.Equal(t, path, draft(t, whole.In("sub"), Request{Name: typed}).Path, typed)
	}
}

func TestRequestsThatMakeNoSense(t *testing.T) {
	made := repotest.New(t)
	made.Write("promptctl.yaml", "version: 1\nprompts: [prompts, team/ai]\n")
	made.Write("other/keep", "")
	for _, c := range []struct {
		in, want string
		request  Request
	}{
		{"", `"" cannot be the name of a prompt: the name is empty`, Request{}},
		{"", `"a b" may hold letters`, Request{Name: "a b"}},
		{"", `"greet@v1" may hold letters`, Request{Name: "greet@v1"}},
		{"", `a segment between two / is empty`, Request{Name: "a//b"}},
		{"", `a segment between two / is empty`, Request{Name: "a/"}},
		{"", `"x.lock" ends in ".lock"`, Request{Name: "x.lock"}},
		{"", `"approvals" is reserved`, Request{Name: "approvals/x"}},
		{"", `"v1.2.0" looks like a release of another one`, Request{Name: "greet/v1.2.0"}},
		{"", `is the path of a partial`, Request{Name: "prompts/tone.partial.md"}},
		{"", `./greet.prompt.yaml lies in no prompt folder`, Request{Name: "./greet"}},
		{"other", `../../greet.prompt.yaml lies in no prompt folder`, Request{Name: "../../greet"}},
		{"", `lies in no prompt folder`, Request{Name: filepath.Join(t.TempDir(), "x.prompt.yaml")}},
		{"", `"../greet.prompt.yaml"`[1:4], Request{Name: "../greet.prompt.yaml"}},
		{"", `promts is none of the prompt folders (did you mean "prompts"?)`, Request{Name: "a", Folder: "promts"}},
		{"", `the path lies in the folder prompts, and not in team/ai`, Request{Name: "prompts/a", Folder: "team/ai"}},
		{"", `there is no template "clasify" (did you mean "classify"?)`, Request{Name: "a", Template: "clasify"}},
		{"", `there is no template "../secret"`, Request{Name: "a", Template: "../secret"}},
	} {
		_, err := NewDraft(t.Context(), project(t, made.In(c.in)), c.request)
		var request *RequestError
		require.ErrorAs(t, err, &request, c.request)
		require.ErrorContains(t, err, c.want)
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	made := repotest.New(t)
	made.Write("promptctl.yaml", "version: 1\nprompts: [prompts, team]\n")
	made.Write("prompts/Support/triage.prompt.yaml", "messages: []\n")
	made.Write("team/greet.prompt.yml", "messages: []\n")
	made.Write("prompts/ignored.prompt.yaml", "messages: []\n")
	made.Write(".gitignore", "ignored*\n")
	made.Write("prompts/file", "")
	for name, want := range map[string]string{
		"Support/triage":    `prompt "Support/triage" is there already, in prompts/Support/triage.prompt.yaml`,
		"Support/Triage":    `prompt "Support/Triage" and "Support/triage" differ only in case`,
		"support/other":     `folder "support" and "Support" differ only in case`,
		"greet":             `prompt "greet" is there already, in team/greet.prompt.yml`,
		"GREET.prompt.yaml": `prompt "GREET" and "greet" differ only in case`,
		"ignored":           `prompts/ignored.prompt.yaml is there already`,
		"file/below":        `prompts/file is a file: nothing can be written below it`,
	} {
		_, err := NewDraft(t.Context(), project(t, made), Request{Name: name})
		require.ErrorContains(t, err, want, name)
		var request *RequestError
		require.NotErrorAs(t, err, &request, name)
	}
	_, err := NewDraft(t.Context(), project(t, made), Request{Name: "support/deep/er"})
	require.Equal(t, "name it Support/deep/er", diag.Hint(err))
	for _, name := range []string{"Support", "Support/triage/more", "greet/more", "Support2/x"} {
		draft(t, made, Request{Name: name})
	}
}

func TestCopies(t *testing.T) {
	made := repotest.New(t)
	first := "# kept\nname:   support/triage # why\nmessages:\n  - role: user\n    content: \"{{> shared/tone}} first\"\n"
	made.Write("prompts/support/triage.prompt.yml", first)
	made.Write("prompts/shared/tone.partial.md", "Be kind.\n")
	made.Commit("first")
	made.Write("prompts/support/triage.prompt.yml", strings.ReplaceAll(first, "first", "second"))

	d := draft(t, made, Request{Name: "sales/triage", From: "support/triage@HEAD"})
	require.Equal(t, strings.Replace(first, "support/triage", "sales/triage", 1), string(d.Data))
	require.NoError(t, d.Write())
	closure, found, err := d.Check(t.Context(), project(t, made))
	require.NoError(t, err)
	require.Empty(t, found)
	require.Equal(t, []string{"shared/tone"}, closure.PartialNames())

	d = draft(t, made, Request{Name: "other", From: "support/triage", Owner: "ops"})
	require.Equal(t, strings.NewReplacer("support/triage # why", "other # why\nowner: ops", "first", "second").Replace(first), string(d.Data))

	_, err = NewDraft(t.Context(), project(t, made), Request{Name: "x", From: "support/triaeg"})
	require.ErrorContains(t, err, `did you mean "support/triage"?`)
	_, err = NewDraft(t.Context(), project(t, made), Request{Name: "x", From: "@HEAD"})
	require.ErrorContains(t, err, "the name of the prompt is missing")
}

func TestACopyOfWhatCannotBeReadIsACopy(t *testing.T) {
	made := repotest.New(t)
	const broken = "name: [\n"
	made.Write("prompts/broken.prompt.yaml", broken)
	d := draft(t, made, Request{Name: "again", From: "broken"})
	require.Equal(t, broken, string(d.Data))
	require.NoError(t, d.Write())
	_, found, err := d.Check(t.Context(), project(t, made))
	require.NoError(t, err)
	require.True(t, found.HasErrors())
	_, err = NewDraft(t.Context(), project(t, made), Request{Name: "more", From: "broken", Owner: "ops"})
	require.EqualError(t, err, "prompts/more.prompt.yaml: owner cannot be set: the file cannot be read")
}

func TestDraftNeedsAWorkTreeAndSoundSettings(t *testing.T) {
	bare := repotest.NewBare(t)
	_, err := NewDraft(t.Context(), &catalog.Project{Repo: open(t, bare), Config: config.Default()}, Request{Name: "a"})
	require.ErrorContains(t, err, "has no work tree to write files to")
}
