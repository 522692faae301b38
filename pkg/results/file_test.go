package results_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFileHoldsAllThatThereIs(t *testing.T) {
	r := mustRead(t, file(t, everyKind()...))
	want := head()
	want.Version, want.Started = results.Version, want.Started.UTC()
	require.Equal(t, want, r.Head)
	require.Equal(t, 1500*time.Millisecond, r.Summary.Duration)
	require.Equal(t, "budget", r.Summary.Stopped)
	require.Len(t, r.Modes, 2)
	require.Len(t, r.Cases, 3)
	c := r.Cases[1]
	require.Equal(t, "billing\x00\uFFFD", c.Output, "what is no UTF-8 is replaced")
	require.Equal(t, json.Number("3"), c.Variables["n"])
	require.Equal(t, "A late parcel <b>&\u2028", c.Description)
	require.Equal(t, 0.0002, *c.CostUSD)
	require.Nil(t, r.Cases[0].CostUSD)
	require.NotNil(t, r.Cases[0].Tags)
	require.Equal(t, sound(file(t, everyKind()...)), file(t, r.Cases...), "it is written again as it was")
}

// The form is stable: a file of this version is read, and written as it was. Keys may
// be added to the file in testdata, and none may go.
func TestFilesOfBeforeAreRead(t *testing.T) {
	text, err := os.ReadFile("testdata/v1.json")
	require.NoError(t, err)
	r := mustRead(t, string(text))
	require.Equal(t, string(text), file(t, r.Cases...))
	require.Equal(t, string(text), sound(file(t, everyKind()...)), "it has all there is")
}

func TestFileOfNothing(t *testing.T) {
	text := file(t)
	require.Empty(t, mustRead(t, text).Cases)
	require.NotContains(t, text, "null")
}

func TestFileHasALineForEachCase(t *testing.T) {
	text := file(t, everyKind()...)
	require.Equal(t, 3, strings.Count(text, "\n    {\"id\":"))
	require.NotContains(t, text, "null")
	require.True(t, json.Valid([]byte(text)))
}

// The schema and what is written are held together: every key that is described
// is written, and none is written that is not described.
func TestSchemaDescribesTheFile(t *testing.T) {
	schematest.RequireDraft7(t, results.Schema())
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(results.Schema()))
	require.NoError(t, err)
	root := tree.(map[string]any)
	delete(root, "$id")
	described := map[string]bool{}
	closeObjects(root, described)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("results.json", root))
	schema, err := c.Compile("results.json")
	require.NoError(t, err)
	text := file(t, everyKind()...)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(value))
	for key := range described {
		require.Contains(t, text, `"`+key+`"`, "nothing is written there")
	}
}

// closeObjects forbids keys that are not described, and collects those that are.
func closeObjects(schema map[string]any, described map[string]bool) {
	if properties, ok := schema["properties"].(map[string]any); ok {
		schema["additionalProperties"] = false
		for key := range properties {
			described[key] = true
		}
	}
	for _, definition := range schema {
		if below, ok := definition.(map[string]any); ok {
			closeObjects(below, described)
		}
	}
}

