package prompt_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const schemaExamples = "../../prompts-example/prompts"

// compiledSchema is the schema of prompt files, and its tree. The compiler
// validates it against draft-07's own schema.
func compiledSchema(t testing.TB) (*jsonschema.Schema, map[string]any) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(prompt.JSONSchema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("prompt.json", tree))
	s, err := c.Compile("prompt.json")
	require.NoError(t, err)
	return s, tree.(map[string]any)
}

// yamlData is what a YAML file holds, as the schema sees it.
func yamlData(t require.TestingT, src []byte) any {
	doc, _ := yamldoc.Parse("a.prompt.yaml", src)
	text, err := json.Marshal(doc.Root.Decode())
	require.NoError(t, err)
	data, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return data
}

func TestJSONSchemaIsDraft7AndSelfContained(t *testing.T) {
	_, tree := compiledSchema(t)
	require.Equal(t, "http://json-schema.org/draft-07/schema#", tree["$schema"])
	draft7 := strings.Fields(`$schema $id $ref title description default examples type enum const
		required properties additionalProperties patternProperties propertyNames minProperties
		items minItems maxItems minLength maxLength pattern minimum maximum
		allOf anyOf oneOf not if then else definitions`)
	visitSchemas(tree, "#", func(at string, s map[string]any) {
		for key := range s {
			require.Contains(t, draft7, key, at)
		}
		if ref, ok := s["$ref"].(string); ok {
			require.True(t, strings.HasPrefix(ref, "#/definitions/"), at)
			require.Len(t, s, 1, "%s: draft-07 ignores what stands beside $ref", at)
		}
	})
}

// visitSchemas visits a schema and those in it, not what stands in examples.
func visitSchemas(s map[string]any, at string, visit func(at string, s map[string]any)) {
	visit(at, s)
	for key, value := range s {
		at := at + "/" + key
		switch key {
		case "properties", "patternProperties", "definitions":
			for name, sub := range value.(map[string]any) {
				if sub, ok := sub.(map[string]any); ok {
					visitSchemas(sub, at+"/"+name, visit)
				}
			}
		case "allOf", "anyOf", "oneOf":
			for _, sub := range value.([]any) {
				visitSchemas(sub.(map[string]any), at, visit)
			}
		case "items", "additionalProperties", "propertyNames", "not", "if", "then", "else":
			if sub, ok := value.(map[string]any); ok {
				visitSchemas(sub, at, visit)
			}
		}
	}
}

func TestJSONSchemaDescribesEveryKey(t *testing.T) {
	_, tree := compiledSchema(t)
	definitions := tree["definitions"].(map[string]any)
	check := func(at string, properties any) {
		for name, s := range properties.(map[string]any) {
			s := s.(map[string]any)
			if ref, ok := s["$ref"].(string); ok {
				s = definitions[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
			}
			require.Regexp(t, `^\S.*\.$`, s["description"], at+"/"+name)
		}
	}
	check("#", tree["properties"])
	check("#/definitions", tree["definitions"])
	for name, d := range definitions {
		if properties, ok := d.(map[string]any)["properties"]; ok {
			check("#/definitions/"+name, properties)
		}
	}
}

// Every example in the schema is valid where it stands.
func TestJSONSchemaExamplesAreValid(t *testing.T) {
	_, tree := compiledSchema(t)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("prompt.json", tree))
	seen := 0
	visitPointers(tree, "", func(pointer string, s map[string]any) {
		examples, _ := s["examples"].([]any)
		if len(examples) == 0 {
			return
		}
		compiled, err := c.Compile("prompt.json#" + pointer)
		require.NoError(t, err, pointer)
		for _, example := range examples {
			seen++
			require.NoError(t, compiled.Validate(example), pointer)
		}
	})
	require.Greater(t, seen, 40)

	whole, err := json.Marshal(tree["examples"].([]any)[0])
	require.NoError(t, err)
	_, found := prompt.Parse("a.prompt.yaml", whole)
	require.Empty(t, found)
}

// visitPointers visits the schemas that have a place of their own.
func visitPointers(s map[string]any, pointer string, visit func(pointer string, s map[string]any)) {
	visit(pointer, s)
	for _, key := range []string{"properties", "definitions"} {
		group, _ := s[key].(map[string]any)
		for name, sub := range group {
			if sub, ok := sub.(map[string]any); ok {
				visitPointers(sub, pointer+"/"+key+"/"+name, visit)
			}
		}
	}
}

