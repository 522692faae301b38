package prompt_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// What no YAML file may be reaches the caller with its place.
func TestRefusalsOfTheYAMLReader(t *testing.T) {
	deep := strings.Repeat("[", 65)
	refuse(t, []badFile{
		{user + "model: a\n⟦model⟧: b\n", []string{"Y002 key \"model\" is already in line 2\nhint: remove one of them"}},
		{"messages:\n  - role: user\n    content: a\n    ⟦role⟧: system\n", []string{"Y002 key \"role\" is already in line 2\nhint: remove one of them"}},
		{"variables:\n  a: {}\n  ⟦a⟧: {}\nsections: {role: b}\n", []string{"Y002 key \"a\" is already in line 2\nhint: remove one of them"}},
		{user + "description: a⟦\x00⟧b\n", []string{"Y008 NUL (U+0000)\nhint: remove it; where the text needs it, write it in double quotes as \\x or \\u"}},
		{user + "metadata: {a: &a [x], b: *a}\nx-c: &c [⟦*c⟧]\n", []string{"Y007 *c is inside the value that it stands for\nhint: write the value out"}},
	})
	for marked, code := range map[string]string{
		user + "x-deep: " + strings.Repeat("[", 63) + "⟦[⟧" + deep: "Y001",
		user + "description: a\n⟦\t⟧x: b\n":                        "Y001",
		user + "⟦---⟧\na: b\n":                                     "Y009",
		user + "metadata: {a: ⟦!secret⟧ b}\n":                      "Y010",
		"⟦@team⟧: a\n":                                             "Y001",
	} {
		src, spans := unmark(marked)
		_, found := prompt.Parse(file, []byte(src))
		require.NotEmpty(t, found, marked)
		require.Equal(t, code, found[0].Code, "%s: %v", src, found)
		require.Equal(t, placeOf(src, spans[0][0]), found[0].Range.Start, "%s: %v", marked, found)
	}
}

func TestBytesThatAreNoText(t *testing.T) {
	_, found := prompt.Parse(file, []byte("description: caf\xe9\n"+user))
	require.Len(t, found, 1)
	require.Equal(t, "Y008", found[0].Code)
	require.Equal(t, file+":1:17: byte 0xE9 is not UTF-8", found[0].String())
}

func TestFilesThatAreTooLarge(t *testing.T) {
	_, found := prompt.Parse(file, []byte(user+"x-a: "+strings.Repeat("x", 1<<20)))
	require.Len(t, found, 1)
	require.Equal(t, "Y001", found[0].Code)
	require.Equal(t, diag.Range{File: file}, found[0].Range)

	_, found = prompt.Parse(file, []byte(user+"x-a: "+strings.Repeat("x", 1<<19)))
	require.Empty(t, found)
}

func TestAliasBombs(t *testing.T) {
	var b strings.Builder
	b.WriteString(user + "x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 9 {
		a := string(rune('0' + i))
		next := string(rune('1' + i))
		b.WriteString("x-a" + next + ": &a" + next + " [" + strings.Repeat("*a"+a+", ", 10) + "]\n")
	}
	_, found := prompt.Parse(file, []byte(b.String()))
	require.NotEmpty(t, found)
	require.Equal(t, "Y007", found[0].Code)
	require.Greater(t, found[0].Range.Start.Line, 2)
}

// Aliases and merges are read for what they stand for; what is wrong with a
// text is shown where it is written, or at the alias.
func TestAliasesInPrompts(t *testing.T) {
	c := closureOf(t, "variables:\n  a: &text {type: string, maxLength: 5}\n  b: *text\n  c: {<<: *text, maxLength: 9}\nsections: {role: '{{a}}{{b}}{{c}}'}\n")
	require.Len(t, c.Prompt.Variables, 3)
	require.Equal(t, 5, *c.Prompt.Variables[1].MaxLength)
	require.Equal(t, "string", c.Prompt.Variables[2].Type)
	require.Equal(t, 9, *c.Prompt.Variables[2].MaxLength)

	refuse(t, []badFile{{
		"sections:\n  role: &t 'x ⟦{{a b}}⟧'\n  context: ⟦*t⟧\n",
		[]string{"T001 {{a b}}: a name has no blanks\nhint: did you mean {{a_b}}?", "T001 {{a b}}: a name has no blanks\nhint: did you mean {{a_b}}?"},
	}})
}

// A key that is no text is found once, by the reader, wherever it stands.
func TestKeysThatAreNoText(t *testing.T) {
	const told = "Y001 a key must be text, and this is a sequence\nhint: quote it"
	refuse(t, []badFile{
		{user + "? ⟦[a]⟧\n: b\n", []string{told}},
		{"sections:\n  ? ⟦[a]⟧\n  : b\n  role: c\n", []string{told}},
		{user + "variables:\n  ? ⟦[a]⟧\n  : {}\n", []string{told}},
		{user + "modelParameters:\n  ? ⟦[a]⟧\n  : 1\n", []string{told}},
	})
}

// A tag of another program is found once; what has it is taken for text.
func TestTagsThatAreNoText(t *testing.T) {
	p, found := prompt.Parse(file, []byte(user+"owner: !team a\n"))
	require.Equal(t, []string{"Y010 tag !team is not allowed\nhint: remove the tag, or quote the value if it is text"}, tellAll(found))
	require.Equal(t, "a", p.Owner.Value)
}
