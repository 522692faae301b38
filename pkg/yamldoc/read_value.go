package yamldoc

import (
	"strconv"
	"strings"
	"unicode"
)

// Value is a node with its way from the top of the file.
type Value struct {
	// Key is what a finding about something that the value lacks points at: its
	// key, itself where it is the item of a list, nil where it is the file.
	Key  *Node
	Node *Node

	in    *Value // the mapping or the list that it is in; nil for the file
	index int    // in a list
}

// Name is what messages call the value, such as "lint.ignore[0].reason"; ""
// for the file.
func (v Value) Name() string {
	switch {
	case v.in == nil:
		return ""
	case v.in.Node.Kind == Sequence:
		return v.in.Name() + "[" + strconv.Itoa(v.index) + "]"
	default:
		return v.in.join(v.Key.Value)
	}
}

// In is the mapping or the list that the value is in, and itself for the file.
func (v Value) In() Value {
	if v.in == nil {
		return v
	}
	return *v.in
}

// join is the name of what a key of the value holds.
func (v Value) join(key string) string {
	if name := v.Name(); name != "" {
		return name + "." + plain(key)
	}
	return plain(key)
}

// title is the value's name where it is the subject of a sentence.
func (v Value) title() string {
	if name := v.Name(); name != "" {
		return name
	}
	return "the file"
}

// maxShown is the length in bytes above which a message does not repeat what
// the file says.
const maxShown = 64

// plain is a key as a part of a name: quoted where it would not be seen as one.
func plain(key string) string {
	odd := func(c rune) bool { return c == ' ' || c == '.' || !unicode.IsPrint(c) }
	switch {
	case len(key) > maxShown:
		return strconv.Quote(strings.ToValidUTF8(key[:maxShown], "") + "…")
	case key == "" || strings.ContainsFunc(key, odd):
		return strconv.Quote(key)
	}
	return key
}

// Describe says what a node holds, as a person would: "a mapping", "empty",
// 3 or "text".
func (n *Node) Describe() string {
	isText := n.Tag == "!!str" || n.Tag == "!!timestamp"
	switch {
	case n.Kind == Mapping:
		return "a mapping"
	case n.Kind == Sequence:
		return "a list"
	case n.IsNull():
		return "empty"
	case isText && (len(n.Value) > 40 || strings.Contains(n.Value, "\n")):
		return "a text of " + strconv.Itoa(len(n.Value)) + " bytes"
	case isText:
		return strconv.Quote(n.Value)
	case len(n.Value) > 40:
		return "a value of " + strconv.Itoa(len(n.Value)) + " bytes"
	default:
		return n.Value
	}
}
