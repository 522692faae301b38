package lint

// Family says what the rule is about, in a word or two: that is what the
// letter of its code stands for.
func (r Rule) Family() string {
	for _, f := range Families() {
		if r.Code != "" && f.Letter == r.Code[:1] {
			return f.Name
		}
	}
	return ""
}

// Family is the rules whose codes begin with one letter.
type Family struct{ Letter, Name string }

// Families returns every family, in the order in which a reader meets what
// they are about: from the file and its text to how prompts are kept.
func Families() []Family {
	return []Family{
		{"Y", "YAML and keys"},
		{"T", "template"},
		{"R", "structure"},
		{"S", "safety"},
		{"M", "model"},
		{"C", "cost"},
		{"Q", "quality"},
		{"E", "tests"},
		{"G", "governance"},
		{"F", "files"},
		{"P", "policy"},
		{"X", "lint itself"},
	}
}
