package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hostile is files of a mebibyte, or just below it, that could make a linter
// slow: long runs of whatever some rule looks for.
func hostile() map[string]string {
	fill := func(text string, size int) string { return strings.Repeat(text, size/len(text)) }
	const size = 1<<20 - 1000
	message := func(text string) string {
		return "description: d\nvariables:\n  x: {type: string, untrusted: true}\nmessages:\n  - role: user\n    content: |\n      " + text + "\n"
	}
	lines := func(line string) string { return message(fill(line+"\n      ", size)) }
	files := map[string]string{
		"repeated words": message(fill("the the ", size)), "words": message(fill("word ", size)), "one word": message(fill("a", size)),
		"variables": message(fill("{{x}} ", size)), "undeclared": message(fill("{{y}} ", size)), "open tags": message(fill("{{", size)),
		"open sections": message(fill("{{#x}}", size)), "single braces": message(fill("{x} ", size)), "closing tags": message(fill("}}", size)),
		"fences": lines("```"), "long fence": message(fill("`", size)), "tags": message(fill("<x>", size)), "closing angle": message(fill("</x>", size)),
		"zero width": message(fill("a\u200bb ", size)), "tag characters": message(fill("\U000E0041", size)), "bidi": message(fill("\u202e", size)),
		"keys like secrets": message(fill("sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5z ", size)), "dotted keys": message(fill("ya29.aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5z.", size)), "half secrets": message(fill("sk-", size)),
		"links": message(fill("![](https://x/?q={{x}}) ", size)), "open links": message(fill("![](", size)), "todos": lines("TODO: x"),
		"placeholders": message(fill("[INSERT NAME] ", size)), "brackets": message(fill("[", size)), "roles": lines("user: {{x}}"),
		"blank lines": lines(""), "one flow list": "messages: [" + fill("{role: user, content: a}, ", size) + "]\n",
		"keys": fill("k: v\n", size), "comments": fill("# promptctl-ignore T003: x\n", size) + message("x"), "quotes": "messages: \"" + fill(`\u200b`, size) + "\"\n",
		"nesting": fill("[", size), "zero bytes": fill("\x00", size), "no text": fill("\xff\xfe", size), "dashes": fill("---\n", size), "anchors": "a: &a [x]\n" + fill("b: *a\n", size),
	}
	numbered := func(format string, size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	declared := func(declarations, text string) string {
		return "description: d\nvariables:\n" + declarations + "messages:\n  - role: user\n    content: |\n      " + text + "\n"
	}
	files["declarations"] = declared(numbered("  v%d: {type: string}\n", size), "x")
	files["misspelt names"] = declared(numbered("  variable%d: {type: string}\n", size/2), numbered("{{variable%dx}} ", size/2))
	files["misspelt types"] = declared(numbered("  v%d: {type: strng, defalt: 1}\n", size), "x")
	files["patterns"] = declared(numbered("  v%d: {type: string, pattern: '^[a-z]{1,200}(a|b)*$'}\n", size), "x")
	files["sections"] = message(numbered("{{#s%d}}Answer: {{x}}{{/x}} ", size))
	files["partials"] = message(numbered("{{> p%d}} ", size))
	files["turn tokens"] = message("x {{x}} " + fill("<|user|> ", size))
	files["suppressions in a text"] = message(fill("promptctl-ignore ", size))
	files["a quotation"] = message(strings.Repeat("> ```go\n      "+fill("> x\n      ", 90), 9_000))
	files["values between long lines"] = message(fill("y", size/3) + "{{z}}\n      " + fill("{{x}} ", size/3) + "\n      " + fill("y", size/3) + "{{z}}")
	files["placeholders in a block"] = message("```go\n      " + fill("a {x} ", size) + "\n      ```")
	files["misspelt roles"] = "description: d\nmessages:\n" + numbered("  - {role: usr, content: a%d}\n", size)
	return files
}

// edited is a text without every seventh line, or without a piece from its
// middle where it has few.
func edited(text string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) < 20 {
		return text[:len(text)/2] + text[len(text)/2+3000:]
	}
	var b strings.Builder
	for i, line := range lines {
		if i < 9 || i > len(lines)-3 || i%7 != 5 {
			b.WriteString(line)
		}
	}
	return b.String()
}

// slowest lints each of the hostile files, shows what fixes would do to it and
// compares it with one that was edited, each in a process of its own, and returns
// what took longest.
func (t *bench) slowest(b *testing.B) (what string, wall time.Duration) {
	dir := b.TempDir()
	files := hostile()
	for i, name := range slices.Sorted(maps.Keys(files)) {
		file := fmt.Sprintf("f%d.prompt.yaml", i)
		require.NoError(b, os.WriteFile(filepath.Join(dir, file), []byte(files[name]), 0o644))
		other := fmt.Sprintf("g%d.prompt.yaml", i)
		require.NoError(b, os.WriteFile(filepath.Join(dir, other), []byte(edited(files[name])), 0o644))
		for _, args := range [][]string{{"lint", file}, {"lint", "--diff", "--unsafe-fixes", file}, {"diff", file, other}} {
			m := t.in(dir, "sh", append([]string{"-c", `"$@"; test $? -le 1`, "sh", t.program}, args...)...)(b)
			how := strings.Join(args[:min(2, len(args)-1)], " ")
			b.Logf("%-18s %-11s %s", name, how, m.wall.Round(time.Millisecond))
			if m.wall > wall {
				what, wall = fmt.Sprintf("%s, %s", name, how), m.wall
			}
		}
	}
	return what, wall
}
