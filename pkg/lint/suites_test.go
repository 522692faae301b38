package lint_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/stretchr/testify/require"
)

const (
	tested = "description: d\nvariables:\n  ticket: {type: string}\nmessages:\n  - role: user\n    content: \"{{ticket}}\"\n"
	lacks  = "version: 1\ncases:\n  - {id: one, assert: [{conatins: a}]}\n"
)

// reported is what is said of a repository where some files are asked for.
func reported(t *testing.T, files map[string]string, query lint.Query) (found, looked []string) {
	query.Snapshot, query.Tokens = memory(files), token.NewCounter()
	result, err := lint.Run(t.Context(), query)
	require.NoError(t, err)
	for _, p := range result.Problems {
		found = append(found, p.Code+" "+p.String())
	}
	return found, result.Files
}

func TestTestCasesAreLinted(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": tested, "prompts/a.tests.yaml": lacks}
	found, looked := reported(t, files, lint.Query{})
	require.Equal(t, []string{
		`E002 prompts/a.tests.yaml:3:10: case "one" lacks variable "ticket" (string)`,
		`E005 prompts/a.tests.yaml:3:25: unknown assertion "conatins" (did you mean "contains"?)`,
	}, found)
	require.Equal(t, []string{"prompts/a.prompt.yaml", "prompts/a.tests.yaml"}, looked)
}

func TestTestCasesThatAreAskedFor(t *testing.T) {
	files := map[string]string{
		"prompts/a.prompt.yaml": tested + "x: 1\n", "prompts/a.tests.yaml": lacks,
		"prompts/b.prompt.yaml": tested, "prompts/b.tests.yml": lacks, "prompts/c.prompt.yaml": tested,
	}
	unknown := `Y003 prompts/a.prompt.yaml:7:1: unknown key "x"`
	misspelt := func(file string) string {
		return "E005 prompts/" + file + `:3:25: unknown assertion "conatins" (did you mean "contains"?)`
	}
	missing := `E002 prompts/b.tests.yml:3:10: case "one" lacks variable "ticket" (string)`
	for _, c := range []struct {
		query  lint.Query
		found  []string
		looked []string
	}{
		{lint.Query{Args: []string{"prompts/a.tests.yaml"}}, []string{misspelt("a.tests.yaml")}, []string{"prompts/a.tests.yaml"}},
		{lint.Query{Args: []string{"prompts/b.tests.yml"}}, []string{missing, misspelt("b.tests.yml")}, []string{"prompts/b.tests.yml"}},
		{lint.Query{Args: []string{"prompts/a.prompt.yaml"}}, []string{unknown}, []string{"prompts/a.prompt.yaml"}},
		{lint.Query{Args: []string{"a"}}, []string{unknown, misspelt("a.tests.yaml")}, []string{"prompts/a.prompt.yaml", "prompts/a.tests.yaml"}},
		{lint.Query{Args: []string{"b*"}}, []string{missing, misspelt("b.tests.yml")}, []string{"prompts/b.prompt.yaml", "prompts/b.tests.yml"}},
		{lint.Query{Args: []string{"prompts/c.prompt.yaml"}}, nil, []string{"prompts/c.prompt.yaml"}},
		{lint.Query{Changed: []string{"prompts/b.tests.yml"}}, []string{missing, misspelt("b.tests.yml")}, []string{"prompts/b.tests.yml"}},
		{lint.Query{Changed: []string{"prompts/b.prompt.yaml"}}, []string{missing}, []string{"prompts/b.prompt.yaml"}},
	} {
		found, looked := reported(t, files, c.query)
		require.Equal(t, c.found, found, c.query)
		require.Equal(t, c.looked, looked, c.query)
	}
}

func TestTestCasesOfWhatIsExcluded(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": tested, "prompts/a.tests.yaml": lacks, "promptctl.yaml": "version: 1\nlint: {exclude: [a]}\n"}
	found, looked := reported(t, files, lint.Query{})
	require.Empty(t, found)
	require.Equal(t, []string{"promptctl.yaml"}, looked)
}

func TestTestCasesOfNoPrompt(t *testing.T) {
	files := map[string]string{
		"prompts/support/triage.prompt.yaml": tested, "prompts/support/triaje.tests.yaml": lacks,
		"prompts/b.tests.yaml": "version: 1\ncases: [{id: one}]\n",
		"prompts/c.tests.yaml": "version: 1\ncases: [{id: one}]\n", "prompts/c.tests.yml": lacks, "prompts/c.prompt.yml": "description: d\nmessages: [{role: user, content: a}]\n",
	}
	found, _ := reported(t, files, lint.Query{})
	require.Equal(t, []string{
		"Y014 prompts/b.tests.yaml: no prompt prompts/b.prompt.yaml is beside it",
		"Y013 prompts/c.tests.yml: the test cases of this prompt are in prompts/c.tests.yaml too",
		`Y014 prompts/support/triaje.tests.yaml: no prompt prompts/support/triaje.prompt.yaml is beside it (did you mean "support/triage"?)`,
		`E005 prompts/support/triaje.tests.yaml:3:25: unknown assertion "conatins" (did you mean "contains"?)`,
	}, found)
}