func TestJSONSchemaHasTheParsersKeys(t *testing.T) {
	_, tree := compiledSchema(t)
	var keys []string
	for key := range tree["properties"].(map[string]any) {
		keys = append(keys, key)
	}
	require.ElementsMatch(t, prompt.Keys(), keys)
}

func TestJSONSchemaHasTheParsersWords(t *testing.T) {
	_, tree := compiledSchema(t)
	definitions := tree["definitions"].(map[string]any)
	enum := func(definition, property string) []string {
		s := definitions[definition].(map[string]any)
		if property != "" {
			s = s["properties"].(map[string]any)[property].(map[string]any)
		}
		var words []string
		for _, word := range s["enum"].([]any) {
			words = append(words, word.(string))
		}
		return words
	}
	require.Equal(t, prompt.Types(), enum("variable", "type"))
	require.Equal(t, model.Roles(), enum("message", "role"))
	require.Equal(t, prompt.FormatTypes(), enum("formatType", ""))
	require.Equal(t, []string{string(model.TextPart), string(model.ImagePart), string(model.FilePart)}, enum("part", "type"))
	sections := tree["properties"].(map[string]any)["sections"].(map[string]any)["properties"].(map[string]any)
	require.Len(t, sections, len(prompt.KnownSections()))
	for _, id := range prompt.KnownSections() {
		require.Contains(t, sections, id)
	}
}

// The parameters in the schema are those that the models know, in both
// spellings. Where this fails, put what it wants in the schema.
func TestJSONSchemaHasTheModelsParameters(t *testing.T) {
	_, tree := compiledSchema(t)
	got := tree["definitions"].(map[string]any)["modelParameters"].(map[string]any)["properties"].(map[string]any)
	for _, s := range got {
		delete(s.(map[string]any), "examples")
	}
	want := map[string]any{}
	for _, spec := range model.KnownParameters() {
		want[spec.Name] = parameterSchema(spec)
		if other := snakeCase(spec.Name); other != spec.Name {
			ref := map[string]any{"$ref": "#/definitions/modelParameters/properties/" + spec.Name}
			want[other] = map[string]any{"description": "The same as " + spec.Name + ".", "allOf": []any{ref}}
		}
	}
	wantText, err := json.Marshal(want)
	require.NoError(t, err)
	gotText, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(wantText), string(gotText))
}

func parameterSchema(spec model.ParameterSpec) map[string]any {
	s := map[string]any{"description": spec.Doc, "type": string(spec.Kind)}
	switch spec.Kind {
	case model.ListKind:
		s["type"], s["items"] = []string{"string", "array"}, map[string]any{"type": "string"}
	case model.MappingKind:
		s["type"] = "object"
	}
	if spec.Values != nil {
		s["enum"] = spec.Values
		delete(s, "type")
	}
	if spec.Min != nil {
		s["minimum"] = *spec.Min
	}
	if spec.Max != nil {
		s["maximum"] = *spec.Max
	}
	return s
}

