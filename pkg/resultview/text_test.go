package resultview_test

import (
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	runs := []resultview.Of{run(head("support/triage"), passed("ok", "orders"), failed("a", "The queue is billing.\n\nSorry.", 0.5), failed("b", "", 0), errored("c", "openai: status 429"))}
	require.Equal(t, `FAIL  a  prompts/support/triage.tests.yaml:4:3
      │ The queue is billing.
      │
      │ Sorry.
      ✗ contains: does not contain "orders"
        prompts/support/triage.tests.yaml:9:7

FAIL  b  prompts/support/triage.tests.yaml:4:3
      │ (an empty answer)
      ✗ contains: does not contain "orders"
        prompts/support/triage.tests.yaml:9:7

ERROR c  prompts/support/triage.tests.yaml:12:3
      openai: status 429
      hint: try again later

1 passed, 2 failed, 1 errored · score 0.50 · $0.0006 · 360 + 12 tokens · p50 812 ms, p95 812 ms · 3.4 s
`, written(t, resultview.Text, runs, resultview.Options{}))
	require.Equal(t, "1 passed, 2 failed, 1 errored · score 0.50 · $0.0006 · 360 + 12 tokens · p50 812 ms, p95 812 ms · 3.4 s\n", written(t, resultview.Text, runs, resultview.Options{Quiet: true}))
}

func TestTextWithColours(t *testing.T) {
	text := written(t, resultview.Text, fixture(), resultview.Options{Style: term.Style(true), Width: 100})
	require.Contains(t, text, "\x1b[31mFAIL \x1b[39m")
	plain := written(t, resultview.Text, fixture(), resultview.Options{Width: 100})
	require.Equal(t, plain, regexp.MustCompile(`\x1b\[\d+m`).ReplaceAllString(text, ""))
}

func TestTextSaysAllWhereItIsAsked(t *testing.T) {
	c := passed("a", strings.Repeat("line\n", 50))
	c.ToolCalls = []results.ToolCall{{Name: "route", Arguments: `{"queue": 1}`}}
	text := written(t, resultview.Text, []resultview.Of{run(head("x"), c)}, resultview.Options{Verbose: true})
	require.Equal(t, 50, strings.Count(text, "│ line\n"))
	require.Contains(t, text, "PASS  a ")
	require.Contains(t, text, "      score 1 · 812 ms · $0.0002 · 120 + 4 tokens · stop\n      ticket: Where is a?\n")
	require.Contains(t, text, "      │ → route {\"queue\": 1}\n")
	require.Contains(t, text, "      ✓ contains\n")
}

func TestTextIsShortWhereMuchFails(t *testing.T) {
	r := runOf(head("x"), many(300, func(i int) *results.Case { return failed(fmt.Sprint("c", i), strings.Repeat("No.\n", 60), 0) }))
	text := written(t, resultview.Text, []resultview.Of{r}, resultview.Options{})
	require.Equal(t, 20, strings.Count(text, "FAIL "))
	require.Contains(t, text, "      │ … 54 lines more\n")
	require.Contains(t, text, "… and 280 cases more that did not pass: -v shows all\n")
	require.Contains(t, text, "Failure modes\n  300 × contains prompts/support/triage.tests.yaml:9:7\n        No. No. No.")
	require.Equal(t, 300, strings.Count(written(t, resultview.Text, []resultview.Of{r}, resultview.Options{Verbose: true}), "FAIL "))
}

func TestTextOfSeveralRunsEndsWithATable(t *testing.T) {
	text := written(t, resultview.Text, fixture(), resultview.Options{Width: 110})
	require.Regexp(t, `(?m)^RUN +PASSED +FAILED +ERRORED +SCORE +COST +P50 +P95\nsupport/triage@v1 · openai/gpt-4o-mini +2 +2 +1 +0\.69 +\$0\.0008 +812 ms +812 ms\nsupport/triage · openai/gpt-4o-mini +3 +2 +0 `, text)
}

