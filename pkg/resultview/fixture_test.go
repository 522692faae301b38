package resultview_test

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// hostile is text that tries to be more than text, in each format.
const hostile = "</script><script>document.title='owned'</script><!--<script> </pre></details></summary></failure>]]> <img src=x onerror=\"document.title='owned'\"> &lt;b&gt; @ana #123 " +
	"https://evil.example ![x](https://evil.example/x.png) `a` ```b``` | pipe *bold* :smile: $x$ %0A \x1b]0;title\a \u202eevil \u2066x\u2028y\u2029z \ufffe \x9b31m\xff ##[error]x\n::error file=x::y\n::add-mask::z"

func head(reference string) results.Head {
	return results.Head{
		Prompt: "support/triage", Path: "prompts/support/triage.prompt.yaml", Reference: reference, Digest: "sha256:" + strings.Repeat("01", 32), Suite: "sha256:" + strings.Repeat("02", 32),
		Model: "openai/gpt-4o-mini", Mode: results.Live, Started: time.Date(2026, 11, 26, 15, 0, 0, 0, time.FixedZone("CET", 3600)), Tool: "promptctl 1.2.3",
	}
}

func passed(id, output string) *results.Case {
	return &results.Case{
		ID: id, Repeat: 1, Place: "prompts/support/triage.tests.yaml:4:3", Status: results.Passed, Score: 1, Output: output, Finish: "stop", LatencyMS: 812, Attempts: 1,
		Tokens: results.Tokens{Input: 120, Output: 4}, CostUSD: ptr(0.0002), Variables: map[string]any{"ticket": "Where is " + id + "?"}, Tags: []string{"orders"},
		Assertions: []results.Assertion{{Type: "contains", Place: "prompts/support/triage.tests.yaml:9:7", Passed: true, Score: 1, Weight: 1}},
	}
}

func failed(id, output string, score float64) *results.Case {
	c := passed(id, output)
	c.Status, c.Score = results.Failed, score
	c.Assertions[0].Passed, c.Assertions[0].Score, c.Assertions[0].Reason = false, 0, "does not contain \"orders\""
	return c
}

func errored(id, why string) *results.Case {
	return &results.Case{ID: id, Repeat: 1, Place: "prompts/support/triage.tests.yaml:12:3", Status: results.Errored, Error: why, Hint: "try again later", Attempts: 4}
}

// evil is a case in which everything is hostile.
func evil() *results.Case {
	c := failed(hostile, hostile, 0.25)
	c.Description, c.Tags, c.Place, c.Finish, c.Hint = hostile, []string{hostile}, hostile+":3:4", hostile, hostile
	c.Variables = map[string]any{hostile: hostile, "list": []any{hostile, map[string]any{hostile: 1}}}
	c.ToolCalls = []results.ToolCall{{Name: hostile, Arguments: hostile}}
	c.Assertions = append(c.Assertions, results.Assertion{Type: hostile, Name: hostile, Place: hostile, Reason: hostile, Hint: hostile}, results.Assertion{Type: "rubric", Place: "x:1:1", Error: hostile})
	return c
}

