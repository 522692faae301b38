package suite_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/stretchr/testify/require"
)

// ofFile are the inputs of a file of data.
func ofFile(t require.TestingT, name, text string, types map[string]string) []string {
	s := parse(t, "data: ["+name+"]\n")
	return all(t, source(map[string]string{"prompts/" + name: text}, types), s)
}

func TestInputsOfJSONLines(t *testing.T) {
	require.Equal(t, []string{
		"one map[big:9007199254740993 n:1 ticket:Where?] =delivery ×3",
		"17 map[ticket:😀 é] =42",
		"r.jsonl:5 map[]",
		"r.jsonl:6 map[id:x tags:[a]]",
		"r.jsonl:7 map[deep:[map[a:1.5] <nil> false]]",
	}, ofFile(t, "r.jsonl", "\uFEFF"+`{"id": "one", "ticket": "Where?", "n": 1, "big": 9007199254740993, "none": null, "expected": "delivery", "tags": ["a"], "description": "d", "repeat": 3}`+"\r\n"+
		`{"id":17,"ticket":"\ud83d\ude00 \u00e9","expected":42}`+"\n\n \n{}\n"+
		`{"variables": {"id": "x", "tags": ["a"]}, "x-source": 1}`+"\n"+
		`{"deep": [{"a": 1.5}, null, false]}`, nil))
}

func TestInputsOfJSONLinesThatAreWrong(t *testing.T) {
	long := `{"a": "` + strings.Repeat("x", 1<<20) + `"}`
	for text, want := range map[string]string{
		`{"a": 1,}`:                   `1:9: Y001 this is no JSON: invalid character '}' looking for beginning of object key string`,
		`{"a": `:                      `1:7: Y001 this is no JSON: it ends too early`,
		`{"é": x}`:                    `1:7: Y001 this is no JSON: invalid character 'x' looking for beginning of value`,
		`[1]`:                         `1:1: Y004 a row must be a mapping of columns, not a list`,
		`3`:                           `1:1: Y004 a row must be a mapping of columns, not 3`,
		`{"a": 1, "a": 2}`:            `1:10: Y002 key "a" is there twice -> remove one of them`,
		`{"a": 12345678901234567890}`: `1:7: Y004 the number 12345678901234567890 is too large to be kept exactly -> quote it`,
		`{"a": 1e999}`:                `1:7: Y004 the number 1e999 is too large to be kept -> quote it`,
		`{"a": "` + "\x00" + `"}`:     `1:8: Y008 NUL (U+0000) -> remove it; where the text needs it, write it in double quotes as \x or \u`,
		`{"a": "` + "\xE9" + `"}`:     `1:8: Y008 byte 0xE9 is not UTF-8 -> save the file as UTF-8; it may be Latin-1 or Windows-1252`,
		long:                          `1:1: Y001 the row is longer than 1048576 bytes`,
		strings.Repeat("[", 70):       `1:71: Y001 this is no JSON: it ends too early`,
		strings.Repeat("[", 70) + strings.Repeat("]", 70): `1:65: Y001 values nest more than 64 deep`,
		`{"id": ""}`:                        `1:8: Y004 id must be the id of a row, not ""`,
		`{"id": ["a"]}`:                     `1:8: Y004 id must be the id of a row, not a list`,
		`{"id": "a\nb"}`:                    `1:8: Y004 the id of a row must be one line without control characters`,
		`{"id": "a[b=c]"}`:                  `1:8: Y004 the id of a row must not end in ], which is for the choices of a matrix`,
		`{"id": "r.jsonl:2"}`:               `1:1: E004 id "r.jsonl:2" is what a row of data without an id is called -> give it another id`,
		`{"repeat": 0}`:                     `1:12: Y004 repeat must be a whole number from 1 to 1000, not 0`,
		`{"tags": "a"}`:                     `1:10: Y004 tags must be a list, not "a"`,
		`{"expected": {}}`:                  `1:14: Y004 expected must be a text, not a mapping`,
		`{"assert": [{"conains": "x"}]}`:    "1:14: E005 unknown assertion \"conains\" (did you mean \"contains\"?) -> `promptctl explain tests.cases.assert` lists the types; not- before one negates it",
		`{"variables": {}, "expectd": "x"}`: `1:19: Y003 unknown column "expectd" (did you mean "expected"?) -> beside variables: a row may have id, description, tags, expected, repeat, assert; keys of your own begin with x-`,
	} {
		require.Equal(t, []string{"! prompts/r.jsonl:" + want, "r.jsonl:2 map[b:1]"}, ofFile(t, "r.jsonl", text+"\n{\"b\": 1}\n", nil), text[:min(len(text), 40)])
	}
}

