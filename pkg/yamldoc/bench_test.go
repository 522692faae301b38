package yamldoc

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// ordinary is a prompt file of about 2 KB.
func ordinary() []byte {
	return []byte(`# yaml-language-server: $schema=../../promptctl.schema.json
description: Routes a support ticket to a queue.
owner: support-platform
tags: [support, routing]
model: openai/gpt-4o-mini
modelParameters: {temperature: 0.2, maxTokens: 300}
variables:
  ticket: {type: string, description: "The customer's own words", untrusted: true, maxLength: 8000}
  queues: {type: array, items: {type: string}}
  tone:   {type: string, enum: [plain, warm], default: plain}
sections:
  role: You route support tickets for an online shop.
  context: |
    The queues are: {{#queues}}{{.}}, {{/queues}}
  instructions: |
` + strings.Repeat("    1. Read the ticket with care. Pick exactly one queue, and say \"why\" in a line.\n", 12) + `  guardrails: |
    {{> safety}}
  output_format: |
    Answer with the queue's name alone.
messages:
  - role: user
    content: |
      <ticket>
      {{ticket}}
      </ticket>
`)
}

func BenchmarkParse(b *testing.B) {
	src := ordinary()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, list := Parse("x.yaml", src); len(list) > 0 {
			b.Fatal(list)
		}
	}
}

// BenchmarkYAML is what Parse is measured against: yaml.v3 alone.
func BenchmarkYAML(b *testing.B) {
	src := ordinary()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		var n yaml.Node
		if err := yaml.Unmarshal(src, &n); err != nil {
			b.Fatal(err)
		}
	}
}
