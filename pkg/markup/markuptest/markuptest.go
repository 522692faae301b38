// Package markuptest has what tests of several forms ask of Markdown.
package markuptest

import (
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// WithoutCode takes spans of code out of Markdown.
func WithoutCode(t require.TestingT, text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "`")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inside := strings.TrimLeft(rest, "`")
		fence := strings.Repeat("`", len(rest)-len(inside)+1)
		end := regexp.MustCompile("[^`](" + fence + ")(?:[^`]|$)").FindStringSubmatchIndex(inside)
		require.NotNil(t, end, text)
		require.NotContains(t, inside[:end[2]], "\n", text)
		text = inside[end[3]:]
	}
}
