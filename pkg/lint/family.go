package lint

// rulePages is where the pages of the rules can be read by anyone.
const rulePages = "https://github.com/promptctl-io/promptctl/blob/main/pkg/lint/rules/"

// URL is the address of the rule's page.
func (r Rule) URL() string { return rulePages + r.Code + ".md" }

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

// State says whether the rule is on where promptctl.yaml says nothing of it:
// "on" or "off".
func (r Rule) State() string {
	if r.Asked {
		return "off"
	}
	return "on"
}

// Default is the rule's state with what it needs to find anything: "on", "on;
// needs --base REV".
func (r Rule) Default() string {
	switch {
	case r.Needs != "":
		return r.State() + "; needs " + r.Needs
	case r.Asked:
		return r.State() + "; needs a severity for it in promptctl.yaml"
	default:
		return r.State()
	}
}
