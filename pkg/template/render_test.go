package template_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/template"
)

func render(t *testing.T, text string, data any) string {
	t.Helper()
	out, err := template.Renderer{}.Render(parse(t, text), data)
	require.NoError(t, err)
	return out
}

func TestPromptsAreNotEscaped(t *testing.T) {
	require.Equal(t, `<a> & "b" 'c'`, render(t, "{{x}}", object{"x": `<a> & "b" 'c'`}))
}

func TestNumbers(t *testing.T) {
	for want, values := range map[string][]any{
		"0":                              {0, int64(0), 0.0, math.Copysign(0, -1), json.Number("0"), json.Number("-0"), json.Number("0.00")},
		"1":                              {1, int64(1), 1.0, json.Number("1"), json.Number("1.0"), json.Number("10e-1")},
		"-2.5":                           {-2.5, json.Number("-2.50")},
		"0.1":                            {0.1, json.Number("1e-1")},
		"1000000":                        {1000000, 1e6, json.Number("1e6")},
		"123456789012345680000":          {123456789012345678901.0, json.Number("1.23456789012345678901e20")},
		"1e+21":                          {1e21, json.Number("1e21")},
		"-1.5e+300":                      {-1.5e300},
		"0.000001":                       {1e-6},
		"1e-7":                           {1e-7, json.Number("0.0000001")},
		"1.5e-10":                        {1.5e-10},
		"9223372036854775807":            {int64(math.MaxInt64), json.Number("9223372036854775807")},
		"123456789012345678901234567890": {json.Number("123456789012345678901234567890")},
		"NaN":                            {math.NaN()},
		"Infinity":                       {math.Inf(1)},
		"-Infinity":                      {math.Inf(-1)},
		"1e999":                          {json.Number("1e999")},
		"{{y}}":                          {json.Number("{{y}}")},
	} {
		for _, v := range values {
			require.Equal(t, want, render(t, "{{n}}", object{"n": v, "y": "no"}), "%T %v", v, v)
		}
	}
}

// strictFaults are templates that a strict renderer refuses: what it says of
// the text at the error's span.
var strictFaults = []struct {
	text                             string
	at, name, found, want, msg, hint string
}{
	{"a {{ topc }}", "topc", "topc", "nothing", "a value", `variable "topc" has no value`, `did you mean "topic"?`},
	{"a {{zzz}}", "zzz", "zzz", "nothing", "a value", `variable "zzz" has no value`, "there are: list, nil, num, topic, user"},
	{"{{#zzz}}{{/zzz}}", "zzz", "zzz", "nothing", "a value", `variable "zzz" has no value`, "there are: list, nil, num, topic, user"},
	{"{{^zzz}}{{/zzz}}", "zzz", "zzz", "nothing", "a value", `variable "zzz" has no value`, "there are: list, nil, num, topic, user"},
	{"{{user.nme}}", "user.nme", "user.nme", "nothing", "a value", `variable "user.nme" has no value: "user" has no field "nme"`, `did you mean "user.name"?`},
	{"{{user.none.x}}", "user.none.x", "user.none.x", "nothing", "a value", `variable "user.none.x" has no value: "user.none" has no field "x"`, "the data here is empty"},
	{"{{topic.x}}", "topic.x", "topic.x", "text", "an object", `variable "topic.x" has no value: "topic" is text, not an object`, ""},
	{"{{nil.x}}", "nil.x", "nil.x", "null", "an object", `variable "nil.x" has no value: "nil" is null, not an object`, ""},
	{"{{num.x.y}}", "num.x.y", "num.x.y", "a number", "an object", `variable "num.x.y" has no value: "num" is a number, not an object`, ""},
	{"{{list.x}}", "list.x", "list.x", "a list", "an object", `variable "list.x" has no value: "list" is a list, not an object`, "repeat over it: {{#list}}{{x}}{{/list}}"},
	{"{{list}}", "list", "list", "a list", "text", `variable "list" is a list, and text is wanted`, "repeat over it: {{#list}}{{.}}{{/list}}"},
	{"{{{user}}}", "user", "user", "an object", "text", `variable "user" is an object, and text is wanted`, "name one of its fields: {{user.field}}"},
	{"{{#list}}{{#.}}{{.}}{{/.}}{{/list}}{{.}}", ".", ".", "an object", "text", `variable "." is an object, and text is wanted`, "name one of its fields: {{field}}"},
	{"{{>gone}}", "gone", "gone", "nothing", "a partial", `there is no partial "gone"`, ""},
}

