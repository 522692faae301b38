package main

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// testedRepo has a prompt with tests, and a model that answers it.
func testedRepo(t *testing.T) *repotest.Repo {
	t.Helper()
	m, err := newFakeModel(fakeRule{Match: "tool", ToolCalls: []fakeCall{{Name: "now", Arguments: "{}"}}}, fakeRule{Match: "refuse", Refusal: "I must not."}, fakeRule{Answer: "Hello."})
	require.NoError(t, err)
	t.Cleanup(m.Close)
	r := repotest.New(t)
	r.Write("prompts/greet.prompt.yaml", `model: openai/gpt-4o-mini
modelParameters: {maxTokens: 100}
variables: {name: {type: string}}
messages: [{role: user, content: "Greet {{name}}."}]
`)
	r.Write("prompts/greet.tests.yaml", `version: 1
defaults: {assert: [{contains: Hello}]}
cases:
  - {id: ana, description: A name., tags: [short], variables: {name: Ana}, assert: [{not-contains: Bye}, {rubric: It is friendly., judge: {model: openai/gpt-4o}}]}
  - {id: nobody, repeat: 2}
data: [names.jsonl]
`)
	r.Write("prompts/names.jsonl", "{\"id\": \"bo\", \"name\": \"Bo\"}\n{\"id\": \"di\", \n")
	r.Write(".promptctl/policy.yaml", `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
environments: {development: {branch: main, open: true}}
`)
	r.Commit("Greet")
	return r.With("OPENAI_BASE_URL="+m.URL, "OPENAI_API_KEY=sk-test")
}

func testedCases() []answerCase {
	return []answerCase{
		{"", "run", 0, []string{"run", "greet@HEAD", "--var", "name=tool", "-o", "json"}},
		{"", "run", 1, []string{"run", "greet", "--var", "name=refuse", "-o", "json"}},
		{"", "test", 0, []string{"test", "greet@HEAD", "--case", "bo", "-o", "json"}},
		{"", "test", 0, []string{"test", "greet", "--case", "bo", "--model", "openai/gpt-4o", "--model", "openai/gpt-4.1", "-o", "json"}},
		{"test-list.json", "test", 0, []string{"test", "greet", "--list", "-o", "json"}},
		{"", "test", 0, []string{"test", "greet@HEAD", "--list", "-o", "json"}},
		{"test-dry-run.json", "test", 0, []string{"test", "greet", "--dry-run", "-o", "json"}},
	}
}
