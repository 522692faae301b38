package lint

// reservedName is T012: a variable that has the name of something else that
// stands beside the values.
func reservedName(p *Pass) {
	if p.Prompt == nil {
		return
	}
	for _, v := range p.Closure.Inputs() {
		if r := reservedNames(v.Name); r.by != "" {
			p.Report(v.Range, "the name of variable %q is taken by %s", v.Name, r.by).Hint = r.hint
		}
	}
}

// reserved is a name that something else has.
type reserved struct{ by, hint string }

// reservedNames says what else has a name; its by is "" where that is free.
func reservedNames(name string) reserved {
	const request = "a member of requests to models"
	switch name {
	case "messages":
		return reserved{request, "call it history_text, or make it a message - placeholder: NAME"}
	case "system":
		return reserved{request, "call it by what it holds, such as system_text"}
	case "tools":
		return reserved{request, "call it by what it holds, such as tool_list"}
	case "completion":
		return reserved{"the model's answer, in evaluators", "call it by what it holds, such as answer"}
	case "expected":
		return reserved{"the wanted answer, in test data", "call it by what it holds, such as wanted"}
	case "__proto__", "constructor", "prototype":
		return reserved{"a member of every object in JavaScript", "call it by what it holds"}
	default:
		return reserved{}
	}
}
