package repotest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Random is a repository with a random history: several roots, merges of two
// and more, files that come and go, a folder in the place of a file, and dates
// that are equal or run backwards.
type Random struct {
	*Repo
	Commits []RandomCommit // parents before children
	Skewed  bool           // a parent may have the date of its child, or a later one
}

// RandomCommit is one commit of a random history.
type RandomCommit struct {
	Hash    string
	Parents []int // indices of commits
	Date    int64
	Files   map[string]string // contents by path
}

// RandomPaths returns the paths that a random history has files at. One of them
// lies below another.
func RandomPaths() []string {
	return []string{
		"top.txt", "prompts/a.prompt.yaml", "prompts/b.prompt.yaml", "prompts/a.prompt.yaml/inner",
		"prompts/sub/a.prompt.yaml", "prompts/\u00e9.prompt.yaml", "prompts/safety.partial.md",
	}
}

// executable stands in RandomCommit.Files for a file that has the content
// "one\n" and can be executed.
const executable = "one, executable\n"

// RandomIncludes returns the paths that a file of a random history refers to,
// by its content: one on each line that begins with ">".
func RandomIncludes(content string) []string {
	var paths []string
	for line := range strings.Lines(content) {
		if path, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), ">"); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// DrawRandom makes a repository with a random history. Every commit has a
// branch: the first c0, the second c1, and so on.
func DrawRandom(t *rapid.T, tb testing.TB) *Random {
	r := &Random{Repo: New(tb), Skewed: rapid.Bool().Draw(t, "skewed")}
	for i := range rapid.IntRange(1, 24).Draw(t, "commits") {
		r.Commits = append(r.Commits, r.drawCommit(t, i))
	}
	marks := filepath.Join(r.Dir, ".git", "marks")
	r.GitInput(r.script(), "fast-import", "--quiet", "--date-format=raw", "--export-marks="+marks)
	text, err := os.ReadFile(marks)
	require.NoError(tb, err)
	for line := range strings.Lines(string(text)) {
		var mark int
		var hash string
		_, err := fmt.Sscanf(line, ":%d %s", &mark, &hash)
		require.NoError(tb, err)
		r.Commits[mark-1].Hash = hash
	}
	return r
}

func (r *Random) drawCommit(t *rapid.T, i int) RandomCommit {
	c := RandomCommit{Files: map[string]string{}}
	parents := 0
	if i > 0 {
		parents = rapid.SampledFrom([]int{1, 1, 1, 1, 1, 2, 2, 3, 4, 0}).Draw(t, "parents")
	}
	for range min(parents, i) {
		p := rapid.IntRange(max(0, i-5), i-1).Draw(t, "parent")
		if !slices.Contains(c.Parents, p) {
			c.Parents = append(c.Parents, p)
		}
	}
	c.Date = 1_600_000_000 + int64(i)*60
	if r.Skewed {
		c.Date = 1_600_000_000 + int64(rapid.IntRange(0, 6).Draw(t, "date"))
	}
	if len(c.Parents) > 0 {
		from := rapid.SampledFrom(c.Parents).Draw(t, "like")
		maps.Copy(c.Files, r.Commits[from].Files)
	}
	for range rapid.IntRange(0, 2).Draw(t, "edits") {
		drawEdit(t, c.Files)
	}
	return c
}

// drawEdit writes, removes or moves a file.
func drawEdit(t *rapid.T, files map[string]string) {
	paths := RandomPaths()
	path := rapid.SampledFrom(paths).Draw(t, "path")
	content := rapid.SampledFrom([]string{"one\n", "two\n", executable, ">prompts/safety.partial.md\n", ">prompts/b.prompt.yaml\n", ">prompts/safety.partial.md\n>prompts/b.prompt.yaml\n"}).Draw(t, "content")
	switch rapid.IntRange(0, 5).Draw(t, "edit") {
	case 0:
		delete(files, path)
		return
	case 1:
		from := rapid.SampledFrom(paths).Draw(t, "from")
		if old, ok := files[from]; ok {
			content = old
			delete(files, from)
		}
	}
	maps.DeleteFunc(files, func(other, _ string) bool {
		return strings.HasPrefix(other, path+"/") || strings.HasPrefix(path, other+"/")
	})
	files[path] = content
}

// script returns the history for git fast-import.
func (r *Random) script() string {
	var b strings.Builder
	for i, c := range r.Commits {
		who := fmt.Sprintf("Ana <ana@example.com> %d +0000", c.Date)
		message := fmt.Sprintf("commit %d", i)
		fmt.Fprintf(&b, "commit refs/heads/c%d\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n", i, i+1, who, who, len(message), message)
		for nth, p := range c.Parents {
			verb := "merge"
			if nth == 0 {
				verb = "from"
			}
			fmt.Fprintf(&b, "%s :%d\n", verb, p+1)
		}
		b.WriteString("deleteall\n")
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			mode, content := 100644, c.Files[path]
			if content == executable {
				mode, content = 100755, "one\n"
			}
			fmt.Fprintf(&b, "M %d inline %s\ndata %d\n%s\n", mode, path, len(content), content)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Graphs names the ways in which WriteGraph can write a commit-graph.
func Graphs() []string { return []string{"none", "plain", "filters", "older", "split", "mixed"} }

// WriteGraph writes a commit-graph: of all commits without or with filters, of
// the first half of the commits, or as a chain of files, of which those of a
// mixed one have no filters but the first. Commits may be newer than a chain.
func (r *Random) WriteGraph(kind string) {
	n := len(r.Commits)
	switch kind {
	case "plain":
		r.graph(n)
	case "filters":
		r.graph(n, "--changed-paths")
	case "older":
		r.graph((n+1)/2, "--changed-paths")
	case "split":
		r.graph((n+2)/3, "--changed-paths", "--split=no-merge")
		r.graph((2*n+2)/3, "--changed-paths", "--split=no-merge")
		r.graph(n-n/8, "--changed-paths", "--split=no-merge")
	case "mixed":
		r.graph((n+1)/2, "--changed-paths", "--split=no-merge")
		r.graph(n, "--no-changed-paths", "--split=no-merge")
	}
}

// graph writes a commit-graph of the first n commits.
func (r *Random) graph(n int, options ...string) {
	var commits strings.Builder
	for _, c := range r.Commits[:n] {
		fmt.Fprintln(&commits, c.Hash)
	}
	r.GitInput(commits.String(), append([]string{"commit-graph", "write", "--stdin-commits", "--no-progress"}, options...)...)
}
