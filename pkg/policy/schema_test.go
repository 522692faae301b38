package policy

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/stretchr/testify/require"
)

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

// mutation is what is put in place of parts of a valid file.
func mutation() schematest.Mutation {
	return schematest.Mutation{Values: []any{
		nil, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "x", "main", "a/b", "..", "live", "error", "resolved", "2d", "legal", "release", "**", "é", fp(7),
		"a@b", "robot", []any{}, []any{"x"}, []any{"legal"}, []any{nil}, map[string]any{}, map[string]any{"legal": 1}, map[string]any{"unsigned": "warn"},
		map[string]any{"branch": "b", "open": true},
	}, Keys: []string{"x-new", "latest", "open", "lint"}}
}

// kind is the policy, with what its schema is held to. One without errors can be
// told in words.
func kind() *schematest.File {
	return &schematest.File{
		Name: File, Schema: Schema(), Shape: []string{"Y003", "Y004", "Y005", "P001", "P003", "P004", "P005", "P007", "P014", "P015"},
		Good: goodFiles(), Bad: badFiles(), Full: full(), Mutation: mutation(),
		Parse: func(t require.TestingT, src []byte) diag.List {
			p, found := Parse(File, src)
			for _, f := range found {
				require.Equal(t, f.Code != "P016", f.Severity == diag.Error)
			}
			if !found.HasErrors() {
				for i := range p.Environments {
					require.NotEmpty(t, p.Explain(&p.Environments[i]))
				}
			}
			return found
		},
	}
}

func TestSchemaAndParserAgree(t *testing.T) { kind().Test(t) }

func FuzzParse(f *testing.F) { kind().Fuzz(f) }
