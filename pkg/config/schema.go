package config

import _ "embed" // the schema is a file, so that editors and people can read it

//go:embed config.schema.json
var schema string

// Schema returns the JSON Schema (draft-07) of promptctl.yaml, for editors.
// What no schema can say, such as that folders do not overlap, Parse finds.
func Schema() []byte { return []byte(schema) }