func TestRowsThatAreThereTwice(t *testing.T) {
	s := parse(t, "cases: [{id: a}]\ndata: [r.jsonl, s.jsonl]\n")
	files := map[string]string{"prompts/r.jsonl": "{\"id\": \"a\"}\n{\"id\": \"b\"}\n{\"id\": \"b\"}\n{}\n", "prompts/s.jsonl": "{\"id\": \"b\"}\n{}\n"}
	require.Equal(t, []string{
		"a map[]",
		`! prompts/r.jsonl:1:1: E004 case "a" is there twice: the first is at prompts/a.tests.yaml:2`,
		"b map[]",
		`! prompts/r.jsonl:3:1: E004 case "b" is there twice: the first is at prompts/r.jsonl:2`,
		"r.jsonl:4 map[]",
		`! prompts/s.jsonl:1:1: E004 case "b" is there twice: the first is at prompts/r.jsonl:2`,
		"s.jsonl:2 map[]",
	}, all(t, source(files, nil), s))
}

func TestRowsWithAssertions(t *testing.T) {
	s := parse(t, "defaults: {judge: {model: m}, assert: [{contains: x}]}\ndata: [r.jsonl, r.yaml]\n")
	files := map[string]string{"prompts/r.jsonl": "{}\n{\"assert\": [{\"regex\": \"^a\"}, {\"not-contains\": \"b\", \"weight\": 2}]}\n", "prompts/r.yaml": "- a: 1\n- assert:\n  - equals: b\n"}
	var places []string
	for in, err := range s.Inputs(source(files, nil)) {
		require.NoError(t, err)
		for _, a := range in.Case.Assert {
			require.NotSame(t, s, in.Own)
			require.Equal(t, "m", in.Own.Defaults.Judge.Model)
			require.Empty(t, in.Own.Defaults.Assert, "they stand in another file")
			places = append(places, fmt.Sprint(in.Own.Doc.NodeRange(a.Value), " ", a.Key.Value, " ", a.Weight))
		}
		if len(in.Case.Assert) == 0 {
			require.Same(t, s, in.Own)
		}
	}
	require.Equal(t, []string{"prompts/r.jsonl:2:23 regex 1", "prompts/r.jsonl:2:47 not-contains 2", "prompts/r.yaml:3:13 equals 1"}, places)
}

func TestInputsOfYAMLRows(t *testing.T) {
	require.Equal(t, []string{
		"a map[n:1 t:x] =1.10",
		`! prompts/r.yaml:2:15: Y002 key "k" is already in line 2 -> remove one of them`,
		"r.yaml:3 map[k:map[l:1]]",
		`! prompts/r.yaml:4:3: Y004 a row must be a mapping of columns, not "text"`,
		"r.yaml:5 map[]",
	}, ofFile(t, "r.yaml", "- {id: a, t: x, n: 1, expected: 1.10}\n- {k: {l: 1}, k: 2}\n- {k: {l: 1}}\n- text\n- {}\n", nil)[:5])
	for text, want := range map[string]string{
		"a: 1\n":                             `prompts/r.yaml:1:1: Y004 a file of rows must be a list, not a mapping`,
		"":                                   `prompts/a.tests.yaml:2:8: T004 data file "r.yaml" has no rows`,
		"[]":                                 `prompts/a.tests.yaml:2:8: T004 data file "r.yaml" has no rows`,
		"- [":                                `prompts/r.yaml:1:3: Y001 *`,
		strings.Repeat("# x\n", 1<<18) + "#": `prompts/r.yaml: Y001 the file has more than 1048576 bytes, which is the most that is read of YAML -> JSON lines and CSV are read row by row, and may be of any size`,
	} {
		got := ofFile(t, "r.yaml", text, nil)
		require.Len(t, got, 1)
		require.True(t, strings.HasPrefix(got[0], "! "+strings.TrimSuffix(want, "*")), got[0])
	}
}

