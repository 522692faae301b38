package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// answers is the folder of what commands answer to programs. The files are
// rewritten where UPDATE_SCRIPTS is set.
var answers = filepath.Join("testdata", "answers")

// outcome is what became of one command line.
type outcome struct {
	status   int
	out, err string
}

// inProcess runs one command line in an environment.
func inProcess(t *testing.T, env []string, args ...string) outcome {
	t.Helper()
	return inProcessAt(t, time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), env, args...)
}

// inProcessAt is inProcess at another time.
func inProcessAt(t *testing.T, now time.Time, env []string, args ...string) outcome {
	t.Helper()
	dir := t.TempDir()
	open := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		require.NoError(t, err)
		t.Cleanup(func() { f.Close() })
		return f
	}
	s := system{
		args: args, env: env, in: open("in"), out: open("out"), err: open("err"),
		now:   func() time.Time { return now },
		build: build{"v1.2.3", strings.Repeat("0123456789", 4), "2026-03-02T10:00:00+01:00"},
	}
	status := run(context.Background(), s)
	read := func(f *os.File) string {
		text, err := os.ReadFile(f.Name())
		require.NoError(t, err)
		return string(text)
	}
	return outcome{status, read(s.out), read(s.err)}
}

// answerRepo is the repository that answers are about.
func answerRepo(t *testing.T) *repotest.Repo {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join(answers, "repo.txtar"))
	require.NoError(t, err)
	r := repotest.New(t)
	write := func(folder string) {
		for _, f := range archive.Files {
			if path, ok := strings.CutPrefix(f.Name, folder+"/"); ok {
				r.Write(path, string(f.Data))
			}
		}
	}
	write("1")
	r.Commit("Answer questions on orders")
	r.Tag("support/agent/v1.0.0", "support/agent v1.0.0")
	r.Remove("prompts/old.prompt.yaml")
	r.Commit("Drop what is old")
	write("2")
	r.Commit("Keep addresses to ourselves")
	write("work")
	comments(t, r)
	runs(t, r)
	return r.With("GIT_EDITOR=git", "PROMPTCTL_PAGER=git", "GIT_PAGER=git", "GIT_AUTHOR_DATE=2026-03-01T08:00:00Z")
}

// comments has a thread that follows its line, one whose line is gone, and a
// line that is no event.
func comments(t *testing.T, r *repotest.Repo) {
	t.Helper()
	env := r.With("GIT_AUTHOR_DATE=2026-02-01T10:00:00+01:00").Env()
	for _, args := range [][]string{
		{"support/agent@v1.0.0", "--section", "role", "-m", "Whose shop?"}, {"support/agent@v1.0.0", "--line", "1", "-m", "Why?"},
	} {
		got := inProcess(t, env, append([]string{"-C", r.Dir, "comment"}, args...)...)
		require.Equal(t, statusDone, got.status, got.err)
	}
	r.Git("notes", "--ref", "promptctl/comments", "append", "-m", "no event", "HEAD")
}

// runs has a version whose tests were run twice, and a line that is no run.
func runs(t *testing.T, r *repotest.Repo) {
	t.Helper()
	env := r.With("GIT_AUTHOR_DATE=2026-02-01T10:00:00+01:00").Env()
	for _, changes := range [][]string{{"mode=replay"}, {"fail=late"}} {
		made, err := runOf(r.Dir, env, "support/agent")
		require.NoError(t, err)
		made.cases = []*results.Case{{ID: "late", Repeat: 1, Status: results.Passed, Score: 1}, {ID: "thanks", Repeat: 1, Status: results.Passed, Score: 1}}
		made.sum()
		for _, change := range changes {
			require.NoError(t, made.change(change))
		}
		made.cases[0].Assertions = []results.Assertion{{Type: "contains", Name: "says when", Place: "prompts/support/agent.tests.yaml:5:9", Weight: 1}}
		require.NoError(t, made.save(r.Dir, env))
	}
	r.Git("notes", "--ref", "promptctl/results", "append", "-m", "no run", "HEAD")
}

// answerCase is a command line with its answer. The answer is on standard
// error where the schema is that of error.
type answerCase struct {
	golden string // "" where it would change too often
	schema string
	status int
	args   []string
}

