package lint_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const baselineFile = "lint-baseline.jsonl"

// against lints files against the text of a baseline.
func against(t require.TestingT, baseline []byte, files map[string]string, args ...string) *lint.Result {
	b, err := lint.ReadBaseline(baselineFile, baseline)
	require.NoError(t, err)
	r, err := lint.Run(context.Background(), lint.Query{Snapshot: memory(files), Args: args, Baseline: b})
	require.NoError(t, err)
	return r
}

// updated is the text of a baseline brought up to date.
func updated(t require.TestingT, baseline []byte, files map[string]string, args ...string) (text []byte, added, pruned int) {
	b, err := lint.ReadBaseline(baselineFile, baseline)
	require.NoError(t, err)
	r, err := lint.Run(context.Background(), lint.Query{Snapshot: memory(files), Args: args, Baseline: b})
	require.NoError(t, err)
	return b.Update(r)
}

func baselineProject() map[string]string {
	return map[string]string{
		"prompts/a.prompt.yaml":        "description: d\nvariables:\n  name: {type: string}\nmessages:\n  - role: user\n    content: Hello {{x}} and {{x}}.\n",
		"prompts/b.prompt.yaml":        "description: d\nmodle: m\nmessages:\n  - role: user\n    content: Hello {{> shared/p}}.\nvariables: {}\n",
		"prompts/shared/p.partial.md":  "Dear {{y}}.\n",
		"prompts/shared/q.partial.md":  "---\nownr: me\n---\n",
		".promptctl/policy.yaml":       "version: 1\n",
		"prompts/quiet/ok.prompt.yaml": "description: d\nmessages: [{role: user, content: a}]\n",
	}
}

func TestBaselineIsALineForEachProblem(t *testing.T) {
	text, added, pruned := updated(t, nil, baselineProject())
	require.Equal(t, `{"baseline":1,"of":"promptctl lint"}
{"file":".promptctl/policy.yaml","code":"Y005","rule":"missing-field","fingerprint":"FINGERPRINT"}
{"file":".promptctl/policy.yaml","code":"Y005","rule":"missing-field","fingerprint":"FINGERPRINT"}
{"partial":"shared/p","code":"T002","rule":"undefined-variable","text":"a1fce4363854ff88","fingerprint":"FINGERPRINT"}
{"partial":"shared/q","code":"Y003","rule":"unknown-field","field":"ownr","text":"761cacb9cfb2cbdb","fingerprint":"FINGERPRINT"}
{"prompt":"a","code":"T002","rule":"undefined-variable","field":"messages[0].content","text":"2d711642b726b044","fingerprint":"FINGERPRINT"}
{"prompt":"a","code":"T002","rule":"undefined-variable","field":"messages[0].content","text":"2d711642b726b044","fingerprint":"FINGERPRINT"}
{"prompt":"a","code":"T003","rule":"unused-variable","field":"variables.name","text":"82a3537ff0dbce7e","fingerprint":"FINGERPRINT"}
{"prompt":"b","code":"Y003","rule":"unknown-field","field":"modle","text":"8748597c6e6d83e5","fingerprint":"FINGERPRINT"}
`, masked(text))
	require.Equal(t, 8, added)
	require.Zero(t, pruned)
}

var fingerprint = regexp.MustCompile(`[0-9a-f]{32}`)

// masked is a baseline without what nobody reads.
func masked(text []byte) string { return fingerprint.ReplaceAllString(string(text), "FINGERPRINT") }

func TestWhatTheBaselineHasIsNotReported(t *testing.T) {
	files := baselineProject()
	text, _, _ := updated(t, nil, files)
	r := against(t, text, files)
	require.Empty(t, told(r.Problems))
	require.Len(t, r.Suppressed, 8)
	require.Equal(t, ".promptctl/policy.yaml:1:1 Y005 baseline: it is in lint-baseline.jsonl", told(r.Suppressed)[0])
	again, added, pruned := updated(t, text, files)
	require.Equal(t, string(text), string(again))
	require.Zero(t, added+pruned)
	for file := range files {
		require.Empty(t, told(against(t, text, files, file).Problems), file)
	}
}

