package program

import (
	"os"
	"slices"
	"strings"
)

// shortKey is as long as a key is at least that no text has by chance.
const shortKey = 16

// scrub takes out the keys that the program was given in its environment. What it says
// is kept in results and recordings, and shown: it may be the whole environment, or the
// headers of a request that failed.
func (p Program) scrub(text string) string {
	environ := p.Environ
	if environ == nil {
		environ = os.Environ()
	}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if value = strings.TrimSpace(value); len(value) >= shortKey && isSecret(name) {
			text = strings.ReplaceAll(text, value, "[key]")
		}
	}
	return text
}

// isSecret reports whether a variable of that name has a key, such as OPENAI_API_KEY.
func isSecret(name string) bool {
	words := strings.Split(strings.ToUpper(name), "_")
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"KEY", "APIKEY", "TOKEN", "SECRET", "PASSWORD", "AUTH", "AUTHORIZATION", "CREDENTIALS"}, word)
	})
}
