package lint_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

// told is what is said of problems: where, which rule, and why it is put up
// with.
func told(problems []lint.Problem) []string {
	all := []string{}
	for _, p := range problems {
		line := fmt.Sprintf("%s %s", p.Range, p.Code)
		if p.Suppressed != nil {
			line += fmt.Sprintf(" %s: %s", p.Suppressed.Kind, p.Suppressed.Reason)
		}
		all = append(all, line)
	}
	return all
}

func TestSuppressedProblemsSayWhy(t *testing.T) {
	r := lintFiles(t, map[string]string{
		"promptctl.yaml": "version: 1\nlint: {ignore: [{rules: [T003], match: [\"old/*\"], reason: the gateway}]}\n",
		"prompts/a.prompt.yaml": `# promptctl-ignore-file R002: ours
variables:
  # promptctl-ignore unused-variable:  old   callers
  a: {type: string}
  b: {type: string} # promptctl-ignore T003: old callers
messages:
  - role: gateway
    content: |
      Hello {{x}}. {{! promptctl-ignore T002: filled in }}
  - role: user
    content: Hello {{y}}.
lint: {ignore: [{rules: [T002], match: "{{y}}", reason: filled in}]}
`,
		"prompts/old/b.prompt.yaml": "variables: {c: {type: string}}\nmessages: [{role: user, content: a}]\n",
	})
	r.Problems = slices.DeleteFunc(r.Problems, func(p lint.Problem) bool { return p.Code == "G005" })
	require.Empty(t, told(r.Problems))
	require.Equal(t, []string{
		"prompts/a.prompt.yaml:4:3 T003 comment: old callers",
		"prompts/a.prompt.yaml:5:3 T003 comment: old callers",
		"prompts/a.prompt.yaml:7:11 R002 comment: ours",
		"prompts/a.prompt.yaml:9:15 T002 comment: filled in",
		"prompts/a.prompt.yaml:11:22 T002 file: filled in",
		"prompts/old/b.prompt.yaml:1:13 T003 config: the gateway",
	}, told(r.Suppressed))
}

