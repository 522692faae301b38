package lint

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/stretchr/testify/require"
)

// hostileSize is more than any file may have, so that what takes the square of
// a text's length is stopped by go test's own limit.
const hostileSize = 16 << 20

// filled is a piece of text over and over.
func filled(piece string) string { return strings.Repeat(piece, hostileSize/len(piece)) }

// Each ends, and soon.
func TestHostileTextsAreRead(t *testing.T) {
	for name, read := range map[string]func(t *testing.T){
		"tokens on one line": func(t *testing.T) {
			require.Zero(t, controlToken("x"+filled("<|user|> ")))
			require.Zero(t, controlToken("x"+filled("[INST] ")+"[/INST]"))
		},
		"suppressions on one line": func(t *testing.T) {
			r := &suppressionReader{}
			r.sentLines(Text{Text: &prompt.Text{Template: &template.Template{Text: filled(ignoreHere + " ")}}})
			require.Empty(t, r.found)
		},
		"fences in a quotation": func(t *testing.T) {
			require.Len(t, readFences(strings.Repeat("> ```go\n"+strings.Repeat("> x\n", 700), maxFences-1)).open, 1)
		},
		"values between two long lines": func(t *testing.T) {
			long := filled("x") + trustedMark + "r" + trustedMark + "\n"
			f := &flow{text: []byte(long + strings.Repeat(string(untrustedMark), 500_000) + "\n" + long)}
			for i := range 500_000 {
				f.uses = append(f.uses, flowUse{at: len(long) + i})
			}
			found := make([]delimiter, len(f.uses))
			f.betweenLines(found)
			require.True(t, found[0].named)
			require.True(t, found[len(found)-1].named)
		},
		"placeholders on a line of a block": func(t *testing.T) {
			text := "```go\n" + filled("{x} ") + "\n```\n"
			p := &prose{Text: Text{Text: &prompt.Text{Template: &template.Template{Text: text}}}}
			for at := len("```go\n"); at < 4_000_000; at += len("{x} ") {
				require.False(t, p.isTextInBlock(template.Span{Start: at, End: at + len("{x}")}))
			}
		},
	} {
		t.Run(name, read)
	}
}
