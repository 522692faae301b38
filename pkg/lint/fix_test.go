package lint_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

// mended are the files that fixing changes, and what is left.
func mended(t testing.TB, files map[string]string, unsafe bool, args ...string) (map[string]string, *lint.Result) {
	t.Helper()
	fixed, left, err := lint.Fix(t.Context(), lint.Query{Snapshot: memory(files), Args: args}, lint.Fixing{Unsafe: unsafe})
	require.NoError(t, err)
	after := map[string]string{}
	for _, f := range fixed {
		require.Equal(t, files[f.File], string(f.Before))
		require.NotEqual(t, f.Before, f.After)
		require.NotEmpty(t, f.Fixed)
		after[f.File] = string(f.After)
	}
	return after, left
}

// codes are the rules that problems are of.
func codes(problems []lint.Problem) []string {
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

// unusedVariables is a prompt with so many variables that nothing uses.
func unusedVariables(n int) string {
	var s strings.Builder
	s.WriteString("description: d\nvariables:\n  used: {type: string}\n")
	for i := range n {
		fmt.Fprintf(&s, "  v%d: {type: string}\n", i)
	}
	return s.String() + "messages:\n  - role: user\n    content: Hello {{used}}.\n"
}

func TestFixMendsInRounds(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": unusedVariables(500), "prompts/b.prompt.yaml": unusedVariables(0)}
	after, left := mended(t, files, true)
	require.Equal(t, map[string]string{"prompts/a.prompt.yaml": unusedVariables(0)}, after)
	require.Empty(t, left.Problems)
	require.Equal(t, []string{"prompts/a.prompt.yaml", "prompts/b.prompt.yaml"}, left.Files)
	again, _ := mended(t, after, true)
	require.Empty(t, again, "a second time changes nothing")
}

// No fix makes a file larger than one that is read: what does not go in is left.
func TestFixKeepsAFileThatCanBeRead(t *testing.T) {
	const head = "description: d\nvariables:\n  x: {type: string, untrusted: true}\nmessages:\n  - role: user\n    content: |\n      "
	tags := strings.Repeat("a {{x}} ", (yamldoc.MaxSize-200-len(head))/8)
	after, left := mended(t, map[string]string{"prompts/a.prompt.yaml": head + tags + "\n"}, true)
	now := after["prompts/a.prompt.yaml"]
	require.Contains(t, now, "a <x>{{x}}</x> ")
	require.LessOrEqual(t, len(now), yamldoc.MaxSize)
	require.Contains(t, codes(left.Problems), "S005")
}

// A file of mistakes is not looked at for ever: the next run goes on with it.
func TestFixLeavesRestForTheNextRun(t *testing.T) {
	file := func(n int) string {
		return "description: d\nmessages:\n  - role: user\n    content: |\n      " + strings.Repeat("the the ", n) + "\n"
	}
	files := map[string]string{"prompts/a.prompt.yaml": file(yamldoc.MaxSize / 9)}
	after, left := mended(t, files, true)
	once := after["prompts/a.prompt.yaml"]
	require.Contains(t, codes(left.Problems), "R006")
	require.Less(t, len(once), len(files["prompts/a.prompt.yaml"]))
	after, _ = mended(t, after, true)
	require.Less(t, len(after["prompts/a.prompt.yaml"]), len(once))
}

// Unsafe fixes wait until they are asked for.
func TestFixIsSafeUnlessAsked(t *testing.T) {
	after, left := mended(t, map[string]string{"prompts/a.prompt.yaml": unusedVariables(2)}, false)
	require.Empty(t, after)
	require.Len(t, left.Problems, 2)
}

// What is not asked about is not touched, though a problem in it shows.
func TestFixTouchesWhatIsNamedAlone(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": unusedVariables(2), "prompts/b.prompt.yaml": unusedVariables(2)}
	after, left := mended(t, files, true, "prompts/b.prompt.yaml")
	require.Equal(t, map[string]string{"prompts/b.prompt.yaml": unusedVariables(0)}, after)
	require.Equal(t, []string{"prompts/b.prompt.yaml"}, left.Files)
}

// A file that git stores with other line ends is mended as it is on disk.
func TestFixKeepsTheBytesOnDisk(t *testing.T) {
	stored := unusedVariables(3)
	disk := strings.ReplaceAll(stored, "\n", "\r\n")
	fixed, left, err := lint.Fix(t.Context(), lint.Query{Snapshot: memory{"prompts/a.prompt.yaml": stored}}, lint.Fixing{
		Unsafe: true, Text: func(string) ([]byte, error) { return []byte(disk), nil },
	})
	require.NoError(t, err)
	require.Len(t, fixed, 1)
	require.Equal(t, disk, string(fixed[0].Before))
	require.Equal(t, strings.ReplaceAll(unusedVariables(0), "\n", "\r\n"), string(fixed[0].After))
	require.Empty(t, left.Problems)
}

// Once promptctl.yaml can be used, the rest is mended in the same run.
func TestFixGoesOnBehindTheSettings(t *testing.T) {
	files := map[string]string{"promptctl.yaml": "version: 1\nlint: {rules: {T03: off}}\n", "prompts/a.prompt.yaml": "decription: d\nmessages: [{role: user, content: a}]\n"}
	after, left := mended(t, files, true)
	require.False(t, left.Unusable)
	require.Len(t, after, 2)
	again, _ := mended(t, after, true)
	require.Empty(t, again)
}

// A name in a partial may be right in a prompt that is left out.
func TestFixThinksOfWhatIsLeftOut(t *testing.T) {
	declares := func(name string) string {
		return "description: d\nvariables: {" + name + ": {type: string}}\nmessages: [{role: user, content: '{{> p}}'}]\n"
	}
	files := map[string]string{
		"promptctl.yaml": "version: 1\nlint: {exclude: [b]}\n", "prompts/p.partial.md": "In {{langauge}}.\n",
		"prompts/a.prompt.yaml": declares("language"), "prompts/b.prompt.yaml": declares("langauge"),
	}
	after, _ := mended(t, files, true)
	require.NotContains(t, after, "prompts/p.partial.md")
}

// However the list of files is split, the parts together report what the whole
// does.
func TestResultsDoNotDependOnTheSplit(t *testing.T) {
	files := map[string]string{
		"prompts/a.prompt.yaml":     "description: d\nmessages: [{role: user, content: '{{> p}} {{> gone}}'}]\n",
		"prompts/b.prompt.yaml":     "description: d\nvariables: {y: {type: string}}\nmessages: [{role: user, content: '{{> q}}'}]\n",
		"prompts/B.prompt.yaml":     "description: d\nmessages: [{role: user, content: x}]\n",
		"prompts/p.partial.md":      "{{> q}}\n",
		"prompts/q.partial.md":      "{{x}} {{#open}}\n",
		"promptctl.yaml":            "version: 1\n",
		".promptctl/policy.yaml":    "version: 2\n",
		".promptctl/something.else": "",
	}
	whole, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files)})
	require.NoError(t, err)
	require.NotEmpty(t, whole.Problems)
	parts := map[string]bool{}
	for file := range maps.Keys(files) {
		part, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files), Args: []string{file}})
		require.NoError(t, err)
		require.Equal(t, []string{file}, part.Files)
		for _, p := range part.Problems {
			parts[p.String()] = true
		}
	}
	for _, p := range whole.Problems {
		require.True(t, parts[p.String()], p.String())
		delete(parts, p.String())
	}
	require.Empty(t, parts)
}

