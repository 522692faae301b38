package prompt

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// referring are lines that a prompt file is drawn from: includes where they
// count and where they do not, and what changes how lines are read.
var referring = []string{
	"messages:", "sections:", "- role: user", "  - role: user", "    role: user", "  content: |", "    content: |", "    content: >-", "  role: |", "  task: |",
	"description: |", "description: \"x", "description: 'x", "metadata:", "testData:", "variables:", "x-note: |", "  x-note: |", "  note: |", "    note: |", "lint:", "tags:", "  - |",
	"  {{> a}}", "      {{> a}}", "    {{> sub/b}}", "      {{>c}}", "        {{> d }}  ", "      {{> e}}\r", "{{> a}}", "  # {{> a}}", "      text {{> a}} text",
	"      {{{", "      }}}", "      {{#s}}", "      {{/s}}", "      {{! note", "      }}", "      {{=<% %>=}}", "      <%> a%>", "      {{ > f}}", "      {{", "      > f}}", "      {{x",
	"    content: \"{{> q}}\"", "    content: '{{> q}}'", "    content: {{> q}}", "    content: \"x", "      {{> q}}\"", "      {{> q}}'", "\"", "  \"", "'", "", "---", "...", "# comment",
	"    content: &t |", "    content: *t", "    content: \"\\x7b{> q}}\"", "  task: &t {a: b}", "responseFormat: json_schema", "jsonSchema: {schema: {$ref: s.json}}",
	"        path: a.png", "    content: [{type: text, text: \"", "    name: |", "    content:", "    tool_calls:", "  role:",
}

func drawReferring(t *rapid.T) []byte {
	lines := rapid.SliceOfN(rapid.SampledFrom(referring), 1, 12).Draw(t, "lines")
	if rapid.Bool().Draw(t, "ordinary") {
		lines = append([]string{"sections:", "  task: |", "      {{> a}}", "messages:", "  - role: user", "    content: |"}, lines...)
	}
	return []byte(strings.Join(lines, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")) + "\n")
}

func set(list []string) []string {
	list = append([]string{}, list...)
	slices.Sort(list)
	return slices.Compact(list)
}

// The quick answer is the parsed one. Of a file that has errors, of which the
// parser may have read nothing, it may have more, and never less.
func TestOrdinaryIncludesAreThoseOfTheParser(t *testing.T) {
	l := Loader{Folders: []string{"prompts", "more"}}
	rapid.Check(t, func(rt *rapid.T) {
		src := drawReferring(rt)
		names, ok := ordinaryIncludes(src)
		p, found := Parse("prompts/x.prompt.yaml", src)
		parsed := set(l.ofPrompt(p))
		switch {
		case ok && found.HasErrors():
			require.Subset(rt, set(l.ofNames(names)), parsed, "%s", src)
		case ok:
			require.Equal(rt, parsed, set(l.ofNames(names)), "%s", src)
		case !mayRefer(src):
			require.Empty(rt, parsed, "%s", src)
		}
	})
}

// A closure looks for nothing that the references do not tell of.
func TestReferencesCoverTheClosure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		files := map[string]string{"prompts/x.prompt.yaml": string(drawReferring(rt))}
		for _, name := range []string{"prompts/a", "more/a", "prompts/sub/b", "prompts/q"} {
			if rapid.Bool().Draw(rt, name) {
				files[name+PartialSuffix] = rapid.SampledFrom([]string{"", "{{> a}}", "x {{>sub/b}}\n", "{{! {{> q}} }}", "{{=<% %>=}}<%> q%>", "{{> q}}{{> c}}"}).Draw(rt, "content")
			}
		}
		l := Loader{Folders: []string{"prompts", "more"}, Read: func(file string) ([]byte, error) {
			if text, ok := files[file]; ok {
				return []byte(text), nil
			}
			return nil, fmt.Errorf("%s: %w", file, fs.ErrNotExist)
		}}
		told := []string{"prompts/x.prompt.yaml"}
		for i := 0; i < len(told); i++ {
			for _, next := range l.References(told[i], []byte(files[told[i]])) {
				if !slices.Contains(told, next) {
					told = append(told, next)
				}
			}
		}
		closure, _, err := l.Load("prompts/x.prompt.yaml")
		require.NoError(rt, err)
		require.Subset(rt, told, closure.Watch(), "%v", files)
	})
}