// A comment covers the entry that begins below it or on its line, with all
// that is in it, and nothing beside. ⟦…⟧ is an undeclared variable that is
// reported, ⟨…⟩ one that is not.
func TestWhatIsCovered(t *testing.T) {
	const c = "# promptctl-ignore T002: why"
	for name, src := range map[string]string{
		"a key with a block":         "messages:\n  - role: user\n    " + c + "\n    content: |\n      ⟨a⟩\n\n      ⟨b⟩\n  - role: user\n    content: x ⟦c⟧\n",
		"a key's line":               "messages:\n  - role: user\n    content: >- " + c + "\n      ⟨a⟩\n  - {role: user, content: '⟦b⟧'}\n",
		"an item":                    "messages:\n  " + c + "\n  - role: user\n    content: x ⟨a⟩\n  - role: user\n    content: x ⟦b⟧\n",
		"an item by its first line":  "messages:\n  - role: user " + c + "\n    content: x ⟨a⟩\n  - role: user\n    content: x ⟦b⟧\n",
		"an item below its dash":     "messages:\n  - " + c + "\n    content: x ⟨a⟩\n    role: user\n  - role: user\n    content: x ⟦b⟧\n",
		"a key with all below":       c + "\nmessages:\n  - role: user\n    content: x ⟨a⟩\n  - role: user\n    content: x ⟨b⟩\nsections: {role: '⟦c⟧'}\n",
		"a key's own line":           "messages: " + c + "\n  - role: user\n    content: x ⟨a⟩\nsections:\n  role: x ⟦c⟧\n",
		"below other comments":       "sections:\n  # one\n  " + c + "\n  # two\n  role: x ⟨a⟩\n  context: x ⟦b⟧\n",
		"a line in flow style":       "sections: {role: '⟦a⟧',\n  context: '⟨b⟩', mine: '⟦c⟧', " + c + "\n  yours: '⟦d⟧'}\n",
		"the end of a value":         "sections:\n  context: \"⟨a⟩\n    ⟨b⟩\" " + c + "\n  mine: x ⟦c⟧\n",
		"the end of a collection":    "sections: {role: '⟨a⟩',\n  context: '⟨b⟩'\n  } " + c + "\nmessages: [{role: user, content: '⟦d⟧'}]\n",
		"the key below, not above":   "sections:\n  role: x ⟦a⟧\n  " + c + "\n  context: x ⟨b⟩\n",
		"a key of another block":     "sections:\n  role: x ⟦a⟧\n  " + c + "\nmessages:\n  - {role: user, content: '⟨b⟩'}\n",
		"quoted keys":                "sections:\n  " + c + "\n  \"role\": x ⟨a⟩\n  ? context\n  : x ⟦b⟧\n",
		"the file":                   "# promptctl-ignore-file T002: why\n\nsections:\n  role: x ⟨a⟩\nmessages:\n  - {role: user, content: '⟨b⟩'}\n",
		"a line of text":             "sections:\n  role: |\n    ⟦a⟧\n    {{! promptctl-ignore T002: why }}\n    ⟨b⟩ ⟨c⟩\n    ⟦d⟧\n",
		"the line of text it is on":  "sections:\n  role: |\n    ⟦a⟧\n    ⟨b⟩ {{! promptctl-ignore T002: why }} ⟨c⟩\n    ⟦d⟧\n",
		"a line below two comments":  "sections:\n  role: |\n    {{! promptctl-ignore R006: why }}\n    {{! promptctl-ignore T002: why }}\n    {{! that is all }}\n    ⟨b⟩\n    ⟦d⟧\n",
		"a line in quotes":           "sections: {role: \"{{! promptctl-ignore T002: why }}\\n⟨a⟩\\n⟦b⟧\"}\n",
		"a comment of several lines": "sections:\n  role: |\n    ⟦a⟧\n    {{! promptctl-ignore T002:\n    why }}\n    ⟨b⟩\n    ⟦d⟧\n",
		"lint.ignore by text":        "sections:\n  role: |\n    the\n    first ⟨a⟩\n    second ⟦b⟧\nlint:\n  ignore:\n    - {rules: [T002], match: \"first  {{a}}\", reason: why}\n",
		"lint.ignore of all":         "sections: {role: '⟨a⟩', context: '⟨b⟩'}\nlint: {ignore: [{rules: [T002], reason: why}]}\n",
	} {
		var reported, suppressed []string
		for _, part := range strings.Split(src, "⟦")[1:] {
			reported = append(reported, strings.Split(part, "⟧")[0])
		}
		for _, part := range strings.Split(src, "⟨")[1:] {
			suppressed = append(suppressed, strings.Split(part, "⟩")[0])
		}
		text := "description: d\nvariables: {}\n" + strings.NewReplacer("⟦", "{{", "⟧", "}}", "⟨", "{{", "⟩", "}}").Replace(src)
		r := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": text})
		require.ElementsMatch(t, reported, undeclared(r.Problems), "%s: reported in\n%s%v", name, text, told(r.Problems))
		require.ElementsMatch(t, suppressed, undeclared(r.Suppressed), "%s: suppressed in\n%s%v", name, text, told(r.Problems))
	}
}

// undeclared are the variables that T002 is about.
func undeclared(problems []lint.Problem) []string {
	var names []string
	for _, p := range problems {
		if p.Code == "T002" {
			names = append(names, strings.Split(p.Message, `"`)[1])
		}
	}
	return names
}

// What is suppressed must not crowd out what is not: a list of findings has an
// end.
func TestSuppressedProblemsDoNotCount(t *testing.T) {
	var b strings.Builder
	b.WriteString("description: d\nlint: {ignore: [{rules: [T003], match: \"old\", reason: the gateway}]}\nmessages: [{role: user, content: a}]\nvariables:\n")
	for i := range 300 {
		fmt.Fprintf(&b, "  old%d: {type: string}\n", i)
	}
	b.WriteString("  fresh: {type: string}\n")
	files := map[string]string{"prompts/a.prompt.yaml": b.String()}
	r := lintFiles(t, files)
	require.Equal(t, []string{"prompts/a.prompt.yaml:305:3 T003"}, told(r.Problems))
	require.Len(t, r.Suppressed, 300)

	files["prompts/a.prompt.yaml"] = strings.Replace(b.String(), `match: "old"`, `match: "old1"`, 1)
	r = lintFiles(t, files)
	require.Len(t, r.Problems, 100)
	require.Equal(t, `variable "old210" is not used (and 90 more of T003)`, r.Problems[99].Message)
	require.Len(t, r.Suppressed, 111)
}

