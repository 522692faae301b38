package template_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// specCase is a case of the Mustache specification, or one in its manner.
type specCase struct {
	Name     string            `json:"name"`
	Data     any               `json:"data"`
	Template string            `json:"template"`
	Partials map[string]string `json:"partials"`
	Expected string            `json:"expected"`
}

// specFolder may hold the files of github.com/mustache/spec/specs: the six
// core modules, as JSON. The cases are not copied into this repository.
const specFolder = "../../../shared/mustache-spec"

// coreCases is the number of core cases in version 1.4 of the specification.
const coreCases = 136

func TestSpecification(t *testing.T) {
	cases := behaviours()
	if info, err := os.Stat(specFolder); err == nil && info.IsDir() {
		official := readSpec(t, os.DirFS(specFolder))
		require.Len(t, official, coreCases)
		cases = append(cases, official...)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { checkSpec(t, c) })
	}
}

func readSpec(t *testing.T, folder fs.FS) []specCase {
	t.Helper()
	files, err := fs.Glob(folder, "*.json")
	require.NoError(t, err)
	var all []specCase
	for _, name := range files {
		raw, err := fs.ReadFile(folder, name)
		require.NoError(t, err)
		var module struct{ Tests []specCase }
		require.NoError(t, json.Unmarshal(raw, &module))
		for _, c := range module.Tests {
			c.Name = strings.TrimSuffix(filepath.Base(name), ".json") + ": " + c.Name
			all = append(all, c)
		}
	}
	return all
}

func checkSpec(t *testing.T, c specCase) {
	t.Helper()
	tree, errs := template.Parse(c.Template)
	require.Empty(t, errs)
	r := template.Renderer{HTML: true, Partials: partials(c.Partials)}
	got, err := r.Render(tree, c.Data)
	require.NoError(t, err)
	require.Equal(t, c.Expected, got)
}

// partials looks templates up in a map of texts.
func partials(texts map[string]string) func(string) (*template.Template, error) {
	return func(name string) (*template.Template, error) {
		text, ok := texts[name]
		if !ok {
			return nil, nil
		}
		tree, _ := template.Parse(text)
		return tree, nil
	}
}

type object = map[string]any
