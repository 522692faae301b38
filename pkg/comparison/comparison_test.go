package comparison_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func project(t *testing.T, in *repotest.Repo) *catalog.Project {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { r.Close() })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	return p
}

// paths are the files of the repositories below, and what each may hold: "→ x" is
// a symbolic link to x.
var paths = map[string][]string{
	"prompts/a.prompt.yaml":     {"", "messages: [{role: user, content: '{{> p}}'}]\n", "messages: [{role: user, content: '{{> sub/q}}'}]\n", "messages: [\n"},
	"prompts/b.prompt.yml":      {"", "messages: [{role: user, content: b}]\n", "# c\nmessages: [{role: user, content: b}]\n", "→ a.prompt.yaml"},
	"prompts/sub/c.prompt.yaml": {"", "messages: [{role: user, content: [{type: file, file: {path: c.md}}]}]\njsonSchema: {$ref: s.json}\n"},
	"prompts/sub/c.md":          {"", "x", "y"},
	"prompts/sub/s.json":        {"{}", `{"title": "x"}`},
	"prompts/p.partial.md":      {"", "x", "{{> sub/q}}"},
	"prompts/sub/q.partial.md":  {"", "x", "y", "→ c.md"},
	"prompts/b.tests.yaml":      {"", "version: 1\ncases: [{id: a, variables: {}}]\n", "version: 1\ncases: [{id: b, variables: {}}]\n"},
	"other.txt":                 {"", "x"},
}

// state writes one state of all files.
func state(t *rapid.T, in *repotest.Repo, name string) {
	for _, path := range slices.Sorted(func(yield func(string) bool) {
		for p := range paths {
			if !yield(p) {
				return
			}
		}
	}) {
		text := rapid.SampledFrom(paths[path]).Draw(t, name+" "+path)
		in.Remove(path)
		if target, link := strings.CutPrefix(text, "→ "); link {
			in.Symlink(target, path)
		} else if text != "" {
			in.Write(path, text)
		}
	}
}

// told is what a catalog has of each prompt: all that makes it up, and its tests.
func told(t require.TestingT, p *catalog.Project, r catalog.Revision) map[string]string {
	ctx := context.Background()
	c, err := p.At(ctx, r)
	require.NoError(t, err)
	s, err := p.Snapshot(ctx, r)
	require.NoError(t, err)
	all := map[string]string{}
	for _, e := range c.Prompts {
		closure, _, err := c.Closure(ctx, e)
		require.NoError(t, err)
		all[e.Name] = closure.Digest() + fmt.Sprint(closure.Missing)
		if tests, err := s.Read(ctx, "prompts/"+e.Name+".tests.yaml"); err == nil {
			all[e.Name] += string(tests)
		}
	}
	return all
}

// The prompts that differ are those that reading all of both states finds, with
// commits, the index and the work tree on either side.
func TestRevisionsFindsWhatDiffers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := repotest.New(t)
		in.Write("keep", "x")
		state(rt, in, "first")
		in.Commit("first")
		state(rt, in, "second")
		in.Write("keep", "y")
		in.Commit("second")
		state(rt, in, "staged")
		in.Git("add", "--all")
		state(rt, in, "work tree")
		p := project(t, in)
		at := func(name string) catalog.Revision {
			rev := rapid.SampledFrom([]string{"HEAD~1", "HEAD", "staged", "worktree"}).Draw(rt, name)
			r, err := p.Revision(t.Context(), "", rev)
			require.NoError(rt, err)
			return r
		}
		from, to := at("from"), at("to")
		before, after := told(rt, p, from), told(rt, p, to)
		var want, got []string
		for name := range before {
			if before[name] != after[name] {
				want = append(want, name)
			}
		}
		for name := range after {
			if before[name] == "" {
				want = append(want, name)
			}
		}
		c, err := comparison.Revisions(t.Context(), p, from, to, comparison.Options{})
		require.NoError(rt, err)
		for _, found := range c.Prompts {
			if got = append(got, found.Name); found.Was != found.Name {
				got = append(got, found.Was)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		require.Equal(rt, want, got, "%s..%s\n%v\n%v", from, to, before, after)
	})
}