func all(cases ...*results.Case) iter.Seq2[*results.Case, error] {
	return func(yield func(*results.Case, error) bool) {
		for _, c := range cases {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// run is a run of these cases.
func run(h results.Head, cases ...*results.Case) resultview.Of {
	return runOf(h, all(cases...))
}

func runOf(h results.Head, cases iter.Seq2[*results.Case, error]) resultview.Of {
	var sums results.Summer
	for c := range cases {
		sums.Add(c)
	}
	sum := sums.Summary()
	sum.Took(3400 * time.Millisecond)
	return resultview.Of{Head: h, Summary: sum, Modes: sums.Modes(50), Cases: cases}
}

// fixture is two runs with something of everything: b breaks and a is fixed.
func fixture() []resultview.Of {
	again := passed("a", "orders")
	again.Repeat = 2
	return []resultview.Of{
		run(head("support/triage@v1"), failed("a", "The queue is billing.", 0.5), again, passed("b", "It belongs to orders, I think."), errored("c", "openai: status 429: too many requests"), evil()),
		run(head("support/triage"), passed("a", "The queue is orders."), again, failed("b", "It belongs to billing, I think.", 0), passed("c", "orders"), evil()),
	}
}

// broken is a run whose cases cannot all be read.
func broken() resultview.Of {
	r := run(head("support/triage"), failed("a", "x", 0))
	r.Cases = func(yield func(*results.Case, error) bool) {
		_ = yield(failed("a", "x", 0), nil) && yield(nil, io.ErrUnexpectedEOF)
	}
	return r
}

// many are so many cases, made as they are asked for.
func many(n int, of func(i int) *results.Case) iter.Seq2[*results.Case, error] {
	return func(yield func(*results.Case, error) bool) {
		for i := range n {
			if !yield(of(i), nil) {
				return
			}
		}
	}
}

// anyText is text of which much means something to some format.
func anyText() *rapid.Generator[string] {
	pieces := []string{"a", "word", " ", "\n", "\n\n", "`", "```\n", "|", "\\", "@ana", "#12", "</pre>", "</script>", "<!--", "<script", "]]>", "&lt;", "*", "_", "[x](y)", "https://x.y", "a@b.c",
		":smile:", "-", "1.", "\"", "'", "(", ")", "\x1b[31m", "\u202e", "\u2028", "\u0338", "\U0001F600", "漢", "deadbee", "1234567", "/close", "\xff", "$x$", "~~", "\t", "\r\n", "::error::", "##[", "\ufffe", "%0A", "e\u0301"}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")
	})
}

func anyCase(t *rapid.T, id string) *results.Case {
	text := anyText()
	c := &results.Case{
		ID: id, Repeat: rapid.IntRange(1, 3).Draw(t, "repeat"), Description: text.Draw(t, "description"), Tags: []string{text.Draw(t, "tag")}, Place: text.Draw(t, "place"),
		Variables: map[string]any{text.Draw(t, "variable"): text.Draw(t, "value")}, Score: rapid.Float64Range(0, 1).Draw(t, "score"),
		Status: rapid.SampledFrom([]results.Status{results.Passed, results.Failed, results.Errored}).Draw(t, "status"),
		Output: strings.Repeat(text.Draw(t, "output"), rapid.SampledFrom([]int{1, 1, 300}).Draw(t, "long")), LatencyMS: rapid.Float64Range(0, 1e6).Draw(t, "latency"), Finish: text.Draw(t, "finish"),
	}
	if c.Status == results.Errored {
		c.Error, c.Hint = text.Draw(t, "error"), text.Draw(t, "hint")
	}
	for range rapid.IntRange(0, 3).Draw(t, "assertions") {
		a := results.Assertion{Type: text.Draw(t, "type"), Name: text.Draw(t, "name"), Place: text.Draw(t, "at"), Reason: text.Draw(t, "reason"), Hint: text.Draw(t, "mend")}
		if a.Passed = c.Status == results.Passed; c.Status == results.Errored {
			a.Error = text.Draw(t, "why")
		}
		c.Assertions = append(c.Assertions, a)
	}
	return c
}

func anyRuns() *rapid.Generator[[]resultview.Of] {
	return rapid.Custom(func(t *rapid.T) []resultview.Of {
		var runs []resultview.Of
		for range rapid.IntRange(1, 3).Draw(t, "runs") {
			h := head(anyText().Draw(t, "reference"))
			h.Prompt, h.Model = anyText().Draw(t, "prompt"), anyText().Draw(t, "model")
			var cases []*results.Case
			for i := range rapid.IntRange(0, 6).Draw(t, "cases") {
				cases = append(cases, anyCase(t, fmt.Sprint(i, anyText().Draw(t, "id"))))
			}
			runs = append(runs, run(h, cases...))
		}
		return runs
	})
}

type encoder func(io.Writer, []resultview.Of, resultview.Options) error

func written(t require.TestingT, encode encoder, runs []resultview.Of, o resultview.Options) string {
	var b strings.Builder
	require.NoError(t, encode(&b, runs, o))
	return b.String()
}