func snakeCase(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func TestJSONSchemaTakesTheExamplePrompts(t *testing.T) {
	s, _ := compiledSchema(t)
	taken := 0
	err := filepath.WalkDir(schemaExamples, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !prompt.IsPrompt(file) {
			return err
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		_, found := prompt.Parse(file, src)
		require.Empty(t, found, file)
		require.NoError(t, s.Validate(yamlData(t, src)), file)
		taken++
		return nil
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, taken, 12)
}

// isShape reports whether a finding is about the shape of the file, so that a
// schema can see it, and not about how its values hang together.
func isShape(f diag.Finding) bool {
	beyond := regexp.MustCompile(`is above m|: (enum|default|pattern): |two placeholders|a placeholder for messages and a variable`)
	codes := []string{"Y003", "Y004", "Y005", "R002"}
	return f.Severity == diag.Error && slices.Contains(codes, f.Code) && !beyond.MatchString(f.Message)
}

// agreeOn demands that the schema takes what the parser takes, and refuses
// what the parser finds wrong with the shape.
func agreeOn(t require.TestingT, s *jsonschema.Schema, src []byte) {
	_, found := prompt.Parse("a.prompt.yaml", src)
	err := s.Validate(yamlData(t, src))
	if !found.HasErrors() {
		require.NoError(t, err, "%s", src)
	}
	for _, f := range found {
		if isShape(f) {
			require.Error(t, err, "%s: %s", src, f)
		}
	}
}

func TestJSONSchemaAndParserAgreeOnGoodFiles(t *testing.T) {
	s, _ := compiledSchema(t)
	for _, src := range schemaGoodFiles() {
		_, found := prompt.Parse("a.prompt.yaml", []byte(src))
		require.False(t, found.HasErrors(), "%s: %v", src, found)
		require.NoError(t, s.Validate(yamlData(t, []byte(src))), src)
	}
}

func TestJSONSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := compiledSchema(t)
	for _, src := range schemaBadFiles() {
		_, found := prompt.Parse("a.prompt.yaml", []byte(src))
		require.True(t, slices.ContainsFunc(found, isShape), "%s: %v", src, found)
		require.Error(t, s.Validate(yamlData(t, []byte(src))), src)
	}
}

// Values out of range are no matter of shape to the parser; the schema refuses
// them too.
func TestJSONSchemaAndParserAgreeOnRanges(t *testing.T) {
	s, _ := compiledSchema(t)
	m := "messages: [{role: user, content: a}]\n"
	for _, src := range []string{
		m + "modelParameters: {topP: 1.4}\n", m + "modelParameters: {max_tokens: 0}\n", m + "modelParameters: {verbosity: loud}\n",
		m + "toolChoice: sometimes\n", m + "toolChoice: 3\n", m + "toolChoice: [auto]\n",
	} {
		_, found := prompt.Parse("a.prompt.yaml", []byte(src))
		require.Len(t, found, 1, src)
		require.Equal(t, "M003", found[0].Code, src)
		require.Error(t, s.Validate(yamlData(t, []byte(src))), src)
	}
}

// What the parser alone can tell must not be refused by the schema for
// another reason: its message would mislead.
func TestJSONSchemaLeavesTheRestToTheParser(t *testing.T) {
	s, _ := compiledSchema(t)
	m, v := "messages: [{role: user, content: a}]\n", "sections: {role: a}\nvariables:\n  a: "
	for _, src := range []string{
		v + "{minLength: 2, maxLength: 1}\n", v + "{maximum: 1, default: 2}\n", v + "{pattern: '('}\n",
		"variables: {a: }\nmessages: [{placeholder: a}]\n", "messages: [{placeholder: a}, {placeholder: a}]\n",
		m + "tools: [{name: a}, {name: a}]\n", m + "toolChoice: {name: a}\n", m + "jsonSchema: '{'\n", "sections: {role: '{{#a}}'}\n",
	} {
		_, found := prompt.Parse("a.prompt.yaml", []byte(src))
		require.True(t, found.HasErrors(), src)
		require.NoError(t, s.Validate(yamlData(t, []byte(src))), src)
	}
}

// Whatever is put in place of a part of a valid file, schema and parser agree
// on its shape.
func TestJSONSchemaAndParserAgreeOnMutations(t *testing.T) {
	s, _ := compiledSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		doc, _ := yamldoc.Parse("a.prompt.yaml", []byte(everyKey))
		data := doc.Root.Decode()
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			mutatePrompt(t, data)
		}
		src, err := json.Marshal(data)
		require.NoError(t, err)
		agreeOn(t, s, src)
	})
}

// mutatePrompt changes, drops or adds one entry somewhere.
func mutatePrompt(t *rapid.T, data any) {
	junk := rapid.SampledFrom([]any{
		nil, true, 0, 1, -1, 1.5, "", "a", "a b", "{}", "[]", "{{a}}", "user", "tool", "assistant", "text", "file", "string", "array", "json_schema", "é",
		[]any{}, []any{"a"}, []any{nil}, []any{map[string]any{}}, map[string]any{}, map[string]any{"a": 1}, map[string]any{"x-y": nil}, map[string]any{"type": "text"},
	}).Draw(t, "junk")
	switch data := data.(type) {
	case map[string]any:
		keys := []string{"x-new", "new", "type", "default", "minItems", "placeholder", "toolCalls", "content", "url"}
		for k := range data {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		key := rapid.SampledFrom(keys).Draw(t, "key")
		switch {
		case isFull(data[key]) && rapid.IntRange(0, 4).Draw(t, "in") > 0:
			mutatePrompt(t, data[key])
		case rapid.IntRange(0, 3).Draw(t, "drop") == 0:
			delete(data, key)
		default:
			data[key] = junk
		}
	case []any:
		i := rapid.IntRange(0, len(data)-1).Draw(t, "item")
		if isFull(data[i]) && rapid.IntRange(0, 4).Draw(t, "in") > 0 {
			mutatePrompt(t, data[i])
		} else {
			data[i] = junk
		}
	}
}

// isFull reports whether a value is a mapping or a list with something in it.
func isFull(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return false
}