func TestDataOfTestCasesMustBeThere(t *testing.T) {
	files := map[string]string{
		"prompts/a.prompt.yaml": tested, "prompts/a.tests.yaml": "version: 1\ndata: [a.csv, ../data/b.jsonl, c.csv, ../../d.csv]\n",
		"prompts/a.csv": "ticket\n", "data/b.jsonl": "",
	}
	found, _ := reported(t, files, lint.Query{})
	require.Equal(t, []string{
		`T004 prompts/a.tests.yaml:2:32: data file "c.csv" is not there (looked for prompts/c.csv)`,
		`T006 prompts/a.tests.yaml:2:39: data file "../../d.csv" lies out of the repository`,
	}, found)
	asked, _ := reported(t, files, lint.Query{Args: []string{"prompts/a.prompt.yaml"}})
	require.Empty(t, asked, "the file of test cases is not asked for")
}

// What is wrong with the cases in a prompt's own file stands there.
func TestTestDataIsLinted(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": tested + "testData: [a]\nevaluators:\n  - {strings: {equals: a}}\n"}
	found, _ := reported(t, files, lint.Query{})
	require.Equal(t, []string{
		`Y004 prompts/a.prompt.yaml:7:12: testData[0] must be a mapping, not "a"`,
		`E005 prompts/a.prompt.yaml:9:6: an evaluator has no "strings" in evaluators[0] (did you mean "string"?)`,
	}, found)
}

func TestFixesOfTestCases(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": tested, "prompts/a.tests.yaml": "version: 1\ncases:\n  - {id: one, variables: {tikcet: a}} # why\n"}
	before := maps.Clone(files)
	fixed, left, err := lint.Fix(t.Context(), lint.Query{Snapshot: memory(files), Tokens: token.NewCounter()}, lint.Fixing{Unsafe: true})
	require.NoError(t, err)
	require.Empty(t, left.Problems)
	require.Len(t, fixed, 1)
	require.Equal(t, "version: 1\ncases:\n  - {id: one, variables: {ticket: a}} # why\n", string(fixed[0].After))
	require.Equal(t, before, files)
}

// The examples of test cases that people copy have nothing wrong with them.
func TestExamplesOfTestCases(t *testing.T) {
	folder, err := repo.Folder("../../prompts-example")
	require.NoError(t, err)
	result, err := lint.Run(t.Context(), lint.Query{Snapshot: folder, Args: []string{"**/*.tests.yaml"}, Tokens: token.NewCounter()})
	require.NoError(t, err)
	require.Empty(t, result.Problems)
	require.GreaterOrEqual(t, len(result.Files), 2)
}

// FuzzTestCases takes any bytes for the test cases of a prompt: there is an
// answer, with places that lie in its file, and fixes come to an end.
func FuzzTestCases(f *testing.F) {
	prompts := []string{
		tested + "  - placeholder: history\ntools: [{type: function, function: {name: find}}]\n",
		"description: d\nmessages: [{role: user, content: '{{a}} {{#b}}{{c}}{{/b}}'}]\n",
	}
	for _, text := range caseTexts(f) {
		if strings.HasPrefix(text, "version: 1\n") {
			f.Add(text, true)
		}
	}
	f.Fuzz(func(t *testing.T, src string, declared bool) {
		p := prompts[0]
		if !declared {
			p = prompts[1]
		}
		checkAny(t, map[string]string{"prompts/a.prompt.yaml": p, "prompts/a.tests.yaml": src})
	})
}

// What is there and is no file holds no rows.
func TestDataThatIsNoFile(t *testing.T) {
	top := t.TempDir()
	for file, text := range map[string]string{
		"prompts/a.prompt.yaml": tested, "prompts/a.tests.yaml": "version: 1\ndata: [../rows.csv]\n", "rows.csv/a": "ticket\n", "rows.csv/b": "ticket\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Join(top, filepath.Dir(file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(top, file), []byte(text), 0o644))
	}
	folder, err := repo.Folder(top)
	require.NoError(t, err)
	result, err := lint.Run(t.Context(), lint.Query{Snapshot: folder, Tokens: token.NewCounter()})
	require.NoError(t, err)
	require.Equal(t, []string{"prompts/a.tests.yaml:2:8 T004"}, told(result.Problems))
}
