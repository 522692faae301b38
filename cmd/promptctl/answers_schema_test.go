package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/answer"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// Every command that answers in JSON has a schema, and no schema is left over.
func TestEveryAnswerHasASchema(t *testing.T) {
	want := []string{"error", "rules"} // the second is that of lint --list-rules
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		if slices.Contains(formatsOf(cmd), "json") {
			want = append(want, strings.ReplaceAll(strings.TrimPrefix(cmd.CommandPath(), "promptctl "), " ", "-"))
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(newApp(system{}).root())
	require.ElementsMatch(t, want, answer.Names())
}

// formatsOf are the values that a command's -o may have.
func formatsOf(cmd *cobra.Command) []string {
	f := cmd.Flags().Lookup("output")
	if f == nil {
		return nil
	}
	switch value := f.Value.(type) {
	case *choice:
		return value.valid
	default:
		return lintFormats()
	}
}

// Every key that a schema describes is in one of the answers of the tests.
func TestEveryDescribedKeyIsAnswered(t *testing.T) {
	seen := map[string]map[string]bool{}
	for _, c := range posedCases(t) {
		got := inProcess(t, c.repo.Env(), append([]string{"-C", c.repo.Dir}, c.args...)...)
		text := got.out
		if c.schema == "error" {
			text = got.err
		}
		if seen[c.schema] == nil {
			seen[c.schema] = map[string]bool{}
		}
		for _, value := range parsed(t, text) {
			keysOf(value, seen[c.schema])
		}
	}
	for _, name := range answer.Names() {
		tree := schemaTree(t, name)
		if definitions, ok := tree["definitions"].(map[string]any); ok && name != "show" {
			delete(definitions, "finding") // it is the same in all
		}
		for key := range described(tree) {
			require.True(t, seen[name][key], "no answer of %s has %q", name, key)
		}
	}
}

// requireAnswer demands that each value of a text is an answer by the schema,
// has no key that the schema does not describe, and keeps to the conventions.
// Several values are lines.
func requireAnswer(t *testing.T, name, text string) {
	t.Helper()
	values := parsed(t, text)
	require.NotEmpty(t, values)
	tree := schemaTree(t, name)
	if len(values) > 1 {
		tree = map[string]any{"$schema": tree["$schema"], "definitions": tree["definitions"], "$ref": "#/definitions/line"}
	}
	closeObjects(tree)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("answer.json", tree))
	schema, err := c.Compile("answer.json")
	require.NoError(t, err)
	for _, value := range values {
		require.NoError(t, schema.Validate(value), text)
		requireConventions(t, name, "", value)
	}
}

func parsed(t *testing.T, text string) []any {
	t.Helper()
	var values []any
	for decoder := json.NewDecoder(strings.NewReader(text)); decoder.More(); {
		var value any
		require.NoError(t, decoder.Decode(&value), text)
		values = append(values, value)
	}
	return values
}

// schemaTree is a schema without the name that would be loaded from afar.
func schemaTree(t *testing.T, name string) map[string]any {
	t.Helper()
	data, ok := answer.Schema(name)
	require.True(t, ok, name)
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	delete(tree.(map[string]any), "$id")
	return tree.(map[string]any)
}

// closeObjects makes a schema refuse keys that it does not describe.
func closeObjects(schema map[string]any) {
	eachSchema(schema, func(s map[string]any) {
		if s["properties"] != nil {
			s["additionalProperties"] = false
		}
	})
}

// described returns the keys that a schema describes, wherever they are.
func described(schema map[string]any) map[string]any {
	keys := map[string]any{}
	eachSchema(schema, func(s map[string]any) {
		properties, _ := s["properties"].(map[string]any)
		maps.Copy(keys, properties)
	})
	return keys
}

// eachSchema visits a schema and all that are in it.
func eachSchema(schema map[string]any, visit func(map[string]any)) {
	visit(schema)
	var inner []any
	for _, keyword := range []string{"properties", "definitions"} {
		below, _ := schema[keyword].(map[string]any)
		inner = slices.AppendSeq(inner, maps.Values(below))
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		choices, _ := schema[keyword].([]any)
		inner = append(inner, choices...)
	}
	for _, s := range append(inner, schema["items"]) {
		if s, ok := s.(map[string]any); ok {
			eachSchema(s, visit)
		}
	}
}

func keysOf(value any, keys map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			keys[key] = true
			keysOf(inner, keys)
		}
	case []any:
		for _, item := range v {
			keysOf(item, keys)
		}
	}
}

// written are the keys whose values people wrote, in a prompt or a schema, or
// that have the form of another program.
var written = map[string]bool{
	"parameters": true, "toolChoice": true, "schema": true, "default": true, "enum": true,
	"values": true, "examples": true, "messages": true,
}

var (
	lowerCamel  = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
	wholeHash   = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	wholeDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// requireConventions demands what all answers have in common: keys are
// lowerCamel, nothing is null, hashes are whole, and dates are RFC 3339 in UTC.
func requireConventions(t *testing.T, name, path string, value any) {
	t.Helper()
	switch v := value.(type) {
	case nil:
		require.Fail(t, "null", "%s: %s", name, path)
	case map[string]any:
		for key, inner := range v {
			require.Regexp(t, lowerCamel, key, "%s: %s", name, path)
			requireText(t, key, inner)
			if !written[key] || name == "show" && key == "messages" {
				requireConventions(t, name, path+"."+key, inner)
			}
		}
	case []any:
		for i, item := range v {
			requireConventions(t, name, fmt.Sprintf("%s[%d]", path, i), item)
		}
	}
}

// requireText demands that a key whose name says what it holds holds that.
func requireText(t *testing.T, key string, value any) {
	t.Helper()
	switch key {
	case "commit", "tip":
		require.Regexp(t, wholeHash, value, key)
	case "digest":
		require.Regexp(t, wholeDigest, value, key)
	case "date":
		date, err := time.Parse(time.RFC3339, value.(string))
		require.NoError(t, err)
		require.Equal(t, date.UTC().Format(time.RFC3339), value)
	}
}
