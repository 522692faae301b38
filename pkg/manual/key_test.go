package manual_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

func schemas() map[string][]byte {
	return map[string][]byte{"prompt": prompt.JSONSchema(), "config": config.Schema(), "policy": policy.Schema(), "tests": suite.JSONSchema()}
}

// requireValid demands that a YAML file is valid by the schema of its kind.
func requireValid(t *testing.T, kind string, src []byte) {
	t.Helper()
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas()[kind]))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("schema.json", tree))
	s, err := c.Compile("schema.json")
	require.NoError(t, err)
	doc, found := yamldoc.Parse(kind, src)
	require.Empty(t, found)
	text, err := json.Marshal(doc.Root.Decode())
	require.NoError(t, err)
	data, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, s.Validate(data))
}

func TestKeysByTheirPaths(t *testing.T) {
	for path, want := range map[string]string{
		"description":                 "description",
		"variables.maxLength":         "variables.NAME.maxLength",
		"variables.NAME.maxLength":    "variables.NAME.maxLength",
		"variables.*.maxLength":       "variables.NAME.maxLength",
		"variables.NAME":              "variables.NAME",
		"variables.items":             "variables.NAME.items",
		"variables.items.items.type":  "variables.NAME.items.items.type",
		"variables.properties.type":   "variables.NAME.properties.NAME.type",
		"messages.content":            "messages[].content",
		"messages[0].content":         "messages[].content",
		"messages[].content[].type":   "messages[].content[].type",
		"messages.content.file.path":  "messages[].content[].file.path",
		"messages.content.image_url":  "messages[].content[].image_url",
		"sections.role":               "sections.role",
		"modelParameters.max_tokens":  "modelParameters.max_tokens",
		"tools.function.parameters":   "tools[].function.parameters",
		"tools.name":                  "tools[].name",
		"responseFormat.json_schema":  "responseFormat.json_schema",
		"tests.cases.assert":          "cases[].assert",
		"tests.cases[0].assert.regex": "cases[].assert[].regex",
		"tests.defaults.judge":        "defaults.judge",
		"tests.cases.variables.NAME":  "cases[].variables.NAME",
		"config.lint.ignore.reason":   "lint.ignore[].reason",
		"config.test.budget.usd":      "test.budget.usd",
		"policy.persons.keys":         "persons.NAME.keys",
		"policy.environments.rules":   "environments.NAME.rules",
		"policy.environments.*.rules": "environments.NAME.rules",
	} {
		k, err := manual.FindKey(path)
		require.NoError(t, err, path)
		require.Equal(t, want, k.Path, path)
	}
}

func TestKeyOfANumber(t *testing.T) {
	k, err := manual.FindKey("variables.maxLength")
	require.NoError(t, err)
	require.Equal(t, manual.Key{
		File: "prompt", Path: "variables.NAME.maxLength",
		Description: "The most characters of a string, counted as Unicode code points.",
		Types:       []string{"integer"}, Values: []any{}, Examples: []any{int64(8000)},
		Limits: []string{"at least 0", "at most 1099511627775"}, Keys: []manual.Child{},
	}, withoutExample(k))
}

// withoutExample is a key as those outside see it.
func withoutExample(k manual.Key) manual.Key {
	return manual.Key{
		File: k.File, Path: k.Path, Description: k.Description, Types: k.Types, Required: k.Required,
		Values: k.Values, Default: k.Default, Limits: k.Limits, Examples: k.Examples, Keys: k.Keys,
	}
}

func TestKeyOfAWord(t *testing.T) {
	k, err := manual.FindKey("messages.role")
	require.NoError(t, err)
	require.Equal(t, []string{"string"}, k.Types)
	require.Equal(t, []any{"system", "user", "assistant", "tool"}, k.Values)
	require.False(t, k.Required, "a placeholder has none")

	k, err = manual.FindKey("messages.content.type")
	require.NoError(t, err)
	require.True(t, k.Required)

	k, err = manual.FindKey("config.lint.profile")
	require.NoError(t, err)
	require.Equal(t, "default", k.Default)
}

func TestKeyOfAListOfMappings(t *testing.T) {
	k, err := manual.FindKey("messages")
	require.NoError(t, err)
	require.Equal(t, []string{"array"}, k.Types)
	names := []string{}
	for _, child := range k.Keys {
		names = append(names, child.Name)
	}
	require.Equal(t, []string{"role", "content", "name", "placeholder", "toolCalls", "toolCallId"}, names)
}

func TestKeyOfTheFile(t *testing.T) {
	k, err := manual.FindKey("prompt")
	require.NoError(t, err)
	names := []string{}
	for _, child := range k.Keys {
		names = append(names, child.Name)
		require.False(t, child.Required, child.Name)
	}
	require.Equal(t, prompt.Keys(), names)
	require.Len(t, k.Examples, 1)
}

func TestKeysPage(t *testing.T) {
	for path, want := range map[string]string{
		"variables.enum": `# variables.NAME.enum

The only values that are taken.

- Type: list

## Example

` + "```yaml\nenum:\n  - plain\n  - warm\n```\n",
		"tests.cases.assert.tokens": "# tests.cases[].assert[].tokens\n\nThe answer has so many tokens.\n\n- Type: mapping\n\n" +
			"## Example\n\n```yaml\ntokens:\n  max: 120\n```\n\n## Keys\n\n- `min`: The least that holds.\n- `max`: The most that holds.\n",
		"config.lint.ignore": "# config.lint.ignore\n\nFindings that are put up with, and why.\n\n- Type: list\n- Limits: at least 1 item\n\n" +
			"## Keys of each entry\n\n- `rules` (required): The codes or the names of the rules.\n- `match` (required): The prompts, by name.\n" +
			"- `reason` (required): Why the findings are put up with, for those who come later.\n",
		"config.lint.profile": `# config.lint.profile

Which rules are on: default has those that are nearly always right; strict, pedantic and security add to them.

- Type: string
- Values: ` + "`default`, `strict`, `pedantic`, `security`" + `
- Default: ` + "`default`\n",
		"messages.content.image_url": `# messages[].content[].image_url

An image: its address as a Mustache template, alone or with the detail that the model should see.

- Type: string, or mapping

## Example

` + "```yaml\nimage_url:\n  url: \"{{photo}}\"\n  detail: high\n```" + `

## Keys

- ` + "`url`" + ` (required): The image's address, https: or data:, as a Mustache template.
- ` + "`detail`" + `: How closely the model looks: auto, low or high.
`,
	} {
		e, err := manual.Find(path)
		require.NoError(t, err)
		require.Equal(t, want, e.Text)
	}
}

func TestEntriesHavePages(t *testing.T) {
	e, err := manual.Find("variables.NAME")
	require.NoError(t, err)
	require.Equal(t, "# variables.NAME\n\nThe declaration of one value. An empty one takes any value and is required.", strings.Split(e.Text, "\n\n- ")[0])
	e, err = manual.Find("policy.environments.NAME")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(e.Text, "# policy.environments.NAME\n\nA branch, and what a version of a prompt must meet to be on it.\n\n- Type: mapping\n"), e.Text)
}
