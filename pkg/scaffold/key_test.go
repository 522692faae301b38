package scaffold

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

func TestSetKey(t *testing.T) {
	for _, c := range []struct{ name, src, key, value, want string }{
		{"replaces", "owner: a # c\nmodel: m\n", "owner", "b", "owner: b # c\nmodel: m\n"},
		{"replaces a block", "description: |\n  a\n  b\n\nmodel: m\n", "description", "x", "description: x\n\nmodel: m\n"},
		{"replaces nothing", "owner:\nmodel: m\n", "owner", "b", "owner: b\nmodel: m\n"},
		{"replaces what is quoted", "owner: 'a'\n", "owner", "b", "owner: b\n"},
		{"puts in its place", "name: a\nmodel: m\n", "owner", "b", "name: a\nowner: b\nmodel: m\n"},
		{"behind a block", "description: |\n  a\n  b\nmodel: m\n", "owner", "b", "description: |\n  a\n  b\nowner: b\nmodel: m\n"},
		{"behind a comment on the line", "name: a # c\nmodel: m\n", "owner", "b", "name: a # c\nowner: b\nmodel: m\n"},
		{"first", "# head\nmodel: m\n", "owner", "b", "# head\nowner: b\nmodel: m\n"},
		{"last", "name: a", "model", "m", "name: a\nmodel: m\n"},
		{"with CRLF", "name: a\r\nmodel: m\r\n", "owner", "b", "name: a\r\nowner: b\r\nmodel: m\r\n"},
		{"quotes", "model: m\n", "owner", "a: b #c", "owner: \"a: b #c\"\nmodel: m\n"},
		{"what came in by a merge", "x-a: &a {owner: a}\n<<: *a\nmodel: m\n", "owner", "b", "owner: b\nx-a: &a {owner: a}\n<<: *a\nmodel: m\n"},
		{"in braces", "{owner: a, model: m}\n", "owner", "b, c", "{owner: \"b, c\", model: m}\n"},
	} {
		got, err := setKey([]byte(c.src), c.key, c.value)
		require.NoError(t, err, c.name)
		doc, found := yamldoc.Parse("", got)
		require.Empty(t, found, c.name)
		value, ok := doc.Root.Get(c.key).Text()
		require.True(t, ok, c.name)
		require.Equal(t, c.value, value, c.name)
		require.Equal(t, strings.NewReplacer(`'`, `"`).Replace(c.want), strings.NewReplacer(`'`, `"`).Replace(string(got)), c.name)
	}
	for src, want := range map[string]string{"{model: m}\n": "written in braces", "a: [": "cannot be read", "": "cannot be read", "- a\n": "cannot be read"} {
		_, err := setKey([]byte(src), "owner", "b")
		require.ErrorContains(t, err, want, src)
	}
}

// Whatever text a key is given, the file reads back with it and with nothing
// else changed.
func TestSetKeyReadsBack(t *testing.T) {
	src, err := templateFile("extract")
	require.NoError(t, err)
	before, _ := yamldoc.Parse("", src)
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]string{"name", "description", "owner", "model"}).Draw(t, "key")
		value := rapid.StringOf(rapid.RuneFrom([]rune("aZ0 :#'\"{}[],&*!|>%@`-\n\té\u2028~"))).Draw(t, "value")
		got, err := setKey(src, key, value)
		require.NoError(t, err)
		doc, found := yamldoc.Parse("", got)
		require.Empty(t, found)
		want := before.Root.Decode().(map[string]any)
		want[key] = value
		require.Equal(t, want, doc.Root.Decode())
	})
}
