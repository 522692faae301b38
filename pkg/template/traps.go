package template

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// trap is a mistake that people make, most often out of habit from another
// template language. In hint {{ and }} stand for the delimiters in force and
// NAME for the name that the tag most likely speaks of.
type trap struct {
	msg, hint string
	foreign   bool // right in another language
	named     bool // the first name in the tag is the one it speaks of
	method    bool // … without its last level, which is called
	statement bool // opens a block that ends with {{end}}
	open      bool // NAME is the innermost open section
	prefixed  bool // without the signs before it, the name is right
}

const (
	grammarHint = "a name is made of letters A-Z and a-z, digits, _ and -, with dots between levels, as in {{user.name}}"
	literalHint = "for {{ as plain text set other delimiters before it, as in {{=<% %>=}}"
	ifHint      = "write {{#NAME}}…{{/NAME}} for when NAME is true or not empty, {{^NAME}}…{{/NAME}} for when it is false or empty"
	eachHint    = "write {{#NAME}}…{{/NAME}}: it repeats for each item, which is {{.}}, and whose fields go by their names"
	withHint    = "write {{#NAME}}…{{/NAME}}: inside it the fields of NAME go by their names"
)

// isHelper reports whether Handlebars or a relative has a block of this name.
func isHelper(word string) bool { return helperHint(word) != "" }

// helperHint says how Mustache does what a block of another language does.
func helperHint(word string) string {
	switch word {
	case "if":
		return ifHint
	case "unless":
		return "write {{^NAME}}…{{/NAME}} for when NAME is false or empty"
	case "each", "for", "foreach", "range":
		return eachHint
	case "with", "let":
		return withHint
	}
	return ""
}

// openingTrap explains the body of a {{#…}} or {{^…}} tag that is not a name.
func openingTrap(body, helper string) trap {
	switch {
	case helper != "":
		return trap{msg: "Mustache has no " + helper, hint: helperHint(helper), foreign: true}
	case body == "":
		return trap{msg: "the section has no name", hint: "write {{#NAME}}…{{/NAME}}, or {{^NAME}}…{{/NAME}} for the opposite case"}
	case strings.ContainsAny(body, " \t\r\n"):
		return trap{msg: "a section takes a name alone; Mustache has no helpers", hint: "write {{#NAME}}…{{/NAME}}", foreign: true}
	}
	t := variableTrap(body)
	t.hint = strings.ReplaceAll(t.hint, "{{NAME}}", "{{#NAME}}…{{/NAME}}")
	return t
}

// partialTrap explains the body of a {{>…}} tag that is not a partial's name.
func partialTrap(body string) trap {
	switch {
	case body == "":
		return trap{msg: "the partial has no name", hint: "write {{> name}}"}
	case body[0] == '*':
		return trap{msg: "dynamic names are not supported", hint: "include a fixed partial: {{> name}}", foreign: true}
	case strings.ContainsAny(body, "\"'"):
		return trap{msg: "a partial's name has no quotes", hint: "write {{> name}}", foreign: true}
	case strings.ContainsAny(body, " \t\r\n"):
		return trap{msg: "a partial takes no arguments", hint: "write {{> name}}: it sees the data of the text around it", foreign: true}
	}
	return trap{msg: "this is not the name of a partial", hint: "it is made of letters A-Z and a-z, digits and the characters _ - . /"}
}

// commentLeaks reports whether a comment in the manner of Handlebars,
// {{!-- … --}}, has ended at a tag inside it, so that the rest of it shows.
func commentLeaks(body, open string) bool {
	return strings.HasPrefix(body, "--") && !strings.HasSuffix(body, "--") && strings.Contains(body, open)
}

func commentTrap() trap {
	return trap{msg: "the comment ends at the first closing delimiter, and the rest of it shows",
		hint: "take the tags out of the comment, or give each its own {{! … }}", foreign: true}
}

func delimitersTrap() trap {
	return trap{msg: "these are not two delimiters",
		hint: "write both, with a blank between and an equals sign on either side: {{=<% %>=}}"}
}

// newDelimiters reads the body of a set-delimiters tag.
func newDelimiters(body string) (open, close string, ok bool) {
	pair := strings.Fields(body)
	if len(pair) != 2 || strings.Contains(body, "=") {
		return "", "", false
	}
	return pair[0], pair[1], true
}

// variableTrap explains the body of a {{…}} tag that is not a name.
func variableTrap(body string) trap {
	if t, ok := statementTrap(body); ok {
		return t
	}
	if t, ok := leadingTrap(body); ok {
		return t
	}
	return innerTrap(body)
}

