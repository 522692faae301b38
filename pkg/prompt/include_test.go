package prompt_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// including is a prompt whose one text is the given one, and other files by
// their names below the prompt folder.
// The hints of includes that lead to themselves, and out of the prompt folder.
const (
	cycleHint   = "\nhint: remove one of these includes"
	outsideHint = "\nhint: a partial is named by its path below the prompt folder, as in {{> shared/footer}}"
)

func including(text string, partials ...string) (marked string, all files) {
	marked = "sections:\n  role: |\n    " + text + "\n"
	src, _ := unmark(marked)
	all = files{file: src}
	for i := 0; i < len(partials); i += 2 {
		all["prompts/"+partials[i]+prompt.PartialSuffix] = partials[i+1]
	}
	return marked, all
}

func TestIncludesThatCannotBe(t *testing.T) {
	for _, c := range []badFile{
		{"{{> ⟦safety⟧}}", []string{"T004 partial \"safety\" is not there\nhint: write it to prompts/safety.partial.md"}},
		{"{{> ⟦a/b⟧}} {{>  ⟦a/b⟧ }}", []string{
			"T004 partial \"a/b\" is not there\nhint: write it to prompts/a/b.partial.md",
			"T004 partial \"a/b\" is not there\nhint: write it to prompts/a/b.partial.md"}},
		{"{{> ⟦../safety⟧}}", []string{`T006 partial "../safety" lies outside the prompt folder` + outsideHint}},
		{"{{> ⟦a/../../safety⟧}}", []string{`T006 partial "a/../../safety" lies outside the prompt folder` + outsideHint}},
		{"{{> ⟦/etc/passwd⟧}}", []string{`T006 partial "/etc/passwd" lies outside the prompt folder` + outsideHint}},
		{"{{> ⟦./safety⟧}}", []string{`T004 partial "./safety" cannot be a name: "." may hold letters, digits, _, . and - alone, and begins with a letter, a digit or _`}},
		{"{{> ⟦a//b⟧}}", []string{`T004 partial "a//b" cannot be a name: a segment between two / is empty`}},
		{"{{> ⟦a.lock⟧}}", []string{`T004 partial "a.lock" cannot be a name: "a.lock" ends in ".lock" or ".", or holds "..", which git refuses in the name of a tag`}},
	} {
		marked, all := including(c.src)
		_, found := all.load(t)
		requireFindings(t, file, marked, found, c.want...)
	}
}

func TestIncludesThatGoInCircles(t *testing.T) {
	_, all := including("{{> a}}", "a", "x\n{{> b}}", "b", "{{> c}} {{> a}}", "c", "{{> c}}")
	c, found := all.load(t)
	require.Equal(t, []string{
		`T005 partial "a" includes itself: a > b > a` + cycleHint,
		`T005 partial "c" includes itself: c > c` + cycleHint}, tellAll(found))
	require.Equal(t, "prompts/b.partial.md:1:13", found[0].Range.String())
	require.Equal(t, "prompts/c.partial.md:1:5", found[1].Range.String())
	require.Equal(t, []string{"a", "b", "c"}, c.PartialNames())
	require.NotPanics(t, func() { c.Compile(); c.OwnText() })
	_, err := c.Render(nil)
	require.Error(t, err)
}

// chain is partials of which each includes the next.
func chain(length int) files {
	_, all := including("{{> p1}}")
	for i := 1; i <= length; i++ {
		all[fmt.Sprintf("prompts/p%d.partial.md", i)] = fmt.Sprintf("%d {{> p%d}}", i, i+1)
	}
	all[fmt.Sprintf("prompts/p%d.partial.md", length)] = "end"
	return all
}

func TestIncludesThatGoTooDeep(t *testing.T) {
	c := chain(prompt.MaxDepth).sound(t)
	request, err := c.Render(nil)
	require.NoError(t, err)
	require.Contains(t, request.Messages[0].Text(), "15 end")

	_, found := chain(prompt.MaxDepth + 1).load(t)
	require.Equal(t, []string{"T011 partials include each other more than 16 deep"}, tellAll(found))
	require.Equal(t, "prompts/p16.partial.md:1:8", found[0].Range.String())

	c, found = chain(5000).load(t)
	require.Len(t, found, 1)
	require.Len(t, c.Files, prompt.MaxDepth+1, "what is too deep is not read")
}

// A partial that was read before is not read again, but how deep it goes
// counts wherever it is included.
func TestDepthOfPartialsReadBefore(t *testing.T) {
	all := chain(10)
	all[file] = "sections:\n  role: |\n    {{> p1}}\n    {{> q1}}\n"
	for i := 1; i <= 7; i++ {
		all[fmt.Sprintf("prompts/q%d.partial.md", i)] = fmt.Sprintf("{{> q%d}}", i+1)
	}
	all["prompts/q7.partial.md"] = "{{> p1}}"
	_, found := all.load(t)
	require.Equal(t, []string{"T011 partials include each other more than 16 deep"}, tellAll(found))
	require.Equal(t, "prompts/q7.partial.md:1:5", found[0].Range.String())

	all["prompts/q6.partial.md"] = "{{> p1}}"
	all.sound(t)
}