func TestStrict(t *testing.T) {
	data := object{"topic": "x", "list": []any{"a"}, "user": object{"name": "n", "none": object{}}, "nil": nil, "num": 1}
	for _, c := range strictFaults {
		t.Run(c.text, func(t *testing.T) {
			tree := parse(t, c.text)
			_, err := template.Renderer{Strict: true, Partials: partials(nil)}.Render(tree, data)
			var fault *template.RenderError
			require.ErrorAs(t, err, &fault)
			require.Equal(t, c.at, c.text[fault.Span.Start:fault.Span.End])
			require.Equal(t, []string{c.name, c.found, c.want, c.msg, c.hint}, []string{fault.Name, fault.Found, fault.Want, err.Error(), fault.Hint})

			_, err = template.Renderer{Partials: partials(nil)}.Render(tree, data)
			require.NoError(t, err)
		})
	}
}

func TestStrictLetsPassWhatResolves(t *testing.T) {
	data := object{"nil": nil, "no": false, "list": []any{}, "user": object{"name": nil}, "n": 0}
	tree := parse(t, "[{{nil}}{{no}}{{n}}{{user.name}}{{#nil}}{{nil.deep}}{{/nil}}{{#no}}{{gone}}{{/no}}{{#list}}{{gone}}{{/list}}{{^list}}none{{/list}}{{#user}}{{n}}{{/user}}]")
	out, err := template.Renderer{Strict: true}.Render(tree, data)
	require.NoError(t, err)
	require.Equal(t, "[false0none0]", out)
}

func TestManyKnownNamesAreCut(t *testing.T) {
	data := object{}
	for i := range 20 {
		data[fmt.Sprintf("variable%02d", i)] = ""
	}
	_, err := template.Renderer{Strict: true}.Render(parse(t, "{{x}}"), data)
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Contains(t, fault.Hint, "variable07 and 12 more")
}

func TestErrorsInPartialsNameThePartial(t *testing.T) {
	r := template.Renderer{Strict: true, Partials: partials(map[string]string{"a": "{{>b}}", "b": "1{{ x }}", "bad": "é{{x|y}}"})}
	_, err := r.Render(parse(t, "{{>a}}"), object{})
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Equal(t, "b", fault.Partial)
	require.Equal(t, template.Span{Start: 4, End: 5}, fault.Span)
	require.EqualError(t, err, `partial "b": variable "x" has no value`)

	_, err = r.Render(parse(t, "{{>bad}}"), object{"x": ""})
	require.ErrorAs(t, err, &fault)
	require.Equal(t, "bad", fault.Partial)
	require.Equal(t, template.Span{Start: 2, End: 9}, fault.Span)
}

func TestMalformedTemplatesAreNotRendered(t *testing.T) {
	tree, errs := template.Parse("a {{x|upper}}")
	require.Len(t, errs, 1)
	_, err := template.Renderer{}.Render(tree, object{"x": "y"})
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Equal(t, errs[0].Span, fault.Span)
	require.Equal(t, errs[0].Hint, fault.Hint)
	require.EqualError(t, err, "the template is malformed: "+errs[0].Msg)
}

func TestWhatThePartialsSayIsKept(t *testing.T) {
	broken := errors.New("disk on fire")
	r := template.Renderer{Partials: func(string) (*template.Template, error) { return nil, broken }}
	_, err := r.Render(parse(t, "a{{>p}}"), nil)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, `partial "p": disk on fire`)
}

func TestWithoutPartials(t *testing.T) {
	require.Equal(t, "ab", render(t, "a{{>p}}b", nil))
	_, err := template.Renderer{Strict: true}.Render(parse(t, "a{{>p}}b"), nil)
	require.EqualError(t, err, `there is no partial "p"`)
}

