package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func decoded(src []byte) any {
	doc, _ := yamldoc.Parse(File, src)
	return doc.Root.Decode()
}

func TestSchemaIsDraft7AndSelfContained(t *testing.T) { schematest.RequireDraft7(t, Schema()) }

func TestSchemaExamplesAreValidForBoth(t *testing.T) {
	s, tree := schematest.Compile(t, Schema())
	for _, example := range tree["examples"].([]any) {
		require.NoError(t, s.Validate(example))
		// Go sorts an object's keys, and the order of environments matters.
		src, err := json.Marshal(example)
		require.NoError(t, err)
		_, found := Parse(File, src)
		require.Empty(t, found)
	}
}

func goodFiles() []string {
	robotOnly := "persons: {ci: {kind: robot, emails: ['1+ci[bot]@users.noreply.example.com'], keys: [" + fp(1) + "]}}\n"
	return []string{
		full(), head + open, head + robotOnly + open, closed("{legal: 1}"), closed("{legal: 2}"), closed("{legal: 1, security: 1}"),
		protected("    requires: {separation: false, release: false}\n"), protected("    open: false\n"),
		protected("    rules: [{match: ['**', '*-?.x*/**/b', A/b_], threads: resolved}]\n"),
		environment("production: {branch: 主/ümlaut-@x+#, open: true}"), environment("beta: {branch: a.b, open: true}"),
		environment("deadbe: {branch: feature, open: true}\n  very-long_name2: {branch: features/b, open: true}"),
		string(Open("4f6c1b0de29a8857", "main")),
	}
}

func TestSchemaAcceptsGoodFiles(t *testing.T) {
	s, _ := schematest.Compile(t, Schema())
	for _, src := range goodFiles() {
		_, found := Parse(File, []byte(src))
		require.Empty(t, found, src)
		require.NoError(t, s.Validate(decoded([]byte(src))), src)
	}
}

func TestSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := schematest.Compile(t, Schema())
	for _, b := range badFiles() {
		err := s.Validate(decoded([]byte(b.src)))
		if b.shape {
			require.Error(t, err, b.name)
		} else {
			require.NoError(t, err, b.name)
		}
	}
}

// Whatever is put in place of a part of a valid file, the schema refuses what
// the parser finds wrong with its shape, and nothing that the parser takes.
func TestSchemaAndParserAgreeOnMutations(t *testing.T) {
	s, _ := schematest.Compile(t, Schema())
	rapid.Check(t, func(t *rapid.T) {
		data := decoded([]byte(full())).(map[string]any)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			mutation().Mutate(t, data)
		}
		src, err := json.Marshal(data)
		require.NoError(t, err)
		_, found := Parse(File, src)
		err = s.Validate(decoded(src))
		if !found.HasErrors() {
			require.NoError(t, err, "%s", src)
		}
		for _, f := range found {
			if slices.Contains([]string{"Y003", "Y004", "Y005", "P001", "P003", "P004", "P005", "P007", "P014", "P015"}, f.Code) {
				require.Error(t, err, "%s: %s", src, f)
			}
		}
	})
}

// mutation is what is put in place of parts of a valid file.
func mutation() schematest.Mutation {
	return schematest.Mutation{Values: []any{
		nil, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "x", "main", "a/b", "..", "live", "error", "resolved", "2d", "legal", "release", "**", "é", fp(7),
		"a@b", "robot", []any{}, []any{"x"}, []any{"legal"}, []any{nil}, map[string]any{}, map[string]any{"legal": 1}, map[string]any{"unsigned": "warn"},
		map[string]any{"branch": "b", "open": true},
	}, Keys: []string{"x-new", "latest", "open", "lint"}}
}

// FuzzParse demands of any bytes: an answer, places within the file, and that
// the schema takes what the parser takes.
func FuzzParse(f *testing.F) {
	for _, b := range badFiles() {
		f.Add([]byte(b.src))
	}
	for _, src := range goodFiles() {
		f.Add([]byte(src))
	}
	s, _ := schematest.Compile(f, Schema())
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found := Parse(File, src)
		for _, finding := range found {
			require.NotEmpty(t, finding.Message)
			require.NotEmpty(t, finding.Code)
			at := finding.Range
			require.True(t, 0 <= at.Start.Offset && at.Start.Offset <= at.End.Offset && at.End.Offset <= len(src), fmt.Sprint(at))
		}
		if found.HasErrors() {
			return
		}
		require.NoError(t, s.Validate(decoded(src)))
		for i := range p.Environments {
			require.NotEmpty(t, p.Explain(&p.Environments[i]))
		}
	})
}
