package report_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/stretchr/testify/require"
)

// extensions are those of the golden files.
var extensions = map[string]string{
	"full": "txt", "concise": "txt", "json": "json", "jsonl": "jsonl", "sarif": "json", "github": "txt", "junit": "xml",
}

func TestFormats(t *testing.T) {
	require.Equal(t, []string{"full", "concise", "json", "jsonl", "sarif", "github", "junit"}, report.Formats())
	for _, name := range report.Formats() {
		t.Run(name, func(t *testing.T) {
			text := written(t, name, fixture(t), report.Options{Version: "v1.2.3"})
			if name == "sarif" {
				text = readable(t, text)
			}
			requireGolden(t, name+"."+extensions[name], text)
		})
	}
	files, err := filepath.Glob("testdata/golden/*")
	require.NoError(t, err)
	require.Len(t, files, len(report.Formats())+2, "rules.txt and rules.json besides")
}

func TestTextIsFull(t *testing.T) {
	require.Equal(t, written(t, "full", fixture(t), report.Options{}), written(t, "text", fixture(t), report.Options{}))
}

func TestUnknownFormat(t *testing.T) {
	require.EqualError(t, report.Lint(nil, "sarfi", fixture(t), report.Options{}), `there is no format "sarfi" (did you mean "sarif"?)`)
}

// full is the writer of a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFailureToWriteIsTold(t *testing.T) {
	for _, name := range report.Formats() {
		require.EqualError(t, report.Lint(full{}, name, fixture(t), report.Options{}), "no space left", name)
	}
}

func TestNothingFound(t *testing.T) {
	clean := &lint.Result{Files: []string{"a.prompt.yaml"}}
	for _, name := range []string{"full", "concise", "jsonl", "github"} {
		require.Empty(t, written(t, name, clean, report.Options{}), name)
	}
	require.Contains(t, written(t, "json", clean, report.Options{}), "\"problems\": [],\n  \"suppressed\": [],\n")
	require.Contains(t, written(t, "json", &lint.Result{}, report.Options{}), `"files": [],`)
	require.Contains(t, written(t, "sarif", clean, report.Options{}), `"results":[]`)
	require.Contains(t, written(t, "junit", clean, report.Options{}), `<testcase classname="promptctl.lint" name="a.prompt.yaml"/>`)
}

// What files say reaches no terminal and no log as it is.
func TestNothingIsLeftThatATerminalObeys(t *testing.T) {
	for _, name := range []string{"full", "concise", "github", "junit"} {
		text := written(t, name, fixture(t), report.Options{})
		require.True(t, utf8.ValidString(text), name)
		for _, r := range text {
			require.False(t, r != '\n' && unicode.Is(unicode.Cc, r) || r == '\u202e', "%s: %U", name, r)
		}
	}
}

func TestConciseIsALineForEach(t *testing.T) {
	text := written(t, "concise", fixture(t), report.Options{})
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	require.Len(t, lines, len(fixture(t).Problems))
	for _, line := range lines {
		require.Regexp(t, `^[^\n]+:[1-9][0-9]*:[1-9][0-9]*: (error|warning|info) [A-Z][0-9]{3} \S`, line)
	}
}

func TestPathsAreNamedAsTheReaderDoes(t *testing.T) {
	o := report.Options{Path: func(file string) string { return "../" + file }}
	for _, name := range []string{"full", "concise"} {
		require.Contains(t, written(t, name, fixture(t), o), "../prompts/support/triage.prompt.yaml:9:", name)
	}
	for _, name := range []string{"json", "sarif", "github", "junit"} {
		require.NotContains(t, written(t, name, fixture(t), o), "../prompts", name)
	}
}

func TestColour(t *testing.T) {
	p := fixture(t).Problems[5]
	text := written(t, "full", &lint.Result{Problems: []lint.Problem{p}}, report.Options{Style: true})
	require.Contains(t, text, "\x1b[1mprompts/support/triage.prompt.yaml:9:24\x1b[22m: \x1b[31merror[T002]:\x1b[39m variable")
	require.Contains(t, text, "\x1b[31m^^^^^^\x1b[39m\n")
	require.Contains(t, text, "\x1b[36mhint:\x1b[39m the variables")
	require.Contains(t, text, "\x1b[2mfix: rename it to \"ticket\" (--fix)\x1b[22m\n")
	concise := written(t, "concise", fixture(t), report.Options{Style: true})
	require.Contains(t, concise, "\x1b[1mprompts/support/triage.prompt.yaml:4:3\x1b[22m: \x1b[33mwarning\x1b[39m T003 variable")
	require.Contains(t, concise, "\x1b[34minfo\x1b[39m P016")
}

