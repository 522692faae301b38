package lint

import (
	"slices"
	"strings"
	"sync"
)

// namedKey is a key that has nothing to be known by but the name before it.
type namedKey struct {
	name   string // with its article
	chars  charset
	length int
	before []string // names, in small letters
}

var namedKeys = sync.OnceValue(func() []namedKey {
	azure := []string{"azure_openai_api_key", "azure_openai_key", "azureopenaiapikey", "azureopenaikey"}
	return []namedKey{
		{"an AWS secret access key", alphanumeric | charPlusSlash, 40,
			[]string{"aws_secret_access_key", "aws_secret_key", "secretaccesskey", "awssecretaccesskey", "awssecretkey"}},
		{"an Azure OpenAI key", hexadecimal, 32, azure},
		{"an Azure OpenAI key", alphanumeric, 84, azure},
	}
})

// namedKey reports whether a run is what follows aws_secret_access_key and the
// like.
func (f *secretFinder) namedKey(start, end int) bool {
	for _, key := range namedKeys() {
		if end-start == key.length && slices.Contains(key.before, f.nameBefore(start)) &&
			len(runOf(f.text, start, key.chars)) == key.length && looksRandom(string(f.text[start:end])) {
			f.add(start, end, key.name, 0)
			return true
		}
	}
	return false
}

// nameBefore is the name that a value at an offset is given, in small letters.
func (f *secretFinder) nameBefore(start int) string {
	const longestGap, longestName = 12, 24
	at := start
	for at > 0 && at > start-longestGap && strings.IndexByte(" \t\r\n\"'`:=>", f.text[at-1]) >= 0 {
		at--
	}
	name := at
	for name > 0 && name > at-longestName && isWordByte(f.text[name-1]) {
		name--
	}
	return strings.ToLower(string(f.text[name:at]))
}
