package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/answer"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// requireAnswer demands that a text is an answer by a published schema, and
// has no key that the schema does not describe. A definition of "" is the whole.
func requireAnswer(t *testing.T, name, definition, text string) map[string]any {
	t.Helper()
	data, ok := answer.Schema(name)
	require.True(t, ok)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	tree := parsed.(map[string]any)
	delete(tree, "$id")
	if definition != "" {
		tree = map[string]any{"$schema": tree["$schema"], "definitions": tree["definitions"], "$ref": "#/definitions/" + definition}
	}
	closeObjects(tree)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("answer.json", tree))
	schema, err := c.Compile("answer.json")
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(value), text)
	require.NotContains(t, text, "null")
	return value.(map[string]any)
}

// closeObjects makes a schema, and all that are in it, refuse keys that it does
// not describe.
func closeObjects(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range v {
			closeObjects(inner)
		}
	}
}

func TestJSONKeepsToItsSchema(t *testing.T) {
	for _, r := range []*lint.Result{{}, fixture(t), {Unusable: true}} {
		requireAnswer(t, "lint", "", written(t, "json", r, report.Options{}))
	}
	got := requireAnswer(t, "lint", "result", written(t, "json", fixture(t), report.Options{}))
	require.Len(t, got["problems"], 6)
	require.Len(t, got["suppressed"], 4)
	require.Len(t, got["files"], 5)
	require.Equal(t, map[string]any{"kind": "comment", "reason": "asked for by callers"}, at(got["suppressed"].([]any)[0], "suppression"))
}

func TestJSONLinesKeepToTheirSchema(t *testing.T) {
	text := written(t, "jsonl", fixture(t), report.Options{})
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	require.Len(t, lines, 6)
	for _, line := range lines {
		requireAnswer(t, "lint", "line", line)
	}
}

// The edits of a fix, as JSON gives them, do what the fix does.
func TestJSONEditsCanBeApplied(t *testing.T) {
	var got struct {
		Problems []struct {
			Fix struct {
				Edits []struct {
					diag.Edit
					Range diag.Range
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(written(t, "json", fixture(t), report.Options{})), &got))
	edit := got.Problems[5].Fix.Edits[0]
	fixed, err := diag.Apply([]byte(plainText), []diag.Edit{edit.Edit})
	require.NoError(t, err)
	require.Equal(t, strings.Replace(plainText, "tikcet", "ticket", 1), string(fixed))
	require.Equal(t, diag.Pos{Line: 9, Col: 24, Offset: edit.Start}, edit.Range.Start)
}

// listed is a list of rules in a format.
func listed(t *testing.T, format string, rules []lint.Rule, terminal term.Terminal) string {
	t.Helper()
	var out bytes.Buffer
	terminal.Out = &out
	require.NoError(t, report.Rules(&terminal, format, rules))
	return out.String()
}

// someRules are rules of each kind.
func someRules() []lint.Rule {
	return []lint.Rule{
		{Code: "T002", Name: "undefined-variable", Severity: diag.Error, Mends: lint.Safely},
		{Code: "T003", Name: "unused-variable", Severity: diag.Warning, Mends: lint.Unsafely, Needs: "a base"},
		{Code: "Y010", Name: "custom-tag", Severity: diag.Info, Asked: true},
		{Code: "Y013", Name: "duplicate-name", Severity: diag.Error, Needs: "a severity for it, and a release of the prompt", Asked: true},
	}
}

func TestRules(t *testing.T) {
	text := listed(t, "json", someRules(), term.Terminal{})
	requireAnswer(t, "rules", "", text)
	requireGolden(t, "rules.json", text)
	requireGolden(t, "rules.txt", listed(t, "text", someRules(), term.Terminal{OutTTY: true, Width: 120}))
	require.Contains(t, listed(t, "text", someRules(), term.Terminal{}), "\nT003\tunused-variable\twarning\tunsafe\ton\tA variable is declared")
	require.Contains(t, listed(t, "text", someRules(), term.Terminal{}), ". It needs a base.\n")
	requireAnswer(t, "rules", "", listed(t, "json", lint.Rules(), term.Terminal{}))
	require.Equal(t, "{\n  \"rules\": []\n}\n", listed(t, "json", nil, term.Terminal{}))
	require.Equal(t, len(lint.Rules()), strings.Count(listed(t, "text", lint.Rules(), term.Terminal{}), "\n"))
	for line := range strings.Lines(listed(t, "text", lint.Rules(), term.Terminal{OutTTY: true, Width: 60})) {
		require.LessOrEqual(t, term.Width(strings.TrimSuffix(line, "\n")), 60, line)
	}
	require.Error(t, report.Rules(&term.Terminal{}, "xml", nil))
}
