package main

import "strings"

// commandLine is how the comparison is asked for, for those who see a part of
// it.
func (f *diffFlags) commandLine() string {
	words := []string{"promptctl", "diff"}
	if f.query.Staged {
		words = append(words, "--staged")
	}
	if f.strict {
		words = append(words, "--strict-whitespace")
	}
	for _, arg := range f.query.Args {
		words = append(words, shellWord(arg))
	}
	return strings.Join(words, " ")
}

// shellWord is a word as a shell takes it.
func shellWord(word string) string {
	if word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./_-~^{}") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
