package lint_test

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

// blunders are what is put into sound prompts, in the place of something else.
func blunders() []string {
	return []string{
		// Lines of a mapping, with slips in keys and values.
		"description: 1.10\n", "descripton: d\n", "\"modl\": x\n", "model: x\nmodel: y\n", "model: x # a\nmodel: x\n", "owner: 2026-01-02\n", "tags: a\n", "tags: a, b\n", "tags: [a, 1]\n",
		"modelParameters: {temprature: 0, \"topP\": '0.5'}\n", "modelParameters:\n  max_tokens: 5\n  maxTokens: 6\n  maxtoken: 7\n", "modelParameters: {reasoningEffort: hihg, logprobs: yes}\n",
		"variables:\n  language: string\n", "variables:\n  - language\n  - tone\n", "variables: [language, tone]\n", "variables: {language: {type: str, maxItems: '5', default: 5}}\n",
		"variables: {language: {enum: [plain, warm], default: plian}, tone: {required: no}}\n", "variables: &v {language: {typ: string}}\nx-v: *v\n",
		"sections:\n  roles: {{language}}\n", "sections: {output-format: a, role: 5}\n", "messages:\n  - role: asistant\n    role: user\n    content: {{language}} hi\n",
		"messages:\n  - {role: user, content: {{tone}} y}\n  - role: 'human'\n    contents: b\n    content: b\n", "messages: [{role: user, content: [{type: txt, text: a}]}]\n",
		"toolChoice: any\n", "tools: [{name: find, type: functoin, parameters: {type: objct, propertes: {a: {type: strng}}}}]\ntoolChoice: {name: fnd}\n", "responseFormat: json\n",
		"jsonSchema: |\n  {\"type\": \"objct\", \"properties\": {\"a\": {\"type\": \"strng\"}}, \"required\": [\"b\", \"a\"]}\n", "name: prompts/b\n", "name: b\n",
		// Pieces of texts and of files.
		"{{#if language}}", "{{else}}", "{{/if}}", "{{#each tone}}{{this}}{{/each}}", "{{langauge}}", "{{ tnoe }}", "{{#language}}", "{{/langage}}", "{{$tone}}", "{{> pp}}", "{{> q}}", "{{{tone}}", "{{tone}",
		"{{\"a\": 1}}", "{{ 'b': {{", "}}", "\x1e", "\x00", "\u0093", "\uFEFF", "\xE9", "\r", "\n", "  ", "- ", "# ", ": ", "\"", "'", "|\n", ">-\n", "&a ", "*a", "!!int ", "{", "}", "[", "]", ",", "---\n", "\u2028",
	}
}

// soundPrompts are what blunders are put into.
func soundPrompts() []string {
	return []string{
		"description: d\nvariables:\n  language: {type: string}\n  tone: {type: string, default: warm}\nsections:\n  role: |\n    You write.\n    In {{language}}.\n  context: >-\n    A {{tone}} text\n    of two lines\nmessages:\n  - role: user\n    content: \"Say \\\"{{language}}\\\"\"\n",
		"{description: d, variables: {language: {type: string}}, messages: [{role: user, content: 'Say {{language}}'}, {role: assistant, content: a}]}\n",
		"description: d\r\nmessages:\r\n- content: |\r\n    a\r\n    b\r\n  role: user\r\n- role: user\r\n  content: 'x'\r\n",
	}
}

func mistaken(r *rand.Rand) string {
	texts, all := soundPrompts(), blunders()
	text := texts[r.IntN(len(texts))]
	for range 1 + r.IntN(4) {
		start := r.IntN(len(text) + 1)
		if r.IntN(2) == 0 {
			start = strings.LastIndexByte(text[:start], '\n') + 1
		}
		end := min(len(text), start+max(0, r.IntN(30)-20))
		text = text[:start] + all[r.IntN(len(all))] + text[end:]
	}
	return text
}

// A fix of what reading finds takes that away and keeps all else.
func TestReadingFixesMend(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 14))
	fixes := map[string]int{}
	for range 1500 {
		files := map[string]string{
			"prompts/a.prompt.yaml": mistaken(r), "prompts/q.partial.md": "{{> p}} {{langage}} {{#if tone}}x{{/if}}\x1e\n", "prompts/p.partial.md": "{{tone}}\n",
			"prompts/b.prompt.yaml": "description: d\nmessages: [{role: user, content: '{{> q}}'}]\n",
		}
		for _, p := range lintFiles(t, files).Problems {
			if p.Fix != nil {
				fixes[p.Code]++
				mendsIts(t, files, p)
			}
		}
		checkAny(t, files)
	}
	for _, code := range []string{"M003", "M006", "R002", "T001", "T002", "T004", "T007", "Y002", "Y003", "Y004", "Y006", "Y008", "Y014"} {
		require.NotZero(t, fixes[code], code)
	}
}

// mendsIts demands that a fix leaves one problem less of its kind and message,
// or none any more where this one was.
func mendsIts(t *testing.T, files map[string]string, p lint.Problem) {
	out, err := diag.Apply([]byte(files[p.Range.File]), p.Fix.Edits)
	require.NoError(t, err)
	after := maps.Clone(files)
	after[p.Range.File] = string(out)
	was, _ := alike(t, files, p)
	is, there := alike(t, after, p)
	require.True(t, is < was || !there, "%s (%s)\n%s\n---\n%s", p, p.Fix.Title, files[p.Range.File], out)
}

// alike counts the problems of a kind and message, and says whether there is one
// at the same place.
func alike(t *testing.T, files map[string]string, p lint.Problem) (n int, there bool) {
	for _, other := range lintFiles(t, files).Problems {
		if other.Code == p.Code && other.Message == p.Message && other.Range.File == p.Range.File {
			n++
			there = there || other.Range.Start == p.Range.Start
		}
	}
	return n, there
}
