package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hostile are files of nearly a mebibyte that somebody made to be slow to read.
func hostile() map[string]string {
	const size = 1 << 20
	head := "version: 1\ncases:\n"
	fill := func(before, piece, after string) string {
		return before + strings.Repeat(piece, (size-len(before)-len(after)-16)/len(piece)) + after
	}
	many := strings.Builder{}
	many.WriteString(head)
	for i := 0; many.Len() < size-100; i++ {
		fmt.Fprintf(&many, "  - {id: c%d, assert: [{contains: a}, {nocontains: b}]}\n", i)
	}
	return map[string]string{
		"many cases":         many.String(),
		"many assertions":    fill(head+"  - id: a\n    assert:\n", "      - {contains: a}\n", ""),
		"many variables":     fill(head+"  - id: a\n    variables:\n", "      a: b\n", ""),
		"deep":               head + "  - {id: a, variables: {v: " + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "}}\n",
		"too deep":           fill(head+"  - {id: a, variables: {v: ", "[", "}}\n"),
		"a list of lists":    fill(head+"  - id: a\n    variables:\n      v: [", "[[]],", "]\n"),
		"a long regex":       fill(head+"  - id: a\n    assert:\n      - regex: '", "(a|", "'\n"),
		"a regex that grows": fill(head+"  - id: a\n    assert:\n      - regex: '", "(x{9}){9}", "'\n"),
		"a long path":        fill(head+"  - id: a\n    assert:\n      - json-path: {path: '$", ".a[?(@)]", "'}\n"),
		"aliases":            head + "  - &a {id: a, variables: {v: &v [1, 2, 3]}}\n" + strings.Repeat("  - *a\n", 9000),
		"unknown keys":       fill(head+"  - {id: a, assert: [{", "x: 1, ", "}]}\n"),
		"a long key":         fill(head+"  - {id: a, assert: [{\"", "contains", "\": 1}]}\n"),
	}
}

// Parse ends, and soon: go test's own limit is what fails where it does not.
func TestHostileFilesAreRead(t *testing.T) {
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			s, found := Parse(file, []byte(src))
			require.NotNil(t, s)
			require.Less(t, len(found), 500)
			for _, f := range found {
				require.Less(t, len(f.Message), 1000)
			}
		})
	}
}

func TestTagsOfHostileTexts(t *testing.T) {
	for _, piece := range []string{"{{", "{{a", "{{a}}", "{{a.", "{ {", "}}"} {
		text := strings.Repeat(piece, (1<<20)/len(piece)) + "}}"
		for _, tag := range Tags(text) {
			require.Equal(t, "{{", text[tag.Start:tag.Start+2])
			require.Equal(t, "}}", text[tag.End-2:tag.End])
		}
	}
}
