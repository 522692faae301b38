package prose_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLines(t *testing.T) {
	for source, want := range map[string]string{
		"":                                       "",
		"One. Two! Three? Four":                  "One.|Two!|Three?|Four",
		"One\nand the same.\nTwo":                "One and the same.|Two",
		"One.\n\n\nTwo.":                         "One.||Two.",
		"Ask Dr. Who, e.g. about 1.5 or U.S. x.": "Ask Dr. Who, e.g. about 1.5 or U.S. x.",
		"1. Read it. 2. Pick one.":               "1. Read it.|2. Pick one.",
		"He said \"Go.\" Then (he left.) So.":    "He said \"Go.\"|Then (he left.)|So.",
		"Wait... what? No. it goes on.":          "Wait... what?|No. it goes on.",
		"**Be kind.** Always.":                   "**Be kind.**|Always.",
		"# Title\nText\n- a\n  b\n  - c. D\n":    "# Title|Text|- a b|  - c.|  D",
		"<ticket>\n{{ticket}}\n</ticket>":        "<ticket>|{{ticket}}|</ticket>",
		"{{#a}}\nyes\n{{/a}}\nno":                "{{#a}}|yes|{{/a}}|no",
		"```\na  b. C\n\n  d\n```\nAnd\nso":      "```|a  b. C||  d|```|And so",
		"请选择。然后回答。他说「好。」完":                       "请选择。|然后回答。|他说「好。」|完",
		"a | b\n| c | d |\n| e |":                "a | b|| c | d ||| e |",
	} {
		require.Equal(t, want, strings.Join(prose.Lines(source), "|"), "%q", source)
	}
}

// However the words of paragraphs are wrapped, the lines are the same.
func TestLinesOfWrappedText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Be", "so.", "Dr.", "(he", "left.)", "{{x}}", "請。", "1.5,"}), 1, 40).Draw(rt, "words")
		wrapped := words[0]
		for _, w := range words[1:] {
			wrapped += rapid.SampledFrom([]string{" ", "\n", "  "}).Draw(rt, "space") + w
		}
		require.Equal(rt, prose.Lines(strings.Join(words, " ")), prose.Lines(wrapped))
	})
}
