package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// many is a text of n pieces, each with its number.
func many(n int, piece string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(piece, "N", fmt.Sprint(i)))
	}
	return b.String()
}

// hostileSuites are prompts and test cases of nearly a mebibyte, each of which
// would take long if everything were compared with everything.
func hostileSuites() map[string][2]string {
	head := "version: 1\n"
	declared := "description: d\nvariables:\n" + many(20000, "  vN: {type: string}\n") + "messages:\n  - role: user\n    content: '" + many(20000, "{{vN}}") + "'\n"
	undeclared := "description: d\nmessages:\n  - role: user\n    content: '" + many(20000, "{{nameN}} ") + "'\n"
	cases := "cases:\n" + many(9999, "  - {id: cN, variables: {wN: 1, xN: 2}, assert: [{contains: aN}]}\n")
	defaults := func(assert string) string { return head + "defaults: {assert: [" + assert + "]}\n" }
	return map[string][2]string{
		"cases that lack everything":  {declared, head + cases},
		"names that are nearly right": {undeclared, head + "cases:\n" + many(9999, "  - {id: cN, variables: {nameNx: 1, namN: 2}}\n")},
		"assertions of every case":    {tested, defaults(many(100, "{not-contains: bN}, ")) + cases},
		"long texts for every case":   {tested, defaults("{contains: "+strings.Repeat("ab", 150000)+"}") + "cases:\n" + many(6000, "  - {id: cN, assert: [{not-contains: abcN}, {not-contains: ababaN}]}\n")},
		"an answer and many patterns": {tested, defaults("{equals: "+strings.Repeat("ab", 150000)+"}") + "cases:\n" + many(9999, "  - {id: cN, assert: [{regex: '(a|b)*cN'}]}\n")},
		"names in a text":             {tested, defaults("{contains: '"+many(20000, "{{nN}}")+"'}") + cases},
		"braces in a text":            {tested, defaults("{contains: '"+strings.Repeat("{{", 100000)+"'}") + cases},
		"tools that are nearly right": {declared + "tools:\n" + many(2000, "  - {type: function, function: {name: toolN}}\n"), head + "cases:\n" + many(9999, "  - {id: cN, assert: [{tool-call: {name: toolNx}}]}\n")},
		"one id":                      {tested, head + "cases:\n" + many(9999, "  - {id: c, variables: {ticket: a}}\n")},
		"a matrix":                    {tested, head + "cases:\n" + many(30, "  - {id: cN, matrix: {ticket: ["+strings.Repeat("1, ", 999)+"]}}\n")},
	}
}

// Each ends, and soon: go test's own limit is what fails where it does not.
func TestHostileSuitesAreLinted(t *testing.T) {
	for name, files := range hostileSuites() {
		t.Run(name, func(t *testing.T) {
			require.Less(t, max(len(files[0]), len(files[1])), 1<<20)
			result := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": files[0], "prompts/a.tests.yaml": files[1]})
			require.Less(t, len(result.Problems), 2000)
		})
	}
}
