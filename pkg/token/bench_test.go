package token

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// prompt is about 700 bytes, an ordinary size.
var prompt = strings.Repeat(`You route support tickets for an online shop.

## Context
The queues are: {{#queues}}{{.}}, {{/queues}}

  1. Read the ticket.
  2. Pick exactly one queue; don't explain it, it's 99.5 % clear.
`, 4)

func BenchmarkLoad(b *testing.B) {
	for _, model := range []string{"gpt-4o", "gpt-4"} {
		b.Run(model, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := NewCounter().Count(model, "")
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkCount(b *testing.B) {
	texts := map[string]string{
		"prompt":  prompt,
		"chinese": strings.Repeat("请阅读工单，并选择一个队列。", 17),
		"russian": strings.Repeat("Прочитайте обращение и выберите очередь. ", 10),
	}
	for name, s := range texts {
		for _, model := range []string{"gpt-4o", "gpt-4"} {
			b.Run(name+"/"+model, func(b *testing.B) {
				c := NewCounter()
				_, err := c.Count(model, s)
				require.NoError(b, err)
				b.SetBytes(int64(len(s)))
				b.ReportAllocs()
				for b.Loop() {
					c.Count(model, s)
				}
			})
		}
	}
}

func BenchmarkRunaway(b *testing.B) {
	for name, s := range runaways(1 << 20) {
		b.Run(name, func(b *testing.B) {
			c := NewCounter()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				c.Count("gpt-4o", s)
			}
		})
	}
}
