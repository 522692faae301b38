package lint

// doubling is what it says of a small word that it stands there twice.
type doubling int

const (
	maybeRight doubling = iota // English says it twice, or another language does
	mistake                    // it is never right in English
	likelySlip                 // it is right where a clause ends with the word, or where the word is named
)

// doublingOf knows the words whose doubling is a slip of the keyboard. All the
// others are left alone: verbs meet at the seams of clauses (what it is is),
// adverbs weigh more (very very), and names are what they are (agar agar).
func doublingOf(word string) doubling {
	switch word {
	case "the", "your", "their", "our", "its", "a", "an", "of":
		return mistake
	case "and", "to", "at", "by", "from", "into":
		return likelySlip
	}
	return maybeRight
}

// isEnglishWord reports whether a word is one of the small ones of English and
// of hardly another language.
func isEnglishWord(word string) bool {
	switch word {
	case "the", "and", "this", "that", "these", "those", "with", "you", "your", "their", "they", "them", "then", "there",
		"which", "when", "where", "what", "who", "how", "would", "should", "could", "must", "are", "been", "it", "its", "if", "not", "from", "into",
		"about", "every", "each", "any", "never", "always", "only":
		return true
	}
	return false
}

// endsClauses reports whether a word before a preposition lets a clause end
// with that: "who you are talking to", "the box that it comes from".
func endsClauses(word string) bool {
	switch word {
	case "who", "whom", "whose", "what", "which", "where", "that", "how", "whoever", "whatever", "wherever", "whichever":
		return true
	}
	return false
}

// isAboutWords reports whether a word tells that a text is about words, so that
// a pair of them may be what it is about.
func isAboutWords(word string) bool {
	switch word {
	case "words", "operator", "operators", "keyword", "keywords", "doubled", "repeated", "duplicate", "duplicated", "twice", "typo", "typos":
		return true
	}
	return false
}
