package report_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// requireSARIF demands that a text is SARIF by its schema and as GitHub takes
// it. It returns the run.
func requireSARIF(t *testing.T, text string) map[string]any {
	t.Helper()
	file, err := os.Open("testdata/sarif/sarif-schema-2.1.0.json")
	require.NoError(t, err)
	defer file.Close()
	tree, err := jsonschema.UnmarshalJSON(file)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	delete(tree.(map[string]any), "id")
	require.NoError(t, c.AddResource("sarif.json", tree))
	schema, err := c.Compile("sarif.json")
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(value))
	return requireTaken(t, text)
}

// requireTaken demands that SARIF has no white space between its parts, and is
// within the limits of GitHub.
func requireTaken(t *testing.T, text string) map[string]any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	var small, zipped bytes.Buffer
	require.NoError(t, json.Compact(&small, []byte(text)))
	require.Equal(t, small.String()+"\n", text, "no white space")
	zip := gzip.NewWriter(&zipped)
	_, err = zip.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	require.Less(t, zipped.Len(), 10<<20)

	runs := value.(map[string]any)["runs"].([]any)
	require.Len(t, runs, 1)
	run := runs[0].(map[string]any)
	require.LessOrEqual(t, len(run["results"].([]any)), 25_000)
	requireRules(t, run)
	return run
}

// requireRules demands that each result is of the rule that it points to, and
// that rules say no more than code scanning takes.
func requireRules(t *testing.T, run map[string]any) {
	rules := at(run, "tool", "driver", "rules").([]any)
	used := map[string]bool{}
	for _, result := range run["results"].([]any) {
		i, err := at(result, "ruleIndex").(json.Number).Int64()
		require.NoError(t, err)
		require.Equal(t, at(result, "ruleId"), at(rules[i], "id"))
		used[at(result, "ruleId").(string)] = true
		require.NotEmpty(t, at(result, "locations").([]any))
	}
	require.Len(t, rules, len(used))
	for _, rule := range rules {
		require.LessOrEqual(t, len(at(rule, "properties", "tags").([]any)), 10)
		for _, key := range []string{"shortDescription", "fullDescription", "help"} {
			require.NotEmpty(t, at(rule, key, "text"))
		}
		require.LessOrEqual(t, len([]rune(at(rule, "fullDescription", "text").(string))), 1024)
		require.LessOrEqual(t, len([]rune(at(rule, "shortDescription", "text").(string))), 1024)
	}
}

// at is what is at a path of keys.
func at(value any, path ...string) any {
	for _, key := range path {
		value, _ = value.(map[string]any)[key]
	}
	return value
}

// readable is SARIF for people, without what the pages of the rules say.
func readable(t *testing.T, text string) string {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	driver := at(at(value, "runs").([]any)[0], "tool", "driver").(map[string]any)
	for i, rule := range driver["rules"].([]any) {
		driver["rules"].([]any)[i] = map[string]any{"id": at(rule, "id")}
	}
	out, err := json.MarshalIndent(value, "", "  ")
	require.NoError(t, err)
	return string(out) + "\n"
}

func TestSARIFRule(t *testing.T) {
	run := requireSARIF(t, written(t, "sarif", &lint.Result{Problems: fixture(t).Problems[3:4]}, report.Options{}))
	rule := at(run, "tool", "driver", "rules").([]any)[0]
	doc := lint.Rule{Code: "T003"}.Doc()
	require.Equal(t, map[string]any{
		"id": "T003", "name": "unused-variable",
		"shortDescription":     map[string]any{"text": doc.What},
		"fullDescription":      map[string]any{"text": doc.What + "\n\n" + doc.Why},
		"help":                 map[string]any{"text": doc.What + "\n\n" + doc.Why + "\n\n" + lint.Rule{Code: "T003"}.URL(), "markdown": doc.Text},
		"helpUri":              "https://github.com/promptctl-io/promptctl/blob/main/pkg/lint/rules/T003.md",
		"defaultConfiguration": map[string]any{"enabled": true, "level": "warning"},
		"properties":           map[string]any{"tags": []any{"prompt", "template"}, "precision": "high", "problem.severity": "warning"},
	}, rule)
}

func TestSARIFIsValid(t *testing.T) {
	for _, o := range []report.Options{{}, {Version: "v1.2.3"}, {Version: "dev"}, {Suppressed: true}} {
		for _, r := range []*lint.Result{{}, fixture(t), {Unusable: true, Problems: fixture(t).Problems[:1]}} {
			requireSARIF(t, written(t, "sarif", r, o))
		}
	}
}

