package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

const settingsFile = "promptctl.yaml"

func TestUnknownRules(t *testing.T) {
	const v = "version: 1\n"
	for _, c := range []struct{ src, want, fixed string }{
		{"lint: {rules: {Z777: off}}\n", "2:16 there is no rule \"Z777\"", ""},
		{"lint: {rules: {X030: off}}\n", "2:16 there is no rule \"X030\" (did you mean \"X003\"?)", "lint: {rules: {X003: off}}\n"},
		{"lint:\n  rules:\n    \"T903\": off # why\n", "4:5 there is no rule \"T903\" (did you mean \"T003\"?)", "lint:\n  rules:\n    T003: off # why\n"},
		{"lint: {rules: {X030: off, X003: error}}\n", "2:16 there is no rule \"X030\" (did you mean \"X003\"?)", ""},
		{"lint: {ignore: [{rules: [T003, T903], match: ['**'], reason: r}], rules: {X001: off}}\n", "2:32 there is no rule \"T903\" (did you mean \"T003\"?)",
			"lint: {ignore: [{rules: [T003, T003], match: ['**'], reason: r}], rules: {X001: off}}\n"},
		{"lint: {rules: {T0O3: off}}\n", `2:16 "T0O3" is not the code of a rule`, "lint: {rules: {T003: off}}\n"},
		{"lint: {rules: {t003: off}}\n", `2:16 "t003" is not the code of a rule`, "lint: {rules: {T003: off}}\n"},
		{"lint: {rules: {unused-variable: off}}\n", "", ""},
		{"lint: {rules: {'unused_variabel': off}}\n", `2:16 "unused_variabel" is not the code of a rule`, "lint: {rules: {T003: off}}\n"},
		{"lint: {rules: {unused-variabel: off}}\n", `2:16 there is no rule "unused-variabel" (did you mean "unused-variable"?)`, "lint: {rules: {unused-variable: off}}\n"},
		{"lint: {rules: {unused-variabel: off, T003: error}}\n", `2:16 there is no rule "unused-variabel" (did you mean "unused-variable"?)`, ""},
		{"lint: {ignore: [{rules: [Unused-Variable], match: ['**'], reason: r}], rules: {X001: off}}\n", `2:26 "Unused-Variable" is not the code of a rule`,
			"lint: {ignore: [{rules: [T003], match: ['**'], reason: r}], rules: {X001: off}}\n"},
		{"lint: {rules: {no-such-thing: off}}\n", `2:16 there is no rule "no-such-thing"`, ""},
		{"lint: {rules: {'': off}}\n", `2:16 "" is not the code of a rule`, ""},
		{"lint: {rules: {T003: off}}\n", "", ""},
	} {
		files := map[string]string{settingsFile: v + c.src}
		got := ""
		for _, p := range lintFiles(t, files).Problems {
			require.Equal(t, "X003", p.Code)
			require.Equal(t, c.fixed != "", p.Fix != nil, c.src)
			require.True(t, p.Fix == nil || strings.Contains(p.Message+p.Hint, "did you mean"), c.src)
			got += fmt.Sprintf("%d:%d %s", p.Range.Start.Line, p.Range.Start.Col, p.Message)
		}
		require.Equal(t, c.want, got, c.src)
		fixed, _ := mended(t, files, true)
		if c.fixed == "" {
			require.Empty(t, fixed, c.src)
			continue
		}
		require.Equal(t, map[string]string{settingsFile: v + c.fixed}, fixed)
	}
}

// Every rule can be named by its name, and a slip in that is understood.
func TestRulesAreMeantByTheirNames(t *testing.T) {
	for _, r := range lint.Rules() {
		files := map[string]string{settingsFile: "version: 1\nlint: {rules: {" + r.Name + "s: off}}\n"}
		meant := r.Name
		if !strings.Contains(meant, "-") {
			meant = r.Code
		}
		fixed, _ := mended(t, files, true)
		require.Equal(t, "version: 1\nlint: {rules: {"+meant+": off}}\n", fixed[settingsFile], r.Name)
	}
}

// A name does what the code does, as a key and among what is put up with.
func TestSettingsCallRulesByTheirNames(t *testing.T) {
	lints := func(settings string) *lint.Result {
		return lintFiles(t, map[string]string{settingsFile: "version: 1\nlint: {" + settings + "}\n", "prompts/a.prompt.yaml": unusedVariables(1)})
	}
	require.Empty(t, lints("rules: {unused-variable: off}").Problems)
	result := lints("ignore: [{rules: [unused-variable], match: ['**'], reason: r}]")
	require.Empty(t, result.Problems)
	require.Equal(t, "T003", result.Suppressed[0].Code)
	result = lints("rules: {T003: error, unused-variable: off}")
	require.Equal(t, []string{"Y002"}, codes(result.Problems))
	require.Equal(t, "promptctl.yaml:2:29: the severity of T003 is given twice, by its code and by its name", result.Problems[0].String())
}

// A rule that does not exist does not keep the others from finding things.
func TestUnknownRulesStopNothing(t *testing.T) {
	result := lintFiles(t, map[string]string{
		settingsFile: "version: 1\nlint: {rules: {X030: off, T003: error}}\n", "prompts/a.prompt.yaml": unusedVariables(1),
	})
	require.False(t, result.Unusable)
	require.Len(t, result.Problems, 2)
	require.Equal(t, "prompts/a.prompt.yaml:4:3: variable \"v0\" is not used", result.Problems[1].String())
	result = lintFiles(t, map[string]string{
		settingsFile: "version: 1\nlint: {rules: {X03: off}}\n", "prompts/a.prompt.yaml": unusedVariables(1),
	})
	require.True(t, result.Unusable)
	require.Len(t, result.Problems, 1)
}

// A name that several prompts share is mended where all of them agree.
func TestPartialsAreMendedWhereAllAgree(t *testing.T) {
	declares := func(name string) string {
		return "description: d\nvariables: {" + name + ": {type: string}}\nmessages: [{role: user, content: '{{> p}}'}]\n"
	}
	const partial = "In {{langauge}}.\n"
	for _, c := range []struct {
		others []string
		fixed  bool
	}{
		{nil, true},
		{[]string{declares("language")}, true},
		{[]string{declares("langauges")}, false},
		{[]string{declares("langauge")}, false},
		{[]string{"description: d\nmessages: [{role: user, content: '{{> p}}'}]\n"}, false},
	} {
		files := map[string]string{"prompts/p.partial.md": partial, "prompts/a.prompt.yaml": declares("language")}
		for i, other := range c.others {
			files[fmt.Sprintf("prompts/b%d.prompt.yaml", i)] = other
		}
		fixed, _ := mended(t, files, true)
		require.Equal(t, c.fixed, fixed["prompts/p.partial.md"] == "In {{language}}.\n", c.others)
		only, _ := mended(t, files, true, "prompts/p.partial.md")
		require.Equal(t, c.fixed, len(only) == 1, "the partial alone")
		none, _ := mended(t, files, true, "prompts/a.prompt.yaml")
		require.Empty(t, none)
	}
}
