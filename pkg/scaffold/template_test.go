package scaffold

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// loadTemplate reads a template as it is where a person has just written it.
func loadTemplate(t *testing.T, name string) *prompt.Closure {
	t.Helper()
	src, err := templateFile(name)
	require.NoError(t, err)
	file := prompt.PathOf("prompts", name)
	l := prompt.Loader{Folders: []string{"prompts"}, Read: func(wanted string) ([]byte, error) {
		if wanted == file {
			return src, nil
		}
		return nil, fs.ErrNotExist
	}}
	c, found, err := l.Load(file)
	require.NoError(t, err)
	require.Empty(t, found, name)
	return c
}

func TestEveryTemplateIsListed(t *testing.T) {
	files, err := templateFiles.ReadDir("templates")
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), prompt.Suffix))
	}
	require.ElementsMatch(t, names, TemplateNames())
	require.Equal(t, DefaultTemplate, TemplateNames()[0])
	for _, s := range Templates() {
		require.NotEmpty(t, s.Summary)
		require.LessOrEqual(t, len(s.Summary), 66, "%s: a line of the list", s.Name)
	}
}

func TestTemplatesAreSound(t *testing.T) {
	for _, name := range TemplateNames() {
		t.Run(name, func(t *testing.T) {
			c := loadTemplate(t, name)
			p := c.Prompt
			require.NotEmpty(t, p.Description.Value)
			require.NotEmpty(t, p.Model.Value)
			formatted := prompt.FormatText(p.File, p.Doc.Src)
			require.Equal(t, string(p.Doc.Src), string(formatted.After), "fmt would write it otherwise")
			require.NotContains(t, strings.ToLower(string(p.Doc.Src)), "todo")

			var keys []string
			for _, pair := range p.Doc.Root.Pairs {
				keys = append(keys, pair.Key.Value)
			}
			inOrder := slices.DeleteFunc(prompt.Keys(), func(k string) bool { return !slices.Contains(keys, k) })
			require.Equal(t, inOrder, keys, "keys stand in the usual order")
			var sections []string
			for _, s := range p.Sections {
				require.Contains(t, prompt.KnownSections(), s.ID)
				sections = append(sections, s.ID)
			}
			require.Subset(t, sections, []string{"role", "instructions", "guardrails", "output_format"})
			for i, line := range strings.Split(string(p.Doc.Src), "\n") {
				require.Equal(t, strings.TrimRight(line, " \t"), line, "line %d", i+1)
			}
		})
	}
}

func TestTemplatesUseTheirVariables(t *testing.T) {
	for _, name := range TemplateNames() {
		p := loadTemplate(t, name).Prompt
		used := map[string]bool{}
		for _, text := range p.Texts() {
			for _, use := range text.Uses() {
				used[use.Name] = true
			}
		}
		for _, v := range p.Variables {
			require.True(t, used[v.Name], "%s declares %s and does not use it", name, v.Name)
			require.NotEmpty(t, v.Description+strings.Repeat("x", len(v.Enum)), "%s: %s says nothing", name, v.Name)
		}
	}
}

// What comes from outside stands in a user message, between tags of its name.
func TestTemplatesKeepUntrustedInItsPlace(t *testing.T) {
	for _, name := range TemplateNames() {
		p := loadTemplate(t, name).Prompt
		some := false
		for _, v := range p.Variables {
			if !v.Untrusted {
				continue
			}
			some = true
			for _, s := range p.Sections {
				require.False(t, mentions(s.Text.Uses(), v.Name), "%s: %s in section %s", name, v.Name, s.ID)
			}
			delimited := false
			for _, m := range p.Messages {
				for _, part := range m.Parts {
					inside := part.Text != nil && strings.Contains(part.Text.Text, fmt.Sprintf("<%[1]s>\n{{%[1]s}}\n</%[1]s>", v.Name))
					delimited = delimited || inside && m.Role.Value == model.User
				}
			}
			require.True(t, delimited, "%s: %s stands between no tags", name, v.Name)
		}
		require.True(t, some, "%s takes nothing from outside", name)
	}
}

func mentions(uses []template.Use, name string) bool {
	return slices.ContainsFunc(uses, func(u template.Use) bool { return u.Name == name || strings.HasPrefix(u.Name, name+".") })
}

// values are what a person might give each template.
func values() map[string]string {
	return map[string]string{
		"blank":     `{"request": "Do you ship to Norway?"}`,
		"chat":      `{"product": "the Fjell tent", "facts": ["It weighs 2.1 kg."], "message": "and the poles?", "history": [{"role": "user", "content": "How heavy is it?"}, {"role": "assistant", "content": "2.1 kg."}]}`,
		"classify":  `{"text": "You took the money twice.", "labels": [{"name": "billing", "meaning": "money"}, {"name": "delivery", "meaning": "parcels"}]}`,
		"extract":   `{"document": "Order 8841", "today": "2026-03-14"}`,
		"summarize": `{"text": "A long text."}`,
		"tools":     `{"today": "2026-03-14", "account": "C-1", "message": "Move it to Friday."}`,
		"vision":    `{"image": "https://example.com/a.jpg"}`,
		"judge":     `{"task": "Add 2 and 2.", "answer": "4", "criteria": [{"id": "right", "question": "Is the sum right?"}]}`,
	}
}

func TestTemplatesRender(t *testing.T) {
	for _, name := range TemplateNames() {
		c := loadTemplate(t, name)
		given, err := prompt.ParseValues("values.json", []byte(values()[name]))
		require.NoError(t, err)
		request, err := c.Render(given)
		require.NoError(t, err, name)
		require.Equal(t, model.System, request.Messages[0].Role, name)
		last := request.Messages[len(request.Messages)-1]
		require.Equal(t, model.User, last.Role, name)
		require.NotContains(t, last.Text(), "{{", name)

		for _, v := range c.Inputs() {
			if v.Required {
				delete(given, v.Name)
				_, err := c.Render(given)
				require.ErrorContains(t, err, fmt.Sprintf("variable %q", v.Name), "%s", name)
			}
		}
	}
}

func TestTemplatesFitTheSchemaOfPrompts(t *testing.T) {
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(string(prompt.JSONSchema())))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("prompt.json", tree))
	schema, err := compiler.Compile("prompt.json")
	require.NoError(t, err)
	for _, name := range TemplateNames() {
		text, err := json.Marshal(loadTemplate(t, name).Prompt.Doc.Root.Decode())
		require.NoError(t, err)
		data, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(data), name)
	}
}

// The schemas that templates ask answers to follow are schemas, and the answers
// in their own examples follow them.
func TestTemplatesExamplesFollowTheirSchemas(t *testing.T) {
	for name, want := range map[string]int{"classify": 1, "extract": 1} {
		p := loadTemplate(t, name).Prompt
		text, err := model.JSON(p.Format.Schema.Data)
		require.NoError(t, err)
		tree, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		require.NoError(t, err)
		compiler := jsonschema.NewCompiler()
		require.NoError(t, compiler.AddResource(path.Join(name, "answer.json"), tree))
		schema, err := compiler.Compile(path.Join(name, "answer.json"))
		require.NoError(t, err)
		examples := 0
		for _, s := range p.Sections {
			for line := range strings.Lines(s.Text.Text) {
				if s.ID != "examples" || !strings.HasPrefix(line, "{") {
					continue
				}
				answer, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
				require.NoError(t, err, line)
				require.NoError(t, schema.Validate(answer), line)
				examples++
			}
		}
		require.Equal(t, want, examples, name)
	}
}
