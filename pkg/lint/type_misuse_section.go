package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// wrongSection is what is wrong with a section over a value.
func wrongSection(n *template.Section, r prompt.Referent, at standing) misuse {
	v := r.Variable
	switch {
	case n.Name == "." && at.scope.Outermost():
		return outsideSections()
	case r.Unsure:
		return misuse{}
	case throughNothing(r, at.scope) != "":
		return nothingThere(n.Name, throughNothing(r, at.scope))
	case v == nil || n.Name == ".":
		return misuse{}
	case isTrue(v) && !optionalPath(r) && n.Inverted:
		return misuse{"the section is never shown: %q is " + kindWords(v) + " that is always given", trueHint(v)}
	case mayBeZero(v) && isTrue(v) && !optionalPath(r) && !n.Inverted:
		return misuse{"the section is always shown: %q is " + kindWords(v) + " that is always given", trueHint(v)}
	case (v.Type == prompt.StringType || isNumber(v)) && !n.Inverted && isEnumeration(n, at.text.Template.Text):
		return misuse{"the section is for a list, and %q is " + kindWords(v), "declare it as {type: array}, or leave out the separator"}
	}
	return misuse{}
}

func isNumber(v *prompt.Variable) bool {
	return v.Type == prompt.NumberType || v.Type == prompt.IntegerType
}

// mayBeZero reports whether 0 is a value of a number: then a section over it
// looks as if 0 would not be shown.
func mayBeZero(v *prompt.Variable) bool {
	return isNumber(v) && (v.Minimum == nil || *v.Minimum <= 0) && (v.Maximum == nil || *v.Maximum >= 0)
}

// isTrue reports whether a variable is always there and, whatever its value is,
// true to a section: numbers are, 0 among them, and objects.
func isTrue(v *prompt.Variable) bool {
	return alwaysGiven(v) && (isNumber(v) || v.Type == prompt.ObjectType)
}

// optionalPath reports whether a level of a dotted name may be missing.
func optionalPath(r prompt.Referent) bool {
	return slices.ContainsFunc(r.Path, func(v *prompt.Variable) bool { return !alwaysGiven(v) })
}

func kindWords(v *prompt.Variable) string {
	switch v.Type {
	case prompt.IntegerType:
		return "an integer"
	case prompt.ObjectType:
		return "an object"
	default:
		return "a " + v.Type
	}
}

func trueHint(v *prompt.Variable) string {
	if isNumber(v) {
		return "0 counts as true too; declare it with required: false, or ask a boolean"
	}
	return "an object without properties counts as true too; declare it with required: false"
}

// isEnumeration reports whether a section is a list's in its form: {{.}} and a
// separator alone, which would be left over at the end of the line after the
// only value.
func isEnumeration(n *template.Section, text string) bool {
	if len(n.Nodes) != 2 {
		return false
	}
	value, isValue := n.Nodes[0].(*template.Variable)
	separator, isText := n.Nodes[1].(*template.Text)
	if !isValue || !isText || value.Name != "." {
		return false
	}
	after := strings.TrimLeft(text[n.Close.End:], " \t\r")
	atEnd := after == "" || after[0] == '\n' || after[0] == '.'
	return atEnd && slices.Contains([]string{",", ";", "|", "/", "·"}, strings.TrimSpace(separator.Value))
}