// What a baseline knows it knows again after edits that have nothing to do with
// it.
func TestBaselineKnowsProblemsAgain(t *testing.T) {
	rename := func(from, to string) func(map[string]string) {
		return func(files map[string]string) {
			files[to] = files[from]
			delete(files, from)
		}
	}
	replace := func(file, from, to string) func(map[string]string) {
		return func(files map[string]string) {
			if !strings.Contains(files[file], from) {
				panic(from)
			}
			files[file] = strings.Replace(files[file], from, to, 1)
		}
	}
	const a, b = "prompts/a.prompt.yaml", "prompts/b.prompt.yaml"
	for name, edit := range map[string]func(map[string]string){
		"lines above":         replace(a, "description: d", "# why\n\ndescription: >-\n  d\n  e"),
		"another key order":   replace(b, "description: d\nmodle: m", "modle: m\ndescription: d"),
		"a message before":    replace(a, "messages:", "messages:\n  - {role: system, content: b}"),
		"a block":             replace(a, "content: Hello {{x}}", "content: |\n      Hello\n      {{x}}"),
		"quotes":              replace(b, "modle: m", "\"modle\": m"),
		"another suggestion":  replace(a, "name: {type: string}", "name: {type: string}\n  xx: {type: string}"),
		"a prompt is renamed": rename(a, "prompts/moved/elsewhere.prompt.yaml"), "a partial is renamed": rename("prompts/shared/q.partial.md", "prompts/q.partial.md"),
		"the short suffix": rename(a, "prompts/a.prompt.yml"),
		"another folder": func(files map[string]string) {
			for file := range maps.Clone(files) {
				if rest, ok := strings.CutPrefix(file, "prompts/"); ok {
					rename(file, "services/search/"+rest)(files)
				}
			}
			files["promptctl.yaml"] = "version: 1\nprompts: services/search\n"
		},
	} {
		files := baselineProject()
		text, _, _ := updated(t, nil, files)
		edit(files)
		r := against(t, text, files)
		if name == "another suggestion" {
			require.Equal(t, []string{a + ":4:3 T003"}, told(r.Problems))
			continue
		}
		require.Empty(t, told(r.Problems), name)
	}
}

// A copy of what is in the baseline is new, and so is what moves to a prompt
// beside the old one.
func TestWhatIsNewIsReported(t *testing.T) {
	files := baselineProject()
	text, _, _ := updated(t, nil, files)
	files["prompts/c.prompt.yaml"] = files["prompts/a.prompt.yaml"]
	require.Equal(t, []string{"prompts/c.prompt.yaml:3:3 T003", "prompts/c.prompt.yaml:6:22 T002", "prompts/c.prompt.yaml:6:32 T002"}, told(against(t, text, files).Problems))

	delete(files, "prompts/c.prompt.yaml")
	files["prompts/quiet/ok.prompt.yaml"], files["prompts/a.prompt.yaml"] = files["prompts/a.prompt.yaml"], files["prompts/quiet/ok.prompt.yaml"]
	require.Len(t, onlyOf(against(t, text, files).Problems, "T002", "T003"), 3)

	files = baselineProject()
	files["prompts/a.prompt.yaml"] = strings.Replace(files["prompts/a.prompt.yaml"], "and {{x}}", "{{x}} and {{x}}", 1)
	require.Equal(t, []string{"prompts/a.prompt.yaml:6:38 T002"}, told(against(t, text, files).Problems))
}

// Test cases have entries of their own, and share the prompt's name.
func TestBaselineOfTestCases(t *testing.T) {
	const a, tests = "prompts/a.prompt.yaml", "prompts/a.tests.yaml"
	files := map[string]string{
		a:     "description: d\nvariables:\n  name: {type: string}\nmessages: [{role: user, content: a}]\n",
		tests: "version: 1\ncases:\n  - {id: n, variables: {name: a}, asert: []}\n",
	}
	text, added, _ := updated(t, nil, files)
	require.Equal(t, 2, added, masked(text))
	require.Contains(t, string(text), `{"tests":"a","code":"Y003","rule":"unknown-field","field":"cases[0].asert"`)
	files[tests] = strings.Replace(files[tests], "asert", "assert", 1)
	_, added, pruned := updated(t, text, files, tests)
	require.Equal(t, []int{0, 1}, []int{added, pruned})

	files[tests] = strings.Replace(files[tests], "assert", "asert", 1)
	files["prompts/b.prompt.yaml"], files["prompts/b.tests.yaml"] = files[a], files[tests]
	delete(files, a)
	delete(files, tests)
	require.Empty(t, told(against(t, text, files).Problems))
}