func answerCases() []answerCase {
	line := func(text string) []string { return strings.Split(text, " ") }
	return []answerCase{
		{"list.json", "list", 1, line("list -o json")},
		{"list-revision.json", "list", 0, line("list --rev HEAD~1 -o json")},
		{"list.jsonl", "list", 1, line("list -o jsonl")},
		{"show.json", "show", 0, line("show support/agent -o json")},
		{"show-revision.json", "show", 0, line("show support/agent@v1.0.0 -o json")},
		{"show-broken.json", "show", 1, line("show broken -o json")},
		{"render.json", "render", 0, []string{"render", "support/agent", "--var", "question=Where is it?", "-o", "json",
			"--set-json", `history=[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":` +
				`[{"id":"call_1","type":"function","function":{"name":"get_order","arguments":"{}"}}]},` +
				`{"role":"tool","tool_call_id":"call_1","content":"{}"}]`}},
		{"render-revision.json", "render", 0, line("render support/agent@HEAD --var question=? --set-json history=[] -o json")},
		{"lint.json", "lint", 1, line("lint -o json")},
		{"lint.jsonl", "lint", 1, line("lint -o jsonl")},
		{"lint-statistics.json", "lint", 1, line("lint --statistics -o json")},
		{"", "rules", 0, line("lint --list-rules -o json")},
		{"log.json", "log", 0, line("log support/agent -o json")},
		{"log-all.json", "log", 0, line("log support/agent --all --limit 1 -o json")},
		{"log-removed.json", "log", 0, line("log old -o json")},
		{"log.jsonl", "log", 0, line("log support/agent -o jsonl")},
		{"log-results.json", "log", 0, line("log support/agent --results -o json")},
		{"", "log", 0, line("log support/agent --results -o jsonl")},
		{"diff.json", "diff", 0, line("diff -o json")},
		{"diff-files.json", "diff", 1, line("diff drafts/before.prompt.yaml drafts/after.prompt.yaml --exit-code -o json")},
		{"diff-broken.json", "diff", 1, line("diff drafts/before.prompt.yaml drafts/twice.prompt.yaml --fail-on breaking -o json")},
		{"comment.json", "comment", 0, line("comment --list -o json")},
		{"", "comment", 0, line("comment support/agent --section role -m Why? -n -o json")},
		{"fmt.json", "fmt", 1, line("fmt --check prompts/untidy.prompt.yaml prompts/support/agent.prompt.yaml drafts/twice.prompt.yaml -o json")},
		{"doctor.json", "doctor", 0, line("doctor -o json")},
		{"explain-rule.json", "explain", 0, line("explain Y002 -o json")},
		{"", "explain", 0, line("explain C002 -o json")},
		{"explain-key.json", "explain", 0, line("explain config.lint.profile -o json")},
		{"", "explain", 0, line("explain messages -o json")},
		{"", "explain", 0, line("explain exit-codes -o json")},
		{"", "explain", 0, line("explain -o json")},
		{"version.json", "version", 0, line("version -o json")},
		{"new.json", "new", 0, line("new support/copy --from support/agent@v1.0.0 -o json")},
		{"new-dry-run.json", "new", 1, line("new copy --from broken --dry-run -o json")},
		{"new-list.json", "new", 0, line("new --list -o json")},
		{"init.json", "init", 0, line("init --dry-run -o json")},
		{"", "hook-install", 0, line("hook install --dry-run -o json")},
		{"", "hook-uninstall", 0, line("hook uninstall --dry-run -o json")},
		{"", "hook-install", 0, line("hook install --diff --dry-run -o json")},
		{"", "hook-uninstall", 0, line("hook uninstall --diff --dry-run -o json")},
		{"policy-show.json", "policy-show", 0, line("policy show -o json")},
		{"policy-check.json", "policy-check", 1, line("policy check -o json")},
		{"policy-explain.json", "policy-explain", 0, line("policy explain production --prompt support/agent -o json")},
		{"policy-add-person.json", "policy-add-person", 0, []string{"policy", "add-person", "di", "--email", "di@example.com", "--role", "reviewer", "--dry-run", "-o", "json",
			"--key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfr7oSWGOt0ibHXhfWos15hSgPbgDymf0IIHrxAssi7 di@desk"}},
		{"", "policy-add-key", 0, []string{"policy", "add-key", "zoe", "--dry-run", "-o", "json",
			"--key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfr7oSWGOt0ibHXhfWos15hSgPbgDymf0IIHrxAssi7"}},
		{"policy-revoke-key.json", "policy-revoke-key", 0, line("policy revoke-key bo --retired --reason moved --dry-run -o json")},
		{"compare.json", "compare", 0, line("compare results/before.json results/after.json -o json")},
		{"sync-dry-run.json", "sync", 1, line("sync --prune --dry-run -o json")},
		{"sync-refused.json", "sync", 3, line("sync -o json")},
		{"error-usage.json", "error", 2, line("list -o json --tags x")},
		{"error-reference.json", "error", 3, line("log support/agnet -o jsonl")},
		{"error-findings.json", "error", 1, line("render broken -o json")},
		{"error-values.json", "error", 2, line("render support/agent --var tonne=warm -o json")},
	}
}

