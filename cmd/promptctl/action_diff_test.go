package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// comment is a comment on a pull request, as GitHub has it.
type comment struct {
	ID   int               `json:"id"`
	Body string            `json:"body"`
	User map[string]string `json:"user"`
}

// pull is pull request 7 of ana/shop, with the answers that GitHub gives.
type pull struct {
	t        *testing.T
	comments []comment
	user     string // whose token it is; "" for that of a workflow, which nobody is told of
	refuses  int    // the status of all that is written
	writes   []string
}

func (p *pull) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	require.Equal(p.t, "Bearer s3cret", r.Header.Get("Authorization"))
	var given comment
	if r.Method != http.MethodGet {
		p.writes = append(p.writes, r.Method+" "+r.URL.Path)
		if p.refuses != 0 {
			w.WriteHeader(p.refuses)
			return
		}
		require.NoError(p.t, json.NewDecoder(r.Body).Decode(&given))
	}
	const comments = "/repos/ana/shop/issues/7/comments"
	switch r.Method + " " + r.URL.Path {
	case "GET /user":
		if p.user == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		p.answer(w, map[string]string{"login": p.user})
	case "GET " + comments:
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		start := min((page-1)*100, len(p.comments))
		p.answer(w, p.comments[start:min(start+100, len(p.comments))])
	case "POST " + comments:
		p.comments = append(p.comments, comment{len(p.comments) + 1, given.Body, bot})
		w.WriteHeader(http.StatusCreated)
	default:
		require.Equal(p.t, "PATCH", r.Method)
		i := slices.IndexFunc(p.comments, func(c comment) bool {
			return r.URL.Path == fmt.Sprintf("/repos/ana/shop/issues/comments/%d", c.ID)
		})
		require.GreaterOrEqual(p.t, i, 0, r.URL.Path)
		p.comments[i].Body = given.Body
	}
}

func (p *pull) answer(w http.ResponseWriter, value any) {
	require.NoError(p.t, json.NewEncoder(w).Encode(value))
}

var (
	bot = map[string]string{"login": "github-actions[bot]", "type": "Bot"}
	eve = map[string]string{"login": "eve", "type": "User"}
)

const mark = "<!-- promptctl diff -->\n"

// checkout is a clone of a pull request: main as origin has it, and a commit on
// top of it, whose hash is returned.
func checkout(t *testing.T, now string) (dir, head string) {
	t.Helper()
	dir = t.TempDir()
	file := filepath.Join(dir, "prompts", "triage.prompt.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	write := func(text string) {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		gitIn(t, dir, "add", "--all")
		gitIn(t, dir, "commit", "--quiet", "--allow-empty", "--message", "one")
	}
	gitIn(t, dir, "init", "--quiet")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "promptctl.yaml"), []byte("version: 1\n"), 0o644))
	write(before)
	gitIn(t, dir, "update-ref", "refs/remotes/origin/main", "HEAD")
	write(now)
	return dir, gitIn(t, dir, "rev-parse", "HEAD")
}

const (
	before   = "messages: [{role: user, content: Say a word.}]\n"
	reworded = "messages: [{role: user, content: Say two words.}]\n"
	breaks   = "variables: {ticket: {}}\n" + before
)

func gitIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Ana", "-c", "user.email=ana@example.com"}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.TrimSpace(string(out))
}

// diffed runs diff.sh on a pull request that makes the prompt what now is. It
// returns what the script says, the step's summary, its outputs and its status.
func diffed(t *testing.T, p *pull, now string, env ...string) (said, summary, outputs string, status int) {
	t.Helper()
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil || runtime.GOOS == "windows" {
			t.Skipf("%s is not here, or another one", program)
		}
	}
	p.t = t
	server := httptest.NewServer(p)
	defer server.Close()
	script, err := filepath.Abs(filepath.Join(actions, "diff", "diff.sh"))
	require.NoError(t, err)
	dir, head := checkout(t, now)
	temporary := t.TempDir()
	cmd := exec.Command("bash", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append([]string{
		"RUNNER_TEMP=" + temporary, "GITHUB_STEP_SUMMARY=" + filepath.Join(temporary, "summary"), "GITHUB_OUTPUT=" + filepath.Join(temporary, "output"),
		"GITHUB_API_URL=" + server.URL, "GITHUB_REPOSITORY=ana/shop", "GITHUB_BASE_REF=main", "no_proxy=127.0.0.1",
		"PROMPTCTL_HEAD=" + head, "PROMPTCTL_PULL=7", "PROMPTCTL_TOKEN=s3cret", "PROMPTCTL_FAIL_ON=none", "PROMPTCTL_COMMENT=true", "PROMPTCTL_DIRECTORY=.",
	}, env...)...)
	out, _ := cmd.CombinedOutput()
	require.NotContains(t, string(out), "s3cret")
	left, err := filepath.Glob(filepath.Join(temporary, "*", "headers"))
	require.NoError(t, err)
	require.Empty(t, left, "the token is left behind")
	return string(out), contents(temporary, "summary"), contents(temporary, "output"), cmd.ProcessState.ExitCode()
}

func contents(dir, name string) string {
	text, _ := os.ReadFile(filepath.Join(dir, name))
	return string(text)
}