func TestWriteEndsWithTheFirstError(t *testing.T) {
	wrong := errors.New("gone")
	broken := func(yield func(*results.Case, error) bool) {
		_ = yield(everyKind()[0], nil) && yield(nil, wrong)
	}
	require.ErrorIs(t, results.Write(io.Discard, head(), results.Summary{}, nil, broken), wrong)
	require.ErrorContains(t, results.Write(io.Discard, head(), results.Summary{}, nil, all(&results.Case{ID: "x", Variables: map[string]any{"f": func() {}}})), "the result of x")
	require.Error(t, results.Write(failing{}, head(), results.Summary{}, nil, all()))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestReadKnowsWhatIsWrongAndWhere(t *testing.T) {
	good := file(t, everyKind()...)
	change := func(old, now string) string {
		require.Equal(t, 1, strings.Count(good, old), old)
		return strings.Replace(good, old, now, 1)
	}
	for _, c := range []struct{ name, text, want, hint string }{
		{"nothing", "", "r.json:1: the file ends too early", "cut off"},
		{"no object", "[]", "r.json:1: a results file of promptctl is one JSON object", ""},
		{"no JSON", "hello", "r.json:1: is no JSON: invalid character 'h' looking for beginning of value", ""},
		{"later version", change(`"version": 1`, `"version": 2`), "r.json:2: version 2 of results is not known here: this promptctl reads version 1", "update promptctl"},
		{"no version", change(`  "version": 1,`+"\n", ""), `r.json: "version" is missing`, ""},
		{"cut off", good[:len(good)/2], "r.json:", "cut off"},
		{"wrong type", change(`"path": "prompts/support/triage.prompt.yaml"`, `"path": 7`), "r.json:4: path: is a JSON number, which does not belong there", ""},
		{"wrong type in a case", change(`"output":"orders"`, `"output":["orders"]`), "cases[0].output: is a JSON array, which does not belong there", ""},
		{"syntax in a case", change(`"output":"orders"`, `"output":orders`), "is no JSON: invalid character 'o'", ""},
		{"key twice", change(`"path":`, `"prompt": "x", "path":`), `r.json:4: key "prompt" is there twice`, ""},
		{"case twice", change(`"id":"late","repeat":2`, `"id":"late","repeat":1`), `case "late": repeat 1 is there twice`, ""},
		{"no id", change(`"id":"torn"`, `"id":""`), `has no id`, ""},
		{"no repeat", change(`"id":"torn","repeat":1`, `"id":"torn"`), `case "torn": repeat 0 is below 1`, ""},
		{"status", change(`"status":"errored"`, `"status":"broken"`), `status "broken" is none of passed, failed, errored`, ""},
		{"score", change(`"score":0.5`, `"score":1.5`), `score 1.5 is not between 0 and 1`, ""},
		{"error passes", change(`"status":"errored"`, `"status":"passed"`), `is passed, but has no answer`, ""},
		{"open assertion passes", change(`"passed":false,"score":0,"weight":1,"error"`, `"passed":true,"score":0,"weight":1,"error"`), `has an assertion that holds, and that could not be judged`, ""},
		{"time back", change(`"latencyMs":812.5`, `"latencyMs":-812.5`), `took less than no time`, ""},
		{"time without end", change(`"latencyMs":812.5`, `"latencyMs":1e308`), `took or cost more than can be reckoned with`, ""},
		{"tokens without end", change(`"output":4}`, `"output":9223372036854775807}`), `took or cost more than can be reckoned with`, ""},
		{"cost without end", change(`"costUsd":0.0002`, `"costUsd":1e308`), `took or cost more than can be reckoned with`, ""},
		{"sums", change(`"passed": 1`, `"passed": 3`), "r.json: the summary has 3 (3 passed, 1 failed, 1 errored), but the cases are 3 (1 passed, 1 failed, 1 errored)", ""},
		{"score of all", change(`"score": 0.75`, `"score": 1`), "the summary has a score of 1, but that of the cases is 0.75", ""},
		{"mode", change(`"mode": "live"`, `"mode": "dream"`), `mode "dream" is neither live nor replay`, ""},
		{"recorded", change(`"attempts":1,"recorded":false`, `"attempts":0,"recorded":true`), "the mode is live, but an answer was recorded before", ""},
		{"more behind it", good + "{}", "something is behind the end", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.text)
			require.ErrorContains(t, err, c.want)
			require.Contains(t, diag.Hint(err), c.hint)
		})
	}
}

// A case passes, as eval has it, where it does not hang on the assertion that nobody could
// judge: by its threshold, or as that has no weight.
func TestReadTakesACaseThatPassesAllTheSame(t *testing.T) {
	c := &results.Case{ID: "a", Repeat: 1, Status: results.Passed, Score: 0.5, Assertions: []results.Assertion{
		{Type: "contains", Passed: true, Score: 1, Weight: 1}, {Type: "rubric", Weight: 1, Error: "no verdict"},
	}}
	require.Len(t, mustRead(t, file(t, c)).Cases, 1)
}

