package prose_test

import (
	"fmt"
	"slices"
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
		"two sentences become one": {
			"One two three four five six. Seven eight nine ten.", "One two three four five six, seven eight nine ten.",
			"One two three four five six[-. Seven-]{+, seven+} eight nine ten.",
		},
		"a sentence becomes two": {
			"One two three four five six, seven eight nine ten.", "One two three four five six. Seven eight nine ten.",
			"One two three four five six[-, seven-]{+. Seven+} eight nine ten.",
		},
		"rewritten": {"a b c d e f", "g h i j k l m", "rewritten"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, marked(prose.Compare(c.old, c.now))) })
	}
}

// Words that are alike and in another order say nothing of what became of what.
func TestLongStretchesInAnotherOrder(t *testing.T) {
	const same = "What is said here at first stays as it was, and it is long enough for the rest to be compared with it.\n\n"
	words := func(step int, own string) string {
		var all []string
		for i := range 40 {
			all = append(all, fmt.Sprintf("w%d", i*step%41))
			if i%2 == 0 {
				all = append(all, fmt.Sprintf("%s%d", own, i))
			}
		}
		return strings.Join(all, " ")
	}
	old, now := words(1, "a"), words(16, "b")
	require.Equal(t, same[:len(same)-2]+"[-\n\n"+old+"-]{+\n\n"+now+"+}", marked(prose.Compare(same+old, same+now)))
}

// Of many paragraphs one became that which it shares the most with, whichever is
// named first.
func TestTheLikeliestOfManyParagraphs(t *testing.T) {
	var old, now []string
	for _, name := range []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta"} {
		own := func(prefix string) string {
			var all []string
			for _, w := range []string{"one", "two", "three", "four", "five", "six"} {
				all = append(all, prefix+w+name)
			}
			return strings.Join(all, " ")
		}
		old, now = append(old, name+" "+own("x")), append(now, "new "+own("y"))
	}
	of := strings.TrimPrefix(old[5], "zeta ")
	now[0], now[4] = "alpha beta gamma delta "+of, old[0]+" more"
	const same = "What is said in the middle stays as it was, and is long enough for the rest to be compared with it, and for what moved to be seen."
	d := prose.Compare(strings.Join(slices.Insert(old, 3, same), "\n\n"), strings.Join(slices.Insert(now, 3, same), "\n\n"))
	require.Len(t, d.Moves, 2)
	require.True(t, strings.HasPrefix(d.Moves[1].Old.Of(d.Old), "alpha "))
	require.Equal(t, "zeta "+of, strings.TrimSpace(d.Moves[0].Old.Of(d.Old)))
	require.Equal(t, now[0], strings.TrimSpace(d.Moves[0].New.Of(d.New)))
}

// What is too long to be looked at as a whole is compared all the same.
func TestAVeryLongSentence(t *testing.T) {
	var old []string
	for i := range 8000 {
		old = append(old, fmt.Sprintf("w%d", i*i%7919))
	}
	now := slices.Clone(old)
	now[1000], now[4000], now[7000] = "a", "b", "c"
	d := prose.Compare(strings.Join(old, " "), strings.Join(now, " "))
	require.Equal(t, 3, d.Words.Deleted)
	require.Equal(t, 3, d.Words.Inserted)
}
