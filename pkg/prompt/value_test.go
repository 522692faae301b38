package prompt_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// declare returns the variable of a declaration.
func declare(t require.TestingT, declaration string) *prompt.Variable {
	p, found := prompt.Parse(file, []byte("sections: {role: a}\nvariables:\n  a: "+declaration+"\n"))
	require.Empty(t, found, declaration)
	return p.Variables[0]
}

type object = map[string]any

func TestValuesOfEveryType(t *testing.T) {
	values := []any{nil, "x", "", true, int64(1), 1, 1.0, 1.5, math.Pow(2, 60), []any{}, object{}}
	for declaration, fits := range map[string]string{
		"{}":              "111 1 111 1 1 1 1",
		"{type: string}":  "011 0 000 0 0 0 0",
		"{type: boolean}": "000 1 000 0 0 0 0",
		"{type: integer}": "000 0 111 0 0 0 0",
		"{type: number}":  "000 0 111 1 1 0 0",
		"{type: array}":   "000 0 000 0 0 1 0",
		"{type: object}":  "000 0 000 0 0 0 1",
	} {
		v := declare(t, declaration)
		fits = strings.ReplaceAll(fits, " ", "")
		for i, value := range values {
			require.Equal(t, fits[i] == '1', len(v.Check(value)) == 0, "%s: %#v: %v", declaration, value, v.Check(value))
		}
	}
}

func TestLimitsOfValues(t *testing.T) {
	for _, c := range []struct {
		declaration string
		value       any
		want        []string
	}{
		{"{type: string}", nil, []string{"null is null, but a string is wanted"}},
		{"{type: string}", int64(3), []string{"3 is an integer, but a string is wanted"}},
		{"{type: string}", []any{"a"}, []string{`["a"] is an array, but a string is wanted`}},
		{"{type: integer}", 1.5, []string{"1.5 is a number, but an integer is wanted"}},
		{"{type: integer}", "1", []string{`"1" is a string, but an integer is wanted`}},
		{"{type: array}", object{"b": 1, "a": "<"}, []string{`{"a":"<","b":1} is an object, but an array is wanted`}},
		{"{type: boolean}", strings.Repeat("漢", 100), []string{`"` + strings.Repeat("漢", 59) + "… is a string, but a boolean is wanted"}},
		{"{minLength: 3}", "漢字", []string{"has 2 characters, and at least 3 are wanted"}},
		{"{maxLength: 2}", "漢字x", []string{"has 3 characters, and at most 2 are allowed"}},
		{"{maxLength: 2}", "漢字", nil},
		{"{maxLength: 0}", "", nil},
		{"{pattern: 'b+'}", "abc", nil},
		{"{pattern: '^b+$'}", "abc", []string{`"abc" does not match the pattern ^b+$`}},
		{"{minLength: 9, pattern: z}", "a", []string{"has 1 character, and at least 9 are wanted", `"a" does not match the pattern z`}},
		{"{minimum: 1}", int64(0), []string{"0 is below the minimum of 1"}},
		{"{minimum: 0.5}", 0.25, []string{"0.25 is below the minimum of 0.5"}},
		{"{maximum: 1}", 1.5, []string{"1.5 is above the maximum of 1"}},
		{"{minimum: 1, maximum: 1}", 1.0, nil},
		{"{minItems: 1}", []any{}, []string{"has 0 items, and at least 1 is wanted"}},
		{"{maxItems: 1}", []any{"a", "b"}, []string{"has 2 items, and at most 1 is allowed"}},
		{"{enum: [plain, 1, null, true]}", "plain", nil},
		{"{enum: [plain, 1, null, true]}", 1.0, nil},
		{"{enum: [plain, 1, null, true]}", nil, nil},
		{"{enum: [plain, 1, null, true]}", "warm", []string{`"warm" is not one of "plain", 1, null, true`}},
		{"{enum: [[1, 2], {a: 1}]}", object{"a": int64(1)}, nil},
		{"{enum: [[1, 2], {a: 1}]}", []any{int64(2)}, []string{`[2] is not one of [1,2], {"a":1}`}},
		{"{enum: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]}", "x", []string{`"x" is not one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … (14 in all)`}},
		{"{type: array, items: {type: string, maxLength: 1}}", []any{"a", "bb", int64(3)}, []string{
			"item 2: has 2 characters, and at most 1 is allowed", "item 3: 3 is an integer, but a string is wanted"}},
		{"{type: object, properties: {p: {type: string}, q: {required: false, minimum: 2}}}", object{"q": int64(1), "other": "kept"}, []string{
			`property "p" (string) is missing`, `property "q": 1 is below the minimum of 2`}},
		{"{type: object, properties: {p: {}}}", object{"p": nil}, []string{`property "p" (any) is missing`}},
		{"{type: object, properties: {o: {type: object, properties: {p: {type: integer}}}}}", object{"o": object{"p": "x"}}, []string{
			`property "o": property "p": "x" is a string, but an integer is wanted`}},
	} {
		require.Equal(t, c.want, declare(t, c.declaration).Check(c.value), "%s: %#v", c.declaration, c.value)
	}
}

