package suite

import _ "embed" // the schema is a file, so that editors and people can read it

//go:embed suite.schema.json
var schema string

// JSONSchema returns the JSON Schema (draft-07) of files of test cases, for
// editors. What no schema can say, such as whether a regular expression can be
// read, Parse finds.
func JSONSchema() []byte { return []byte(schema) }
