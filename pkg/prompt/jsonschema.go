package prompt

import _ "embed" // the schema is a file, so that editors and people can read it

//go:embed prompt.schema.json
var jsonSchemaFile string

// JSONSchema returns the JSON Schema (draft-07) of prompt files, for editors.
// What no schema can say, such as whether a variable is declared, Parse and
// Loader find.
func JSONSchema() []byte { return []byte(jsonSchemaFile) }
