package prompt_test

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

const exampleRepository = "../../prompts-example"

func exampleLoader() prompt.Loader {
	return prompt.Loader{Folders: []string{"prompts"}, Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(exampleRepository, filepath.FromSlash(name)))
	}}
}

// examplePrompts are the paths of the prompts of the example repository.
func examplePrompts(t *testing.T) []string {
	var all []string
	root := os.DirFS(exampleRepository)
	require.NoError(t, fs.WalkDir(root, "prompts", func(name string, _ fs.DirEntry, err error) error {
		if prompt.IsPrompt(name) {
			all = append(all, name)
		}
		return err
	}))
	require.GreaterOrEqual(t, len(all), 12)
	return all
}

// Every example is sound and becomes a request with its inputs.
func TestExamplesRender(t *testing.T) {
	for _, name := range examplePrompts(t) {
		c, found, err := exampleLoader().Load(name)
		require.NoError(t, err)
		require.Empty(t, found, name)
		require.Equal(t, prompt.NameOf(name, []string{"prompts"}), strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(name, path.Ext(name)), "prompts/"), ".prompt"))

		input := filepath.Join(exampleRepository, "inputs", filepath.FromSlash(prompt.NameOf(name, []string{"prompts"}))+".yaml")
		src, err := os.ReadFile(input)
		require.NoError(t, err)
		given, err := prompt.ParseValues(input, src)
		require.NoError(t, err)
		request := rendered(t, c, given)
		require.NotEmpty(t, request.Messages, name)
		for _, m := range request.Messages { // an input may look like a template, and is none
			require.LessOrEqual(t, strings.Count(m.Text(), "{{"), strings.Count(string(src), "{{"), name)
		}
		for _, format := range model.Formats() {
			_, err := model.Encode(format, *request)
			var unsupported *model.UnsupportedError
			require.True(t, err == nil || errors.As(err, &unsupported), "%s as %s: %v", name, format, err)
		}
		_, err = model.Encode("", *request)
		require.NoError(t, err, "%s in its own provider's form", name)
	}
}

// Each required input of an example is missed when it is left out.
func TestExamplesMissTheirInputs(t *testing.T) {
	for _, name := range examplePrompts(t) {
		c, _, err := exampleLoader().Load(name)
		require.NoError(t, err)
		var missing []string
		for _, p := range problems(t, c, nil) {
			missing = append(missing, p.Variable)
			require.Contains(t, p.Message, "is missing")
		}
		var required []string
		for _, v := range c.Inputs() {
			if v.Required {
				required = append(required, v.Name)
			}
		}
		require.Equal(t, required, missing, name)
	}
}

func TestExamplesCompile(t *testing.T) {
	for _, name := range examplePrompts(t) {
		c, _, err := exampleLoader().Load(name)
		require.NoError(t, err)
		require.Len(t, c.Compile(), len(c.Prompt.Messages)+min(1, len(c.Prompt.Sections)), name)
		for _, turn := range c.Compile() {
			require.NotContains(t, turn.Text, "{{>", name)
			require.NotContains(t, turn.Text, "{{!", name)
		}
		require.NotContains(t, c.OwnText(), "{{", name)
		require.Regexp(t, `^sha256:[0-9a-f]{64}$`, c.Digest())
	}
}