// What is wrong with promptctl.yaml keeps everything else from being looked at,
// so it cannot be put up with.
func TestSettingsThatAreWrongAreNotSuppressed(t *testing.T) {
	r := lintFiles(t, map[string]string{"promptctl.yaml": "# promptctl-ignore-file Y003: ours\nversion: 1\nprompt: a\n"})
	require.True(t, r.Unusable)
	require.Equal(t, []string{"promptctl.yaml:3:1 Y003"}, told(r.Problems))
}

func TestPolicyAndNamesCanBeSuppressed(t *testing.T) {
	const text = "# promptctl-ignore-file Y013: until Monday\ndescription: d\nmessages: [{role: user, content: a}]\n"
	r := lintFiles(t, map[string]string{
		"prompts/a.prompt.yaml": text, "prompts/a.prompt.yml": text,
		".promptctl/policy.yaml": "version: 1\n# promptctl-ignore Y003: ours\nperson: {}\n",
	})
	require.Equal(t, []string{
		".promptctl/policy.yaml:3:1 Y003 comment: ours",
		"prompts/a.prompt.yaml Y013 comment: until Monday", "prompts/a.prompt.yml Y013 comment: until Monday",
	}, told(r.Suppressed))
	for _, p := range r.Problems {
		require.NotContains(t, []string{"Y013", "X001", "X002"}, p.Code)
	}
}

// A finding in a partial is put up with only where all prompts that bring it up
// do.
func TestAPartialIsReportedForThosePromptsThatDoNotSuppress(t *testing.T) {
	user := "description: d\nvariables: {}\nmessages: [{role: user, content: '{{> p}}'}]\n"
	files := map[string]string{
		"prompts/a.prompt.yaml": "# promptctl-ignore-file T002: filled in\n" + user, "prompts/p.partial.md": "{{x}}\n", "prompts/z.prompt.yaml": user,
	}
	require.Equal(t, []string{"prompts/p.partial.md:1:3 T002"}, told(onlyOf(lintFiles(t, files).Problems, "T002")))
	files["prompts/z.prompt.yaml"] = files["prompts/a.prompt.yaml"]
	files["promptctl.yaml"] = "version: 1\n"
	require.Empty(t, onlyOf(lintFiles(t, files).Problems, "T002", "X001"))
}

// onlyOf keeps the problems of these rules.
func onlyOf(problems []lint.Problem, codes ...string) []lint.Problem {
	return slices.DeleteFunc(problems, func(p lint.Problem) bool { return !slices.Contains(codes, p.Code) })
}

// What the page on suppression shows is needed, and does what it says.
func TestThePageOnSuppression(t *testing.T) {
	page, err := os.ReadFile("../manual/topics/suppression.md")
	require.NoError(t, err)
	_, example, ok := strings.Cut(string(page), "```yaml prompts/support/greeting.prompt.yaml\n")
	require.True(t, ok)
	example, _, _ = strings.Cut(example, "```")
	r := lintFiles(t, map[string]string{"prompts/support/greeting.prompt.yaml": example})
	require.Empty(t, told(r.Problems))
	require.Len(t, r.Suppressed, 4)
}

// Where more suppressions are in a file than count, one that is removed would
// make room for the next, and so on: none is.
func TestTooManySuppressionsAreNotRemoved(t *testing.T) {
	file := func(n int) map[string]string {
		return map[string]string{"prompts/a.prompt.yaml": strings.Repeat("# promptctl-ignore-file T002: why\n", n) + "description: d\nmessages: [{role: user, content: a}]\n"}
	}
	after, left := mended(t, file(200), false)
	require.Equal(t, file(0), after)
	require.Empty(t, left.Problems)
	after, left = mended(t, file(201), false)
	require.Empty(t, after)
	require.Len(t, onlyOf(left.Problems, "X002"), 1)
	unused := onlyOf(lintFiles(t, file(201)).Problems, "X001")
	require.Len(t, unused, 100)
	for _, p := range unused {
		require.Nil(t, p.Fix)
	}
}
