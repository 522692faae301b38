package lint

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

func TestFieldAt(t *testing.T) {
	src := `description: d
x-base: &base {a: 1}
sections:
  role: |
    You are kind.
messages:
  - role: user
    content:
      - {type: text, text: "Hello"}
      - {type: text, text: "you"}
x-more: {<<: *base, b: 2}
"": empty
`
	doc, found := yamldoc.Parse("f", []byte(src))
	require.Empty(t, found)
	for text, want := range map[string]string{
		"description": "description", "d\nx": "description", "kind": "sections.role", "role: |": "sections.role",
		"role: user": "messages[0].role", "Hello": "messages[0].content[0].text", "you": "messages[0].content[1].text",
		"b: 2": "x-more.b", "*base": "x-more", "empty": "",
	} {
		require.Equal(t, want, fieldAt(doc, strings.Index(src, strings.ReplaceAll(text, "\\n", "\n"))), text)
	}
	require.Empty(t, fieldAt(nil, 3))
}
