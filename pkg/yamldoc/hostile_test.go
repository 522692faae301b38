package yamldoc

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fillUp repeats s up to the largest size that is read.
func fillUp(s string) string { return strings.Repeat(s, MaxSize/len(s)) }

// TestHostile reads files of the largest size, each of one thing repeated. That
// it comes back, and soon, is the point.
func TestHostile(t *testing.T) {
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < MaxSize-40; i++ {
			fmt.Fprintf(&b, format, i, i)
		}
		return b.String()
	}
	noise := make([]byte, MaxSize)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise)
	for _, test := range []struct{ src, code string }{
		{fillUp("["), "Y001"}, {fillUp("{"), "Y001"}, {fillUp("- "), "Y001"}, {fillUp("? "), "Y001"}, {fillUp("a: "), "Y001"},
		{fillUp("&a "), "Y001"}, {fillUp("*a "), "Y001"}, {fillUp("!a "), "Y001"}, {string(noise), "Y008"},
		{fillUp("\x00"), "Y008"}, {fillUp("é\x01"), "Y008"}, {fillUp("a: b\n"), "Y001"}, {fillUp("a: b\n")[:MaxSize/4], "Y002"}, {fillUp("- [x,\n"), "Y001"}, {fillUp("\t"), "Y001"},
		{fillUp("---\n"), "Y009"}, {fillUp("%TAG !a! b\n"), "Y010"}, {fillUp("'"), ""}, {fillUp("'")[1:], "Y001"}, {fillUp(`"`), "Y001"}, {`"` + fillUp(`\x41`)[:MaxSize-1], "Y001"},
		{fillUp("]"), "Y001"}, {fillUp(","), "Y001"}, {fillUp(":"), "Y001"}, {fillUp("\n"), ""}, {fillUp("# a\n"), ""}, {fillUp("#\n\n"), ""}, {fillUp("- a\n"), "Y001"}, {fillUp("- ab cd\n"), ""}, {fillUp("\r"), ""}, {fillUp("\r\n"), ""},
		{"[" + fillUp("a,")[2:] + "]", "Y001"}, {"[" + fillUp("a,")[MaxSize*3/4:] + "]", ""}, {"[" + fillUp("{{x}},    ")[10:] + "]", "Y001"}, {fillUp("- \"{{x}}\" {{y}}\n"), "Y001"}, {fillUp("- {{ a.long.name | and more }}\n"), "Y006"}, {"[" + fillUp("{a: b},      ")[13:] + "]", "Y001"}, {"|\n" + fillUp(" \n")[2:], ""}, {">\n" + fillUp(" a\n")[2:], ""},
		{numbered("k%d: &a%d x\n"), ""}, {"- &a x\n" + fillUp("- *a    \n")[10:], "Y007"}, {numbered("? &k%d k%d\n"), ""}, {fillUp("a\n"), ""}, {fillUp("\u2028"), ""},
		{"a: &a {x: y}\n" + numbered("k%d: {<<: *a, z: %d}\n")[:MaxSize/2], "Y001"},
	} {
		doc, list := Parse("f.yaml", []byte(test.src))
		codes := map[string]bool{}
		for _, f := range list {
			codes[f.Code] = true
		}
		if test.code == "" {
			require.Empty(t, findings(list), "%.20q", test.src)
		} else {
			require.True(t, codes[test.code], "%.20q: %s", test.src, findings(list))
		}
		require.LessOrEqual(t, len(list), 3*maxFindings, "%.20q", test.src)
		doc.Root.Decode()
		doc.Comments()
	}
}

func TestTooLarge(t *testing.T) {
	doc, list := Parse("f.yaml", bytes.Repeat([]byte{'a'}, MaxSize+1))
	require.Nil(t, doc.Root)
	require.Equal(t, "0:0 Y001 the file has 1048577 bytes; at most 1048576 are read", findings(list))
}

func TestManyFindings(t *testing.T) {
	_, list := Parse("f.yaml", []byte(strings.Repeat("a: b\n", 101)))
	require.Len(t, list, maxFindings)
	require.Equal(t, `key "a" is already in line 1`, list[maxFindings-2].Message)
	require.Equal(t, `key "a" is already in line 1 (and 50 more of Y002 in this file)`, list[maxFindings-1].Message)
}

// bomb defines n anchors, each a list of nine aliases of the one before.
func bomb(n int, last string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "a0: &a0 %s\n", last)
	for i := range n {
		alias := fmt.Sprintf("*a%d", i)
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.Join(slices.Repeat([]string{alias}, 9), ", "))
	}
	return b.String()
}

func TestAliasBombs(t *testing.T) {
	_, list := Parse("f.yaml", []byte(bomb(3, "x")))
	require.Empty(t, list)
	doc, list := Parse("f.yaml", []byte(bomb(9, "x")))
	require.Equal(t, "7:10 Y007 with *a5 the aliases of this file expand to more than 100000 values or 8388608 bytes | write the values out", findings(list))
	require.Less(t, len(fmt.Sprint(doc.Root.Decode())), 1<<20)
	_, list = Parse("f.yaml", []byte(bomb(2, strings.Repeat("x", 1<<19))))
	require.Equal(t, "3:10 Y007", findings(list)[:9])
	merges := "a0: &a0 {k0: 1}\n"
	for i := 1; i < 2000; i++ {
		merges += fmt.Sprintf("a%d: &a%d {<<: *a%d, k%d: 1}\n", i, i, i-1, i)
	}
	_, list = Parse("f.yaml", []byte(merges))
	require.Equal(t, "Y007", list[0].Code, "%s", list[0])
}
