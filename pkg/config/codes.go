package config

// Code is what a finding's code stands for.
type Code struct {
	Code string
	Name string
	Why  string
}

// Codes returns the codes of findings that are promptctl.yaml's own, in order.
// What is wrong with the form of the file has the codes of every YAML file:
// Y003 is an unknown key, Y004 a wrong type or value, Y005 a missing key.
func Codes() []Code {
	return []Code{
		{"F001", "folder", "a folder of prompts is below the top of the repository, and neither git's nor the policy's"},
		{"F002", "folder-overlap", "no folder of prompts is within another: a prompt in both would have two names"},
		{"F003", "pattern", "a pattern can match the names of prompts: one that cannot does nothing"},
	}
}