func TestComplete(t *testing.T) {
	const address = "{type: object, default: {city: Bern}, properties: {city: {}, zip: {default: '3000'}, note: {required: false}}}"
	v := declare(t, "{type: array, items: {type: object, properties: {name: {}, address: "+address+"}}}")
	given := []any{object{"name": "a"}, object{"name": "b", "address": object{"city": "Basel", "zip": nil, "x": 1}}}
	require.Equal(t, []any{
		object{"name": "a", "address": object{"city": "Bern", "zip": "3000", "note": nil}},
		object{"name": "b", "address": object{"city": "Basel", "zip": "3000", "note": nil, "x": 1}},
	}, v.Complete(given))
	require.Equal(t, []any{object{"name": "a"}, object{"name": "b", "address": object{"city": "Basel", "zip": nil, "x": 1}}}, given, "what was given is left alone")

	require.Nil(t, v.Complete(nil))
	require.Equal(t, "text", v.Complete("text"))
	require.Equal(t, []any{object{}}, declare(t, "{type: array}").Complete([]any{object{}}))
}

func TestParseText(t *testing.T) {
	for _, c := range []struct {
		declaration, text string
		want              any
	}{
		{"{}", "1", "1"}, {"{}", "[1", "[1"}, {"{type: string}", "true", "true"}, {"{type: string}", " {{x}} ", " {{x}} "}, {"{type: string}", "", ""},
		{"{type: integer}", "12", int64(12)}, {"{type: integer}", " -3 ", int64(-3)}, {"{type: number}", "1.5", 1.5}, {"{type: number}", "1e2", 100.0},
		{"{type: boolean}", "false", false}, {"{type: array}", `["a", {"b": null}]`, []any{"a", object{"b": nil}}}, {"{type: object}", `{"a": [1, 2.0]}`, object{"a": []any{int64(1), 2.0}}},
	} {
		got, err := declare(t, c.declaration).ParseText(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got, "%s: %s", c.declaration, c.text)
	}
	for declaration, bad := range map[string][2]string{
		"{type: boolean}": {"yes", `"yes" is a string, but a boolean is wanted`},
		"{type: integer}": {"12 apples", `"12 apples" is a string, but an integer is wanted`},
		"{type: array}":   {"a,b", `"a,b" is a string, but an array is wanted`},
		"{type: object}":  {`{"a": 1`, `"{\"a\": 1" is a string, but an object is wanted`},
		"{type: number}":  {"", `"" is a string, but a number is wanted`},
	} {
		_, err := declare(t, declaration).ParseText(bad[0])
		require.EqualError(t, err, bad[1])
	}
}

func TestParseJSON(t *testing.T) {
	for text, want := range map[string]any{
		"1": int64(1), "1.0": 1.0, "1e0": 1.0, "-0": int64(0), "9223372036854775807": int64(math.MaxInt64), "0.1": 0.1, "1e300": 1e300,
		`"a\ud83d\ude00"`: "a😀", "null": nil, " true\n": true, `[{"a": {}}, []]`: []any{object{"a": object{}}, []any{}},
	} {
		got, err := prompt.ParseJSON([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		"":                      "it ends too early",
		"{":                     "it ends too early",
		"1 2":                   "invalid character '2' after top-level value",
		"1 ]":                   "invalid character ']' after top-level value",
		"{a: 1}":                "invalid character 'a' looking for beginning of object key string",
		"'a'":                   "invalid character '\\'' looking for beginning of value",
		`{"a": 1, "a": 2}`:      `key "a" is there twice`,
		`{"a": 1, "\u0061": 2}`: `key "a" is there twice`,
		"9223372036854775808":   "the number 9223372036854775808 is too large to be kept exactly",
		"[1e400]":               "the number 1e400 is too large to be kept exactly",
		strings.Repeat("[", 66) + strings.Repeat("]", 66): "values nest more than 64 deep",
	} {
		_, err := prompt.ParseJSON([]byte(text))
		require.EqualError(t, err, want, text)
	}
}

// What JSON says is what is read, for every value that JSON has.
func TestParseJSONReadsWhatEncodingJSONWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyValue(3).Draw(t, "value")
		text, err := json.Marshal(want)
		require.NoError(t, err)
		got, err := prompt.ParseJSON(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// anyValue is plain data as JSON knows it, nested at most so deep.
func anyValue(depth int) *rapid.Generator[any] {
	plain := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.StringN(0, 8, -1).AsAny(),
		rapid.Custom(func(t *rapid.T) any { return float64(rapid.Int32().Draw(t, "n")) + 0.5 }),
	}
	if depth > 0 {
		plain = append(plain,
			rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(anyValue(depth-1), 0, 3).Draw(t, "list") }),
			rapid.Custom(func(t *rapid.T) any {
				return rapid.MapOfN(rapid.StringN(0, 3, -1), anyValue(depth-1), 0, 3).Draw(t, "object")
			}))
	}
	return rapid.OneOf(plain...)
}

func TestNamesOfTypes(t *testing.T) {
	for declaration, want := range map[string]string{
		"{}": "any", "{type: string}": "string", "{type: array}": "array", "{type: array, items: {}}": "array", "{type: array, items: {type: object}}": "array of object",
	} {
		require.Equal(t, want, declare(t, declaration).TypeName())
	}
	for want, value := range map[string]any{"null": nil, "string": "", "boolean": false, "integer": int64(1), "number": 1.0, "array": []any{}, "object": object{}} {
		require.Equal(t, want, prompt.TypeOf(value))
	}
	require.Equal(t, `{"a":"<b>","c":[1,2.5]}`, prompt.ShowValue(object{"c": []any{1, 2.5}, "a": "<b>"}))
}
