package prompt_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// Files in the format of GitHub Models are valid as they are.
func githubFiles() map[string]string {
	return map[string]string{
		"the editor's first file": `messages:
  - role: system
    content: ''
  - role: user
    content: What is the capital of France?
model: openai/gpt-4o-mini
`,
		"evaluators of all forms": `name: Text Summarizer
description: Summarizes input text concisely
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0.5
  maxTokens: 1000
  topP: 0.9
messages:
  - role: system
    content: You are a text summarizer. Your only job is to summarize text given to you.
  - role: user
    content: |
      Summarize the given text, beginning with "Summary -":
      <text>
      {{input}}
      </text>
testData:
  - input: |
      The quick brown fox jumped over the lazy dog.
      The dog was too tired to react.
    expected: Summary - A fox jumped over a lazy, unresponsive dog.
evaluators:
  - name: Output should start with 'Summary -'
    string:
      startsWith: 'Summary -'
  - name: string forms
    string: {equals: a, contains: b, endsWith: c}
  - name: Similarity
    uses: github/similarity
  - name: Relevance
    llm:
      modelId: openai/gpt-4o
      prompt: |
        {{input}} {{completion}} {{expected}}
      choices:
        - choice: '1'
          score: 0
        - choice: '5'
          score: 1.0
      systemPrompt: You judge.
`,
		"a JSON schema in a string": `name: Describe an animal
model: openai/gpt-4o
responseFormat: json_schema
jsonSchema: |-
  {
    "name": "describe_animal",
    "strict": true,
    "schema": {
      "type": "object",
      "properties": {
        "name": {"type": "string", "description": "The name of the animal"},
        "habitat": {"type": "string"}
      },
      "additionalProperties": false,
      "required": ["name", "habitat"]
    }
  }
messages:
  - role: user
    content: Describe {{animal}}.
`,
		"a response format without a schema": "responseFormat: json_object\nmodelParameters: {}\nmessages:\n  - role: user\n    content: 'JSON, {{ input }}'\nmodel: openai/gpt-4o\n",
	}
}

func TestGitHubModelsFilesAreValid(t *testing.T) {
	for name, src := range githubFiles() {
		const path = "prompts/a.prompt.yml"
		c, found, err := files{path: src}.loader().Load(path)
		require.NoError(t, err)
		require.Empty(t, found, name)
		for _, input := range c.Inputs() {
			require.Equal(t, "any", input.TypeName())
			require.True(t, input.Required)
		}
		given := map[string]any{}
		for _, input := range c.Inputs() {
			given[input.Name] = "x"
		}
		request, err := c.Render(given)
		require.NoError(t, err, name)
		_, err = model.Encode("openai", *request)
		require.NoError(t, err, name)
	}
}

func TestGitHubModelsSchema(t *testing.T) {
	p, found := prompt.Parse("prompts/a.prompt.yml", []byte(githubFiles()["a JSON schema in a string"]))
	require.Empty(t, found)
	require.Equal(t, "describe_animal", p.Format.Name.Value)
	require.True(t, *p.Format.Strict)
	var keys []string
	for _, m := range p.Format.Schema.Data {
		keys = append(keys, m.Name)
	}
	require.Equal(t, []string{"type", "properties", "additionalProperties", "required"}, keys, "in their order")
	require.Equal(t, "jsonSchema", p.Doc.Root.Pairs[3].Key.Value)
	require.Same(t, p.Doc.Root.Pairs[3].Value, p.Format.Schema.Node)
}

func TestGitHubModelsTestDataAndEvaluatorsAreKept(t *testing.T) {
	p, found := prompt.Parse("prompts/a.prompt.yml", []byte(githubFiles()["evaluators of all forms"]))
	require.Empty(t, found)
	require.Equal(t, "Summary - A fox jumped over a lazy, unresponsive dog.", p.TestData.Items[0].Get("expected").Value)
	require.Equal(t, "Summary -", p.Evaluators.Items[0].Get("string").Get("startsWith").Value)
	require.Equal(t, 1.0, p.Evaluators.Items[3].Get("llm").Get("choices").Items[1].Get("score").Decode())
	require.False(t, p.Declares)
}
