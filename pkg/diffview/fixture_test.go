package diffview_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/stretchr/testify/require"
)

// folder is a state with files by their paths.
func folder(t testing.TB, label string, files map[string]string) comparison.State {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	snapshot, err := repo.Folder(dir)
	require.NoError(t, err)
	return comparison.State{Label: label, Snapshot: snapshot, Folders: []string{"prompts"}}
}

// compared compares the prompts of two sets of files.
func compared(t testing.TB, before, after map[string]string) *comparison.Comparison {
	t.Helper()
	old, now := folder(t, "v1.0.0", before), folder(t, "worktree", after)
	var pairs []comparison.Pair
	for name := range before {
		pairs = append(pairs, comparison.Pair{Before: name, After: name})
	}
	for name := range after {
		if _, both := before[name]; !both {
			pairs = append(pairs, comparison.Pair{Before: name, After: name})
		}
	}
	c, err := comparison.Of(context.Background(), old, now, pairs, comparison.Options{})
	require.NoError(t, err)
	return c
}

// hostile is text that tries to be more than text, in each format.
const hostile = "</pre></details></summary> <script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; @ana #123 https://evil.example www.evil.example " +
	"![x](https://evil.example/x.png) [y](javascript:alert(1)) `a` ```b``` | pipe *bold* :smile: <!-- promptctl diff --> \x1b]0;title\a \u202eevil \u2066x $x$"

const fixturePrompt = "prompts/support/triage.prompt.yaml"

// fixture is something of everything.
func fixture(t testing.TB) *comparison.Comparison {
	t.Helper()
	long := "First of many paragraphs, with some words in it.\n\nThe second one is about parcels that are late, and about those that got lost.\n\n" +
		"Third.\n\nFourth.\n\nFifth.\n\nSixth.\n\nSeventh.\n\n"
	now := "First of many paragraphs, with more words in it.\n\nThird.\n\nFourth.\n\nFifth.\n\nSixth.\n\nSeventh.\n\n" +
		"The second one is about parcels that are very late, and about those that got lost.\n\n/close\n```\n"
	triage := func(head, context string) string {
		return "model: openai/gpt-5.4\n" + head + "sections:\n  role: You sort tickets.\n  context: " + quoted(context) + "\nmessages: [{role: user, content: x}]\n"
	}
	plain := func(text string) string { return "messages: [{role: user, content: " + quoted(text) + "}]\n" }
	c := compared(t, map[string]string{
		fixturePrompt:                   triage("owner: \"@support\"\nvariables: {queue: {default: a}}\n", long),
		"prompts/gone.prompt.yaml":      plain("Say goodbye to everybody."),
		"prompts/broken.prompt.yaml":    plain("Say a word."),
		"prompts/rewritten.prompt.yaml": plain("One two three four five six seven."),
		"prompts/quiet.prompt.yaml":     "owner: a\n" + plain("Say a word."),
	}, map[string]string{
		fixturePrompt:                   triage("owner: "+quoted(hostile)+"\nvariables: {queue: {}, ticket: {}}\n", now+hostile),
		"prompts/new.prompt.yaml":       plain("You are new.\n\n- 漢字\n- عربي\n"),
		"prompts/broken.prompt.yaml":    "messages: [{role: user, content: \"Say a word.\" " + hostile[:40] + "\n /close\n",
		"prompts/rewritten.prompt.yaml": plain("Quite another thing is said here."),
		"prompts/quiet.prompt.yaml":     "owner: b\n" + plain("Say a word."),
	})
	before, after := 0.25, 1.5
	for _, p := range c.Prompts {
		if p.Name == "support/triage" {
			p.Costs = []comparison.Cost{{Model: "openai/gpt-5.4", Before: 100, After: 120, Exact: true, USDBefore: &before, USDAfter: &after}}
			p.Next = &comparison.Next{Last: "v1.2.0", Class: change.Breaking, Version: "v2.0.0"}
		}
	}
	return c
}

// quoted is a text as a YAML string in double quotation marks.
func quoted(text string) string {
	var b bytes.Buffer
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == 0x1b:
			b.WriteString(`\e`)
		case r == '\a':
			b.WriteString(`\a`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

var options = diffview.Options{Command: "promptctl diff v1.0.0.."}

// requireGolden compares a text with a file of testdata/golden, which
// UPDATE_REPORTS=1 rewrites; read the difference.
func requireGolden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if os.Getenv("UPDATE_REPORTS") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "UPDATE_REPORTS=1 go test ./pkg/diffview writes it")
	require.Equal(t, string(want), text, "UPDATE_REPORTS=1 go test ./pkg/diffview rewrites %s", file)
}
