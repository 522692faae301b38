package assertion

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// local are assertions of every type that needs nobody else.
const local = `
- {equals: '{"queue": "billing", "items": [{"id": 1}, {"id": 2}], "note": "Your parcel is late; we are sorry. ÄÖÜ"}', ignoreCase: true}
- {contains: billing, ignoreCase: true}
- {contains-any: [a, b, parcel]}
- {contains-all: [queue, "{{name}}"]}
- {starts-with: "{"}
- {ends-with: "}"}
- {regex: '"queue":\s*"(billing|returns)"'}
- {is-json: true}
- {contains-json: {type: object, required: [queue]}}
- {json-schema: {type: object, required: [queue], properties: {queue: {enum: [billing, returns]}, items: {type: array, items: {type: object}}}}}
- {json-path: {path: "$.items[?@.id > 1].id", equals: 2}}
- {is-yaml: true}
- {word-count: {max: 40}}
- {char-count: {max: 400}}
- {levenshtein: '{"queue": "billing", "items": [{"id": 1}, {"id": 3}], "note": "Your parcel is late; we are sorry. ÄÖÜ"}'}
- {not-refusal: true}
- {tool-call: {name: lookup, arguments: {type: object, required: [id]}}}
- {finish-reason: stop}
- {latency: {max: 2s}}
- {cost: {max: 1}}
- {tokens: {max: 100}}
- {expr: 'json.queue == "billing" and len(json.items) == 2 and output contains vars.name'}
`

const answerText = `{"queue": "billing", "items": [{"id": 1}, {"id": 2}], "note": "Your parcel is late; we are sorry. ÄÖÜ"}`

func benchSubject() *Subject {
	cost := 0.001
	return &Subject{
		Request: &model.Request{Model: "openai/gpt-4o"}, Variables: map[string]any{"name": "parcel"}, CostUSD: &cost,
		Answer: &provider.Answer{Response: model.Response{Text: answerText, Finish: "stop", Usage: model.Usage{Output: 30}, ToolCalls: []model.ToolCall{{Name: "lookup", Arguments: `{"id": 7}`}}}},
	}
}

func BenchmarkHold(b *testing.B) {
	s, found := suite.Parse("t.tests.yaml", []byte("version: 1\ndefaults:\n  assert:"+strings.ReplaceAll(local, "\n", "\n    ")+"\ncases: [{id: a}]\n"))
	require.False(b, found.HasErrors(), found)
	for _, a := range s.Defaults.Assert {
		check, found := Compile(s, a, Options{})
		require.Empty(b, found)
		b.Run(a.Key.Value, func(b *testing.B) {
			for b.Loop() {
				v := check.Hold(context.Background(), benchSubject())
				if !v.Passed {
					b.Fatal(v)
				}
			}
		})
	}
}

// BenchmarkTenThousand holds 10,000 assertions of all local types to answers, with
// what is compiled once.
func BenchmarkTenThousand(b *testing.B) {
	s, found := suite.Parse("t.tests.yaml", []byte("version: 1\ndefaults:\n  assert:"+strings.ReplaceAll(local, "\n", "\n    ")+"\ncases: [{id: a}]\n"))
	require.False(b, found.HasErrors(), found)
	for b.Loop() {
		var checks []*Check
		for _, a := range s.Defaults.Assert {
			check, _ := Compile(s, a, Options{})
			checks = append(checks, check)
		}
		for held := 0; held < 10_000; {
			subject := benchSubject()
			for _, check := range checks {
				if v := check.Hold(context.Background(), subject); !v.Passed {
					b.Fatal(v)
				}
				held++
			}
		}
	}
}
