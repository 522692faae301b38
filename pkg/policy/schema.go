package policy

import _ "embed" // the schema is a file, so that editors and people can read it

//go:embed policy.schema.json
var schema string

// Schema returns the JSON Schema (draft-07) of policy.yaml, for editors. What
// no schema can say, such as whether a quorum can be met, Parse finds.
func Schema() []byte { return []byte(schema) }
