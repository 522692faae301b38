package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// lintClaims are what is asked of lint: the whole of a large project against
// reading and decoding the same files, one staged file as in a hook against git
// saying what is staged, and, where they are installed, other linters of YAML
// by the time for one file.
func (t *bench) lintClaims(b *testing.B) []claim {
	prompts := t.project(b, "prompts", 10_000, ".prompt.yaml", promptOf)
	decode := filepath.Join(filepath.Dir(t.program), "decode")
	out, err := exec.Command("go", "build", "-o", decode, "./testdata/decode").CombinedOutput()
	require.NoError(b, err, "%s", out)
	t.stage(b, repotest.Full().PromptPath(1))
	claims := []claim{
		{"LintAll", "lint 10,000 prompts / read and decode them", 2.5, 7, t.in(prompts, t.program, "lint", "--fail-level", "none"), t.in(prompts, decode, "prompts")},
		{"LintStaged", "lint --staged / git diff --cached", 4, 21, t.promptctl("lint", "--staged"), t.run("git", "diff", "--cached")},
	}
	return append(claims, t.otherLinters(b)...)
}

// otherLinters compares with linters that are there, over 500 files of about
// the same size: the same prompts for yamllint, workflows for actionlint.
func (t *bench) otherLinters(b *testing.B) []claim {
	const files = 500
	prompts := t.project(b, "prompts", files, ".prompt.yaml", promptOf)
	ours := t.in(prompts, t.program, "lint", "--fail-level", "none")
	var claims []claim
	if yamllint, err := exec.LookPath("yamllint"); err == nil {
		claims = append(claims, claim{"Yamllint", "lint / yamllint, the same 500 files", 1, 3, ours, t.tolerant(prompts, yamllint, "prompts")})
	}
	if actionlint, err := exec.LookPath("actionlint"); err == nil {
		workflows := t.project(b, ".github/workflows", files, ".yaml", workflowOf)
		claims = append(claims, claim{"Actionlint", "lint / actionlint, 500 files each", 1, 5, ours, t.tolerant(workflows, actionlint, "-shellcheck=", "-pyflakes=")})
	}
	return claims
}

// stage changes a file of the large repository for the next commit.
func (t *bench) stage(tb testing.TB, file string) {
	path := filepath.Join(t.repo, file)
	text, err := os.ReadFile(path)
	require.NoError(tb, err)
	require.NoError(tb, os.WriteFile(path, append(text, "# staged\n"...), 0o644))
	t.run("git", "add", "--", file)(tb)
}

// project is a repository with so many committed files in a folder, 100 to a
// folder of their own unless they are workflows, which cannot be.
func (t *bench) project(tb testing.TB, folder string, files int, suffix string, text func(i int) string) string {
	dir := tb.TempDir()
	for i := range files {
		name := filepath.Join(dir, folder, fmt.Sprintf("g%03d", i/100), fmt.Sprintf("f%05d%s", i, suffix))
		if strings.HasPrefix(folder, ".github") {
			name = filepath.Join(dir, folder, fmt.Sprintf("f%05d%s", i, suffix))
		}
		require.NoError(tb, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(tb, os.WriteFile(name, []byte(text(i)), 0o644))
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "--all"}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "All"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, t.env
		out, err := cmd.CombinedOutput()
		require.NoError(tb, err, "%s", out)
	}
	return dir
}

// promptOf is a prompt of about 2 KB, such as teams write.
func promptOf(i int) string {
	var s strings.Builder
	fmt.Fprintf(&s, "description: Answers questions of kind %d.\nowner: team-%d\ntags: [support]\nmodel: openai/gpt-5.4-mini\n", i, i%7)
	s.WriteString("modelParameters: {temperature: 0.2, maxCompletionTokens: 400}\nvariables:\n  question: {type: string, untrusted: true, maxLength: 4000}\n" +
		"  tone: {type: string, enum: [plain, warm], default: plain}\nsections:\n  role: You answer questions about orders for an online shop.\n  instructions: |\n")
	for n := range 12 {
		fmt.Fprintf(&s, "    %d. Look for what number %d of the handbook says, and answer in a %s tone with %d sentences.\n", n+1, i+n, "{{tone}}", n%4+1)
	}
	s.WriteString("  guardrails: |\n    Never promise a date that the carrier has not given. \"Soon\" is no date.\n  output_format: |\n    ```json\n    {\"answer\": \"…\", \"sources\": []}\n    ```\n" +
		"messages:\n  - role: user\n    content: |\n      <question>\n      {{question}}\n      </question>\n")
	return s.String()
}

// workflowOf is a workflow of about 2 KB.
func workflowOf(i int) string {
	var s strings.Builder
	fmt.Fprintf(&s, "name: check %d\non: push\njobs:\n", i)
	for n := range 6 {
		fmt.Fprintf(&s, "  job%d:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps:\n      - uses: actions/checkout@v4\n      - name: Build part %d\n        run: |\n          make part%d\n          echo \"${{ github.sha }}\" > version%d\n        env: {PART: \"%d\"}\n", n, n, n, i, n)
	}
	return s.String()
}

// in runs a program in a folder.
func (t *bench) in(dir, name string, args ...string) func(testing.TB) measured {
	at := *t
	at.repo = dir
	return at.run(name, args...)
}

// tolerant runs a program whose answer may be no, with status 1.
func (t *bench) tolerant(dir, name string, args ...string) func(testing.TB) measured {
	at := *t
	at.repo, at.answersNo = dir, true
	return at.run(name, args...)
}