// What stands in a prompt's place, or its tests', and is no file is said of the
// new state, and never read.
func TestNoFiles(t *testing.T) {
	in := repotest.New(t)
	for _, name := range []string{"a", "b", "c"} {
		in.Write("prompts/"+name+".prompt.yaml", "messages: [{role: user, content: "+name+"}]\n")
	}
	in.Symlink("a.prompt.yaml", "prompts/same.prompt.yaml")
	in.Symlink("a.prompt.yaml", "prompts/was.prompt.yaml")
	in.Commit("first")
	in.Remove("prompts/a.prompt.yaml")
	in.Symlink("b.prompt.yaml", "prompts/a.prompt.yaml")
	in.Remove("prompts/b.prompt.yaml")
	in.Git("init", "-q", "prompts/b.prompt.yaml")
	in.In("prompts/b.prompt.yaml").Commit("submodule")
	in.Symlink("../tests", "prompts/c.tests.yaml")
	in.Remove("prompts/was.prompt.yaml")
	in.Write("prompts/was.prompt.yaml", "model: m\n")
	in.Commit("second")
	p := project(t, in)
	c, err := comparison.Query{Args: []string{"HEAD~1.."}}.Run(t.Context(), p)
	require.NoError(t, err)
	var got []string
	for _, found := range c.Findings {
		got = append(got, found.Code+" "+found.String())
	}
	for _, found := range c.Prompts {
		got = append(got, found.Changes[0].Message)
	}
	require.Equal(t, []string{
		"Y008 prompts/a.prompt.yaml: a symbolic link cannot be a prompt: only files are read",
		"Y008 prompts/b.prompt.yaml: a submodule cannot be a prompt: only files are read",
		"Y008 prompts/c.tests.yaml: a symbolic link cannot hold test cases: only files are read",
		"the prompt is gone, and a symbolic link is in its place",
		"the prompt is gone, and a submodule is in its place",
		"the prompt is new, and was a symbolic link",
	}, got)
}

func TestRenamed(t *testing.T) {
	in := repotest.New(t)
	long := "messages: [{role: user, content: One two three four five six seven eight nine ten.}]\n"
	in.Write("prompts/a.prompt.yaml", long)
	in.Write("prompts/b.prompt.yaml", "messages: [{role: user, content: Something else.}]\n")
	in.Write("prompts/c.prompt.yml", "messages: [{role: user, content: c}]\n")
	in.Commit("first")
	in.Remove("prompts/a.prompt.yaml")
	in.Remove("prompts/b.prompt.yaml")
	in.Git("mv", "prompts/c.prompt.yml", "prompts/c.prompt.yaml")
	in.Write("prompts/z.prompt.yaml", "model: o3\n"+long)
	p := project(t, in)
	from, err := p.Revision(t.Context(), "", "HEAD")
	require.NoError(t, err)
	to, err := p.Revision(t.Context(), "", "worktree")
	require.NoError(t, err)
	c, err := comparison.Revisions(t.Context(), p, from, to, comparison.Options{})
	require.NoError(t, err)
	var got []string
	for _, f := range c.Prompts {
		got = append(got, fmt.Sprintf("%s %s>%s %s %d", f.Status, f.Was, f.Name, f.Class(), len(f.Changes)))
	}
	require.Equal(t, []string{"removed b>b breaking 1", "edited c>c none 1", "renamed a>z breaking 2"}, got)
}

// A side that is no prompt may be anything.
func TestBroken(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a.prompt.yaml", "messages: [{role: user, content: x}]\n")
	in.Commit("first")
	in.Write("prompts/a.prompt.yaml", "messages: [\n")
	p := project(t, in)
	c, err := comparison.Query{}.Run(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, c.Prompts, 1)
	require.Equal(t, change.Breaking, c.Class())
	require.Equal(t, "Y001", c.Prompts[0].Broken[0].Code)
	require.Empty(t, c.Prompts[0].Changes)
}

func TestCostsAndTheNextVersion(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a.prompt.yaml", "model: m\nmessages: [{role: user, content: one}]\n")
	in.Commit("first")
	in.Tag("a/v1.2.3", "a v1.2.3")
	in.Write("prompts/a.prompt.yaml", "model: m\nmessages: [{role: user, content: one two}]\n")
	in.Commit("second")
	in.Write("prompts/a.prompt.yaml", "model: n\nmessages: [{role: user, content: one two}]\nvariables: {v: {}}\n")
	p := project(t, in)
	facts := func(name string) (model.Facts, bool) { return model.Facts{Price: &model.Price{Input: 2}}, name == "m" }
	c, err := comparison.Query{Options: comparison.Options{Tokens: token.NewCounter(), Facts: facts}}.Run(t.Context(), p)
	require.NoError(t, err)
	require.NoError(t, c.Name(t.Context(), p.Repo))
	got := c.Prompts[0]
	require.Len(t, got.Next.Why, 1)
	got.Next.Why = nil
	require.Equal(t, &comparison.Next{Last: "v1.2.3", Class: change.Breaking, Version: "v2.0.0"}, got.Next)
	require.Len(t, got.Costs, 2)
	require.Equal(t, "m", got.Costs[0].Model)
	require.Equal(t, got.Costs[0].Before, got.Costs[0].After)
	require.InDelta(t, float64(got.Costs[0].Before)*2*comparison.Calls/1e6, *got.Costs[0].USDBefore, 1e-12)
	require.Nil(t, got.Costs[1].USDAfter)
}