func TestRecursionIsBounded(t *testing.T) {
	r := template.Renderer{Partials: partials(map[string]string{"a": "{{>b}}", "b": "{{>c}}", "c": "{{>b}}"})}
	_, err := r.Render(parse(t, "{{>a}}"), nil)
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Contains(t, err.Error(), "deeper than 16")
	require.Equal(t, "a partial includes itself: c > b > c", fault.Hint)

	chain := map[string]string{}
	for i := range 20 {
		chain[fmt.Sprint("p", i)] = fmt.Sprintf("%d{{>p%d}}", i%10, i+1)
	}
	r = template.Renderer{Partials: partials(chain), MaxDepth: 21}
	out, err := r.Render(parse(t, "{{>p0}}"), nil)
	require.NoError(t, err)
	require.Equal(t, "01234567890123456789", out)
	r.MaxDepth = 19
	_, err = r.Render(parse(t, "{{>p0}}"), nil)
	require.ErrorAs(t, err, &fault)
	require.Empty(t, fault.Hint)
	require.Equal(t, "p18", fault.Partial)
}

func TestOutputIsBounded(t *testing.T) {
	tree := parse(t, "{{#xs}}{{.}}{{/xs}}")
	data := object{"xs": []any{"12345", "67890"}}
	out, err := template.Renderer{MaxBytes: 10}.Render(tree, data)
	require.NoError(t, err)
	require.Equal(t, "1234567890", out)
	_, err = template.Renderer{MaxBytes: 9}.Render(tree, data)
	var fault *template.RenderError
	require.ErrorAs(t, err, &fault)
	require.Contains(t, err.Error(), "larger than 9 bytes")
	require.Equal(t, template.Span{Start: 7, End: 12}, fault.Span)
}

func TestIndentsCountAsOutput(t *testing.T) {
	for _, text := range []string{"ab", "{{x}}", "{{#t}}ab{{/t}}", "{{#t}}\n{{/t}}ab"} {
		r := template.Renderer{MaxBytes: 6, Partials: partials(map[string]string{"p": text})}
		data := object{"x": "ab", "t": true}
		_, err := r.Render(parse(t, "    {{>p}}"), data)
		require.NoError(t, err, text)
		for r.MaxBytes = 5; r.MaxBytes > 0; r.MaxBytes-- {
			_, err = r.Render(parse(t, "    {{>p}}"), data)
			require.ErrorContains(t, err, "larger than", text)
		}
	}
}

// Sections over lists within each other ask for 64 to the power of 12
// repetitions: with a text inside and with none.
func TestWorkIsBounded(t *testing.T) {
	xs := make([]any, 64)
	for _, inner := range []string{"x", "", "{{gone}}", "{{>nothing}}"} {
		text := strings.Repeat("{{#xs}}", 12) + inner + strings.Repeat("{{/xs}}", 12)
		_, err := template.Renderer{}.Render(parse(t, text), object{"xs": xs})
		var fault *template.RenderError
		require.ErrorAs(t, err, &fault)
		require.Regexp(t, "larger than|more than", err.Error())
	}
}

func TestBombsOfPartialsAreBounded(t *testing.T) {
	r := template.Renderer{Partials: partials(map[string]string{"p": strings.Repeat("{{>p}}", 10)})}
	_, err := r.Render(parse(t, "{{>p}}"), nil)
	require.ErrorContains(t, err, "deeper than 16")
}

func TestForeignGoValuesAreRefused(t *testing.T) {
	for _, text := range []string{"{{v}}", "{{#v}}{{/v}}", "{{^v}}{{/v}}"} {
		for _, v := range []any{[]string{"a"}, struct{}{}, uint8(1), &text} {
			_, err := template.Renderer{}.Render(parse(t, text), object{"v": v})
			require.ErrorContains(t, err, fmt.Sprintf("%T", v))
		}
	}
	_, err := template.Renderer{}.Render(parse(t, "{{v}}"), object{"v": []any{make(chan int)}})
	require.Error(t, err)
}
