package prompt_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// file is the path of the prompt that tests read.
const file = "prompts/support/a.prompt.yaml"

// A marked text has the places of the expected findings between ⟦ and ⟧, in
// the order of the findings. Marks may nest.
func unmark(marked string) (text string, spans [][2]int) {
	var open []int
	var b strings.Builder
	for _, r := range marked {
		switch r {
		case '⟦':
			open = append(open, len(spans))
			spans = append(spans, [2]int{b.Len(), -1})
		case '⟧':
			spans[open[len(open)-1]][1] = b.Len()
			open = open[:len(open)-1]
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), spans
}

// placeOf counts lines and columns anew, by the first principles of an editor.
func placeOf(text string, offset int) diag.Pos {
	before := text[:offset]
	line := strings.LastIndexByte(before, '\n') + 1
	return diag.Pos{Line: strings.Count(before, "\n") + 1, Col: utf8.RuneCountInString(before[line:]) + 1, Offset: offset}
}

// told is a finding as tests write it: "CODE message", "warning CODE message",
// with the hint on a line of its own.
func told(f diag.Finding) string {
	text := f.Code + " " + f.Message
	if f.Severity != diag.Error {
		text = f.Severity.String() + " " + text
	}
	if f.Hint != "" {
		text += "\nhint: " + f.Hint
	}
	return text
}

func tellAll(found diag.List) []string {
	all := make([]string, len(found))
	for i, f := range found {
		all[i] = told(f)
	}
	return all
}

// requireFindings demands exactly these findings, at the marked places of one
// file.
func requireFindings(t *testing.T, file, marked string, found diag.List, want ...string) {
	t.Helper()
	text, spans := unmark(marked)
	require.Equal(t, want, tellAll(found), "%s", text)
	require.Len(t, spans, len(want), "places are not marked: %s", marked)
	for i, span := range spans {
		require.Equal(t, diag.Range{File: file, Start: placeOf(text, span[0]), End: placeOf(text, span[1])}, found[i].Range, "%s: %s", want[i], marked)
	}
}

// badFile is a marked prompt file and what is wrong with it.
type badFile struct {
	src  string
	want []string
}

func refuse(t *testing.T, cases []badFile) {
	t.Helper()
	for _, c := range cases {
		src, _ := unmark(c.src)
		p, found := prompt.Parse(file, []byte(src))
		require.NotNil(t, p)
		requireFindings(t, file, c.src, found, c.want...)
	}
}

// files is a repository of files by path.
type files map[string]string

func (f files) read(path string) ([]byte, error) {
	if text, ok := f[path]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func (f files) loader() prompt.Loader {
	return prompt.Loader{Folders: []string{"prompts"}, Read: f.read, Known: f.known}
}

// known are the names of the partials, and all files but prompts.
func (f files) known() (partials, paths []string) {
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if name, ok := strings.CutSuffix(path, prompt.PartialSuffix); ok {
			partials = append(partials, strings.TrimPrefix(name, "prompts/"))
		}
		if !prompt.IsPrompt(path) {
			paths = append(paths, path)
		}
	}
	return partials, paths
}

// load reads the prompt of the tests with its closure.
func (f files) load(t require.TestingT) (*prompt.Closure, diag.List) {
	c, found, err := f.loader().Load(file)
	require.NoError(t, err)
	return c, found
}

// sound loads a prompt that has nothing wrong.
func (f files) sound(t require.TestingT) *prompt.Closure {
	c, found := f.load(t)
	require.Empty(t, found)
	return c
}

// closureOf is a sound prompt without other files.
func closureOf(t require.TestingT, src string) *prompt.Closure { return files{file: src}.sound(t) }
