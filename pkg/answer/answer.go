// Package answer is the published shape of each command's answer to programs:
// a JSON Schema (draft-07) for what `promptctl COMMAND -o json` prints, and one
// for the object on standard error that tells of a failure.
//
// Answers only ever gain keys. A key that a schema requires is always there; any
// other is absent where there is nothing to say. No value is null but those that
// people wrote, hashes are whole, and dates are RFC 3339 in UTC.
package answer

import (
	"embed"
	"strings"
)

//go:embed *.schema.json
var schemas embed.FS

const suffix = ".schema.json"

// Names returns the names of the commands whose answers have a schema, and
// "error", in the order of the alphabet.
func Names() []string {
	files, err := schemas.ReadDir(".")
	if err != nil {
		return nil // what is embedded can be listed
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), suffix)
	}
	return names
}

// Schema returns the JSON Schema of an answer, and whether there is one of that
// name.
func Schema(name string) ([]byte, bool) {
	data, err := schemas.ReadFile(name + suffix)
	return data, err == nil
}