// The pull request has one comment, which is kept up to date.
func TestActionDiffComments(t *testing.T) {
	p := &pull{}
	said, summary, outputs, status := diffed(t, p, reworded)
	require.Zero(t, status, said)
	require.Contains(t, outputs, "differs=true\nmarkdown=/")
	require.Equal(t, []string{"POST /repos/ana/shop/issues/7/comments"}, p.writes, said)
	require.Equal(t, mark+summary, p.comments[0].Body)
	require.True(t, strings.HasPrefix(summary, "### ~ 1 prompt changes behaviour, and asks for a minor version\n\nFrom `origin/main` to `"), summary)

	_, summary, _, status = diffed(t, p, breaks)
	require.Zero(t, status)
	require.Len(t, p.comments, 1)
	require.Equal(t, mark+summary, p.comments[0].Body)
	require.Contains(t, summary, "❗ variable `ticket` is new and required")

	_, _, outputs, status = diffed(t, p, before)
	require.Zero(t, status)
	require.Contains(t, outputs, "differs=false\n")
	require.Len(t, p.comments, 1)
	require.Contains(t, p.comments[0].Body, mark+"### ✓ No prompt differs\n")
}

func TestActionDiffSaysNothingOfNothing(t *testing.T) {
	p := &pull{}
	said, summary, _, status := diffed(t, p, before)
	require.Zero(t, status, said)
	require.Empty(t, p.writes)
	require.Contains(t, summary, "No prompt differs")
}

// The comment is found among many, and one that somebody else wrote is none of
// ours: they could change what it says.
func TestActionDiffFindsItsOwnComment(t *testing.T) {
	p := &pull{}
	for i := range 250 {
		p.comments = append(p.comments, comment{i + 1, mark + "mine", eve})
	}
	p.comments = append(p.comments, comment{251, "I said " + mark, bot}, comment{252, mark + "old", bot})
	said, _, _, status := diffed(t, p, reworded)
	require.Zero(t, status, said)
	require.Equal(t, []string{"PATCH /repos/ana/shop/issues/comments/252"}, p.writes)

	p = &pull{user: "eve", comments: []comment{{1, mark, bot}, {2, mark, eve}}}
	_, _, _, status = diffed(t, p, reworded)
	require.Zero(t, status)
	require.Equal(t, []string{"PATCH /repos/ana/shop/issues/comments/2"}, p.writes)

	p = &pull{comments: []comment{{1, mark, bot}}}
	said, _, _, status = diffed(t, p, reworded, "PROMPTCTL_DIRECTORY=prompts")
	require.Zero(t, status, said)
	require.True(t, strings.HasPrefix(p.comments[1].Body, "<!-- promptctl diff prompts -->\n###"), "each folder has a comment of its own")
}

// From a fork the token may read alone: the summary has it all, and the step
// does not fail for it.
func TestActionDiffMayNotComment(t *testing.T) {
	p := &pull{refuses: http.StatusForbidden}
	said, summary, _, status := diffed(t, p, reworded)
	require.Zero(t, status, said)
	require.Contains(t, said, "::notice::the token may not comment")
	require.Contains(t, summary, "1 prompt changes behaviour")

	_, _, _, status = diffed(t, p, breaks, "PROMPTCTL_FAIL_ON=breaking")
	require.Equal(t, 1, status)

	said, _, _, status = diffed(t, &pull{refuses: http.StatusUnprocessableEntity}, reworded)
	require.Equal(t, 3, status)
	require.Contains(t, said, "::error::the comment cannot be written: status 422")
}

func TestActionDiffStatus(t *testing.T) {
	for _, c := range []struct {
		now, env, want string
		status         int
	}{
		{breaks, "PROMPTCTL_FAIL_ON=breaking", "::error::a change in a prompt is breaking, or more than that", 1},
		{reworded, "PROMPTCTL_FAIL_ON=breaking", "behaviour", 0},
		{reworded, "PROMPTCTL_FAIL_ON=behaviour", "::error::a change in a prompt is behaviour, or more than that", 1},
		{reworded, "PROMPTCTL_FAIL_ON=everything", `"everything" is none of breaking, behaviour`, 2},
		{reworded, "PROMPTCTL_BASE=origin/nowhere", "nowhere", 3},
		{reworded, "PROMPTCTL_BASE=$(id)", "$(id)", 3},
		{reworded, "GITHUB_BASE_REF=", "::error::there is nothing to compare with", 2},
		{reworded, "PROMPTCTL_HEAD=0123456789012345678901234567890123456789", "is not in this clone: actions/checkout takes it with fetch-depth: 0", 3},
	} {
		p := &pull{}
		said, _, _, status := diffed(t, p, c.now, c.env)
		require.Equal(t, c.status, status, "%s: %s", c.env, said)
		require.Contains(t, said, c.want)
		require.Equal(t, status < 2, len(p.writes) == 1, c.env)
	}
}

func TestActionDiffWithoutComment(t *testing.T) {
	for _, env := range []string{"PROMPTCTL_COMMENT=false", "PROMPTCTL_PULL="} {
		p := &pull{}
		said, summary, _, status := diffed(t, p, reworded, env)
		require.Zero(t, status, said)
		require.Empty(t, p.writes, env)
		require.Contains(t, summary, "1 prompt changes behaviour")
	}
}
