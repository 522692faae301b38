package prompt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// reached are the paths that References leads to from the prompt.
func (f files) reached() []string {
	seen := map[string]bool{file: true}
	queue := []string{file}
	for i := 0; i < len(queue); i++ {
		for _, next := range f.loader().References(queue[i], []byte(f[queue[i]])) {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return queue
}

// requireCovered demands that whatever makes up a closure is reached.
func requireCovered(t require.TestingT, all files) {
	c, _ := all.load(t)
	require.Subset(t, all.reached(), c.Watch(), "%q", all)
}

func TestReferencesReachTheClosure(t *testing.T) {
	requireCovered(t, whole())
	require.ElementsMatch(t, whole().sound(t).Watch(), whole().reached(), "and no more, in an ordinary prompt")
	for _, src := range []string{
		"sections:\n  role: |\n    {{> a}}\n",
		"sections:\n  role: |\n    x {{>\n     a }}\n",
		"sections:\n  role: \"{{\\x3e a}}\"\n",
		"sections:\n  role: \"{\\x7b> a}}\"\n",
		"sections:\n  role: \"{{\\\n    > a}}\"\n",
		"sections:\n  role: \"{\\\n    {> a}}\"\n",
		"sections:\n  role: \"{{\\ > a}}\"\n",
		"sections:\n  role: '{{=<% %>=}}<%> a%>'\n",
		"messages: [{role: user, content: [{type: file, file: {path: a.md}}]}]\n",
		"messages: [{role: user, content: [{type: file, file: {path : a.md}}]}]\n",
		"messages: [{role: user, content: [{type: file, file: {? path : a.md}}]}]\n",
		"x-k: &k path\nmessages: [{role: user, content: [{type: file, file: {*k : a.md}}]}]\n",
		"messages: [{role: user, content: [{type: file, file: {\"pa\\x74h\": a.md}}]}]\n",
		user + "jsonSchema: {$ref: a.json}\n",
		user + "jsonSchema: '{\"$ref\": \"a.json\"}'\n",
		user + "jsonSchema: '{\"\\u0024ref\": \"a.json\"}'\n",
		user + "tools: [{name: f, parameters: {a: {$ref: a.yaml}}}]\n",
	} {
		all := files{file: src, "prompts/a.partial.md": "---\nowner: x\n---\n{{> b}}", "prompts/b.partial.md": "{{#x}}{{> c}}{{/x}}",
			"prompts/support/a.json": `{"\u0024ref": "b.json"}`, "prompts/support/b.json": `{"a": [{"$ref": "c.json#/x"}]}`, "prompts/support/a.yaml": "\"\\x24ref\": b.json\n"}
		c, _ := all.load(t)
		require.Greater(t, len(c.Watch()), 1, src)
		requireCovered(t, all)
	}
}

func TestReferencesReachRandomClosures(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"sections:\n", "messages:\n", "  role: |\n", "  context: ", "    text {{x}}\n", "    {{> a}}\n", "    {{>b}}\n", "{{> a}}", "    {{! {{> a}} }}\n", "  # {{> c}}\n",
		"    {{=<% %>=}}\n", "    <%> b%>\n", "  - {role: user, content: '{{> c}}'}\n", "  - {role: user, content: [{type: file, file: {path: a.md}}]}\n", "x-own: {{> a}}\n",
		"jsonSchema: {$ref: s.json}\n", "\r\n", "\n", "    {{#x}}\n", "    {{/x}}\n", "description: {{\n", "  > a}}\n", "\t",
	})
	soup := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 10).Draw(t, "pieces"), "") })
	rapid.Check(t, func(t *rapid.T) {
		all := files{file: soup.Draw(t, "prompt"), "prompts/support/s.json": `{"$ref": "t.json"}`}
		for _, name := range []string{"a", "b", "c"} {
			if rapid.Bool().Draw(t, name) {
				all["prompts/"+name+".partial.md"] = soup.Draw(t, name+" text")
			}
		}
		requireCovered(t, all)
	})
}
