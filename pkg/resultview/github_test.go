package resultview_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// ourCommand is a workflow command that the package writes.
var ourCommand = regexp.MustCompile(`^::(?:error (?:file=[^\n:,]*(?:,line=\d+)?(?:,col=\d+)?,)?title=[^\n:,]*::[^\n]*|notice title=promptctl test::[^\n]*|error title=promptctl test::[^\n]*|group::[^\n]*|endgroup::)\n$`)

// requireOurCommands fails where a runner of GitHub finds a command that is not of this
// package: it looks for :: at the beginning of a line, and for ##[ anywhere.
func requireOurCommands(t require.TestingT, text string) (annotations int) {
	open := false
	for line := range strings.Lines(text) {
		require.NotContains(t, line, "\x1b")
		if open {
			require.NotContains(t, line, "##[")
		}
		if !strings.HasPrefix(strings.TrimSpace(line), "::") {
			require.True(t, open, "a line of text outside of a group: %q", line)
			continue
		}
		require.Regexp(t, ourCommand, line)
		switch {
		case strings.HasPrefix(line, "::group::"):
			require.False(t, open)
			open = true
		case strings.HasPrefix(line, "::endgroup::"):
			require.True(t, open)
			open = false
		default:
			require.False(t, open, "an annotation in the log: %q", line)
		}
		if strings.HasPrefix(line, "::error ") {
			annotations++
		}
	}
	require.False(t, open)
	return annotations
}

func TestGitHub(t *testing.T) {
	text := written(t, resultview.GitHub, fixture(), resultview.Options{})
	require.Equal(t, 5, requireOurCommands(t, text))
	require.Contains(t, text, "::error file=prompts/support/triage.tests.yaml,line=9,col=7,title=a · support/triage@v1 · openai/gpt-4o-mini::contains%3A does not"[:60])
	require.Contains(t, text, "::contains: does not contain \"orders\"%0Aoutput: The queue is billing.\n")
	require.Contains(t, text, "line=12,col=3,title=c · support/triage@v1 · openai/gpt-4o-mini::openai: status 429: too many requests%0Ahint: try again later\n")
	require.NotContains(t, text, "::notice")
}

func TestGitHubOfOneRunNamesCasesAlone(t *testing.T) {
	text := written(t, resultview.GitHub, fixture()[:1], resultview.Options{})
	require.Contains(t, text, ",title=a::contains")
}

func TestGitHubOfAnswersWithoutText(t *testing.T) {
	calls := failed("b", "", 0)
	calls.ToolCalls = []results.ToolCall{{Name: "route", Arguments: `{"queue":1}`}}
	text := written(t, resultview.GitHub, []resultview.Of{run(head("x"), failed("a", " ", 0), calls)}, resultview.Options{})
	require.Contains(t, text, "%0Aoutput: (empty)\n")
	require.Contains(t, text, "%0Aoutput: → route {\"queue\":1}\n")
}

// GitHub drops what is more than ten of a kind in a step: the rest is told of in one
// notice, and is in the log.
func TestGitHubOfMoreThanItKeeps(t *testing.T) {
	r := runOf(head("x"), many(25, func(i int) *results.Case { return failed(fmt.Sprint("c", i), "x", 0) }))
	text := written(t, resultview.GitHub, []resultview.Of{r, r}, resultview.Options{Verbose: true})
	require.Equal(t, 10, requireOurCommands(t, text))
	require.Contains(t, text, "::notice title=promptctl test::40 more cases did not pass: the log of this step has them\n")
	require.Contains(t, text, "FAIL  c24 ")
}

func TestGitHubOfNothing(t *testing.T) {
	text := written(t, resultview.GitHub, []resultview.Of{run(head("x"))}, resultview.Options{})
	require.Contains(t, text, "::error title=promptctl test::no cases were run\n")
}

func TestGitHubObeysNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		requireOurCommands(rt, written(rt, resultview.GitHub, anyRuns().Draw(rt, "runs"), resultview.Options{}))
	})
}
