package report_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/stretchr/testify/require"
)

// The files that problems are about. The last one does what it can to be taken
// for something else.
const (
	plainFile = "prompts/support/triage.prompt.yaml"
	plainText = "description: Sorts tickets.\n" +
		"variables:\n" +
		"  ticket: {type: string}\n" +
		"  persona:\n" +
		"    type: string\n" +
		"    default: plain\n" +
		"messages:\n" +
		"  - role: user\n" +
		"    content: \"👩‍🚀 漢字 {{tikcet}} and the the end\"\n"
	hostileFile = "prompts/ ::error file=x::,a:b%25\x1b[31m\u202e\n100%.prompt.yaml"
	hostileText = "::error::owned ##[add-mask]secret \x1b]0;title\a \x9b31m \u202eevil </failure>]]> [a](b)\r\n"
)

// problem is a problem at a part of a text; "" is the file as a whole.
func problem(t testing.TB, code string, severity diag.Severity, file, text, part, message string) lint.Problem {
	t.Helper()
	rule, ok := lint.Find(code)
	require.True(t, ok, code)
	rule.Severity = severity
	p := lint.Problem{
		Finding: diag.Finding{Code: code, Severity: severity, Range: diag.Range{File: file}, Message: message},
		Rule:    rule, Fingerprint: fmt.Sprintf("%032x", len(file)+len(message)),
	}
	if part != "" {
		source := diag.NewSource(file, []byte(text))
		start := strings.Index(text, part)
		require.GreaterOrEqual(t, start, 0, part)
		p.Range = source.Range(start, start+len(part))
		p.Line, p.LineCol = source.Line(p.Range.Start.Line), p.Range.Start.Col
	}
	return p
}

// withFix gives a problem a fix that replaces its own text.
func withFix(p lint.Problem, title string, unsafe bool, text string) lint.Problem {
	at := p.Range
	p.Fix = &diag.Fix{Title: title, Unsafe: unsafe, Edits: []diag.Edit{{Start: at.Start.Offset, End: at.End.Offset, New: text}}}
	p.Edits = []diag.Range{at}
	return p
}

func suppressed(p lint.Problem, kind, reason string) lint.Problem {
	p.Suppressed = &lint.Suppression{Kind: kind, Reason: reason}
	return p
}

// fixture is something of everything.
func fixture(t *testing.T) *lint.Result {
	t.Helper()
	typo := withFix(problem(t, "T002", diag.Error, plainFile, plainText, "tikcet", `variable "tikcet" is not declared (did you mean "ticket"?)`),
		`rename it to "ticket"`, false, "ticket")
	typo.Subject, typo.Field, typo.Hint = "support/triage", "messages[0].content", "the variables are ticket, persona"
	unused := withFix(problem(t, "T003", diag.Warning, plainFile, plainText, "persona:\n    type: string\n    default: plain\n", `variable "persona" is not used`),
		"remove the declaration", true, "")
	unused.Subject, unused.Field = "support/triage", "variables.persona"
	named := problem(t, "Y014", diag.Error, "prompts/bad name.prompt.yaml", "", "", "the path is no name of a prompt")
	emoji := problem(t, "M006", diag.Info, plainFile, plainText, "漢字", "this is not read | by anyone, in `any` case")
	hostile := withFix(problem(t, "Y003", diag.Warning, hostileFile, hostileText, "::error::owned",
		"unknown key \x1b]0;x\a\n::error::owned ##[add-mask]x </failure>]]> & [click](https://example.com) 100%25 \xff\ufffe"),
		"remove\n::warning::it", true, "\x1b\n")
	hostile.Hint = "first\n::set-output name=a::b\n  ::stop-commands::x\n##[add-path]/tmp"
	hostile.Subject = "a\x1b[31m"
	policy := problem(t, "P016", diag.Info, ".promptctl/policy.yaml", "a: 1\n", "1", "nobody is bound by this rule")
	return &lint.Result{
		Problems: []lint.Problem{policy, hostile, named, unused, emoji, typo},
		Suppressed: []lint.Problem{
			suppressed(problem(t, "T003", diag.Warning, plainFile, plainText, "ticket", "variable is not used"), "comment", "asked for by callers"),
			suppressed(problem(t, "T003", diag.Error, plainFile, plainText, "type", "variable is not used"), "file", "legacy"),
			suppressed(problem(t, "Y003", diag.Error, plainFile, plainText, "user", "unknown key"), "config", "another tool's key"),
			suppressed(problem(t, "Y003", diag.Error, plainFile, plainText, "role", "unknown key"), "baseline", ""),
		},
		Files: []string{".promptctl/policy.yaml", "prompts/clean.prompt.yaml", plainFile},
	}
}

// many is more than the formats with limits take: 20,000 warnings before
// 10,000 errors.
func many(t testing.TB) *lint.Result {
	t.Helper()
	r := &lint.Result{}
	p := problem(t, "T003", diag.Warning, plainFile, "variables: {persona: {}}\n", "persona", `variable "persona" is not used`)
	for i := range 30_000 {
		if i == 20_000 {
			p.Severity = diag.Error
		}
		p.Range.File = fmt.Sprintf("prompts/p%05d.prompt.yaml", i)
		p.Fingerprint = fmt.Sprintf("%032x", i)
		r.Problems, r.Files = append(r.Problems, p), append(r.Files, p.Range.File)
	}
	return r
}

// written is a result in a format.
func written(t *testing.T, format string, r *lint.Result, o report.Options) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, report.Lint(&out, format, r, o))
	return out.String()
}

// requireGolden compares a text with a file of testdata/golden, which
// UPDATE_REPORTS=1 rewrites; read the difference.
func requireGolden(t *testing.T, name, text string) {
	t.Helper()
	requireFile(t, filepath.Join("testdata", "golden", name), text)
}

func requireFile(t *testing.T, file, text string) {
	t.Helper()
	if os.Getenv("UPDATE_REPORTS") != "" {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "UPDATE_REPORTS=1 go test ./pkg/report writes it")
	require.Equal(t, string(want), text, "UPDATE_REPORTS=1 go test ./pkg/report rewrites %s", file)
}
