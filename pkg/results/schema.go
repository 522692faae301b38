package results

import _ "embed" // the schema

//go:embed results.schema.json
var schema []byte

// Schema returns the JSON Schema (draft-07) of a results file. Later versions add
// keys, and take none away.
func Schema() []byte { return schema }