// Every rule can be told of, whatever its page says.
func TestSARIFOfEveryRule(t *testing.T) {
	r := &lint.Result{}
	for _, rule := range lint.Rules() {
		r.Problems = append(r.Problems, problem(t, rule.Code, rule.Severity, plainFile, plainText, "persona", "wrong"))
	}
	run := requireSARIF(t, written(t, "sarif", r, report.Options{}))
	for _, rule := range at(run, "tool", "driver", "rules").([]any) {
		code := at(rule, "id").(string)
		require.Equal(t, code[:1] == "S", at(rule, "properties", "security-severity") != nil, code)
		known, _ := lint.Find(code)
		require.Equal(t, !known.Asked, at(rule, "defaultConfiguration", "enabled"), code)
		require.Equal(t, known.Asked, at(rule, "properties", "precision") == "medium", code)
	}
}

func TestSARIFVersion(t *testing.T) {
	for version, semantic := range map[string]any{"v1.2.3": "1.2.3", "1.2.3-rc.1+b": "1.2.3-rc.1+b", "dev": nil, "": nil, "v1.2": nil} {
		run := requireSARIF(t, written(t, "sarif", fixture(t), report.Options{Version: version}))
		require.Equal(t, semantic, at(run, "tool", "driver", "semanticVersion"), version)
	}
}

func TestSARIFPathsComeBack(t *testing.T) {
	for _, file := range []string{plainFile, hostileFile, "a:b/c?d#e%20f", "über/漢 字.prompt.yaml", `back\slash`} {
		r := &lint.Result{Problems: []lint.Problem{problem(t, "T003", diag.Error, file, "", "", "wrong")}}
		run := requireSARIF(t, written(t, "sarif", r, report.Options{}))
		physical := at(run["results"].([]any)[0].(map[string]any)["locations"].([]any)[0], "physicalLocation", "artifactLocation")
		parsed, err := url.Parse(at(physical, "uri").(string))
		require.NoError(t, err)
		require.Empty(t, parsed.Scheme)
		require.Equal(t, file, parsed.Path)
		require.Equal(t, "SRCROOT", at(physical, "uriBaseId"))
	}
}

func TestSARIFSuppressions(t *testing.T) {
	require.NotContains(t, written(t, "sarif", fixture(t), report.Options{}), "suppressions", "GitHub would open alerts for them")
	run := requireSARIF(t, written(t, "sarif", fixture(t), report.Options{Suppressed: true}))
	results := run["results"].([]any)
	require.Len(t, results, 10)
	kinds := map[string]int{}
	for i, result := range results {
		require.Equal(t, i >= 6, at(result, "suppressions") != nil, "what is reported comes first")
		if i >= 6 {
			kinds[at(at(result, "suppressions").([]any)[0], "kind").(string)]++
		}
	}
	require.Equal(t, map[string]int{"inSource": 2, "external": 2}, kinds)
}

// Where there is more than is taken, the gravest are kept, and the rest counted.
func TestSARIFLimit(t *testing.T) {
	r := many(t)
	run := requireTaken(t, written(t, "sarif", r, report.Options{}))
	results := run["results"].([]any)
	require.Len(t, results, 25_000)
	levels := map[string]int{}
	for _, result := range results {
		levels[at(result, "level").(string)]++
	}
	require.Equal(t, map[string]int{"error": 10_000, "warning": 15_000}, levels)
	notification := at(run["invocations"].([]any)[0], "toolExecutionNotifications").([]any)[0]
	require.Equal(t, "5000 results are left out: only the 25000 gravest are here, as code scanning takes no more.", at(notification, "message", "text"))
	r.Problems = r.Problems[:25_000]
	require.NotContains(t, written(t, "sarif", r, report.Options{}), "toolExecutionNotifications")
}

func TestSARIFUnusable(t *testing.T) {
	run := requireSARIF(t, written(t, "sarif", &lint.Result{Unusable: true}, report.Options{}))
	invocation := run["invocations"].([]any)[0]
	require.Equal(t, false, at(invocation, "executionSuccessful"))
	require.Equal(t, "promptctl.yaml is wrong, and nothing else was looked at.", at(at(invocation, "toolExecutionNotifications").([]any)[0], "message", "text"))
}