// Two fixes that go together by their places may not go together by what they
// do: a mapping must not be left empty.
func TestFixesThatDoHarmTogether(t *testing.T) {
	const head, tail = "description: d\nvariables:", "messages: [{role: user, content: Hello.}]\n"
	after, left := mended(t, map[string]string{
		"prompts/a.prompt.yaml": head + "\n  a: {type: string}\n  # about b\n  b: {type: string}\n" + tail,
	}, true)
	require.Equal(t, head+"\n  # about b\n  b: {type: string}\n"+tail, after["prompts/a.prompt.yaml"])
	require.Len(t, left.Problems, 1, "the last one stays, since the comment would be in its way")
	require.Equal(t, "T003", left.Problems[0].Code)
}

// A prompt that is left out is not looked at for the sake of a partial that is
// named.
func TestWhatIsLeftOutIsNotReached(t *testing.T) {
	includes := "description: d\nmessages: [{role: user, content: '{{> a}}'}]\n"
	files := map[string]string{
		"prompts/a.partial.md": "{{> gone}}\n", "prompts/b.prompt.yaml": includes, "prompts/left/c.prompt.yaml": strings.Replace(includes, "> a", "> a}}{{> lost", 1),
	}
	reached := func() []string {
		result, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files), Args: []string{"prompts/a.partial.md"}})
		require.NoError(t, err)
		var places []string
		for _, p := range result.Problems {
			places = append(places, p.Range.File)
		}
		return places
	}
	require.Contains(t, reached(), "prompts/left/c.prompt.yaml")
	files["promptctl.yaml"] = "version: 1\nlint: {exclude: [left/**]}\n"
	require.Equal(t, []string{"prompts/a.partial.md"}, reached())
}

// Of two fixes that touch, the second is made after the first has been looked
// at: only then is it seen that a tag stands alone on its line.
func TestFixesThatTouchWaitForEachOther(t *testing.T) {
	const head = "description: d\nmessages:\n  - role: user\n    content: |\n      "
	after, left := mended(t, map[string]string{
		"prompts/a.prompt.yaml": head + "{{! promptctl-ignore T002: why }}{{! promptctl-ignore T012: why }}\n      Hello.\n",
	}, false)
	require.Equal(t, head+"Hello.\n", after["prompts/a.prompt.yaml"])
	require.Empty(t, left.Problems)
}

// Who else includes a partial, and whether they agree, is not looked at where
// the partial was not asked for: then no fix of it is promised.
func TestFixesOfPartialsThatWereNotAskedFor(t *testing.T) {
	files := map[string]string{
		"prompts/p.partial.md":  "In {{langauge}}.\n",
		"prompts/a.prompt.yaml": "description: d\nvariables: {language: {type: string}}\nmessages: [{role: user, content: '{{> p}}'}]\n",
	}
	offered := func(args ...string) bool {
		result, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files), Args: args})
		require.NoError(t, err)
		found := onlyOf(result.Problems, "T002")
		require.Len(t, found, 1)
		return found[0].Fix != nil
	}
	require.True(t, offered())
	require.True(t, offered("prompts/p.partial.md"))
	require.False(t, offered("prompts/a.prompt.yaml"))
}
