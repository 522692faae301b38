package lint_test

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// Every bad example has findings of its rule and of no other, and every good
// one has none.
func TestExamples(t *testing.T) {
	for _, r := range lint.Rules() {
		t.Run(r.Code, func(t *testing.T) {
			bad := check(t, exampleFiles(r.Doc().Bad))
			require.NotEmpty(t, bad)
			gravest := diag.Info
			for _, f := range bad {
				require.Equal(t, r.Code, f.Code, f)
				gravest = max(gravest, f.Severity)
			}
			require.Equal(t, r.Severity, gravest)
			require.Empty(t, check(t, exampleFiles(r.Doc().Good)))
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

// check returns all that is found in a repository of these files.
func check(t *testing.T, files map[string]string) diag.List {
	found := checkFolder(files)
	for file, text := range files {
		switch {
		case file == config.File:
			_, problems := config.Parse(file, []byte(text))
			found = append(found, problems...)
		case file == policy.Folder+"/"+policy.File:
			_, problems := policy.Parse(file, []byte(text))
			found = append(found, problems...)
		case prompt.IsPrompt(file):
			_, problems, err := loader(files).Load(file)
			require.NoError(t, err)
			found = append(found, problems...)
			found = append(found, layout(file, text)...)
		}
	}
	if slices.ContainsFunc(slices.Collect(maps.Keys(files)), prompt.IsPrompt) {
		found = append(found, checkNames(t, files)...)
	}
	return found
}

// layout is what fmt alone finds.
func layout(file, text string) diag.List {
	_, found := prompt.Canonical(file, []byte(text))
	return slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Code != "F004" })
}

func loader(files map[string]string) prompt.Loader {
	return prompt.Loader{Folders: []string{"prompts"}, Read: func(file string) ([]byte, error) {
		text, ok := files[path.Clean(file)]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}}
}

// checkFolder checks the files of the policy's folder, where there are any.
func checkFolder(files map[string]string) diag.List {
	var names []string
	for file := range files {
		if name, ok := strings.CutPrefix(file, policy.Folder+"/"); ok {
			names = append(names, name)
		}
	}
	return policy.CheckFolder(names)
}

// checkNames checks the names of prompts and partials in a work tree.
func checkNames(t *testing.T, files map[string]string) diag.List {
	made := repotest.New(t)
	for file, text := range files {
		made.Write(file, text)
	}
	opened, err := repo.Open(context.Background(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	tree, err := opened.WorkTree()
	require.NoError(t, err)
	c, err := catalog.Load(context.Background(), tree)
	require.NoError(t, err)
	return c.Findings
}
