package lint_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// suppressedProject draws files with findings, and suppressions of every kind:
// needed ones, unused ones and such as do nothing.
func suppressedProject(t *rapid.T) map[string]string {
	comment := func(label string) string {
		code := rapid.SampledFrom([]string{"T002", "T003", "T002, T003", "R002, T002", "T0O3", "X001"}).Draw(t, label)
		return code + rapid.SampledFrom([]string{": why", ": why", ""}).Draw(t, label+" reason")
	}
	text := func(label string) string {
		var lines []string
		for i := range rapid.IntRange(1, 4).Draw(t, label) {
			lines = append(lines, rapid.SampledFrom([]string{
				"plain", " indented", "{{u}}", "{{a}} {{u}}", "{{! " + "promptctl-ignore " + comment(fmt.Sprint(label, i)) + " }}", "x {{! promptctl-ignore T002: why }} {{u}}",
				"{{! promptctl-ignore T002: why }} {{a}}", "", "{{> p}}", "{{> q}}",
			}).Draw(t, label))
		}
		return strings.Join(lines, "\n")
	}
	block := func(label, indent string) string {
		body := strings.ReplaceAll(text(label), "\n", "\n"+indent)
		switch rapid.IntRange(0, 3).Draw(t, label+" style") {
		case 0:
			return "\"" + strings.ReplaceAll(text(label), "\n", `\n`) + "\""
		case 1:
			return ">\n" + indent + "x\n" + indent + body
		}
		return rapid.SampledFrom([]string{"|", "|-", "|+"}).Draw(t, label+" chomp") + "\n" + indent + body
	}
	files := map[string]string{}
	for _, name := range []string{"a", "b", "old/c"} {
		var b strings.Builder
		above := func(indent, label string) {
			if rapid.Bool().Draw(t, label+" above") {
				b.WriteString(indent + "# promptctl-ignore " + comment(label) + "\n")
			}
		}
		if rapid.Bool().Draw(t, name+" file") {
			b.WriteString("# promptctl-ignore-file " + comment(name) + "\n")
		}
		b.WriteString("description: d\nvariables:\n")
		above("  ", name+" a")
		b.WriteString("  a: {type: string}\n")
		above("  ", name+" b")
		b.WriteString("  b: {type: string}\nmessages:\n")
		above("  ", name+" m")
		b.WriteString("  - role: user\n    content: " + block(name, "      ") + "\n")
		if rapid.Bool().Draw(t, name+" ignore") {
			b.WriteString("lint:\n  ignore:\n    - {rules: [T003], match: b, reason: why}\n    - {rules: [T002, T003], reason: why}\n")
		}
		files["prompts/"+name+".prompt.yaml"] = b.String()
	}
	files["prompts/p.partial.md"] = text("p") + "\n"
	files["prompts/q.partial.md"] = "---\nowner: me\n# promptctl-ignore-file " + comment("q") + "\n---\n" + text("q")
	if rapid.Bool().Draw(t, "config") {
		files["promptctl.yaml"] = "version: 1\nlint: {ignore: [{rules: [T002, T003], match: [\"old/**\"], reason: why}]}\n"
	}
	return files
}

// What is found in a file does not depend on which files are named besides, nor
// on which is looked at first.
func TestSuppressionsDoNotDependOnTheListOfFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := suppressedProject(t)
		whole := linted(t, files)
		require.Equal(t, told(whole.Problems), told(linted(t, files).Problems))
		for _, file := range slices.Sorted(maps.Keys(files)) {
			if file == "promptctl.yaml" {
				continue
			}
			one := linted(t, files, file)
			require.Equal(t, told(in(file, whole.Problems)), told(in(file, one.Problems)), file)
			require.Equal(t, told(in(file, whole.Suppressed)), told(in(file, one.Suppressed)), file)
		}
	})
}

func linted(t require.TestingT, files map[string]string, args ...string) *lint.Result {
	r, err := lint.Run(context.Background(), lint.Query{Snapshot: memory(files), Args: args})
	require.NoError(t, err)
	return r
}

// in are the problems in a file.
func in(file string, problems []lint.Problem) []lint.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p lint.Problem) bool { return p.Range.File != file })
}

// Taking unused suppressions out is safe: what the model gets stays as it is,
// and what is reported besides.
func TestRemovingSuppressionsKeepsWhatTheModelGets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := suppressedProject(t)
		before, after := linted(t, files), files
		for range 100 {
			next := withoutUnused(t, after)
			if maps.Equal(next, after) {
				break
			}
			after = next
		}
		for file := range files {
			require.Equal(t, rendered(file, files[file]), rendered(file, after[file]), "%s\n%s\nbecomes\n%s", file, files[file], after[file])
		}
		require.Equal(t, messages(before, "X001"), messages(linted(t, after), "X001"))
	})
}

// withoutUnused takes those unused suppressions out that can be at once.
func withoutUnused(t require.TestingT, files map[string]string) map[string]string {
	edits := map[string][]diag.Edit{}
	for _, p := range linted(t, files).Problems {
		if p.Code == "X001" && p.Fix != nil {
			both := slices.Concat(edits[p.Range.File], p.Fix.Edits)
			if _, err := diag.Apply([]byte(files[p.Range.File]), both); err == nil {
				edits[p.Range.File] = both
			}
		}
	}
	after := maps.Clone(files)
	for file, all := range edits {
		text, err := diag.Apply([]byte(files[file]), all)
		require.NoError(t, err)
		after[file] = string(text)
	}
	return after
}

// rendered are the texts of a file as the model gets them.
func rendered(file, src string) []string {
	var texts []*prompt.Text
	if prompt.IsPartial(file) {
		p, _ := prompt.ParsePartial(file, []byte(src))
		texts = append(texts, p.Text)
	} else {
		p, _ := prompt.Parse(file, []byte(src))
		texts = p.Texts()
	}
	var all []string
	for _, t := range texts {
		parsed, _ := template.Parse(t.Text)
		text, err := template.Renderer{}.Render(parsed, map[string]any{"a": "A", "u": "U"})
		all = append(all, fmt.Sprint(text, err))
	}
	return all
}

// messages are what is reported by other rules than one, without its place.
func messages(r *lint.Result, but string) []string {
	var all []string
	for _, p := range r.Problems {
		if p.Code != but {
			all = append(all, p.Range.File+" "+p.Code+" "+p.Message)
		}
	}
	slices.Sort(all)
	return all
}