// Every answer keeps to its published schema and to what all answers have in
// common, and stays what it was.
func TestAnswers(t *testing.T) {
	for _, c := range posedCases(t) {
		t.Run(c.schema+"/"+c.golden, func(t *testing.T) {
			got := inProcess(t, c.repo.Env(), append([]string{"-C", c.repo.Dir}, c.args...)...)
			require.Equal(t, c.status, got.status, "%s%s", got.out, got.err)
			text := got.out
			if c.schema == "error" {
				require.Empty(t, got.out)
				text = got.err
				require.Equal(t, 1, strings.Count(text, "\n"), "the object is one line")
			}
			requireAnswer(t, c.schema, text)
			if c.golden != "" {
				requireGolden(t, c.golden, settled(c.repo, text))
			}
		})
	}
}

// settled is an answer without what differs between machines.
func settled(r *repotest.Repo, text string) string {
	for _, place := range []struct{ variable, sign string }{{"HOME", "HOME"}} {
		for _, entry := range r.Env() {
			if value, ok := strings.CutPrefix(entry, place.variable+"="); ok {
				text = strings.ReplaceAll(text, quoted(value), place.sign)
			}
		}
	}
	text = strings.ReplaceAll(text, quoted(r.Dir), "REPOSITORY")
	text = strings.ReplaceAll(text, quoted(runtime.Version()), "GO")
	text = strings.ReplaceAll(text, runtime.GOOS+"/"+runtime.GOARCH, "SYSTEM")
	return gitVersion.ReplaceAllString(text, `${1}GIT"`)
}

// gitVersion is what doctor says of git.
var gitVersion = regexp.MustCompile(`("title": "git",\s+"status": "ok",\s+"detail": ")[^"]*"`)

// quoted is a text as it stands within a string of JSON.
func quoted(text string) string {
	data, _ := json.Marshal(text)
	return string(data[1 : len(data)-1])
}

func requireGolden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(answers, name)
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// All that can be said of the prompts that come with promptctl keeps to the
// schemas too.
func TestAnswersAboutTheExample(t *testing.T) {
	r := repotest.New(t)
	example := filepath.Join("..", "..", "prompts-example")
	require.NoError(t, os.CopyFS(r.Dir, os.DirFS(example)))
	r.Commit("Begin")
	ask := func(schema string, args ...string) string {
		got := inProcess(t, r.Env(), append([]string{"-C", r.Dir, "-o", "json"}, args...)...)
		require.Equal(t, statusDone, got.status, "%s: %s", args, got.err)
		requireAnswer(t, schema, got.out)
		return got.out
	}
	var list struct{ Prompts []struct{ Name string } }
	require.NoError(t, json.Unmarshal([]byte(ask("list", "list")), &list))
	require.NotEmpty(t, list.Prompts)
	for _, p := range list.Prompts {
		ask("show", "show", p.Name)
		ask("log", "log", p.Name)
		ask("render", "render", p.Name, "--var-file", "inputs/"+p.Name+".yaml")
	}
	ask("fmt", "fmt", "--check")
	require.Equal(t, statusDone, inProcess(t, r.Env(), "-C", r.Dir, "test", "--all", "--dry-run").status)
	ask("init", "init", "--yes")
	ask("doctor", "doctor")
}