// statementTrap knows the words that begin a statement in Go's templates,
// Jinja and Handlebars.
func statementTrap(body string) (trap, bool) {
	word := body[:nameLen(body)]
	if isElse(body) {
		return trap{msg: "Mustache has no " + word,
			hint: "end the section and write the other case as its opposite: {{/NAME}}{{^NAME}}…{{/NAME}}", foreign: true, open: true}, true
	}
	if word == body {
		return trap{msg: "Mustache has no blocks that end so", hint: "end a section with its name: {{/NAME}}", foreign: true, open: true}, word == "end"
	}
	if !space(body[len(word)]) {
		return trap{}, false
	}
	if isHelper(word) {
		return trap{msg: "Mustache has no " + word, hint: helperHint(word), foreign: true, statement: true}, true
	}
	switch word {
	case "include", "template", "partial":
		return trap{msg: "Mustache has no " + word, hint: "write {{> name}} to include another prompt's text", foreign: true}, true
	case "set", "block", "define", "macro", "call", "end":
		return trap{msg: "Mustache has no " + word, hint: "only names, sections and partials stand in a tag", foreign: true, statement: true}, true
	}
	return trap{}, false
}

// isElse reports whether a statement begins the other case of a condition.
func isElse(body string) bool {
	word := body[:nameLen(body)]
	return word == "else" || word == "elif" || word == "elseif"
}

// leadingTrap knows the characters that a tag of another language begins with.
func leadingTrap(body string) (trap, bool) {
	t := trap{hint: "write {{NAME}}", foreign: true, named: true}
	switch {
	case body == "":
		return trap{msg: "the tag is empty", hint: "put a name between the braces: {{NAME}}"}, true
	case strings.ContainsRune(`"'{[:`, rune(body[0])):
		return trap{msg: "this is not a name", hint: literalHint}, true
	case body[0] == '%':
		t.msg, t.named, t.hint = "Mustache has no statements", false, "only names, sections and partials stand in a tag"
	case body[0] == '$':
		t.msg, t.prefixed = "a name has no $ before it", true
	case body[0] == '@':
		t.msg, t.named, t.hint = "Mustache has no loop variables", false, "put a field into the items of the list: {{NAME}}"
	case strings.HasPrefix(body, "../"), strings.HasPrefix(body, "./"):
		t.prefixed = true
		t.msg, t.hint = "Mustache has no paths", "outer names are visible inside a section: write {{NAME}}"
	case body[0] == '<', body[0] == '*':
		t.msg, t.named, t.hint = "blocks, parents and dynamic names are not supported", false, "include a fixed partial: {{> name}}"
	case strings.HasPrefix(body, "- "), strings.HasSuffix(body, " -"), body[0] == '~', body[len(body)-1] == '~':
		t.msg, t.hint = "Mustache has no marks that trim white space", "write {{NAME}}; a section's tag alone on its line leaves no blank line"
	default:
		return trap{}, false
	}
	return t, true
}

// innerTrap knows what stands after a name in other languages.
func innerTrap(body string) trap {
	t := trap{hint: "put the finished value into the data and write {{NAME}}", foreign: true, named: true}
	switch {
	case strings.Contains(body, "||"), strings.ContainsAny(body, "?=<>+*&!"), operatorWord(body):
		t.msg = "Mustache has no expressions"
	case strings.Contains(body, "|"):
		t.msg = "Mustache has no filters"
	case strings.Contains(body, "("):
		t.msg, t.method = "Mustache has no calls", true
	case strings.Contains(body, "["):
		t.msg, t.hint = "Mustache has no indexes", "repeat over the list with {{#NAME}}…{{/NAME}}, or name a field: {{NAME.field}}"
	case strings.Contains(body, `"`), strings.Contains(body, "'"), strings.HasPrefix(body[nameLen(body):], ": "):
		return trap{msg: "this is not a name", hint: literalHint}
	case body[0] == '.', body[len(body)-1] == '.', strings.Contains(body, ".."):
		foreign := body[0] == '.' && validName(body[1:])
		return trap{msg: "a dot stands between two names, or alone", hint: dottedHint(body), named: true, foreign: foreign, prefixed: foreign}
	case strings.ContainsAny(body, " \t\r\n"):
		return trap{msg: "a name has no blanks", hint: spacedHint(body)}
	case strings.Contains(body, ":"):
		t.msg = "Mustache has no formats"
	default:
		odd, _ := utf8.DecodeRuneInString(body[nameLen(body):])
		return trap{msg: fmt.Sprintf("%q cannot stand in a name", odd), hint: grammarHint}
	}
	return t
}

func operatorWord(body string) bool {
	for _, word := range strings.Fields(body) {
		switch word {
		case "and", "or", "not", "in", "is", "eq", "ne", "-", "/", "%":
			return true
		}
	}
	return false
}

// dottedHint proposes user.name for .user..name.
func dottedHint(body string) string {
	levels := strings.FieldsFunc(body, func(r rune) bool { return r == '.' })
	if name := strings.Join(levels, "."); validName(name) {
		return "did you mean {{" + name + "}}?"
	}
	return grammarHint
}

// spacedHint proposes first_name for "first name".
func spacedHint(body string) string {
	if joined := strings.Join(strings.Fields(body), "_"); validName(joined) {
		return "did you mean {{" + joined + "}}?"
	}
	return grammarHint
}
