package suite_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// source is files by their paths, and types by names.
func source(files, types map[string]string) suite.Source {
	return suite.Source{
		Open: func(path string) (io.ReadCloser, error) {
			text, ok := files[path]
			if !ok {
				return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
			}
			return io.NopCloser(strings.NewReader(text)), nil
		},
		Type: func(variable string) string { return types[variable] },
	}
}

func parse(t require.TestingT, src string) *suite.Suite {
	s, found := suite.Parse("prompts/a.tests.yaml", []byte("version: 1\n"+src))
	require.Empty(t, found)
	return s
}

// all are the inputs of suites, each as a line; of one that is wrong, its findings.
func all(t require.TestingT, from suite.Source, suites ...*suite.Suite) []string {
	var lines []string
	for in, err := range suite.Inputs(from, suites...) {
		var wrong *diag.FindingsError
		if errors.As(err, &wrong) {
			for _, f := range wrong.Findings {
				lines = append(lines, strings.TrimSuffix(fmt.Sprintf("! %s: %s %s -> %s", f.Range, f.Code, f.Message, f.Hint), " -> "))
			}
			continue
		}
		require.NoError(t, err)
		line := fmt.Sprint(in.ID, " ", in.Variables)
		if in.Expected != nil {
			line += " =" + *in.Expected
		}
		if in.Repeat != 1 {
			line += fmt.Sprint(" ×", in.Repeat)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestInputsOfCases(t *testing.T) {
	s := parse(t, `
defaults: {variables: {channel: email, lang: en, n: ~}, matrix: {tone: [plain, warm], lang: [x]}, repeat: 2}
cases:
  - {id: a, variables: {ticket: T, lang: ~}, expected: E}
  - {id: b, variables: {tone: odd, lang: de}, repeat: 1}
  - {id: c, matrix: {channel: [chat, ~], tone: [1, "1"]}, variables: {lang: fr}}
`)
	require.Equal(t, []string{
		"a[tone=plain,lang=x] map[channel:email lang:x ticket:T tone:plain] =E ×2",
		"a[tone=warm,lang=x] map[channel:email lang:x ticket:T tone:warm] =E ×2",
		"b map[channel:email lang:de tone:odd]",
		"c[channel=chat,tone=1] map[channel:chat lang:fr tone:1] ×2",
		"c[channel=chat,tone=1~391552c0] map[channel:chat lang:fr tone:1] ×2",
		"c[channel=null,tone=1] map[lang:fr tone:1] ×2",
		"c[channel=null,tone=1~391552c0] map[lang:fr tone:1] ×2",
	}, all(t, source(nil, nil), s))
	for in := range s.Inputs(source(nil, nil)) {
		require.Equal(t, s.Doc.NodeRange(in.Case.IDNode), in.At)
		require.Same(t, s, in.Own)
		require.Same(t, s, in.Suite)
	}
}

// What a case gives is what its first input has.
func TestGivenIsTheFirstInput(t *testing.T) {
	s := parse(t, `
defaults: {variables: {a: 1, b: 2, m: 0}, matrix: {c: [3, 4], a: [9]}}
cases:
  - {id: x, variables: {b: 5, d: 0}, matrix: {d: [6, 7]}}
  - {id: y, matrix: {b: [~, 1]}}
  - {id: z, variables: {c: {k: [1]}}}
`)
	seen := map[*suite.Case]bool{}
	for in := range s.Inputs(source(nil, nil)) {
		if !seen[in.Case] {
			require.Equal(t, in.Variables, s.Given(in.Case), in.ID)
		}
		seen[in.Case] = true
	}
	require.Len(t, seen, 3)
}

func TestInputsNameLongValues(t *testing.T) {
	s := parse(t, `
cases:
  - id: a
    matrix:
      ticket: ["Where is my parcel? We leave on Saturday.", "Where is my parcel? We leave on Sunday.", "Where is my parcel? We leave on Sunday."]
      list: [[1, 2], {k: v}, "", true, 1.5, "é", "a,b"]
`)
	var ids []string
	for in, err := range s.Inputs(source(nil, nil)) {
		require.NoError(t, err)
		ids = append(ids, in.ID)
	}
	require.Len(t, ids, 21)
	require.Regexp(t, `^a\[ticket=Where-is-my-parcel-W~[0-9a-f]{8},list=1-2~[0-9a-f]{8}\]$`, ids[0])
	require.Regexp(t, `,list=k-v~[0-9a-f]{8}\]$`, ids[1])
	require.Regexp(t, `,list=~[0-9a-f]{8}\]$`, ids[2])
	require.Regexp(t, `,list=true\]$`, ids[3])
	require.Regexp(t, `,list=1.5\]$`, ids[4])
	require.Regexp(t, `,list=é\]$`, ids[5])
	slices.Sort(ids)
	require.Len(t, slices.Compact(ids), 21)
}

// Ids are unique and stay when other values come or go, and a matrix makes every
// combination once.
func TestInputsOfAnyMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "'1'", "1", "1.0", "true", "'true'", "[a]", "a b", "'a  b'", "{a: b}", "'a-b'"}), 1, 6, rapid.ID)
		x, y := values.Draw(t, "x"), values.Draw(t, "y")
		list := func(v []string) string { return "[" + strings.Join(v, ", ") + "]" }
		s := parse(t, "cases: [{id: c, matrix: {x: "+list(x)+", y: "+list(y)+"}}]\n")
		seen := map[string]bool{}
		for in, err := range s.Inputs(source(nil, nil)) {
			require.NoError(t, err)
			require.False(t, seen[in.ID], in.ID)
			seen[in.ID] = true
		}
		require.Len(t, seen, len(x)*len(y))
	})
}

