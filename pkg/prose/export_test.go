package prose

// WordsOf is what a text is compared by.
func WordsOf(source string) []string {
	t := newText(source, map[string]int32{})
	var all []string
	for i := range t.tokens {
		all = append(all, t.word(i))
	}
	return all
}