func TestReadSaysTheLine(t *testing.T) {
	text := file(t, everyKind()...)
	at := strings.Index(text, `"repeat":2`)
	broken := text[:at] + "\n\n!" + text[at:]
	_, err := read(broken)
	require.ErrorContains(t, err, fmt.Sprintf("r.json:%d: is no JSON", 1+strings.Count(broken[:at+2], "\n")))
	typed := strings.Replace(text, `"finish":"stop"`, "\n\n"+`"finish":7`, 1)
	_, err = read(typed)
	require.ErrorContains(t, err, fmt.Sprintf("r.json:%d: cases[1].finish", 1+strings.Count(typed[:strings.Index(typed, `"finish"`)], "\n")))
}

func TestReadTakesWhatALaterVersionAdds(t *testing.T) {
	text := strings.Replace(file(t, everyKind()...), `"version": 1,`, `"version": 1, "moon": {"phase": [1]},`, 1)
	require.Len(t, mustRead(t, text).Cases, 3)
}

// Nothing without an end is kept until memory is at its end, wherever it stands.
func TestReadRefusesAValueWithoutEnd(t *testing.T) {
	text := file(t, everyKind()...)
	id := strings.Index(text, `"id":"torn"`) + len(`"id":"`)
	inCases := strings.Index(text, `{"id":"torn"`)
	for name, c := range map[string]struct {
		text string
		then byte
	}{
		"before":      {"", ' '},
		"in a case":   {text[:id], 'x'},
		"among cases": {text[:inCases], ' '},
	} {
		_, err := results.Read("r.json", io.MultiReader(strings.NewReader(c.text), endless(c.then)))
		require.ErrorContains(t, err, "a value of more than 64 MiB begins here", name)
	}
}

// endless is one byte again and again: more often than may be kept.
func endless(b byte) io.Reader { return io.LimitReader(repeated(b), 200<<20) }

type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

func TestEachEndsWithWhatTheFunctionReturns(t *testing.T) {
	enough := errors.New("enough")
	n := 0
	_, err := results.Each("r.json", strings.NewReader(file(t, everyKind()...)), func(*results.Case) error {
		n++
		return enough
	})
	require.ErrorIs(t, err, enough)
	require.Equal(t, 1, n)
}

func TestReadOfWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cases := anyCases().Draw(rt, "cases")
		text := file(rt, cases...)
		r, err := read(text)
		require.NoError(rt, err)
		require.Len(rt, r.Cases, len(cases))
		require.Equal(rt, text, file(rt, r.Cases...))
	})
}

// anyCases are cases with ids of their own.
func anyCases() *rapid.Generator[[]*results.Case] {
	return rapid.Custom(func(t *rapid.T) []*results.Case {
		var cases []*results.Case
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			c := &results.Case{
				ID: fmt.Sprint(i), Repeat: rapid.IntRange(1, 3).Draw(t, "repeat"), Place: "t.yaml:1:1", Output: rapid.String().Draw(t, "output"),
				Status: rapid.SampledFrom([]results.Status{results.Passed, results.Failed, results.Errored}).Draw(t, "status"), Score: rapid.Float64Range(0, 1).Draw(t, "score"),
				LatencyMS: rapid.Float64Range(0, 1e6).Draw(t, "latency"), Variables: map[string]any{rapid.String().Draw(t, "key"): rapid.String().Draw(t, "value")},
				Assertions: []results.Assertion{{Type: "contains", Place: "t.yaml:2:1", Reason: rapid.String().Draw(t, "reason")}},
			}
			if c.Status == results.Errored {
				c.Error = "gone"
			}
			cases = append(cases, c)
		}
		return cases
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file(f, everyKind()...)))
	f.Add([]byte(`{"version":1,"cases":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := results.Read("r.json", bytes.NewReader(data))
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "r.json:"), err.Error())
			return
		}
		var again bytes.Buffer
		require.NoError(t, results.Write(&again, r.Head, r.Summary, r.Modes, all(r.Cases...)))
		_, err = results.Read("r.json", &again)
		require.NoError(t, err)
	})
}