func TestWidthBoundsTheExcerpt(t *testing.T) {
	r := &lint.Result{Problems: fixture(t).Problems[5:]}
	require.Contains(t, written(t, "full", r, report.Options{}), "and the the end")
	require.NotContains(t, written(t, "full", r, report.Options{Width: 40}), "and the the end")
}

func TestEverythingIsListed(t *testing.T) {
	r := many(t)
	require.Equal(t, 30_000, strings.Count(written(t, "concise", r, report.Options{}), "\n"))
	require.Equal(t, 30_000, strings.Count(written(t, "full", r, report.Options{}), "[T003]: "))
	require.Equal(t, 30_000, strings.Count(written(t, "jsonl", r, report.Options{}), "\n"))
	require.Equal(t, 30_000, strings.Count(written(t, "junit", r, report.Options{}), "<testcase "))
}

// Writing changes nothing of a result, so that several forms can be written.
func TestResultStaysAsItIs(t *testing.T) {
	r, findings := fixture(t), lint.Findings(fixture(t).Problems)
	for _, name := range slices.Concat(report.Formats(), report.Formats()) {
		first := written(t, name, r, report.Options{Suppressed: true})
		require.Equal(t, first, written(t, name, r, report.Options{Suppressed: true}), name)
		require.Equal(t, findings, lint.Findings(r.Problems), name)
	}
}

func TestSummary(t *testing.T) {
	r := fixture(t)
	require.Equal(t, "2 errors, 2 warnings, 2 infos in 4 of 5 files; 1 can be mended with --fix, 2 more with --unsafe-fixes; 4 suppressed", report.Summary(r, true))
	require.Contains(t, report.Summary(r, false), "2 more with --unsafe-fixes in the work tree; ")
	of := func(files int, problems ...lint.Problem) string {
		return report.Summary(&lint.Result{Problems: problems, Files: []string{".promptctl/policy.yaml", plainFile, "c"}[:files]}, true)
	}
	require.Equal(t, "no files to look at", of(0))
	require.Equal(t, "no problems in 1 file", of(1))
	require.Equal(t, "no problems in 3 files", of(3))
	require.Equal(t, "1 info in 1 of 1 file", of(1, r.Problems[0]))
	require.Equal(t, "1 error in 1 of 3 files; 1 can be mended with --fix", of(3, r.Problems[5]))
	require.Equal(t, "1 warning in 1 of 2 files; 1 can be mended with --unsafe-fixes", of(2, r.Problems[3]))
	unusable := lint.Result{Unusable: true, Files: []string{"promptctl.yaml"}, Problems: []lint.Problem{
		problem(t, "Y003", diag.Error, "promptctl.yaml", "a: 1\n", "a", "unknown key"),
	}}
	require.Equal(t, "1 error in promptctl.yaml, and nothing else was looked at", report.Summary(&unusable, true))
}

func TestMendedCountsByRule(t *testing.T) {
	of := func(codes ...string) (all []lint.Problem) {
		for _, code := range codes {
			all = append(all, lint.Problem{Finding: diag.Finding{Code: code}})
		}
		return all
	}
	require.Equal(t, "mended 1 problem in 1 file: T003 ×1", report.Mended([]lint.FixedFile{{Fixed: of("T003")}}))
	require.Equal(t, "mended 4 problems in 2 files: S003 ×1, T003 ×2, Y003 ×1", report.Mended([]lint.FixedFile{{Fixed: of("Y003", "T003")}, {Fixed: of("T003", "S003")}}))
}

// What a file holds cannot give orders to a terminal or to GitHub, whether a
// message or a hint repeats it.
func TestAnnotationsHoldNoOrders(t *testing.T) {
	problem := lint.Problem{Finding: diag.Finding{
		Code: "T002", Severity: diag.Error, Message: "a\x1b[31m\nb", Hint: "c\x1b[2J\n::error::d",
		Range: diag.Range{File: "f", Start: diag.Pos{Line: 1, Col: 9}, End: diag.Pos{Line: 1, Col: 4}},
	}}
	var text bytes.Buffer
	require.NoError(t, report.Lint(&text, "github", &lint.Result{Problems: []lint.Problem{problem}, Files: []string{"f"}}, report.Options{}))
	annotation, _, _ := strings.Cut(text.String(), "\n::group::")
	require.NotContains(t, annotation, "\x1b")
	require.NotContains(t, annotation, "\n::error::d")
	require.Contains(t, annotation, "col=9,endLine=1,endColumn=9", "no range ends before it begins")
}
