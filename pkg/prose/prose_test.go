package prose_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/stretchr/testify/require"
)

// marked shows a diff in one line: [-deleted-], {+inserted+}, and moves by their
// numbers.
func marked(d *prose.Diff) string {
	if d.Rewritten {
		return "rewritten"
	}
	return markedRuns(d, d.Runs)
}

func markedRuns(d *prose.Diff, runs []prose.Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch {
		case r.Move != nil && r.Op == prose.Delete:
			b.WriteString("<from " + string(rune('0'+r.Move.Number)) + ">")
		case r.Move != nil:
			b.WriteString("<to " + string(rune('0'+r.Move.Number)) + ":" + markedRuns(d, r.Move.Runs) + ">")
		case r.Op == prose.Delete:
			b.WriteString("[-" + r.Old.Of(d.Old) + "-]")
		case r.Op == prose.Insert:
			b.WriteString("{+" + r.New.Of(d.New) + "+}")
		default:
			b.WriteString(r.New.Of(d.New))
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct{ old, now, want string }{
		"nothing":             {"", "", ""},
		"all new":             {"", "a b", "{+a b+}"},
		"all gone":            {"a b", "", "[-a b-]"},
		"a word":              {"Pick one queue.", "Pick a queue.", "Pick[- one-]{+ a+} queue."},
		"a full stop":         {"Be kind.", "Be kind!", "Be kind[-.-]{+!+}"},
		"a tag":               {"To {{name}}.", "To {{full_name}}.", "To[- {{name}}-]{+ {{full_name}}+}."},
		"a number":            {"At most 1.5 s.", "At most 2.5 s.", "At most[- 1.5-]{+ 2.5+} s."},
		"an accent":           {"cafe\u0301 x", "cafe x", "[-cafe\u0301-]{+cafe+} x"},
		"a family":            {"👨‍👩‍👧 x", "👨‍👩‍👦 x", "[-👨‍👩‍👧-]{+👨‍👩‍👦+} x"},
		"chinese":             {"请选择一个队列。", "请选择两个队列。", "请选择[-一-]{+两+}个队列。"},
		"thai":                {"กขค", "กคค", "ก[-ข-]{+ค+}ค"},
		"korean has spaces":   {"하나 둘", "하나 셋", "하나[- 둘-]{+ 셋+}"},
		"wrapped anew":        {"a b\nc d", "a\nb c\nd", "a\nb c\nd"},
		"a list item":         {"- a b c\n- d e f\n", "- a b c\n- x y z\n- d e f\n", "- a b c{+\n- x y z+}\n- d e f\n"},
		"a sentence, twice":   {"Be nice. Go.", "Be nice. Be nice. Go.", "{+Be nice.+} Be nice. Go."},
		"two paragraphs swap": {"One two three four.\n\nFive six seven eight nine.", "Five six seven eight nine.\n\nOne two three four.", "<from 1>Five six seven eight nine.<to 1:\n\nOne two three four.>"},
		"a paragraph moves, and what is there has words of it": {
			"Find what it is about.\n\nPick one that fits.\n\nName the language. Be brief.", "Name the language. Be brief.\n\nFind what it is about.\n\nPick one that fits. Never more.",
			"<to 1:Name the language. Be brief.>\n\nFind what it is about.\n\nPick one that fits.{+ Never more.+}<from 1>",
		},
		"a paragraph moves and changes": {
			"One two three four five six.\n\nSeven eight nine ten eleven twelve thirteen.", "Seven eight nine ten eleven twelve thirteen.\n\nOne two 3 four five six.",
			"<from 1>Seven eight nine ten eleven twelve thirteen.<to 1:\n\nOne two[- three-]{+ 3+} four five six.>",
		},
		"rewritten": {"a b c d e f", "g h i j k l m", "rewritten"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, marked(prose.Compare(c.old, c.now))) })
	}
}
