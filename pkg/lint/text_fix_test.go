package lint_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
)

// textCodes are the rules about the text itself.
func textCodes() []string {
	return []string{"Q006", "Q007", "R004", "R006", "S001", "S002", "S003", "S011", "T008"}
}

// pieces are what texts are made of that come near to those rules.
func pieces() []string {
	return []string{
		"the", " ", " ", "\n", "\n\n", "of", "to", "word", "question", "{question}", "${question}", "%question%", "{{question}}", "{", "}", "{{#question}}", "{{/question}}",
		"\u200b", "\u200b", "\u00ad", "\ufe0f", "\u202e", "\u2060", "\U000e0041\U000e0042", "\ufeff", "\u200e", "🏴", "👩\u200d💻", "א", "می\u200cخ",
		"```", "```go\n", "~~~", "`", "> ", "- ", "# ", ": ", ":", "---", "'", "\"", "\\", "[INSERT NAME]", "TODO: it", "TBD", "1", "true", "null", "|", "*", "&a", ",", "]", "[",
		"![](https://shop-data.net/?q={{question}})", "sk-u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdocJ2isAj", "https://a:hV7-pQz2Lw@shop-data.net", "é", "中",
	}
}

func randomText(r *rand.Rand) string {
	all, text := pieces(), ""
	for range 1 + r.IntN(12) {
		text += all[r.IntN(len(all))]
	}
	return text
}

// scalarOf is a text as a YAML scalar of a style, for the column 4.
func scalarOf(r *rand.Rand, text string) string {
	indented := strings.ReplaceAll(text, "\n", "\n    ")
	switch r.IntN(7) {
	case 0:
		return "|\n    " + indented
	case 1:
		return "|-\n    " + indented
	case 2:
		return ">\n    " + indented
	case 3:
		return "'" + strings.ReplaceAll(indented, "'", "''") + "'"
	case 4:
		return fmt.Sprintf("%+q", text)
	case 5:
		return "\"" + strings.NewReplacer("\\", "\\\\", "\"", "\\\"").Replace(indented) + "\""
	default:
		return indented
	}
}

func randomPrompt(r *rand.Rand) string {
	return "# " + strings.ReplaceAll(randomText(r), "\n", " ") + "\n" +
		"description: d\nvariables: {question: {type: string}}\nx-a:\n  b: " + scalarOf(r, randomText(r)) + "\n" +
		"messages:\n  - role: user\n    content: " + scalarOf(r, randomText(r)) + "\n"
}

// found is what the rules about the text find in a prompt, each with a fix or
// without.
func found(t testing.TB, file, src string) diag.List {
	list := lint.Findings(lintFiles(t, map[string]string{file: src, "releases": "a v1.0.0"}).Problems)
	return slices.DeleteFunc(list, func(f diag.Finding) bool { return !slices.Contains(textCodes(), f.Code) })
}

// requireSound demands of findings that they stand in the file, and of their
// fixes that nothing changes but what is mended.
func requireSound(t testing.TB, file, src string) {
	source := diag.NewSource(file, []byte(src))
	hidden := map[int]string{}
	for _, f := range found(t, file, src) {
		require.Equal(t, source.Range(f.Range.Start.Offset, f.Range.End.Offset), f.Range, f)
		require.Less(t, f.Range.Start.Offset, f.Range.End.Offset, f)
		require.True(t, utf8.ValidString(f.Message))
		if f.Code == "S002" || f.Code == "S003" {
			require.Empty(t, hidden[f.Range.Start.Offset], "reported twice")
			hidden[f.Range.Start.Offset] = f.Code
		}
		if f.Fix != nil {
			after, err := diag.Apply([]byte(src), f.Fix.Edits)
			require.NoError(t, err)
			requireSame(t, f, file, src, string(after))
		}
	}
}

// requireSame demands that a file says the same after a fix, but for one text.
func requireSame(t testing.TB, f diag.Finding, file, before, after string) {
	was, is := scalars(file, before), scalars(file, after)
	require.Len(t, is, len(was), "%s\n%s\n%s", f, before, after)
	changed := 0
	for i := range was {
		if was[i] == is[i] {
			continue
		}
		changed++
		require.Equal(t, was[i].tag, is[i].tag, "%s\n%s", f, before)
		require.True(t, isMended(f.Code, was[i].value, is[i].value), "%s\n%q\n%q\n%s", f, was[i].value, is[i].value, before)
	}
	require.LessOrEqual(t, changed, 1, "%s\n%s\n%s", f, before, after)
}

