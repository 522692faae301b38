package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/results"
)

func head() results.Head {
	return results.Head{Version: results.Version, Prompt: "triage", Path: "prompts/triage.prompt.yaml", Reference: "triage@HEAD",
		Commit: strings.Repeat("0123456789", 4), Digest: "sha256:" + strings.Repeat("0123456789abcdef", 4), Suite: "none",
		Model: "openai/gpt-4o-mini", Mode: results.Live, Started: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Tool: "promptctl v1.2.3"}
}

// cases are n of them, of which those fail whose number a function says.
func cases(n int, id func(int) string, fails func(int) bool) iter.Seq2[*results.Case, error] {
	return func(yield func(*results.Case, error) bool) {
		for i := range n {
			c := &results.Case{ID: id(i), Repeat: 1, Status: results.Passed, Score: 1, Output: "an answer", Variables: map[string]any{"secret": "hush"}}
			if fails(i) {
				c.Status, c.Score = results.Failed, 0
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

func numbered(i int) string { return fmt.Sprintf("case-%d", i) }

// run is a line of some cases.
func run(t testing.TB, n int, id func(int) string, fails func(int) bool) *Run {
	t.Helper()
	var s results.Summer
	for c := range cases(n, id, fails) {
		s.Add(c)
	}
	r, err := newRun(head(), s.Summary(), s.Modes(20), cases(n, id, fails), repo.Person{Name: "Ana", Email: "ana@example.com"})
	require.NoError(t, err)
	return r
}

func line(t testing.TB, r *Run) []byte {
	t.Helper()
	text, err := r.Encode()
	require.NoError(t, err)
	return text
}

func note(lines ...[]byte) []repo.Note {
	return []repo.Note{{Object: "0123456789012345678901234567890123456789", Text: bytes.Join(lines, nil)}}
}

// A run is read as it was written, and has nothing that a model answered, or was asked.
func TestRunIsReadAsItWasWritten(t *testing.T) {
	made := run(t, 5, numbered, func(i int) bool { return i == 3 })
	text := line(t, made)
	require.Equal(t, 1, bytes.Count(text, []byte("\n")))
	for _, private := range []string{"an answer", "hush", "secret"} {
		require.NotContains(t, string(text), private)
	}
	record := Parse(note(text))
	require.Empty(t, record.Problems)
	require.Equal(t, []*Run{made}, record.Runs)
	require.Equal(t, text, line(t, record.Runs[0]))
	require.Equal(t, record.Runs, record.Of(head().Digest))
	require.Empty(t, record.Of("sha256:other"))
	require.Empty(t, record.Of(""))
}

// However large a run is, its line is bounded, and the cases that failed are in it first.
func TestRunIsBounded(t *testing.T) {
	long := func(i int) string { return fmt.Sprintf("%04d-%s", i, strings.Repeat("x", 5000)) }
	for _, c := range []struct {
		n     int
		id    func(int) string
		fails func(int) bool
	}{
		{100_000, numbered, func(i int) bool { return i%1000 == 999 }},
		{5000, numbered, func(int) bool { return true }},
		{2000, long, func(i int) bool { return i >= 1990 }},
		{2000, long, func(i int) bool { return true }},
	} {
		made := run(t, c.n, c.id, c.fails)
		require.LessOrEqual(t, len(line(t, made)), maxLine)
		require.LessOrEqual(t, len(made.Cases), maxCases)
		require.Equal(t, c.n, len(made.Cases)+made.Left)
		fell := slices.IndexFunc(made.Cases, func(c Case) bool { return c.Status != results.Passed })
		require.GreaterOrEqual(t, fell, 0)
		require.Empty(t, Parse(note(line(t, made))).Problems)
		if failed := made.Summary.Failed; failed <= 100 {
			require.Equal(t, failed, len(slices.DeleteFunc(slices.Clone(made.Cases), func(c Case) bool { return c.Status == results.Passed })))
		}
		for i := 1; i < len(made.Cases); i++ {
			require.NotEqual(t, made.Cases[i-1].ID, made.Cases[i].ID)
		}
	}
}

func TestRunThatCannotBeKept(t *testing.T) {
	broken := func(yield func(*results.Case, error) bool) { yield(nil, errors.New("the disk is gone")) }
	_, err := newRun(head(), results.Summary{Cases: 1, Passed: 1}, nil, broken, repo.Person{})
	require.EqualError(t, err, "the disk is gone")
	_, err = newRun(head(), results.Summary{}, nil, cases(0, numbered, nil), repo.Person{})
	require.EqualError(t, err, "the run has sums that do not fit together")
}

// What is no run is told of with its line, and whatever else is there is read.
func TestLinesThatAreNoRuns(t *testing.T) {
	good := run(t, 3, numbered, func(i int) bool { return i == 1 })
	edit := func(change func(map[string]any)) []byte {
		var tree map[string]any
		require.NoError(t, json.Unmarshal(line(t, good), &tree))
		change(tree)
		text, err := json.Marshal(tree)
		require.NoError(t, err)
		return append(text, '\n')
	}
	set := func(in, key string, value any) []byte {
		return edit(func(tree map[string]any) {
			if in == "" {
				tree[key] = value
			} else {
				tree[in].(map[string]any)[key] = value
			}
		})
	}
	for want, text := range map[string][]byte{
		"is no run: invalid character 'h'":                      []byte("hello\n"),
		"is no run: json: cannot unmarshal string":              set("summary", "cases", "many"),
		"is no run: json: cannot unmarshal number 3.5":          set("summary", "cases", 3.5),
		"is of version 2 of the format":                         set("", "v", 2),
		"is of version 0 of the format":                         []byte("{}\n"),
		"has no id":                                             set("", "id", "x"),
		"is neither live nor replay":                            set("head", "mode", "dead"),
		"has sums that do not fit together":                     set("summary", "passed", 3),
		"has a number that cannot be":                           set("summary", "notRun", -1),
		"has a score, or a reason why it ended, that cannot be": set("summary", "score", 1.5),
		"has a commit or a digest that cannot be":               set("head", "digest", "sha256:0"),
		"has a repository that cannot be":                       set("head", "repository", "x"),
		"has no time that can be":                               set("head", "started", "0001-01-01T00:00:00Z"),
		"names no prompt or no model":                           set("head", "model", ""),
		"or something that is too long":                         set("head", "prompt", strings.Repeat("x", maxText+1)),
		"says at too great length who kept it":                  set("by", "name", strings.Repeat("x", maxText+1)),
		"has a way to fail that cannot be":                      set("", "modes", []any{map[string]any{"assertion": "", "count": 1}}),
		"has a case that cannot be":                             set("", "cases", []any{map[string]any{"id": "a", "repeat": 1, "status": "well", "score": 1}}),
		"has more in it than a run may have":                    set("", "left", -1),
		"is longer than 65536 bytes":                            []byte(strings.Repeat("x", maxLine+1) + "\n"),
	} {
		record := Parse(note([]byte("\n"), text, line(t, good)))
		require.Len(t, record.Problems, 1, want)
		require.Contains(t, record.Problems[0].Message, want)
		require.Equal(t, 2, record.Problems[0].Line)
		require.Contains(t, record.Problems[0].String(), Ref+" of 01234567, line 2: ")
		require.Equal(t, []*Run{good}, record.Runs)
	}
	record := Parse(note(edit(func(tree map[string]any) { tree["modes"], tree["cases"], tree["more"] = nil, nil, "x" })))
	require.Empty(t, record.Problems)
	require.NotNil(t, record.Runs[0].Modes)
	require.NotNil(t, record.Runs[0].Cases)
}

// Neither the order of lines nor that one is there twice makes a difference.
func TestMergedLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines [][]byte
		for i := range rapid.IntRange(0, 5).Draw(t, "runs") {
			h := head()
			h.Started = h.Started.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "hours")) * time.Hour)
			h.Model = fmt.Sprint("m", i)
			r, err := newRun(h, results.Summary{Cases: 1, Passed: 1, Score: 1}, nil, cases(1, numbered, func(int) bool { return false }), repo.Person{Name: "Ana"})
			require.NoError(t, err)
			text, err := r.Encode()
			require.NoError(t, err)
			lines = append(lines, text)
		}
		want := Parse(note(lines...))
		require.Len(t, want.Runs, len(lines))
		twice := rapid.Permutation(append(slices.Clone(lines), lines...)).Draw(t, "order")
		cut := rapid.IntRange(0, len(twice)).Draw(t, "cut")
		require.Equal(t, want, Parse(append(note(twice[:cut]...), note(twice[cut:]...)...)))
		require.True(t, slices.IsSortedFunc(want.Runs, func(a, b *Run) int { return b.Head.Started.Compare(a.Head.Started) }))
	})
}

func FuzzParse(f *testing.F) {
	f.Add(line(f, run(f, 3, numbered, func(i int) bool { return i == 1 })))
	f.Add([]byte(`{"v":1,"id":"0123456789abcdef","head":{},"summary":{"cases":1e9}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		record := Parse(note(text))
		for _, r := range record.Runs {
			again := Parse(note(line(t, r)))
			require.Empty(t, again.Problems)
			require.Equal(t, []*Run{r}, again.Runs)
		}
	})
}
