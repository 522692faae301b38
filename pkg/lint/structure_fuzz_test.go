package lint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// FuzzOrderAndDelimiters lints a prompt with a partial, and mends what the rules
// about the order of messages and about delimiters find in it. The fixes come to
// an end, and keep what the file says but for what they are for.
func FuzzOrderAndDelimiters(f *testing.F) {
	for _, code := range []string{"R001", "R003", "S004", "S005", "S006", "T009", "T010", "M007"} {
		archive, err := txtar.ParseFile(filepath.Join("testdata", "cases", code+".txtar"))
		require.NoError(f, err)
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".prompt.yaml") {
				f.Add(string(file.Data), "{{q}} {{> p}}")
			}
		}
	}
	f.Add("messages:\n  - role: user\n    content: a\n  - role: system\n    content: b", "") // no line break at the end
	f.Fuzz(func(t *testing.T, src, partial string) {
		const file = "prompts/a.prompt.yaml"
		files := map[string]string{file: src, "prompts/p.partial.md": partial}
		for range 40 {
			edits, codes := mending(lintFiles(t, files).Problems, file)
			if len(edits) == 0 {
				return
			}
			out, err := diag.Apply([]byte(files[file]), edits)
			require.NoError(t, err)
			requireSameMeaning(t, files[file], string(out), codes)
			files[file] = string(out)
		}
		t.Fatalf("the fixes do not come to an end:\n%s", files[file])
	})
}

// mending is the edits of all fixes of a file that do not get in each other's
// way.
func mending(problems []lint.Problem, file string) (edits []diag.Edit, codes []string) {
	for _, p := range problems {
		if p.Fix == nil || p.Range.File != file || p.Code != "R001" && p.Code != "S005" {
			continue
		}
		if all := append(slices.Clone(edits), p.Fix.Edits...); !overlap(all) {
			edits, codes = all, append(codes, p.Code)
		}
	}
	return edits, codes
}

func overlap(edits []diag.Edit) bool {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b diag.Edit) int { return a.Start - b.Start })
	for i := 1; i < len(edits); i++ {
		if edits[i].Start <= edits[i-1].End {
			return true
		}
	}
	return false
}

// requireSameMeaning compares two files without the order of messages, where
// that was mended, and without tags and white space in their texts.
func requireSameMeaning(t *testing.T, before, after string, codes []string) {
	a, b := meaning(t, before, codes), meaning(t, after, codes)
	require.Equal(t, a, b, "%s\n%s", before, after)
}

func meaning(t *testing.T, src string, codes []string) string {
	doc, _ := yamldoc.Parse("a", []byte(src))
	require.NotNil(t, doc.Root, src)
	all := doc.Root.Decode().(map[string]any)
	if messages, ok := all["messages"].([]any); ok && slices.Contains(codes, "R001") {
		slices.SortFunc(messages, func(x, y any) int { return strings.Compare(asJSON(t, x), asJSON(t, y)) })
	}
	lines := []string{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		lines = append(lines, key+": "+withoutTags(asJSON(t, all[key])))
	}
	return strings.Join(lines, "\n")
}

func asJSON(t *testing.T, v any) string {
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// withoutTags takes tags, and white space in its forms, out of a text in JSON.
func withoutTags(text string) string {
	for _, sign := range []string{`\u003c/`, `\u003c`} {
		var b strings.Builder
		for {
			before, rest, found := strings.Cut(text, sign)
			name, behind, closed := strings.Cut(rest, `\u003e`)
			b.WriteString(before)
			if !found {
				break
			}
			if text = rest; closed && !strings.ContainsAny(name, " \\<>\"") {
				text = behind
			} else {
				fmt.Fprint(&b, sign)
			}
		}
		text = b.String()
	}
	return strings.NewReplacer(`\n`, "", `\t`, "", " ", "").Replace(text)
}

// A prompt that puts in the same partial over and over is looked at up to a
// bound: what the model gets is as long as the product of the two.
func TestTheTextOfAllMessagesIsBounded(t *testing.T) {
	undelimited := func(times int) int {
		result := lintFiles(t, map[string]string{
			"prompts/p.partial.md": strings.Repeat("word ", 1<<15) + "\n",
			"prompts/a.prompt.yaml": "description: d\nvariables:\n  q: {type: string, untrusted: true}\nmessages:\n  - role: user\n    content: |\n" +
				strings.Repeat("      {{> p}}\n", times) + "      Answer {{q}} now.\n",
		})
		return len(onlyOf(result.Problems, "S005"))
	}
	require.Equal(t, 1, undelimited(25), "nearly four mebibytes")
	require.Zero(t, undelimited(27))
}