// A case that failed in each of its repeats is one case.
func TestRepeatsAreNoFurtherCases(t *testing.T) {
	again := failed("a", "Billing", 0)
	again.Repeat = 2
	runs := []resultview.Of{run(head("x"), failed("a", "Billing", 0), again)}
	require.Contains(t, written(t, resultview.Text, runs, resultview.Options{}), "    2 × contains prompts/support/triage.tests.yaml:9:7\n        Billing\n        a\n")
	require.NotContains(t, written(t, resultview.HTML, runs, resultview.Options{}), "</a>, …")
}

// Of what nobody answered there is no score and no time.
func TestNothingIsSaidOfAnswersThatThereAreNot(t *testing.T) {
	other := head("y")
	runs := []resultview.Of{run(head("x"), errored("a", "openai: status 429")), run(other, errored("a", "openai: status 429"))}
	require.Regexp(t, `(?m)^x · openai/gpt-4o-mini +0 +0 +1 +\$0$`, written(t, resultview.Text, runs, resultview.Options{Width: 110}))
	require.Contains(t, written(t, resultview.Text, runs, resultview.Options{Verbose: true}), "      4 attempts\n      openai: status 429\n")
	require.Contains(t, written(t, resultview.Markdown, runs, resultview.Options{}), "| 0 | 0 | 1 |  | US$ 0 | 0 |  |  | 3.4 s |\n")
	page := written(t, resultview.HTML, runs[:1], resultview.Options{})
	require.Contains(t, page, `data-label="Score"></td>`)
	require.Contains(t, page, `data-label="Median"></td><td role="cell" class="n" data-label="95 % in"></td>`)
	require.Equal(t, ", , , , , ", textOf(find(open(t, page).shown(t), "td", "num")...), "of the case, and of all")
}

func TestTextOfPlacesAsTheReaderKnowsThem(t *testing.T) {
	text := written(t, resultview.Text, fixture()[:1], resultview.Options{Path: func(file string) string { return "../" + file }})
	require.Contains(t, text, "FAIL  a  ../prompts/support/triage.tests.yaml:4:3\n")
	require.Contains(t, text, "        ../prompts/support/triage.tests.yaml:9:7\n")
}

func TestTextHasNothingThatATerminalObeys(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := written(rt, resultview.Text, anyRuns().Draw(rt, "runs"), resultview.Options{Verbose: true})
		require.Equal(rt, term.Sanitize(text), text)
	})
}

// An error while cases are read again ends what is written of them.
func TestErrorsOfCasesAreTold(t *testing.T) {
	for name, encode := range map[string]encoder{"text": resultview.Text, "junit": resultview.JUnit, "github": resultview.GitHub, "markdown": resultview.Markdown, "html": resultview.HTML} {
		require.ErrorIs(t, encode(io.Discard, []resultview.Of{broken()}, resultview.Options{}), io.ErrUnexpectedEOF, name)
	}
}

// Nothing of the cases stays in memory, however many there are.
func TestMemoryIsFlat(t *testing.T) {
	const n = 5_000
	long := strings.Repeat("An answer of many words. ", 80) // 2 KB, of all 10 MB
	cases := func(most *uint64) resultview.Of {
		r := run(head("x"), passed("a", "x"))
		r.Cases = many(n, func(i int) *results.Case {
			if i == n-1 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				*most = max(*most, m.HeapAlloc)
			}
			if i%10 == 0 {
				return failed(fmt.Sprint(i), fmt.Sprint(i, long), 0.5)
			}
			return passed(fmt.Sprint(i), fmt.Sprint(i, long))
		})
		return r
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for name, encode := range map[string]encoder{"text": resultview.Text, "junit": resultview.JUnit, "github": resultview.GitHub, "markdown": resultview.Markdown, "html": resultview.HTML} {
		var most uint64
		require.NoError(t, encode(io.Discard, []resultview.Of{cases(&most)}, resultview.Options{Verbose: true}), name)
		require.Less(t, int64(most)-int64(before.HeapAlloc), int64(4<<20), name)
	}
}