// A problem that is about nothing in particular is known again in a prompt that
// is renamed, and not in one that the baseline knows.
func TestProblemsWithoutATextAreNotTakenForOthers(t *testing.T) {
	files := baselineProject()
	files["prompts/empty.prompt.yaml"] = "description: d\n"
	text, _, _ := updated(t, nil, files)
	delete(files, "prompts/empty.prompt.yaml")
	files["prompts/moved.prompt.yaml"] = "description: e\n"
	require.Empty(t, told(against(t, text, files).Problems))
	files["prompts/b.prompt.yaml"] = "description: e\n"
	require.Equal(t, []string{"prompts/b.prompt.yaml:1:1 Y005"}, told(onlyOf(against(t, text, files).Problems, "Y005")))
}

// A problem that is about much is known again though some of that changes.
func TestProblemsOfLongTextsAreKnownAgain(t *testing.T) {
	long := func(word string) string {
		return "description: d\nmessages: [{role: user, content: a}]\ntags: {a: " + strings.Repeat(word+" ", 100) + "}\n"
	}
	text, added, _ := updated(t, nil, map[string]string{"prompts/a.prompt.yaml": long("old")})
	require.Equal(t, 1, added)
	require.Empty(t, told(against(t, text, map[string]string{"prompts/a.prompt.yaml": long("fresh")}).Problems))
	require.Len(t, against(t, text, map[string]string{"prompts/a.prompt.yaml": strings.Replace(long(""), "{a:", "{b: 1, a:", 1)}).Problems, 1)
}

// Of two problems that are alike, either may be mended first.
func TestWhatIsMendedIsStale(t *testing.T) {
	files := baselineProject()
	text, _, _ := updated(t, nil, files)
	files["prompts/a.prompt.yaml"] = strings.Replace(files["prompts/a.prompt.yaml"], "{{x}} and ", "", 1)
	r := against(t, text, files)
	require.Len(t, r.Problems, 1)
	p := r.Problems[0]
	require.Equal(t, "X004", p.Code)
	require.Equal(t, diag.Warning, p.Severity)
	require.Equal(t, `T002 is not found in prompt "a" any more`, p.Message)
	require.Equal(t, baselineFile, p.Range.File)
	line := strings.Split(string(text), "\n")[p.Range.Start.Line-1]
	require.Equal(t, line, p.Line)
	require.Contains(t, line, `"prompt":"a","code":"T002"`)
	require.Equal(t, line, string(text[p.Range.Start.Offset:p.Range.End.Offset]))

	require.Empty(t, told(against(t, text, files, "prompts/a.prompt.yaml").Problems), "some files alone say nothing of what is gone")
	pruned, added, gone := updated(t, text, files)
	require.Equal(t, []int{0, 1}, []int{added, gone})
	require.Equal(t, strings.Replace(string(text), line+"\n", "", 1), string(pruned))
	require.Empty(t, told(against(t, pruned, files).Problems))
}

func TestUpdatingForSomeFilesKeepsTheOthers(t *testing.T) {
	files := baselineProject()
	text, _, _ := updated(t, nil, files)
	files["prompts/a.prompt.yaml"] = "description: d\nvariables: {}\nmessages: [{role: user, content: '{{z}}'}]\n"
	delete(files, "prompts/shared/q.partial.md")
	some, added, pruned := updated(t, text, files, "prompts/a.prompt.yaml")
	require.Equal(t, []int{1, 3}, []int{added, pruned})
	require.Contains(t, string(some), `"partial":"shared/q"`)
	all, added, pruned := updated(t, some, files)
	require.Equal(t, []int{0, 1}, []int{added, pruned})
	require.NotContains(t, string(all), `"partial":"shared/q"`)
}

// A file that cannot be read says nothing of what was wrong with it.
func TestUpdatingKeepsWhatIsSaidOfUnreadableFiles(t *testing.T) {
	files := baselineProject()
	text, _, _ := updated(t, nil, files)
	files["prompts/a.prompt.yaml"] = "description: [\n"
	after, added, pruned := updated(t, text, files)
	require.Equal(t, []int{1, 0}, []int{added, pruned})
	require.Equal(t, 3, strings.Count(string(after), `"prompt":"a","code":"T00`))
}

