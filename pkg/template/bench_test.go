package template_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// prompt is about 2 KB with a dozen tags, as prompts are.
var prompt = strings.Repeat("You route support tickets for an online shop. Read the ticket, then pick one queue. ", 5) + `
## Context
{{#queues}}
- {{name}}: {{about}}
{{/queues}}
{{^queues}}
There are no queues.
{{/queues}}
` + strings.Repeat("Answer with the name of the queue alone, in JSON: {\"queue\": \"name\"}. Never explain. ", 15) + `
{{! the customer's own words }}
<ticket from="{{customer.name}}" tone="{{tone}}">
{{ticket}}
</ticket>
`

var promptData = object{
	"queues":   []any{object{"name": "billing", "about": "money"}, object{"name": "returns", "about": "parcels"}},
	"customer": object{"name": "Ada"}, "tone": "plain", "ticket": strings.Repeat("My parcel is late. ", 20),
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(prompt)))
	b.ReportAllocs()
	for b.Loop() {
		template.Parse(prompt)
	}
}

func BenchmarkParsePlainText(b *testing.B) {
	text := strings.Repeat("No tag in { this } text. ", 80)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		template.Parse(text)
	}
}

func BenchmarkRender(b *testing.B) {
	tree, _ := template.Parse(prompt)
	r := template.Renderer{Strict: true}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Render(tree, promptData); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUses(b *testing.B) {
	tree, _ := template.Parse(prompt)
	b.ReportAllocs()
	for b.Loop() {
		tree.Uses()
	}
}

// Texts that would take a careless scanner quadratic time.
func BenchmarkParseHostile(b *testing.B) {
	const size = 1 << 20
	for name, text := range map[string]string{
		"opening":         strings.Repeat("{{", size/2),
		"opening, closed": strings.Repeat("{{", size/2) + "}}",
		"spaced":          strings.Repeat("{{ ", size/6) + strings.Repeat(" ", size/2) + "}}",
		"delimiters":      strings.Repeat("{{=a}}", size/6),
		"set delimiters":  strings.Repeat("{{={{ }}=}}", size/11),
		"same delimiters": "{{=| |=}}" + strings.Repeat("|a", size/2),
		"sections":        strings.Repeat("{{#a}}", size/6),
		"closed sections": strings.Repeat("{{#a}}{{/a}}", size/12),
		"deep sections":   strings.Repeat(strings.Repeat("{{#a}}", 64)+strings.Repeat("{{/a}}", 64), size/768),
		"variables":       strings.Repeat("{{a}}", size/5),
		"blank lines":     strings.Repeat(" ", size/2) + "{{!}}" + strings.Repeat(" ", size/2),
		"comments":        strings.Repeat("{{!", size/3) + "}}",
		"long name":       "{{" + strings.Repeat("a.", size/2) + "a}}",
		"long bad name":   "{{" + strings.Repeat("a ", size/2) + "}}",
		"long closing":    "{{#a}}{{/" + strings.Repeat("a", size) + "}}",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				tree, _ := template.Parse(text)
				tree.Uses()
			}
		})
	}
}
