package prompt_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// seedPrompts are prompts of every shape, good and bad.
func seedPrompts(f *testing.F) []string {
	full, _ := unmark(everything)
	seeds := []string{full, everyKey, typicalPrompt, whole()[file], "", "{}", "messages: [", "\xff\xfe", "a: &a [*a]\n", "sections: {role: |\n  {{#a}}", declared + "sections: {role: '{{order.id}}'}\n"}
	for _, src := range githubFiles() {
		seeds = append(seeds, src)
	}
	require.NoError(f, filepath.WalkDir(exampleRepository, func(name string, _ fs.DirEntry, err error) error {
		if prompt.IsPrompt(name) {
			src, err := os.ReadFile(name)
			require.NoError(f, err)
			seeds = append(seeds, string(src))
		}
		return err
	}))
	return seeds
}

// requireInside demands that findings stand in the file that they name.
func requireInside(t *testing.T, file string, src []byte, found diag.List) {
	for _, f := range found {
		require.NotEmpty(t, f.Code)
		require.NotEmpty(t, f.Message)
		require.Equal(t, file, f.Range.File)
		if f.Range.Start.Line == 0 {
			require.Equal(t, diag.Range{File: file}, f.Range)
			continue
		}
		require.LessOrEqual(t, 0, f.Range.Start.Offset)
		require.LessOrEqual(t, f.Range.Start.Offset, f.Range.End.Offset, f.String())
		require.LessOrEqual(t, f.Range.End.Offset, len(src))
		source := diag.NewSource(file, src)
		require.Equal(t, source.Range(f.Range.Start.Offset, f.Range.End.Offset), f.Range, f.String())
		require.True(t, utf8.ValidString(f.Message) || !utf8.Valid(src), f.Message)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range seedPrompts(f) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found := prompt.Parse(file, src)
		require.NotNil(t, p)
		requireInside(t, file, src, found)
		again, foundAgain := prompt.Parse(file, src)
		require.Equal(t, found, foundAgain)
		require.Len(t, again.Texts(), len(p.Texts()))

		c, found, err := files{"prompts/safety.partial.md": "{{a}}"}.loader().Gather(p, found)
		require.NoError(t, err)
		requireInside(t, file, src, slicesOf(found, file))
		require.Equal(t, src, append([]byte{}, c.Files[max(0, len(c.Files)-1)].Data...), "the prompt's path is the last here")
		c.Compile()
		c.OwnText()
		if !found.HasErrors() {
			require.NotEmpty(t, p.Texts())
		}
	})
}

// slicesOf are the findings of one file.
func slicesOf(found diag.List, file string) diag.List {
	var own diag.List
	for _, f := range found {
		if f.Range.File == file {
			own = append(own, f)
		}
	}
	return own
}

func FuzzPartial(f *testing.F) {
	for _, seed := range []string{"", "a", "---\nowner: a\n---\n{{b}}", "---\r\nowner: a\r\n---\r\n", "---\n---", "---\na: b: c\n---\n{{x y}}", "---\n'\n---\n", "---", "\xff", "--- \n%YAML 1.1\n---\n", "---\n&a [*a]\n---\n", "---\nowner: |\n  ---\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found := prompt.ParsePartial(partialFile, src)
		requireInside(t, partialFile, src, found)
		again, foundAgain := prompt.ParsePartial(partialFile, src)
		require.Equal(t, found, foundAgain)
		require.Equal(t, p.Text.Template.Text, again.Text.Template.Text)
		require.True(t, strings.HasSuffix(string(src), p.Text.Template.Text), "a text is what is left below")
		for n := range p.Text.All() {
			r := p.Text.Range(n.Extent())
			span := n.Extent()
			require.Equal(t, p.Text.Template.Text[span.Start:span.End], string(src[r.Start.Offset:r.End.Offset]))
		}
	})
}

// FuzzRender fills prompts with values: it ends in a request, or says what is
// wrong with the values, and the same each time.
func FuzzRender(f *testing.F) {
	for _, seed := range seedPrompts(f) {
		f.Add(seed, "{{a}} {{> safety}}", []byte(`{"a": "x", "ticket": "{{a}}", "queues": ["b"], "input": 1, "history": [{"role": "user", "content": "c"}]}`))
	}
	f.Add("sections: {role: '{{#a}}{{.}}{{/a}}'}\n", "", []byte(`{"a": [[1], {"b": null}, 1e300]}`))
	f.Fuzz(func(t *testing.T, src, partial string, values []byte) {
		c, found, err := files{file: src, "prompts/safety.partial.md": partial, "prompts/support/a.md": "a"}.loader().Load(file)
		require.NoError(t, err)
		given, err := prompt.ParseValues("values.json", values)
		if found.HasErrors() || err != nil {
			return
		}
		request, err := c.Render(given)
		again, errAgain := c.Render(given)
		if err != nil {
			var input *prompt.InputError
			require.ErrorAs(t, err, &input)
			require.NotEmpty(t, input.Problems)
			require.EqualError(t, errAgain, err.Error())
			return
		}
		require.Equal(t, request, again)
		for _, format := range model.Formats() {
			_, _ = model.Encode(format, *request) // what the form has no room for is an error, never a panic
		}
	})
}