// What is suppressed otherwise is not in a baseline, nor is what is wrong with
// suppressions. All problems are, however many are listed.
func TestWhatABaselineHolds(t *testing.T) {
	var b strings.Builder
	b.WriteString("description: d\nmessages: [{role: user, content: a}]\nvariables:\n  # promptctl-ignore T003: why\n  old: {}\n  # promptctl-ignore T003\n")
	for i := range 300 {
		fmt.Fprintf(&b, "  v%d: {}\n", i)
	}
	files := map[string]string{"prompts/a.prompt.yaml": b.String()}
	text, added, _ := updated(t, nil, files)
	require.Equal(t, 300, added)
	require.Equal(t, []string{"prompts/a.prompt.yaml:6:5 X002"}, told(against(t, text, files).Problems))
}

func TestBaselinesAreMergedByTheirLines(t *testing.T) {
	ours, theirs := baselineProject(), baselineProject()
	base, _, _ := updated(t, nil, ours)
	ours["prompts/our.prompt.yaml"], theirs["prompts/their.prompt.yaml"] = ours["prompts/a.prompt.yaml"], ours["prompts/a.prompt.yaml"]
	our, _, _ := updated(t, base, ours)
	their, _, _ := updated(t, base, theirs)
	both := string(our) + string(their)
	maps.Copy(ours, theirs)
	require.Empty(t, told(against(t, []byte(both), ours).Problems))
	sorted, added, pruned := updated(t, []byte(both), ours)
	require.Zero(t, added+pruned)
	lines := strings.Split(strings.TrimSuffix(string(sorted), "\n"), "\n")
	require.True(t, slices.IsSorted(lines))
	require.Len(t, slices.Compact(lines), 1+8+3+3)
}

func TestBadBaselines(t *testing.T) {
	const head, print = `{"baseline":1}` + "\n", `,"fingerprint":"5f2b8d8a3cf06e9be2d4d1b5a4b7c0f1"}`
	const hint = "\nhint: delete the line; `promptctl lint --baseline b --update-baseline` then adds what is missing"
	for src, want := range map[string]string{
		"T003\n":                                    "b:1:1: this is no baseline\nhint: `promptctl lint --baseline FILE --update-baseline` writes one",
		`{"prompt":"a"}`:                            "b:1:1: this is no baseline\nhint: `promptctl lint --baseline FILE --update-baseline` writes one",
		"\n" + `{"baseline":2}`:                     "b:2:1: the baseline has version 2; this promptctl reads version 1\nhint: install a newer promptctl",
		"<<<<<<< ours\n" + head:                     "b:1:1: a merge has left its conflict here\nhint: keep the lines of both sides and delete the marks",
		head + "[1]\n":                              "b:2:1: the line is no JSON object, as each line of a baseline is" + hint,
		head + "=======\n":                          "b:2:1: a merge has left its conflict here\nhint: keep the lines of both sides and delete the marks",
		head + "\n{\n":                              "b:3:1: the line is no JSON object, as each line of a baseline is" + hint,
		head + `{"code":"T003"` + print:             "b:2:1: an entry must name one prompt, one partial, one prompt's tests or one file" + hint,
		head + `{"prompt":"a","file":"b"` + print:   "b:2:1: an entry must name one prompt, one partial, one prompt's tests or one file" + hint,
		head + `{"prompt":"a","code":"T3"` + print:  `b:2:1: "T3" is not the code of a rule` + hint,
		head + `{"prompt":"a","code":"T003"}`:       `b:2:1: "" is no fingerprint` + hint,
		head + `{"prompt":1,"code":"T003"` + print:  `b:2:1: "prompt" must be a text, and is a number` + hint,
		head + `{"prompt":"a","code":"T003"}` + "x": "b:2:1: the line is no JSON object, as each line of a baseline is" + hint,
	} {
		_, err := lint.ReadBaseline("b", []byte(src))
		require.Error(t, err, src)
		text := err.Error()
		if hint := diag.Hint(err); hint != "" {
			text += "\nhint: " + hint
		}
		require.Equal(t, want, text)
	}
}

