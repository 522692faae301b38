package yamldoc

import "strings"

// ordinary fills a tree with values without yaml.v3, which takes two thirds of
// the time of reading a file. It reports false, with the tree half filled,
// where there is anything that is not met in nearly every file: an anchor, a
// tag, a merge, a key that is no text, or a plain scalar that might be a number or a date of another
// form than these. Then yaml.v3 decides. That both say the same is what the
// fuzz target and the property tests compare.
func (r *report) ordinary(n *Node) bool {
	if n.Alias || n.Anchor != "" {
		return false
	}
	switch n.Kind {
	case Mapping:
		n.Tag = "!!map"
		if r.isTemplate(n) {
			return false
		}
		for _, p := range n.Pairs {
			if p.Key.Kind != Scalar || p.Key.Start == p.Key.End || !r.ordinary(p.Key) || !r.ordinary(p.Value) {
				return false
			}
		}
		return true
	case Sequence:
		n.Tag = "!!seq"
		for _, item := range n.Items {
			if !r.ordinary(item) {
				return false
			}
		}
		return true
	default:
		return r.ordinaryScalar(n)
	}
}

func (r *report) ordinaryScalar(n *Node) bool {
	n.Value = r.doc.text.decode(n)
	if n.Style != Plain {
		n.Tag = "!!str"
		return true
	}
	var known bool
	n.Tag, known = plainTag(n.Value)
	return known
}

// decode returns the value of a scalar.
func (t text) decode(n *Node) string {
	start, end := n.Start, n.End
	special := "\n\r\u0085\u2028\u2029"
	switch n.Style {
	case Literal, Folded:
		r := tracer{text: t}
		r.block(n.Start, n.indent, n.Style == Folded)
		return string(r.value)
	case SingleQuoted:
		start, end, special = start+1, end-1, special+"'"
	case DoubleQuoted:
		start, end, special = start+1, end-1, special+`\`
	}
	inner := string(t[start:end])
	if !strings.ContainsAny(inner, special) {
		return inner
	}
	r := tracer{text: t}
	escape := map[Style]byte{SingleQuoted: '\'', DoubleQuoted: '\\'}[n.Style]
	r.lines(start, end, escape)
	return string(r.value)
}

// plainTag returns the tag that YAML resolves a plain scalar to, or false
// where that takes a closer look.
func plainTag(value string) (tag string, known bool) {
	switch value {
	case "", "~", "null", "Null", "NULL":
		return "!!null", true
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return "!!bool", true
	case "<<":
		return "", false
	}
	if c := value[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return "!!str", true
	}
	// What is in numbers of all bases, in .inf and .nan, and in dates.
	const numeric = "0123456789+-.:_ \tabcdefABCDEFxXoOtTzZinIN"
	if strings.ContainsFunc(value, func(c rune) bool { return !strings.ContainsRune(numeric, c) }) {
		return "!!str", true
	}
	return plainNumber(value)
}

// plainNumber knows the decimal numbers that people write: 42, -1, 0.25.
func plainNumber(value string) (tag string, known bool) {
	whole, fraction, isFloat := strings.Cut(strings.TrimPrefix(value, "-"), ".")
	const digits = "0123456789"
	ordinary := whole != "" && len(whole) <= 15 && strings.Trim(whole, digits) == "" && (whole == "0" || whole[0] != '0')
	switch {
	case !ordinary:
		return "", false
	case !isFloat:
		return "!!int", true
	case fraction != "" && len(fraction) <= 15 && strings.Trim(fraction, digits) == "":
		return "!!float", true
	default:
		return "", false
	}
}
