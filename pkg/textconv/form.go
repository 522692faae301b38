package textconv

import (
	"slices"
	"strings"
)

// kind is how a text is compared.
type kind int

const (
	exact  kind = iota // every character counts
	phrase             // prose, of which the first sentence is on its field's line
	prosed             // prose, below its field's line
)

// form says what the texts of a kind of file are. Keys lead to a text from the
// top of the file; those of items are "".
type form struct {
	data []string // keys of what is given to a model or to a test as it is
	kind func(keys []string) kind
}

// of is the kind of the text that keys lead to. What has no known meaning
// counts to the last character, so that no change of it is hidden.
func (f form) of(keys []string) kind {
	above := keys[:len(keys)-1]
	if slices.ContainsFunc(above, func(key string) bool { return slices.Contains(f.data, key) || strings.HasPrefix(key, "x-") }) {
		return exact
	}
	return f.kind(keys)
}

func promptForm() form {
	return form{
		data: []string{"default", "examples", "enum", "const", "metadata", "testData"},
		kind: func(keys []string) kind {
			switch last := keys[len(keys)-1]; {
			case len(keys) == 2 && keys[0] == "sections",
				keys[0] == "messages" && (len(keys) == 3 && last == "content" || len(keys) == 5 && last == "text"),
				keys[0] == "evaluators" && isInstruction(last):
				return prosed
			case last == "description", len(keys) == 1 && last == "deprecated":
				return phrase
			}
			return exact
		},
	}
}

// testsForm is of test cases and of the front matter of partials.
func testsForm() form {
	return form{
		data: []string{"variables", "matrix", "expected", "metadata", "json-schema"},
		kind: func(keys []string) kind {
			switch last := keys[len(keys)-1]; {
			case isInstruction(last):
				return prosed
			case last == "description", len(keys) == 1 && last == "deprecated":
				return phrase
			}
			return exact
		},
	}
}

// isInstruction reports whether a key holds what a judge is told.
func isInstruction(key string) bool { return key == "prompt" || key == "systemPrompt" }
