package lint

// isSmallWord reports whether a word only joins others. Nobody says one of
// these twice, wherever the line ends.
func isSmallWord(word string) bool {
	switch word {
	case "a", "an", "the", "and", "or", "but", "of", "to", "for", "from", "with", "by", "at", "as", "into", "if", "than", "then",
		"be", "are", "was", "were", "been", "being", "has", "have", "is", "not",
		"this", "these", "those", "your", "my", "our", "their", "its", "we", "they",
		"which", "when", "where", "while", "whether", "because",
		"should", "must", "would", "could", "will", "shall":
		return true
	}
	return false
}

// isDistinctive reports whether a word is English and of no other language.
func isDistinctive(word string) bool {
	switch word {
	case "the", "and", "with", "this", "these", "those", "your", "their", "they", "which", "when", "where", "while", "whether", "because",
		"should", "must", "would", "could", "will", "into", "from", "been", "being", "have", "then":
		return true
	}
	return false
}

// isTwiceOnPurpose reports whether English puts a word behind itself: for
// weight (very very), where two clauses meet (that that, what it is is), behind
// a verb that ends with it (log in in), as a sound, or as a figure.
func isTwiceOnPurpose(word string) bool {
	switch word {
	case "that", "had", "do", "does", "did", "it", "you", "her", "him", "them", "who", "what", "there", "here", "now", "one",
		"in", "on", "up", "out", "over", "off", "through", "down", "about", "around", "back",
		"very", "really", "so", "too", "much", "many", "more", "far", "long", "big", "little", "super", "pretty", "quite", "extra", "ultra", "way",
		"no", "yes", "never", "ever", "again", "please", "well", "okay", "hey", "oh", "ah", "wow", "sorry", "thanks", "come", "go", "wait", "look", "stop", "run", "help", "hear",
		"bye", "night", "knock", "blah", "bla", "ha", "haha", "hee", "he", "ho", "tut", "tsk", "la", "na", "da", "doo", "dum", "ding", "dong", "tick", "tock", "beep",
		"boop", "buzz", "chop", "clap", "click", "drip", "honk", "meow", "quack", "tap", "thump", "toot", "woof", "ring", "pip", "hip", "rah", "chug", "choo", "vroom", "zoom",
		"boo", "mama", "papa", "dada", "yo", "yum", "goody", "hush", "fifty", "neither", "half", "step", "side", "face", "year", "day", "word", "line",
		"foo", "bar", "test", "echo", "data", "null", "int", "string", "char", "unsigned", "buffalo", "filler", "lorem", "ipsum", "can", "may", "cha", "pom", "yoyo", "chow", "aye", "tom", "bora", "gaga", "tata", "dik":
		return true
	}
	return false
}
