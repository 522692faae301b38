// Package manual is what promptctl explains of itself: the rules that it holds
// files to, the keys that they may have, and the ideas behind it. What it says
// of a rule or a key is taken from where that is defined.
package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

// Kind is what an entry explains.
type Kind string

// The kinds of entries.
const (
	TopicKind Kind = "topic"
	KeyKind   Kind = "key"
	RuleKind  Kind = "rule"
)

// Entry is one thing that can be looked up.
type Entry struct {
	Kind Kind
	Name string // a topic's name, a key's path, a rule's code
	What string // what it is, in a sentence
	Text string // the page, as Markdown

	Rule lint.Rule // of a RuleKind
	Key  Key       // of a KeyKind
}

// Find returns the entry that a word stands for: the code or the name of a
// rule, the name of a topic, or the path of a key. Its error says what was
// most likely meant.
func Find(word string) (Entry, error) {
	if rule, ok := lint.Find(word); ok {
		return RuleEntry(rule), nil
	}
	for _, topic := range Topics() {
		if strings.EqualFold(topic.Name, word) {
			return topic, nil
		}
	}
	key, err := FindKey(word)
	switch {
	case err == nil:
		return keyEntry(key), nil
	case strings.Contains(word, "."):
		return Entry{}, err
	default:
		return Entry{}, fmt.Errorf("nothing here is called %q%s", word, diag.DidYouMean(word, Words()))
	}
}

// Contents returns an entry for each topic, each key at the top of a file and
// each rule. The keys' entries have no page.
func Contents() []Entry {
	entries := Topics()
	for _, f := range Files() {
		for _, child := range f.top().children() {
			name := Key{File: f.Name, Path: child.Name}.Name()
			entries = append(entries, Entry{Kind: KeyKind, Name: name, What: child.What})
		}
	}
	for _, rule := range lint.Rules() {
		entries = append(entries, RuleEntry(rule))
	}
	return entries
}

// Words returns the names that Find takes, but for those of keys within keys.
func Words() []string {
	var words []string
	for _, f := range Files() {
		words = append(words, f.Name)
	}
	for _, e := range Contents() {
		words = append(words, e.Name)
		if e.Kind == RuleKind {
			words = append(words, e.Rule.Name)
		}
	}
	return words
}

// Complete returns the words that a beginning may become: below a key, the keys
// that it has.
func Complete(typed string) []string {
	words := Words()
	if i := strings.LastIndexByte(typed, '.'); i >= 0 {
		words = nil // those with a dot are keys of a file, and so are below one
		parent, _ := FindKey(typed[:i])
		for _, child := range parent.Keys {
			words = append(words, typed[:i+1]+child.Name)
		}
	}
	return slices.DeleteFunc(words, func(word string) bool { return !strings.HasPrefix(word, typed) })
}

// RuleEntry returns the entry of a rule.
func RuleEntry(rule lint.Rule) Entry {
	doc := rule.Doc()
	title, rest, _ := strings.Cut(doc.Text, "\n")
	text := title + "\n\n" + ruleFacts(rule) + rest
	return Entry{Kind: RuleKind, Name: rule.Code, What: firstSentence(doc.What), Text: text, Rule: rule}
}

// ruleFacts lists what is known of a rule besides its documentation.
func ruleFacts(rule lint.Rule) string {
	fix := map[lint.Mends]string{
		lint.Never:    "by hand",
		lint.Safely:   "safe, by `promptctl lint --fix`",
		lint.Unsafely: "unsafe, by `promptctl lint --unsafe-fixes`",
	}[rule.Mends]
	return fmt.Sprintf("- Severity: %s\n- Default: %s\n- Fix: %s\n", rule.Severity, rule.Default(), fix)
}

func keyEntry(key Key) Entry {
	return Entry{Kind: KeyKind, Name: key.Name(), What: firstSentence(key.Description), Text: key.page(), Key: key}
}

// firstSentence cuts a paragraph after its first full stop.
func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}
