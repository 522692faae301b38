package jsondoc

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		``:                       `line 1, column 1: a JSON value is missing`,
		`{"a":1,}`:               `line 1, column 8: a name in double quotes is missing`,
		"{\n  'a': 1}":           `line 2, column 3: a name in double quotes is missing`,
		`{"ä":1 "b":2}`:          `line 1, column 8: a , or a } is missing`,
		`[1,2`:                   `line 1, column 5: a , or a ] is missing`,
		`{"a" 1}`:                `line 1, column 6: a : is missing`,
		`"a`:                     `line 1, column 3: a string does not end`,
		"\"a\nb\"":               `line 1, column 3: a control character in a string is not escaped`,
		`"\x"`:                   `line 1, column 1: a string has an escape that JSON does not have`,
		`01`:                     `line 1, column 2: the value has ended, and more follows`,
		`-`:                      `line 1, column 2: a digit is missing`,
		`1.`:                     `line 1, column 3: a digit is missing`,
		`True`:                   `line 1, column 1: a JSON value is missing`,
		`{"a":1} {"a":2}`:        `line 1, column 9: the value has ended, and more follows`,
		`{"a":1,"b":2,"a":3}`:    `line 1, column 14: the name "a" is there twice`,
		`{"x":{"a":1,"a":1}}`:    `line 1, column 13: the name "a" is there twice`,
		"```json\n{}\n```":       "line 1, column 1: a JSON value is missing",
		strings.Repeat("[", 600): `line 1, column 513: more than 512 arrays and objects stand in each other`,
	} {
		_, err := Parse(text)
		require.EqualError(t, err, want, text)
	}
	v, err := Parse(" {\"a\":[1.50,\"\\u00e9\\n\",true,null]}\n")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{json.Number("1.50"), "é\n", true, nil}}, v)
}

func TestFind(t *testing.T) {
	for text, want := range map[string][]string{
		`Here you are: {"a":1}. And [2].`: {`{"a":1}`, `[2]`},
		"```json\n{\"a\": 1}\n```":        {`{"a":1}`},
		"```\n42\n```":                    {`42`},
		`42`:                              {`42`},
		`the answer is 42`:                nil,
		`{bad [1,2] }`:                    {`[1,2]`},
		`[[1,2], oops`:                    {`[1,2]`},
		`see [the "map {"a":1}" here]`:    {`{"a":1}`},
		`["a {"k":1}`:                     {`{"k":1}`},
		`{"a":{"b":1}}`:                   {`{"a":{"b":1}}`},
		`x {"a":{"b":1}}`:                 {`{"a":{"b":1}}`},
		`{"a":1,"a":2}`:                   nil,
		"[link](x) and {placeholder} then {\"q\":\"d\"}": {`{"q":"d"}`},
		`{{"a":1}}`: {`{"a":1}`},
	} {
		var got []string
		for v := range Find(text) {
			got = append(got, Write(v))
		}
		require.Equal(t, want, got, text)
	}
}

// Whatever stands in a text, a byte is read a few times and no more.
func TestFindIsLinear(t *testing.T) {
	for _, unit := range []string{`[`, `{`, `{"a":`, `[[1],`, `["`, `["[",`, `["[`, `"[`, "```", "```\n", "`", "[`", `{"a":[`, `["\"[`, `[1,{"a":"[{`, `[{}`, `[""`, `["[",["`} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		f := &finder{text: text}
		f.run(func(any) bool { return true })
		require.LessOrEqual(t, f.read, 6*len(text), unit)
	}
}

func TestDecimal(t *testing.T) {
	ordered := []json.Number{"-1e99999999999999999999", "-100", "-99.9", "-1", "-0.5", "-1e-9", "0", "1e-9", "0.001", "0.0010000001", "0.5", "1", "1.0000000001", "2", "99.9", "100", "1e2147483648"}
	for i, a := range ordered {
		for j, b := range ordered {
			require.Equal(t, min(1, max(-1, i-j)), NewDecimal(a).Compare(NewDecimal(b)), "%s %s", a, b)
		}
	}
	for text, want := range map[json.Number]string{"1.50": "1.5", "100": "100", "1e2": "100", "-0": "0", "0.00": "0", "1e-3": "0.001", "123456789012345678901234567890": "0.12345678901234567890123456789e30"} {
		require.Equal(t, want, NewDecimal(text).String(), string(text))
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`{"a":1,"b":[2]}`, `{"b":[2.0],"a":1e0}`, true},
		{`[1]`, `[1,2]`, false},
		{`1`, `"1"`, false},
		{`null`, `false`, false},
		{`null`, `[]`, false},
		{`[]`, `{}`, false},
		{`{"a":null}`, `{"b":null}`, false},
	} {
		a, _ := Parse(c.a)
		b, _ := Parse(c.b)
		require.Equal(t, c.same, Equal(a, b), "%s %s", c.a, c.b)
		require.Equal(t, c.same, Equal(b, a), "%s %s", c.a, c.b)
	}
}

// What is read is what encoding/json reads, less names that are there twice and what
// is nested too deep.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\u00e9",null,true]}`, `"\ud800"`, `[1,]`, "\"\xff\"", `{"a":1,"a":2}`, ` 1 `, "\"\x7f\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(text)
		if err != nil {
			if json.Valid([]byte(text)) {
				require.Regexp(t, "there twice|stand in each other", err.Error())
			}
			return
		}
		require.True(t, json.Valid([]byte(text)), "%q", text)
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var theirs any
		require.NoError(t, d.Decode(&theirs))
		require.True(t, reflect.DeepEqual(theirs, v), "%q: %v %v", text, theirs, v)
	})
}

// What is found is JSON that stands in the text, and reading ends soon.
func FuzzFind(f *testing.F) {
	for _, s := range []string{`a {"b":[1]} c`, "```\n1\n```", `["a {"k":1}`, `[[[`, `["[",["[",`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		find := &finder{text: text}
		n := 0
		find.run(func(any) bool { n++; return true })
		require.LessOrEqual(t, find.read, 8*len(text)+8, "%q", text)
		whole, err := Parse(text)
		if err == nil {
			require.Equal(t, []any{whole}, slices.Collect(Find(text)))
		}
		if brackets := strings.Count(text, "[") + strings.Count(text, "{") + strings.Count(text, "```"); err != nil {
			require.LessOrEqual(t, n, brackets)
		}
	})
}
