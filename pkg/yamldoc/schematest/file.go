package schematest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// File is a kind of file, with what its schema and its parser are held to.
type File struct {
	Name     string
	Schema   []byte
	Parse    func(t require.TestingT, src []byte) diag.List
	Shape    []string // the codes of what the schema sees too
	Good     []string // files with nothing wrong
	Bad      []Bad
	Full     string   // a good file with all that there is, of which Mutation changes parts
	Mutation Mutation // what is put in place of parts
}

// Bad is a file that is wrong and what is said of it: "line:col code message",
// then "-> hint" where the hint matters.
type Bad = struct {
	Name  string
	Src   string
	Want  []string
	Shape bool // the schema sees it too
}

// Test demands that the schema is in a form that editors know, and that it and
// the parser take and refuse the same files.
func (f *File) Test(t *testing.T) {
	t.Run("draft", func(t *testing.T) { RequireDraft7(t, f.Schema) })
	t.Run("examples", f.testExamples)
	t.Run("good files", f.testGood)
	t.Run("bad files", f.testBad)
	t.Run("mutations", f.testMutations)
}

func (f *File) decoded(src []byte) any {
	doc, _ := yamldoc.Parse(f.Name, src)
	return doc.Root.Decode()
}

func (f *File) testExamples(t *testing.T) {
	s, tree := Compile(t, f.Schema)
	for _, example := range tree["examples"].([]any) {
		require.NoError(t, s.Validate(example))
		// Go sorts an object's keys, so that no example may hang on their order.
		src, err := json.Marshal(example)
		require.NoError(t, err)
		require.Empty(t, f.Parse(t, src))
	}
}

func (f *File) testGood(t *testing.T) {
	s, _ := Compile(t, f.Schema)
	for _, src := range f.Good {
		require.Empty(t, f.Parse(t, []byte(src)), src)
		require.NoError(t, s.Validate(f.decoded([]byte(src))), src)
	}
}

func (f *File) testBad(t *testing.T) {
	s, _ := Compile(t, f.Schema)
	for _, b := range f.Bad {
		t.Run(b.Name, func(t *testing.T) {
			found := f.Parse(t, []byte(b.Src))
			require.Len(t, found, len(b.Want), "%v", found)
			for i, f := range found {
				require.Regexp(t, pattern(b.Want[i]), Line(f))
			}
			err := s.Validate(f.decoded([]byte(b.Src)))
			if b.Shape {
				require.Error(t, err)
			} else if !strings.HasPrefix(b.Want[0], "*") { // what is no YAML is not decoded
				require.NoError(t, err)
			}
		})
	}
}

// Line is a finding as tests write it: "line:col code message -> hint".
func Line(f diag.Finding) string {
	return fmt.Sprintf("%d:%d %s %s -> %s", f.Range.Start.Line, f.Range.Start.Col, f.Code, f.Message, f.Hint)
}

// Whatever is put in place of a part of a valid file, the schema refuses what
// the parser finds wrong with its shape, and nothing that the parser takes.
func (f *File) testMutations(t *testing.T) {
	s, _ := Compile(t, f.Schema)
	rapid.Check(t, func(t *rapid.T) {
		data := f.decoded([]byte(f.Full)).(map[string]any)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			f.Mutation.Mutate(t, data)
		}
		src, err := json.Marshal(data)
		require.NoError(t, err)
		f.agree(t, s, src)
	})
}

func (f *File) agree(t require.TestingT, s *jsonschema.Schema, src []byte) {
	found := f.Parse(t, src)
	err := s.Validate(f.decoded(src))
	if !found.HasErrors() {
		require.NoError(t, err, "%s", src)
	}
	for _, one := range found {
		if slices.Contains(f.Shape, one.Code) {
			require.Error(t, err, "%s: %s", src, one)
		}
	}
}

// Fuzz demands of any bytes: an answer, places within the file, and that the
// schema takes what the parser takes.
func (f *File) Fuzz(fuzz *testing.F) {
	for _, b := range f.Bad {
		fuzz.Add([]byte(b.Src))
	}
	for _, src := range f.Good {
		fuzz.Add([]byte(src))
	}
	s, _ := Compile(fuzz, f.Schema)
	fuzz.Fuzz(func(t *testing.T, src []byte) {
		found := f.Parse(t, src)
		for _, one := range found {
			require.NotEmpty(t, one.Message)
			require.NotEmpty(t, one.Code)
			at := one.Range
			require.True(t, 0 <= at.Start.Offset && at.Start.Offset <= at.End.Offset && at.End.Offset <= len(src), fmt.Sprint(at))
		}
		if !found.HasErrors() {
			require.NoError(t, s.Validate(f.decoded(src)))
		}
	})
}