// After any edits that move lines about, what is in the baseline is not
// reported; one more mistake is, and it alone.
func TestBaselineProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prompts := rapid.SliceOfN(rapid.Custom(drawMistakes), 1, 4).Draw(t, "prompts")
		text, _, _ := updated(t, nil, written(t, prompts, "before"))
		files := written(t, prompts, "after")
		require.Empty(t, told(against(t, text, files).Problems))

		i := rapid.IntRange(0, len(prompts)-1).Draw(t, "which")
		if rapid.Bool().Draw(t, "a variable") {
			prompts[i].unused = append(prompts[i].unused, rapid.SampledFrom([]string{"new", "x"}).Draw(t, "name"))
			prompts[i].unused = uniqueWords(prompts[i].unused)
		} else {
			m := rapid.IntRange(0, len(prompts[i].messages)-1).Draw(t, "message")
			prompts[i].messages[m] += rapid.SampledFrom([]string{" {{new}}", " {{u}}", "\n{{w}}"}).Draw(t, "use")
		}
		more := written(t, prompts, "more")
		problems := against(t, text, more).Problems
		require.LessOrEqual(t, len(problems), 1)
		if len(linted(t, more).Problems) > len(linted(t, files).Problems) {
			require.Len(t, problems, 1)
		}
	})
}

// mistakes is a prompt with variables that nothing uses and uses of variables
// that are not declared.
type mistakes struct {
	unused   []string
	messages []string
}

func drawMistakes(t *rapid.T) mistakes {
	use := rapid.SampledFrom([]string{"a {{u}}", "{{v}} and {{u}}", "plain", "{{w}}\n{{w}}"})
	return mistakes{
		unused:   uniqueWords(rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3).Draw(t, "unused")),
		messages: rapid.SliceOfN(use, 1, 3).Draw(t, "messages"),
	}
}

func uniqueWords(words []string) []string {
	sorted := slices.Sorted(slices.Values(words))
	return slices.Compact(sorted)
}

// written writes prompts in one of many ways.
func written(t *rapid.T, prompts []mistakes, label string) map[string]string {
	files := map[string]string{}
	for i, p := range prompts {
		label := fmt.Sprint(label, i)
		parts := []string{"description: d\n"}
		variables := "variables:\n"
		for _, name := range rapid.Permutation(p.unused).Draw(t, label+" order") {
			variables += rapid.SampledFrom([]string{"", "  # why\n", "\n"}).Draw(t, label+name) + "  " + name + ": {type: string}\n"
		}
		if len(p.unused) == 0 {
			variables = "variables: {}\n"
		}
		messages := "messages:\n"
		for m, text := range p.messages {
			indented := strings.ReplaceAll(text, "\n", "\n      ")
			messages += rapid.SampledFrom([]string{"", "  # why\n"}).Draw(t, fmt.Sprint(label, m)) + "  - role: user\n    content: " +
				rapid.SampledFrom([]string{"|\n      " + indented, ">-\n      " + indented, "\"" + strings.ReplaceAll(text, "\n", `\n`) + "\""}).Draw(t, fmt.Sprint(label, m, "style")) + "\n"
		}
		parts = append(parts, variables, messages)
		files[fmt.Sprintf("prompts/p%d.prompt.yaml", i)] = strings.Join(rapid.Permutation(parts).Draw(t, label+" parts"), "")
	}
	return files
}

// What a rule finds that needs to know more than a run does stays: without the
// tags of a repository there are no releases.
func TestBaselineKeepsWhatARunCannotSee(t *testing.T) {
	files := map[string]string{"prompts/a.prompt.yaml": "description: d\nmessages: [{role: user, content: a}]\n"}
	released := lint.History{Releases: func() (map[string][]string, error) { return map[string][]string{"a": {"v1.0.0"}}, nil }}
	query := lint.Query{Snapshot: memory(files), History: released}
	r, err := lint.Run(t.Context(), query)
	require.NoError(t, err)
	text, added, _ := (&lint.Baseline{}).Update(r)
	require.Equal(t, 1, added, "E001")
	_, added, pruned := updated(t, text, files)
	require.Zero(t, added+pruned)
}
