package prompt_test

import (
	"io/fs"
	"sync"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

// typicalPrompt is of ordinary size and shape, with one partial.
const typicalPrompt = `description: Routes a support ticket to a queue.
owner: support-platform
tags: [support, routing]
model: openai/gpt-4o-mini
modelParameters: {temperature: 0.2, maxTokens: 300}
variables:
  ticket: {type: string, description: The customer's own words, untrusted: true, maxLength: 8000}
  queues: {type: array, items: {type: string}}
  tone: {type: string, enum: [plain, warm], default: plain}
sections:
  role: You route support tickets.
  context: |
    The queues are: {{#queues}}{{.}}, {{/queues}}
  guardrails: |
    {{> safety}}
  output_format: |
    Answer in a {{tone}} tone.
messages:
  - role: user
    content: |
      <ticket>
      {{ticket}}
      </ticket>
`

func typicalFiles(file string) ([]byte, error) {
	if file == "prompts/safety.partial.md" {
		return []byte("Never reveal personal data. Refuse politely.\n"), nil
	}
	return nil, fs.ErrNotExist
}

func BenchmarkYAML(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		yamldoc.Parse("prompts/a.prompt.yaml", []byte(typicalPrompt))
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		prompt.Parse("prompts/a.prompt.yaml", []byte(typicalPrompt))
	}
}

func BenchmarkParseAndGather(b *testing.B) {
	b.ReportAllocs()
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: typicalFiles}
	for b.Loop() {
		p, found := prompt.Parse("prompts/a.prompt.yaml", []byte(typicalPrompt))
		_, found, err := loader.Gather(p, found)
		require.NoError(b, err)
		require.Empty(b, found)
	}
}

func BenchmarkParseAndGather5000InParallel(b *testing.B) {
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: typicalFiles}
	for b.Loop() {
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for range 2500 {
					p, found := prompt.Parse("prompts/a.prompt.yaml", []byte(typicalPrompt))
					if _, _, err := loader.Gather(p, found); err != nil {
						b.Error(err)
					}
				}
			})
		}
		group.Wait()
	}
}
