package jsonschema

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// group is a schema of the official test suite with its tests.
type group struct {
	File        string
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

func groups(t *testing.T) (all []group) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.jsonl")
	require.NoError(t, err)
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var g group
			require.NoError(t, json.Unmarshal(lines.Bytes(), &g))
			g.File = name + ": " + g.File
			all = append(all, g)
		}
		require.NoError(t, lines.Err())
	}
	return all
}

// Whatever compiles is judged as the suite says. What does not is a reference out of
// the schema, or a dynamic one that could mean several places.
func TestOfficialSuite(t *testing.T) {
	checked, refused := 0, 0
	for _, g := range groups(t) {
		s, problems := Compile(g.Schema)
		if s == nil {
			refused++
			for _, p := range problems {
				require.Regexp(t, `^(refers to .* which is not in this schema|could refer to several schemas.*)$`, p.Message, "%s: %s", g.File, g.Description)
			}
			continue
		}
		for _, c := range g.Tests {
			value, err := jsondoc.Parse(string(c.Data))
			require.NoError(t, err)
			found, err := s.Check(value)
			require.NoError(t, err)
			require.Equal(t, c.Valid, len(found) == 0, "%s: %s: %s: %v", g.File, g.Description, c.Description, found)
			checked++
		}
	}
	require.Greater(t, checked, 1900)
	require.Less(t, refused, 20)
}