// isMended reports whether a text is another one with a stretch taken out or
// replaced, which a rule does.
func isMended(code, was, is string) bool {
	before, after, start := []rune(was), []rune(is), 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	out, in := string(before[start:len(before)-end]), string(after[start:len(after)-end])
	switch code {
	case "T008":
		plain := strings.NewReplacer("{{question}}", "Q", "${question}", "Q", "{$question}", "Q", "{question}", "Q", "%question%", "Q", "[[question]]", "Q")
		return plain.Replace(was) == plain.Replace(is)
	case "R006":
		return in == "" && len(strings.Fields(out)) <= 2
	default:
		return in == "" && !strings.ContainsFunc(out, func(r rune) bool {
			return !unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
		})
	}
}

type scalar struct{ tag, value string }

// scalars are the scalars of a YAML file, in order.
func scalars(file, src string) []scalar {
	doc, _ := yamldoc.Parse(file, []byte(src))
	var all []scalar
	var walk func(n *yamldoc.Node)
	walk = func(n *yamldoc.Node) {
		if n == nil {
			return
		}
		all = append(all, scalar{n.Tag, n.Value})
		for _, p := range n.Pairs {
			walk(p.Key)
			walk(p.Value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	walk(doc.Root)
	return all
}

func TestTextFixesKeepTheRest(t *testing.T) {
	const file = "prompts/a.prompt.yaml"
	r := rand.New(rand.NewPCG(1, 2))
	readable, fixes := 0, 0
	for range 4000 {
		src := randomPrompt(r)
		if doc, problems := yamldoc.Parse(file, []byte(src)); doc.Root == nil || problems.HasErrors() {
			continue
		}
		readable++
		requireSound(t, file, src)
		fixed := fixedBy(t, file, src)
		if fixed != src {
			fixes++
		}
		for _, f := range found(t, file, fixed) {
			require.Nil(t, f.Fix, "%s\n%s", f, fixed)
		}
	}
	require.Greater(t, readable, 1000)
	require.Greater(t, fixes, 500)
}

// fixedBy is a file after all fixes of the rules about the text.
func fixedBy(t testing.TB, file, src string) string {
	for range 100 {
		var edits []diag.Edit
		for _, f := range found(t, file, src) {
			if f.Fix != nil && edits == nil {
				edits = f.Fix.Edits
			}
		}
		if edits == nil {
			return src
		}
		after, err := diag.Apply([]byte(src), edits)
		require.NoError(t, err)
		src = string(after)
	}
	t.Fatal("the fixes do not come to an end")
	return ""
}

func TestTextRulesOnPartials(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		src := randomText(r)
		if r.IntN(3) == 0 {
			src = "---\nowner: " + strings.ReplaceAll(randomText(r), "\n", " ") + "\n---\n" + src
		}
		for _, f := range found(t, "prompts/a.partial.md", src) {
			require.Equal(t, diag.NewSource(f.Range.File, []byte(src)).Range(f.Range.Start.Offset, f.Range.End.Offset), f.Range, f)
		}
	}
}

func FuzzTextRules(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		f.Add(randomPrompt(r))
		f.Add(randomText(r))
	}
	f.Fuzz(func(t *testing.T, src string) {
		const file = "prompts/a.prompt.yaml"
		found(t, "prompts/a.partial.md", src)
		if doc, problems := yamldoc.Parse(file, []byte(src)); doc.Root != nil && !problems.HasErrors() {
			requireSound(t, file, src)
		}
	})
}

// To YAML a carriage return ends a line too: a line with nothing but what is
// hidden on it would be blank without that, and part the lines around it.
func TestHiddenCharactersBetweenCarriageReturns(t *testing.T) {
	file := func(between string) map[string]string {
		return map[string]string{"prompts/a.prompt.yaml": "description: d\nmessages:\n  - role: user\n    content: >\n      a\r      " + between + "\r      b\n"}
	}
	after, left := mended(t, file("\u200b"), false)
	require.Empty(t, after)
	require.Equal(t, []string{"S003"}, codes(left.Problems))
	after, _ = mended(t, file("c\u200b"), false)
	require.Equal(t, file("c"), after)
}
