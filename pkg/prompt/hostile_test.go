package prompt_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// filled repeats numbered pieces up to a quarter of the size that a file may
// have, which is enough to tell.
func filled(head, piece, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < prompt.MaxFile/4-len(tail)-2*len(piece)-16; i++ {
		fmt.Fprintf(&b, piece, i)
	}
	return b.String() + tail
}

// hostileFiles are large files, made so that work done
// twice over would take minutes: each ends at once, and tells no endless tale.
func hostileFiles() map[string]string {
	return map[string]string{
		"unknown keys in one line":     filled("{messages: [{role: user, content: a}], ", "k%d: 1, ", "}"),
		"variables in one line":        filled("sections: {role: a}\nvariables: {", "v%d: {}, ", "}"),
		"sections in one line":         filled("sections: {", "s%d: a, ", "}"),
		"undeclared uses":              filled("variables: {a: {}}\nsections:\n  role: ", "{{u%d}}", "\n"),
		"uses of many variables":       filled("variables: {"+manyOf("v%d: {}, ", 8_000)+"}\nsections:\n  role: a ", "{{v%d}}", "\n"),
		"uses of many properties":      filled("variables: {o: {type: object, properties: {"+manyOf("v%d: {}, ", 8_000)+"}}}\nsections:\n  role: a ", "{{o.v%d}}", "\n"),
		"uses without declarations":    filled("sections:\n  role: a ", "{{v%d}} is what the customer said of it ", "\n"),
		"tools":                        filled(user+"tools: [", "{name: t%d}, ", "]\n"),
		"placeholders":                 filled("messages: [", "{placeholder: p%d}, ", "]\n"),
		"messages that are wrong":      filled("messages: [", "{role: r%d}, ", "]\n"),
		"templates that are wrong":     filled("messages: [", "{role: user, content: '{{%d'}, ", "]\n"),
		"includes that are not there":  filled("sections:\n  role: a ", "{{>p%d}}", "\n"),
		"one include many times":       filled("sections:\n  role: a ", "{{>p}}%.0d", "\n"),
		"references that are not here": filled(user+"jsonSchema: {", "k%d: {$ref: f%[1]d}, ", "}\n"),
		"keys of JSON in a string":     filled(user+"jsonSchema: '{", "\"k%d\":0,", "\"z\":0}'\n"),
		"nested JSON in a string":      filled(user+"jsonSchema: '{\"a\":", "[%.0d", "'\n"),
		"an enum":                      filled(user+"variables: {a: {type: string, enum: [", "e%d, ", "], default: x}}\n"),
		"an enum of the wrong type":    filled(user+"variables: {a: {type: string, enum: [", "%d, ", "]}}\n"),
		"parameters":                   filled(user+"modelParameters: {", "p%d: 1, ", "}\n"),
		"a parameter misspelt often":   filled(user+"modelParameters: {", "temprature: 1%.0d, ", "}\n"),
		"a key misspelt often":         filled(user, "descripton: 1%.0d\n", ""),
		"a key often":                  filled(user, "x-a: {b: %d}\n", ""),
		"templates without quotes":     filled(user+"x-a: [", "{{v%d}}, ", "]\n"),
		"control characters":           filled(user+"x-a: [", "a\x1e%d, ", "]\n"),
		"types in the place of more":   filled(user+"variables: {", "v%d: string, ", "}\n"),
		"a list of variables":          filled(user+"variables: [", "v%d, ", "]\n"),
		"braces that are doubled":      filled("sections:\n  role: a ", "{{'a%d': 1}}", "\n"),
		"one long key":                 user + strings.Repeat("k", 100_000) + ": 1\nvariables: {" + strings.Repeat("v", 100_000) + ": {}}\nsections: {role: '{{" + strings.Repeat("v", 99_999) + "}}'}\n",
		"names that are nearly alike":  filled("variables: {"+manyOf("variable_%d: {}, ", 6_000)+"}\nsections:\n  role: a ", "{{variablex%d}}", "\n"),
	}
}

func manyOf(piece string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, piece, i)
	}
	return b.String()
}

func TestHostileFiles(t *testing.T) {
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: func(name string) ([]byte, error) {
		if name == "prompts/p.partial.md" {
			return []byte("{{a}}"), nil
		}
		return nil, fs.ErrNotExist
	}}
	for name, src := range hostileFiles() {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(src), prompt.MaxFile)
			p, found := prompt.Parse(file, []byte(src))
			c, found, err := loader.Gather(p, found)
			require.NoError(t, err)
			require.LessOrEqual(t, len(found), 400)
			for _, f := range found {
				require.LessOrEqual(t, len(f.Message), 300_000)
			}
			require.NotPanics(t, func() {
				_, _ = c.Render(nil) // whether it can be rendered is not the question
				c.Compile()
				c.OwnText()
				c.Digest()
			})
		})
	}
}
