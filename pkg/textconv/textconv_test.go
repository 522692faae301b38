package textconv_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/textconv"
	"github.com/stretchr/testify/require"
)

// convert converts a file of these lines.
func convert(name string, lines ...string) string {
	return textconv.Convert(name, []byte(strings.Join(lines, "\n")+"\n"))
}

func text(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// stale is what to do where a conversion is meant to be another one.
const stale = "git has cached the old one: raise textconv.Format, if that was released"

func TestPrompt(t *testing.T) {
	got := convert("/tmp/git-blob-x/triage.prompt.yaml",
		`# yaml-language-server: $schema=x`,
		`model: "openai/gpt" # pinned`,
		`description: >`,
		`  Routes a`,
		`  ticket. And more.`,
		`modelParameters: {stop: ["a, b", c], temperature: 0.2}`,
		`variables:`,
		`  # from outside`,
		`  ticket: {description: "The words.", type: string, default: "a\nb"}`,
		`  "a.b": {}`,
		`sections:`,
		`  role: |`,
		`    You are`,
		`    kind. Be brief.`,
		``,
		`    - One`,
		`  empty: ""`,
		`messages:`,
		`  - {role: user, content: Hello}`,
		`  - placeholder: history`,
		`  - role: user`,
		`    name: Ana`,
		`    content: Hello`,
		`  - role: user`,
		`    content: [{type: text, text: See. This.}, {type: file, file: {path: a.md}}]`,
		`tools:`,
		`  - {type: function, function: {name: get, description: Gets. It.}}`,
		`  - name: put it`,
		`    parameters: {type: object, properties: {a: {enum: [1, null, "2"]}}}`,
		`metadata: {description: "a  b. c."}`,
	)
	require.Equal(t, text(
		`# yaml-language-server: $schema=x`,
		`description: Routes a ticket.`,
		`  And more.`,
		`model: openai/gpt`,
		`# pinned`,
		`modelParameters.stop: ["a, b", c]`,
		`modelParameters.temperature: 0.2`,
		`# from outside`,
		`variables.ticket.type: string`,
		`variables.ticket.description: The words.`,
		`variables.ticket.default: |-`,
		`  a`,
		`  b`,
		`variables["a.b"]: {}`,
		`sections.role:`,
		`  You are kind.`,
		`  Be brief.`,
		``,
		`  - One`,
		`sections.empty: ""`,
		`messages[user]:`,
		`  Hello`,
		`messages[]: {placeholder: history}`,
		`messages[user]:`,
		`messages[user].name: Ana`,
		`messages[user].content:`,
		`  Hello`,
		`messages[user]:`,
		`messages[user].content[text]:`,
		`  See.`,
		`  This.`,
		`messages[user].content[file]:`,
		`messages[user].content[file].file.path: a.md`,
		`tools[get]:`,
		`tools[get].type: function`,
		`tools[get].function.name: get`,
		`tools[get].function.description: Gets.`,
		`  It.`,
		`tools["put it"]:`,
		`tools["put it"].parameters.type: object`,
		`tools["put it"].parameters.properties.a.enum: [1, null, "2"]`,
		`metadata.description: a  b. c.`,
	), got, stale)
}

func TestTests(t *testing.T) {
	got := convert("x.tests.yaml",
		`version: 1`,
		`defaults: {judge: {model: m, prompt: "Be strict. {{a}}"}}`,
		`cases:`,
		`- description: Late. Very.`,
		`  id: late`,
		`  variables: {description: "One. Two."}`,
		`  expected: |`,
		`    Sorry.  Really.`,
		``,
		`    Bye.`,
		`  assert: [{contains: "x"}, {llm-rubric: `+strings.Repeat("long ", 30)+`}]`,
	)
	require.Equal(t, text(
		`version: 1`,
		`defaults.judge.model: m`,
		`defaults.judge.prompt:`,
		`  Be strict.`,
		`  {{a}}`,
		`cases[late]:`,
		`cases[late].description: Late.`,
		`  Very.`,
		`cases[late].variables.description: One. Two.`,
		`cases[late].expected: |`,
		`  Sorry.  Really.`,
		``,
		`  Bye.`,
		`cases[late].assert[]: {contains: x}`,
		`cases[late].assert[]:`,
		`cases[late].assert[].llm-rubric: `+strings.TrimSpace(strings.Repeat("long ", 30)),
	), got, stale)
}

func TestPartial(t *testing.T) {
	require.Equal(t, text("Be kind.", "Always.", "", "# Title", "Text"), convert("a.partial.md", "Be", "kind. Always.", "", "# Title", "Text"))
	require.Equal(t, text("---", "description: Kind.", "# note", "---", "Be kind."), convert("a.partial.md", "---", "description: 'Kind.' # note", "---", "Be kind."))
	require.Equal(t, "", textconv.Convert("a.partial.md", nil))
}

func TestAnchorsAreNotFollowed(t *testing.T) {
	got := convert("a.prompt.yaml", "metadata: &m {a: &s one}", "x-list: [*s, *m]", "x-more: {<<: *m, b: 2}")
	require.Equal(t, text("metadata: &m", "metadata.a: &s one", "x-list[]: *s", "x-list[]: *m", "x-more.<<: *m", "x-more.b: 2"), got)
	bomb := "x-a: &a " + strings.Repeat("long ", 10_000) + "\nx-b:\n" + strings.Repeat("- *a\n", 10_000)
	require.Less(t, len(textconv.Convert("a.prompt.yaml", []byte(bomb))), 1<<20)
}

func TestWhatCannotBeConverted(t *testing.T) {
	for name, c := range map[string]struct{ file, src, want string }{
		"syntax":          {"a.prompt.yaml", "a: [\x1b\n", "a: [<U+001B>\n"},
		"a key twice":     {"a.prompt.yaml", "a: 1\na: 2\n", "a: 1\na: 2\n"},
		"no mapping":      {"a.prompt.yaml", "- a", "- a"},
		"empty":           {"a.prompt.yaml", "", ""},
		"comments alone":  {"a.prompt.yaml", "# a\n", "# a\n"},
		"binary":          {"a.prompt.yaml", "a\x00b", "binary, 3 bytes, sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138\n"},
		"not UTF-8":       {"a.partial.md", "\xffa\u202e", "<0xFF>a<U+202E>"},
		"front matter":    {"a.partial.md", "---\nowner: a\nowner: b\n---\nHi.  You.\n", "---\nowner: a\nowner: b\n---\nHi.  You.\n"},
		"no known suffix": {"a.md", "model:   x\n", "model: x\n"},
		"too large":       {"a.prompt.yaml", "a:  " + strings.Repeat("x", 1<<20), "a:  " + strings.Repeat("x", 1<<20)},
		"escapes":         {"a.prompt.yaml", `x-a: "\e[2J\u202E"` + "\n", `x-a: "\x1B[2J<U+202E>"` + "\n"},
		"hidden in prose": {"a.prompt.yaml", "sections: {role: \"a\u200b\\e\"}\n", "sections.role:\n  a<U+200B><U+001B>\n"},
	} {
		require.Equal(t, c.want, textconv.Convert(c.file, []byte(c.src)), name)
	}
}

// The path is on each line: what would be too much text is left as it is.
func TestLongPaths(t *testing.T) {
	src := "? " + strings.Repeat("k", 100_000) + "\n: {" + strings.Repeat("a: {", 50) + strings.Repeat("}", 50)
	for i := range 5_000 {
		src += ", b" + strings.Repeat("x", i%5) + string(rune('a'+i%26)) + strings.Repeat("y", i/130) + ": 1"
	}
	src += "}\n"
	require.Less(t, len(textconv.Convert("a.prompt.yaml", []byte(src))), 20<<20)
}

// No two fields of the repository's examples look alike.
func TestExamples(t *testing.T) {
	require.NoError(t, filepath.WalkDir("../../prompts-example/prompts", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(path, ".prompt.y") {
			return err
		}
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		seen := map[string]bool{}
		for line := range strings.Lines(textconv.Convert(path, src)) {
			if strings.HasPrefix(line, "variables.") || strings.HasPrefix(line, "sections.") {
				require.False(t, seen[line], line)
				seen[line] = true
			}
		}
		return nil
	}))
}
