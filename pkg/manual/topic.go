package manual

import (
	"embed"
	"strings"
)

//go:embed topics/*.md
var topicPages embed.FS

// Topics returns the entries that explain an idea.
func Topics() []Entry {
	var topics []Entry
	for _, name := range []string{"approval", "digest", "exit-codes", "release", "revisions", "statements", "suppression", "templates"} {
		text, err := topicPages.ReadFile("topics/" + name + ".md")
		if err != nil {
			continue // the tests see to it that there is none of this kind
		}
		topics = append(topics, Entry{Kind: TopicKind, Name: name, What: lead(string(text)), Text: string(text)})
	}
	return topics
}

// lead is the first sentence below a page's title.
func lead(text string) string {
	_, body, _ := strings.Cut(text, "\n")
	paragraph, _, _ := strings.Cut(strings.TrimSpace(body), "\n\n")
	return firstSentence(strings.ReplaceAll(paragraph, "\n", " "))
}