func TestFilesThatCannotBe(t *testing.T) {
	for _, c := range []badFile{
		{"⟦b.md⟧", []string{`T004 file "b.md" is not there (looked for prompts/support/b.md)`}},
		{"⟦./x/../b.md⟧", []string{`T004 file "./x/../b.md" is not there (looked for prompts/support/b.md)`}},
		{"⟦../../secret⟧", []string{`T006 file "../../secret" lies outside the prompt folder`}},
		{"⟦../..⟧", []string{`T006 file "../.." lies outside the prompt folder`}},
		{"⟦..⟧", []string{`T006 file ".." lies outside the prompt folder`}},
		{"⟦/etc/passwd⟧", []string{`T006 file "/etc/passwd" lies outside the prompt folder`}},
		{"⟦../.git/config⟧", []string{`T006 file "../.git/config" lies outside the prompt folder`}},
		{"⟦..\\b.md⟧", []string{"T004 \"..\\\\b.md\" cannot be the path of a file\nhint: write / between folders"}},
		{"⟦''⟧", []string{`T004 "" cannot be the path of a file`}},
		{"⟦x/⟧", []string{`T004 "x/" cannot be the path of a file`}},
		{"⟦\"a\\nb\"⟧", []string{`T004 "a\nb" cannot be the path of a file`}},
	} {
		marked := "messages:\n  - role: user\n    content:\n      - type: file\n        file:\n          path: " + c.src + "\n"
		src, _ := unmark(marked)
		_, found := files{file: src}.load(t)
		requireFindings(t, file, marked, found, c.want...)
	}
}

// With the whole repository as the prompt folder, git's own and what lies
// above stay out of reach.
func TestFilesInAPromptFolderThatIsTheWhole(t *testing.T) {
	reads := []string{}
	loader := prompt.Loader{Folders: []string{"."}, Read: func(path string) ([]byte, error) {
		reads = append(reads, path)
		return files{"a.md": "x", ".git/config": "secret"}.read(path)
	}}
	for path, want := range map[string]string{
		".git/config": "T006", ".GIT/config": "T006", "sub/.git/config": "T006", "..": "T006", ".": "T006", "../x": "T006", "b.md": "T004", "a.md": "",
	} {
		p, found := prompt.Parse("a.prompt.yaml", []byte("messages: [{role: user, content: [{type: file, file: {path: "+path+"}}]}]\n"))
		_, found, err := loader.Gather(p, found)
		require.NoError(t, err)
		if want == "" {
			require.Empty(t, found, path)
			continue
		}
		require.Len(t, found, 1, path)
		require.Equal(t, want, found[0].Code, path)
	}
	require.ElementsMatch(t, []string{"b.md", "a.md"}, reads)
}

func TestTwoPromptFolders(t *testing.T) {
	all := files{
		"prompts/p.partial.md": "first", "more/p.partial.md": "second", "more/q.partial.md": "third",
		"prompts/a.prompt.yaml": "sections: {role: '{{> p}} {{> q}}'}\n", "more/a.prompt.yaml": "sections: {role: '{{> p}} {{> q}}'}\n",
	}
	loader := prompt.Loader{Folders: []string{"prompts", "more"}, Read: all.read}
	for path, want := range map[string]string{"prompts/a.prompt.yaml": "first third", "more/a.prompt.yaml": "second third"} {
		c, found, err := loader.Load(path)
		require.NoError(t, err)
		require.Empty(t, found)
		require.Contains(t, c.Compile()[0].Text, want)
	}
	c, _, err := loader.Load("prompts/a.prompt.yaml")
	require.NoError(t, err)
	require.Equal(t, []string{"prompts/q.partial.md"}, c.Missing)

	all["more/a.prompt.yaml"] = "sections: {role: '{{> none}}'}\n"
	_, found, err := loader.Load("more/a.prompt.yaml")
	require.NoError(t, err)
	require.Equal(t, "write it to more/none.partial.md", found[0].Hint)

	none := prompt.Loader{Read: all.read}
	_, found, err = none.Load("more/a.prompt.yaml")
	require.NoError(t, err)
	require.Equal(t, []string{`T004 partial "none" is not there`}, tellAll(found))
}

// What is there and is no file that a prompt may have is a finding; a failure
// to read ends the reading.
func TestRefusalsAndFailuresToRead(t *testing.T) {
	link := fmt.Errorf("it is a symbolic link: %w", prompt.ErrRefused)
	broken := errors.New("the disk is on fire")
	loader := func(failure error) prompt.Loader {
		return prompt.Loader{Folders: []string{"prompts"}, Read: func(path string) ([]byte, error) {
			if path == file {
				return []byte("sections: {role: '{{> p}}'}\nmessages: [{role: user, content: [{type: file, file: {path: b}}]}]\njsonSchema: {$ref: c.json}\n"), nil
			}
			return nil, failure
		}}
	}
	c, found, err := loader(link).Load(file)
	require.NoError(t, err)
	require.Equal(t, []string{
		`T004 partial "p": prompts/p.partial.md: it is a symbolic link: no file that a prompt may have`,
		`T004 file "b": it is a symbolic link: no file that a prompt may have`,
		`T004 file "c.json": it is a symbolic link: no file that a prompt may have`}, tellAll(found))
	require.Equal(t, []string{"prompts/p.partial.md", file, "prompts/support/b", "prompts/support/c.json"}, c.Watch())

	_, _, err = loader(broken).Load(file)
	require.ErrorIs(t, err, broken)
	_, _, err = loader(broken).Load("prompts/none.prompt.yaml")
	require.ErrorIs(t, err, broken)
}

func TestTooManyFiles(t *testing.T) {
	reads := 0
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: func(path string) ([]byte, error) {
		reads++
		return files{}.read(path)
	}}
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "{{> p%d}} ", i)
	}
	p, found := prompt.Parse(file, []byte("sections: {role: '"+b.String()+"'}\n"))
	_, found, err := loader.Gather(p, found)
	require.NoError(t, err)
	require.Less(t, reads, 1001)
	require.Equal(t, "T011 the prompt refers to more than 1000 files", told(found[0]))
	require.Len(t, found, 101)
	require.Equal(t, `partial "p99" is not there (and 899 more of T004)`, found[100].Message)
}