func TestInputsOfTooManyCombinations(t *testing.T) {
	list := "[" + strings.Repeat("a, ", 999) + "a]"
	s := parse(t, "cases: [{id: c, matrix: {x: "+list+", y: "+list+"}}, {id: d}]\n")
	require.Equal(t, []string{`! prompts/a.tests.yaml:2:14: E005 the matrix of "c" has more than 100000 combinations -> try fewer values at once, or write cases of their own for the combinations that matter`, "d map[]"},
		all(t, source(nil, nil), s))
}

func TestInputsInPrompt(t *testing.T) {
	doc, found := yamldoc.Parse("prompts/a.prompt.yml", []byte(`testData:
  - {input: a, expected: x}
  - {inputs: {input: b}}
evaluators: [{name: n, string: {equals: "{{expected}}"}}]
`))
	require.Empty(t, found)
	own, found := suite.InPrompt(doc)
	require.Empty(t, found)
	require.Equal(t, []string{"case-1 map[input:a] =x", "case-2 map[input:b]"}, all(t, source(nil, nil), own))

	beside := parse(t, "cases: [{id: z}, {id: case-2}]\n")
	require.Equal(t, []string{"z map[]", "case-2 map[]", "case-1 map[input:a] =x",
		`! prompts/a.prompt.yml:3:5: E004 case "case-2" is there twice: the first is at prompts/a.tests.yaml:2`}, all(t, source(nil, nil), nil, beside, own))
}

func TestInputsEndWhereNoMoreAreWanted(t *testing.T) {
	files := map[string]string{"prompts/r.jsonl": "{}\n{}\nx\n{}\n", "prompts/r.csv": "a\n1\n2\n", "prompts/r.yaml": "[{a: 1}, {a: 2}]"}
	s := parse(t, "cases: [{id: a, matrix: {x: [1, 2]}}]\ndata: [r.jsonl, r.csv, r.yaml]\n")
	for stop := range 11 {
		n := 0
		for range s.Inputs(source(files, nil)) {
			if n++; n > stop {
				break
			}
		}
		require.Equal(t, min(stop+1, 10), n)
	}
}