func TestInputsOfCSV(t *testing.T) {
	types := map[string]string{"n": "integer", "f": "number", "b": "boolean", "l": "array", "o": "object", "s": "string"}
	require.Equal(t, []string{
		`one map[b:true f:1.5 l:[a 1] n:9007199254740993 o:map[k:[]] s:a "b", c` + "\nd u:42] =E ×2",
		"r.csv:4 map[s: u:]",
		"r.csv:6 map[b:false n:7 s:x u:y]",
	}, ofFile(t, "r.csv", "\uFEFFid,s,n,f,b,l,o,u,expected,tags,description,repeat\r\n"+
		`one,"a ""b"", c`+"\r\n"+`d",9007199254740993,1.5,TRUE,"[""a"", 1]","{""k"": []}",42,E,"a, b",what,2`+"\r\n"+
		",,,,,,,,,,,\r\n\r\n,x,7,,False,,,y,,,,", types))
	var tags []string
	s := parse(t, "data: [r.csv]\n")
	for in := range s.Inputs(source(map[string]string{"prompts/r.csv": "tags,variables.tags,description\n\"a, b c;d, \",T,D\n"}, nil)) {
		tags = append(in.Case.Tags, in.Case.Description, in.Variables["tags"].(string))
	}
	require.Equal(t, []string{"a", "b c", "d", "D", "T"}, tags)
}

func TestInputsOfCSVThatIsWrong(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	types := map[string]string{"n": "integer", "l": "array"}
	for row, want := range map[string]string{
		`a "b" c,1,2`:             `2:3: Y001 a quote stands in a cell that does not begin with one -> put the cell in quotes, and write each quote in it twice: "a ""b"" c"`,
		`é,"a"b,1`:                `2:6: Y001 text follows the quote that ends a cell -> write a quote within a cell twice`,
		"\"a\nb":                  `2:1: Y001 the quote that begins the cell is not closed -> write a quote within a cell twice`,
		"é,\"a,1":                 `2:3: Y001 the quote that begins the cell is not closed -> write a quote within a cell twice`,
		`a`:                       `2:1: Y005 the row has 1 cell, and the first row names 3 columns -> a cell with a comma in it stands in quotes`,
		`a,1,[],4`:                `2:8: Y005 the row has 4 cells, and the first row names 3 columns -> a cell with a comma in it stands in quotes`,
		"a,\x00,":                 `2:3: Y008 NUL (U+0000) -> save the file as a text in UTF-8`,
		"\xE9,1,":                 `2:1: Y008 byte 0xE9 is not UTF-8 -> save the file as UTF-8; it may be Latin-1 or Windows-1252`,
		`a,x,`:                    `2:3: Y004 column "n": "x" is not of type integer`,
		`a,,"[1"`:                 `2:4: Y004 column "l": "[1" is not of type array: this is no JSON: it ends too early -> a list is written as JSON: "[""a"", ""b""]"`,
		`a,12345678901234567890,`: `2:3: Y004 column "n": "12345678901234567890" is not of type integer: the number 12345678901234567890 is too large to be kept exactly`,
		long + ",,":               `2:1: Y001 the row is longer than 1048576 bytes`,
	} {
		got := ofFile(t, "r.csv", "id,n,l\n"+row+"\nlast,5,\n", types)
		require.Equal(t, "! prompts/r.csv:"+want, got[0], row[:min(len(row), 40)])
		require.Equal(t, "last map[n:5]", got[len(got)-1], row[:min(len(row), 40)])
	}
	for text, want := range map[string]string{
		"":                      `prompts/a.tests.yaml:2:8: T004 data file "r.csv" has no rows`,
		"a,b\n":                 `prompts/a.tests.yaml:2:8: T004 data file "r.csv" has no rows`,
		"a;b\n1;2\n":            `prompts/r.csv:1:1: Y005 the first row names one column -> columns are separated by commas`,
		"a,,b\n1,2,3\n":         `prompts/r.csv:1:3: Y005 column 2 has no name -> the first row names the columns`,
		"a,b,a\n1,2,3\n":        `prompts/r.csv:1:5: Y002 column "a" is there twice`,
		"a,assert\n1,2\n":       `prompts/r.csv:1:3: Y003 a cell cannot hold assertions -> put rows with assertions of their own into a file of JSON lines; a variable of that name is variables.assert`,
		"\"a\n":                 `prompts/r.csv:1:1: Y001 the quote that begins the cell is not closed -> write a quote within a cell twice`,
		"id,repeat\na,0\nb,x\n": `prompts/r.csv:2:3: Y004 column "repeat": "0" is no whole number from 1 to 1000`,
	} {
		require.Equal(t, "! "+want, ofFile(t, "r.csv", text, nil)[0], text)
	}
}

