package suite

import (
	"slices"
	"strings"
)

// Type is a kind of assertion. Its name is the key that it is written under;
// with not- before it, it holds where it would not.
type Type struct {
	Name  string
	Shape Shape    // what its value is
	Doc   string   // what holds, in a sentence
	Takes []string // the options that it has besides name and weight, by their keys
}

// Shape is the form of an assertion's value.
type Shape string

// The shapes, by the names of their definitions in the JSON Schema.
const (
	AnyText      Shape = "anyText"      // a text, which may be empty; {{NAME}} in it is filled
	Text         Shape = "text"         // a text that is not empty; {{NAME}} in it is filled
	Texts        Shape = "texts"        // a list of such texts
	Regex        Shape = "regex"        // a regular expression in Go's syntax (RE2)
	Yes          Shape = "yes"          // true
	Schema       Shape = "schema"       // a JSON Schema, or true
	JSONPath     Shape = "jsonPath"     // {path, equals or regex}
	Count        Shape = "count"        // {min, max}, in whole numbers
	Span         Shape = "span"         // {min, max}, as durations
	Amount       Shape = "amount"       // {min, max}, in US dollars
	ToolCall     Shape = "toolCall"     // {name, arguments}
	FinishReason Shape = "finishReason" // a word
	Expression   Shape = "expression"   // code
	Command      Shape = "command"      // a program and its arguments
)

// Types returns every kind of assertion.
func Types() []Type {
	cased := []string{"ignoreCase"}          // it compares letters
	scored := []string{"threshold"}          // it holds more or less
	meant := []string{"threshold", "model"}  // a model makes embeddings
	judged := []string{"threshold", "judge"} // a model says how much
	return []Type{
		{"equals", AnyText, "The answer is this text.", cased},
		{"contains", Text, "This text is in the answer.", cased},
		{"contains-any", Texts, "One of these texts is in the answer.", cased},
		{"contains-all", Texts, "All of these texts are in the answer.", cased},
		{"starts-with", Text, "The answer begins with this text.", cased},
		{"ends-with", Text, "The answer ends with this text.", cased},
		{"regex", Regex, "This regular expression (RE2) matches somewhere in the answer.", nil},
		{"is-json", Yes, "The answer is JSON.", nil},
		{"contains-json", Schema, "Somewhere in the answer is JSON: any (true), or such as satisfies this JSON Schema.", nil},
		{"json-schema", Schema, "The answer is JSON that satisfies this JSON Schema, or that of the prompt (true).", nil},
		{"json-path", JSONPath, "The answer is JSON that has something at this path: anything, this value, or a text that matches.", nil},
		{"is-yaml", Yes, "The answer is YAML: a mapping or a list, since any text is a value of it.", nil},
		{"word-count", Count, "The answer has so many words.", nil},
		{"char-count", Count, "The answer has so many characters (Unicode code points).", nil},
		{"levenshtein", AnyText, "The answer is spelt nearly like this text: the score is the share of characters that need no edit.", scored},
		{"similar", Text, "The answer means nearly the same as this text: the score is the cosine of their embeddings.", meant},
		{"refusal", Yes, "The model refuses to answer.", nil},
		{"tool-call", ToolCall, "The model calls this tool, with arguments that satisfy this JSON Schema.", nil},
		{"finish-reason", FinishReason, "The model stopped for this reason.", nil},
		{"latency", Span, "The answer took so long.", nil},
		{"cost", Amount, "The answer cost so much, in US dollars.", nil},
		{"tokens", Count, "The answer has so many tokens.", nil},
		{"expr", Expression, "This expression over output, json and vars is true.", nil},
		{"exec", Command, "This program says that it holds. On standard input it gets a JSON object: output, json, vars, expected, toolCalls, finish, refusal, model, latencyMs, costUsd and tokens, as an expression sees them. On standard output it says true, false, a score from 0 to 1, or an object with pass or score, and reason. A score of 0.5 holds, or of what threshold says. It runs only with --allow-exec.", scored},
		{"rubric", Text, "The answer meets these criteria, as a model judges it.", judged},
		{"factuality", Text, "The answer agrees with the facts in this text, as a model judges it.", judged},
		{"closed-qa", Text, "The answer to this question about the answer is yes, as a model judges it.", judged},
		{"answer-relevance", Yes, "The answer speaks to what was asked, as a model judges it.", judged},
		{"prefer", Text, "By this criterion the answer is better than the other version's, as a model judges it.", judged},
	}
}

// Find returns the type of an assertion that is written under a key, and
// whether it is negated.
func Find(key string) (t Type, negated, ok bool) {
	name, negated := strings.CutPrefix(key, "not-")
	t, ok = byName()[name]
	return t, negated, ok
}

// FinishReasons returns the reasons for which a model stops.
func FinishReasons() []string { return []string{"stop", "length", "tool-calls", "content-filter"} }

// Filled reports whether {{NAME}} in the type's texts stands for a value.
func (t Type) Filled() bool { return t.Shape == Text || t.Shape == AnyText || t.Shape == Texts }

// has reports whether the type has an option.
func (t Type) has(option string) bool { return slices.Contains(t.Takes, option) }
