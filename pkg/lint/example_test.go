package lint_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// Every bad example has findings of its rule and of no other, and every good
// one has none.
func TestExamples(t *testing.T) {
	for _, r := range lint.Rules() {
		t.Run(r.Code, func(t *testing.T) {
			bad := check(t, r.Code, exampleFiles(r.Doc().Bad))
			require.NotEmpty(t, bad)
			gravest := diag.Info
			for _, f := range bad {
				require.Equal(t, r.Code, f.Code, f)
				gravest = max(gravest, f.Severity)
			}
			require.Equal(t, r.Severity, gravest)
			require.Empty(t, check(t, r.Code, exampleFiles(r.Doc().Good)))
		})
	}
}

// exampleFiles are the files of an example by path. A file of level N stands
// for sixteen, and ␞ for the control character that it depicts.
func exampleFiles(examples []lint.Example) map[string]string {
	files := map[string]string{}
	for _, e := range examples {
		if !strings.Contains(e.Path, "level-N") {
			files[e.Path] = strings.ReplaceAll(e.Text, "␞", "\x1e")
			continue
		}
		for n := 1; n <= prompt.MaxDepth; n++ {
			this, next := strconv.Itoa(n), strconv.Itoa(n+1)
			files[strings.Replace(e.Path, "level-N", "level-"+this, 1)] = strings.Replace(e.Text, "level-M", "level-"+next, 1)
		}
	}
	return files
}

// check returns all that is found in a repository of these files, and what
// fmt alone finds. Examples of other rules need neither describe themselves nor have test cases.
func check(t *testing.T, code string, files map[string]string) diag.List {
	found := lint.Findings(lintFiles(t, files).Problems)
	found = slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Code != code && (f.Code == "G005" || f.Code == "E001") })
	for file, text := range files {
		if prompt.IsPrompt(file) {
			found = append(found, layout(file, text)...)
		}
	}
	return found
}

// layout is what fmt alone finds.
func layout(file, text string) diag.List {
	_, found := prompt.Canonical(file, []byte(text))
	return slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Code != "F004" })
}