// A quote that somebody forgot does not take the rows after it along.
func TestARowOfCSVThatIsNotClosed(t *testing.T) {
	require.Equal(t, []string{
		`! prompts/r.csv:2:1: Y001 the cell in quotes goes on to line 4, where text follows the quote that ends a cell -> write a quote within a cell twice`,
		"r.csv:3 map[a:b b:2]", "r.csv:4 map[a:c b:3]", "r.csv:5 map[a:d b:4]",
	}, ofFile(t, "r.csv", "a,b\n\"a,1\nb,2\n\"c\",3\nd,4\n", nil))
}

func TestDataThatCannotBeRead(t *testing.T) {
	s := parse(t, "data: [gone.jsonl, r.jsonl]\n")
	require.Equal(t, []string{`! prompts/a.tests.yaml:2:8: T004 data file "gone.jsonl" is not there (looked for prompts/gone.jsonl)`, "r.jsonl:1 map[]"},
		all(t, source(map[string]string{"prompts/r.jsonl": "{}"}, nil), s))
	for _, name := range []string{"r.jsonl", "r.csv", "r.yaml"} {
		broken := suite.Source{Open: func(string) (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("{\n"), failing{})), nil
		}}
		got := all(t, broken, parse(t, "data: ["+name+"]\n"))
		require.Contains(t, got[len(got)-1], `data file "`+name+`" cannot be read: disk on fire`)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

// many is a file of rows that is never there as a whole.
type many struct {
	left int
	row  func(n int) string
	rest string
}

func (m *many) Read(b []byte) (int, error) {
	for m.rest == "" {
		if m.left == 0 {
			return 0, io.EOF
		}
		m.rest = m.row(m.left)
		m.left--
	}
	n := copy(b, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func (m *many) Close() error { return nil }

// A hundred thousand rows take no more memory than a few, but for their ids.
func TestRowsAreStreamed(t *testing.T) {
	const rows = 100_000
	for name, row := range map[string]func(n int) string{
		"r.jsonl": func(n int) string {
			return fmt.Sprintf(`{"id": "row-%d", "ticket": "%s"}`+"\n", n, strings.Repeat("x", 200))
		},
		"r.csv": func(n int) string {
			if n == rows {
				return "id,ticket\n"
			}
			return fmt.Sprintf("row-%d,%s\n", n, strings.Repeat("x", 200))
		},
	} {
		s := parse(t, "data: ["+name+"]\n")
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n, most := 0, uint64(0)
		for _, err := range s.Inputs(suite.Source{Open: func(string) (io.ReadCloser, error) { return &many{left: rows, row: row}, nil }}) {
			require.NoError(t, err)
			if n++; n%25_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc)
			}
		}
		require.GreaterOrEqual(t, n, rows-1)
		require.Less(t, most, before.HeapAlloc+8<<20, name)
	}
}

// What encoding/csv takes, Inputs takes too, with the same cells.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "a\n\"x\"\"y\"\n", "a,b\n\"1\n2\",3\r\n4,5", "a\n\"", "a\n\"b\nc\n", "a,a\n", "a,b\n\"1\"x,2\n3,4\n", "\uFEFFa\nb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := parse(t, "data: [r.csv]\n")
		from := source(map[string]string{"prompts/r.csv": text}, nil)
		var got []map[string]any
		good := true
		for in, err := range s.Inputs(from) {
			if err != nil {
				require.NotEmpty(t, err.Error())
				good = false
				continue
			}
			got = append(got, in.Variables)
		}
		want, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
		if err != nil || !good || len(want) == 0 {
			require.False(t, good && err != nil && !strings.Contains(text, "\r"), "%v", err)
			return
		}
		for _, name := range want[0] {
			if name != strings.TrimPrefix(name, "variables.") || strings.Contains("id description tags expected repeat", name) {
				return
			}
		}
		require.Len(t, got, len(want)-1)
		for i, row := range want[1:] {
			for k, name := range want[0] {
				require.Equal(t, row[k], got[i][name])
			}
		}
	})
}

// Any line has an answer, with a place in the file.
func FuzzJSONLines(f *testing.F) {
	for _, text := range []string{"{}", `{"id": "a", "x": [1, {"b": null}]}` + "\n", "{\"a\"", "\x00", "[[[[", `{"a": "\ud800\u2028"}`, `{"assert": [{"contains": "a\u00e9{{b}}"}, {"regex": "\u002f("}]}`, `{"variables": {"a": 1}}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, line := range ofFile(t, "r.jsonl", text, nil) {
			require.NotEmpty(t, line)
		}
	})
}
