package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
)

// full has every setting, and a free key at every level that takes one.
const full = `# yaml-language-server: $schema=promptctl.schema.json
version: 1
prompts: [prompts, services/search/prompts/, ./more]
lint:
  profile: strict
  rules: {T003: error, G005: off, Q001: info, R008: warning}
  ignore:
    - rules: [T003, G005]
      match: ["legacy/**"]
      reason: " kept until the old gateway is switched off "
      x-ticket: OPS-7
  exclude: [drafts/**, "*/tmp-?"]
  budget: {tokens: 4000, x-note: enough}
  models:
    acme/a: {contextWindow: 32000, maxOutput: 4000, prefill: true, x-owner: ml}
    gpt-4: {price: {input: 2.5, output: 1e1, x-since: 2026}, status: active, shutdown: 2027-01-31, successor: acme/a, unsupported: [topK, seed]}
    acme/b:
  x-lint: [1, 2]
test:
  concurrency: 8
  timeout: 90s
  budget: {usd: 2.5}
  recordings: ./tests/recordings/
  providers:
    openai: {}
    local: {baseUrl: "http://localhost:11434/v1", retries: 3}
x-team: {name: support-platform}
`

func TestParseReadsEverySetting(t *testing.T) {
	c, found := Parse("sub/promptctl.yaml", []byte(full))
	require.Empty(t, found)
	require.Equal(t, "sub/promptctl.yaml", c.File)
	require.Equal(t, []string{"prompts", "services/search/prompts", "more"}, c.Folders())
	require.Equal(t, "sub/promptctl.yaml:3:20", c.Prompts[1].At.String())
	require.Equal(t, "tests/recordings", c.Test.Recordings)

	l := c.Lint
	require.Equal(t, ProfileStrict, l.Profile)
	require.Equal(t, 4000, l.Budget.Tokens)
	require.Equal(t, "sub/promptctl.yaml:13:20", l.Budget.At.String())
	require.Equal(t, []string{
		"T003 off=false error 6:11", "G005 off=true info 6:24", "Q001 off=false info 6:35", "R008 off=false warning 6:47",
	}, rules(l.Rules))
	require.True(t, l.HasModels)
	yes := true
	for i := range l.Models {
		require.Equal(t, 15+i, l.Models[i].At.Start.Line)
		l.Models[i].At = diag.Range{}
	}
	require.Equal(t, []Model{
		{Name: "acme/a", Context: 32000, Output: 4000, Prefill: &yes},
		{
			Name: "gpt-4", Price: &model.Price{Input: 2.5, Output: 10}, Status: "active", Shutdown: "2027-01-31",
			Successor: "acme/a", Unsupported: []string{"topK", "seed"},
		},
		{Name: "acme/b"},
	}, l.Models)
	require.Len(t, l.Ignore, 1)
	require.Equal(t, "kept until the old gateway is switched off", l.Ignore[0].Reason)
	require.Equal(t, "sub/promptctl.yaml:8:7", l.Ignore[0].At.String())
	require.Equal(t, "sub/promptctl.yaml:8:21", l.Ignore[0].Rules[1].At.String())

	require.Equal(t, 8, c.Test.Concurrency)
	require.Equal(t, 90*time.Second, c.Test.Timeout)
	require.InDelta(t, 2.5, c.Test.BudgetUSD, 0)
	require.Len(t, c.Test.Providers, 2)
	require.Equal(t, "openai", c.Test.Providers[0].Name)
	require.Equal(t, map[string]any{"baseUrl": "http://localhost:11434/v1", "retries": int64(3)}, c.Test.Providers[1].Settings)
	require.Equal(t, "sub/promptctl.yaml:26:5", c.Test.Providers[1].At.String())
}

func TestEveryCodeHasACase(t *testing.T) {
	var seen []string
	for _, b := range badFiles() {
		for _, want := range b.Want {
			seen = append(seen, strings.Fields(want)[1])
		}
	}
	require.Subset(t, seen, []string{"Y003", "Y004", "Y005", "F001", "F002", "F003", "X003"})
}

func rules(rules []Rule) []string {
	lines := make([]string, len(rules))
	for i, r := range rules {
		at := fmt.Sprintf("%d:%d", r.At.Start.Line, r.At.Start.Col)
		lines[i] = fmt.Sprintf("%s off=%t %s %s", r.Code, r.Off, r.Severity, at)
	}
	return lines
}

func TestDefaultsStandWhereNothingIsSaid(t *testing.T) {
	for _, src := range []string{"version: 1\n", "version: 1\nlint:\ntest:\n", "version: 1.0\nlint: {}\ntest: {}\n"} {
		c, found := Parse(File, []byte(src))
		require.Empty(t, found, src)
		require.Equal(t, Default(), c, src)
	}
	require.Equal(t, []string{"prompts"}, Default().Folders())
	require.Equal(t, time.Minute, Default().Test.Timeout)
}

func TestParseKeepsWhatItCouldRead(t *testing.T) {
	c, found := Parse(File, []byte(`version: 1
prompts: [../up, ok]
lint: {profile: strikt, budget: {tokens: 10}}
test: {concurrency: none, timeout: 5m}
`))
	require.Len(t, found, 3)
	require.Equal(t, []string{"ok"}, c.Folders())
	require.Equal(t, ProfileDefault, c.Lint.Profile)
	require.Equal(t, 10, c.Lint.Budget.Tokens)
	require.Equal(t, Default().Test.Concurrency, c.Test.Concurrency)
	require.Equal(t, 5*time.Minute, c.Test.Timeout)
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"1s": time.Second, "90s": 90 * time.Second, "10m": 10 * time.Minute, "36h": 36 * time.Hour,
		"7d": 7 * 24 * time.Hour, "99999d": 99999 * 24 * time.Hour,
	} {
		c, found := Parse(File, []byte("version: 1\ntest: {timeout: "+text+"}\n"))
		require.Empty(t, found, text)
		require.Equal(t, want, c.Test.Timeout, text)
	}
}

func TestGlobsMatchNames(t *testing.T) {
	l := Lint{Exclude: []Glob{{Pattern: "drafts/**"}, {Pattern: "*/tmp-?"}}}
	for name, want := range map[string]bool{
		"drafts/a": true, "drafts/a/b": true, "drafts": true, "support/tmp-1": true,
		"drafted/a": false, "a/b/tmp-1": false, "support/tmp-12": false, "": false,
	} {
		require.Equal(t, want, l.Excludes(name), name)
	}
	ignore := Ignore{Rules: []RuleCode{{Code: "T003"}}, Match: l.Exclude}
	require.True(t, ignore.Covers("T003", "drafts/a"))
	require.False(t, ignore.Covers("T002", "drafts/a"))
	require.False(t, ignore.Covers("T003", "support/a"))
}

func TestLoadMakesAnError(t *testing.T) {
	c, err := Load(File, []byte("version: 1\nprompts: p\n"))
	require.NoError(t, err)
	require.Equal(t, []string{"p"}, c.Folders())

	_, err = Load(File, []byte("version: 1\nlnt: {}\ntest: 3\n"))
	wrapped := fmt.Errorf("open repository: %w", err)
	var wrong *Error
	require.ErrorAs(t, wrapped, &wrong)
	require.Len(t, wrong.Findings, 2)
	var findings *diag.FindingsError
	require.ErrorAs(t, wrapped, &findings)
	require.EqualError(t, err, `promptctl.yaml:2:1: unknown key "lnt" (did you mean "lint"?)
promptctl.yaml:3:7: test must be a mapping, not 3`)
}
