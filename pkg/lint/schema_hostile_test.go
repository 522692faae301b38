package lint_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

// repeated is a text of many parts, below the size of a prompt.
func repeated(size int, before, part, after string) string {
	var b strings.Builder
	b.WriteString(before)
	for i := 0; b.Len() < size; i++ {
		b.WriteString(strings.ReplaceAll(part, "N", strconv.Itoa(i)))
	}
	b.WriteString(after)
	return b.String()
}

// hostileSchemas are files whose schemas would take long to check if each name
// were looked for among all others.
func hostileSchemas() map[string]string {
	head := "description: d\nmodel: openai/gpt-5.5\nmessages: [{role: user, content: a}]\njsonSchema: "
	const large = 900_000
	return map[string]string{
		"required":   repeated(large/2, head+"{type: object, properties: {", "aN: {}, ", "}, required: [") + repeated(large/3, "", "bN, ", "]}\n"),
		"keywords":   repeated(large, head+"{type: object, ", "requirdN: a, ", "}\n"),
		"properties": repeated(large, head+"{strict: true, schema: {type: object, properties: {", "aN: {type: object}, ", "}}}\n"),
		"references": repeated(large, head+"{type: object, properties: {", "aN: {$ref: '#/properties/bN'}, ", "}}\n"),
		"patterns":   repeated(large, head+"{type: object, properties: {", "aN: {pattern: '(x{1000}){1000}(a{900}b{900}c{900}'}, ", "}}\n"),
		"json":       repeated(large, head+`'{"type": "object", "properties": {`, `"aN": {"type": "strng"}, `, `"z": {}}}'`+"\n"),
	}
}

// However much is wrong, little of it is listed, and the rest is counted.
func TestHostileSchemasAreCutShort(t *testing.T) {
	for name, src := range hostileSchemas() {
		t.Run(name, func(t *testing.T) {
			result, err := lint.Run(t.Context(), lint.Query{Snapshot: memory{"prompts/a.prompt.yaml": src}})
			require.NoError(t, err)
			var found []string
			for _, p := range result.Problems {
				if p.Code == "M006" {
					found = append(found, p.Message)
				}
			}
			require.LessOrEqual(t, len(found), 100)
			if name != "keywords" && name != "patterns" { // few of these are wrong
				require.Contains(t, found[len(found)-1]+found[0], "more of M006)")
			}
		})
	}
}
