package prompt_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

const partialFile = "prompts/safety.partial.md"

func TestPartials(t *testing.T) {
	for _, c := range []struct{ name, src, text, owner string }{
		{"text alone", "Be kind.\n", "Be kind.\n", ""},
		{"nothing", "", "", ""},
		{"front matter", "---\nowner: legal\n---\nBe kind.\n", "Be kind.\n", "legal"},
		{"front matter with CRLF", "---\r\nowner: legal\r\n---\r\nBe kind.\r\n", "Be kind.\r\n", "legal"},
		{"front matter with blanks after its rules", "--- \nowner: legal\n---\t\nBe kind.\n", "Be kind.\n", "legal"},
		{"nothing below the front matter", "---\nowner: legal\n---", "", "legal"},
		{"empty front matter", "---\n---\nBe kind.\n", "Be kind.\n", ""},
		{"front matter of comments", "---\n# todo\n\n---\nBe kind.\n", "Be kind.\n", ""},
		{"a rule further down", "---\nowner: legal\n---\nBe kind.\n\n---\n\nAlways.\n", "Be kind.\n\n---\n\nAlways.\n", "legal"},
		{"a rule across the page", "---\nBe kind.\n---\nAlways.\n", "---\nBe kind.\n---\nAlways.\n", ""},
		{"a rule above a list", "---\n- Be kind.\n---\n", "---\n- Be kind.\n---\n", ""},
		{"a rule above what is no YAML", "---\nDear {{name}}: a: b\n---\n", "---\nDear {{name}}: a: b\n---\n", ""},
		{"one rule", "---\nowner: legal\n", "---\nowner: legal\n", ""},
		{"a rule that is no rule", "----\nowner: legal\n---\n", "----\nowner: legal\n---\n", ""},
		{"a rule on the second line", "\n---\nowner: legal\n---\n", "\n---\nowner: legal\n---\n", ""},
	} {
		p, found := prompt.ParsePartial(partialFile, []byte(c.src))
		require.Empty(t, found, c.name)
		require.Equal(t, c.text, p.Text.Template.Text, c.name)
		require.Equal(t, c.owner, p.Owner.Value, c.name)
	}
}

func TestFrontMatterOfPartials(t *testing.T) {
	p, found := prompt.ParsePartial(partialFile, []byte(`---
description: What to refuse.
owner: legal
tags: [safety]
deprecated: use shared/safety
lint: {ignore: [{rules: [R006], reason: so it is}]}
metadata: {reviewed: 2026}
x-mine: 1
---
Refuse.
`))
	require.Empty(t, found)
	require.Equal(t, partialFile, p.File)
	require.Equal(t, "What to refuse.", p.Description.Value)
	require.Equal(t, "safety", p.Tags[0].Value)
	require.Equal(t, "use shared/safety", p.Deprecated.Value)
	require.Equal(t, "so it is", p.Lint.Ignore[0].Reason.Value)
	require.Equal(t, int64(2026), p.Metadata.Get("reviewed").Decode())
}

// The places of what is wrong are those of the file, below front matter and
// in it.
func TestBadPartials(t *testing.T) {
	const blank = "T001 {{a b}}: a name has no blanks\nhint: did you mean {{a_b}}?"
	for _, c := range []badFile{
		{"Dear ⟦{{a b}}⟧\n", []string{blank}},
		{"---\nowner: legal\n---\n漢字 ⟦{{a b}}⟧\n", []string{blank}},
		{"---\r\nowner: legal\r\n---\r\nx\r\n⟦{{a b}}⟧\r\n", []string{blank}},
		{"---\nowner: ⟦1⟧\n---\n⟦{{a b}}⟧\n", []string{"Y004 owner must be a string, but 1 is a number to YAML\nhint: quote it: \"1\"", blank}},
		{"---\r\n⟦ownr⟧: legal\r\n---\r\n", []string{`Y003 unknown key "ownr" in front matter (did you mean "owner"?)`}},
		{"---\n⟦title⟧: x\n---\n", []string{"Y003 unknown key \"title\" in front matter\nhint: keys of your own begin with x-, or go under metadata"}},
		{"---\nowner: a\n⟦owner⟧: b\n---\n", []string{"Y002 key \"owner\" is already in line 2\nhint: remove one of them"}},
		{"a⟦\x00⟧b{{a b}}\n", []string{"Y008 NUL (U+0000)\nhint: remove it"}},
		{"a⟦\x1e⟧b\n", []string{"Y008 control character (U+001E)\nhint: remove it"}},
		{"⟦\uFEFF⟧a\n", []string{"Y008 byte order mark (U+FEFF)\nhint: save the file as UTF-8 without a byte order mark"}},
		{"a⟦\uFFFF⟧\n", []string{"Y008 noncharacter (U+FFFF)\nhint: remove it"}},
	} {
		src, _ := unmark(c.src)
		p, found := prompt.ParsePartial(partialFile, []byte(src))
		require.NotNil(t, p.Text)
		requireFindings(t, partialFile, c.src, found, c.want...)
	}
}

// Front matter that is no YAML is not sent to a model as text.
func TestFrontMatterThatIsNoYAML(t *testing.T) {
	p, found := prompt.ParsePartial(partialFile, []byte("---\nowner: a: b\n---\nBe kind.\n"))
	require.Len(t, found, 1)
	require.Equal(t, "Y001", found[0].Code)
	require.Equal(t, 2, found[0].Range.Start.Line)
	require.Equal(t, "Be kind.\n", p.Text.Template.Text)
}

func TestPartialsThatAreNoText(t *testing.T) {
	_, found := prompt.ParsePartial(partialFile, []byte("caf\xe9\n"))
	require.Equal(t, []string{"Y008 byte 0xE9 is not UTF-8\nhint: save the file as UTF-8; it may be Latin-1 or Windows-1252"}, tellAll(found))
	require.Equal(t, placeOf("caf", 3), found[0].Range.Start)

	_, found = prompt.ParsePartial(partialFile, []byte(strings.Repeat("x", prompt.MaxFile+1)))
	require.Equal(t, []string{"Y001 the file has 1048577 bytes; at most 1048576 are read"}, tellAll(found))
	_, found = prompt.ParsePartial(partialFile, []byte(strings.Repeat("x", prompt.MaxFile)))
	require.Empty(t, found)
}
