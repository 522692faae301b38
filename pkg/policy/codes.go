package policy

// Code is what a finding's code stands for.
type Code struct {
	Code string
	Name string
	Why  string
}

// Codes returns the codes of findings that are a policy's own, in order. What
// is wrong with the form of the file has the codes of every YAML file: Y003 is
// an unknown key, Y004 a wrong type or value, Y005 a missing key.
func Codes() []Code {
	return []Code{
		{"P001", "repository-id", "the repository's id is 16 to 64 lower-case hex digits: it binds statements to one repository"},
		{"P002", "name", "a name of a person, a role or an environment is safe in tags, trailers and terminals, with no look-alikes"},
		{"P003", "reserved-environment", "an environment's name cannot be mistaken for another kind of revision"},
		{"P004", "fingerprint", "a key is named by a whole SHA-256 or OpenPGP fingerprint, which cannot be forged"},
		{"P005", "threshold", "a threshold is at least 1: one of 0 would be met by nobody at all"},
		{"P006", "shared-identity", "a key and an e-mail address belong to exactly one person"},
		{"P007", "robot-role", "a robot releases and evaluates; it does not judge"},
		{"P008", "unknown-role", "a role that nobody has is a slip of the pen, or cannot be met"},
		{"P009", "role-use", "approvals are given by approving roles, and administration by persons"},
		{"P010", "quorum", "what a policy asks for can be met by the persons that it names"},
		{"P011", "branch-name", "a branch has a name that git takes"},
		{"P012", "shared-branch", "every environment has a branch of its own, on file systems that ignore case too"},
		{"P013", "from", "an environment's versions come from one that is listed before it"},
		{"P014", "open-environment", "an open environment asks nothing, so nothing may be written as if it did"},
		{"P015", "pattern", "a rule's pattern can match the names of prompts: one that cannot protects nothing"},
		{"P016", "idle-rule", "a rule asks for more than its environment does anyway"},
		{"P017", "folder", "the policy's folder holds the policy and no other file"},
	}
}
