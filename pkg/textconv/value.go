package textconv

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// maxRow is how many bytes a collection may have on one line.
const maxRow = 100

// pathKey is a key as a path has it, the first or behind others.
func pathKey(key string, first bool) string {
	switch {
	case !isPlain(key):
		return "[" + strconv.Quote(key) + "]"
	case first:
		return key
	default:
		return "." + key
	}
}

// isPlain reports whether a key or a name stands in a path without quotes.
func isPlain(key string) bool {
	return key != "" && strings.IndexFunc(key, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '$' && r != '<'
	}) < 0
}

// name is what an item of a list is called, "" where it has no name. Left out is
// the key that need not be written, as the name says it: for each list it is
// always the same one, so that no two items look alike.
func name(list string, n *yamldoc.Node) (label, leftOut string) {
	for _, key := range []string{"id", "role", "name", "function", "type", "path"} {
		value := n.Get(key)
		if key == "function" {
			value = value.Get("name")
		}
		if value == nil || value.Kind != yamldoc.Scalar || value.Anchor != "" || len(value.Value) > maxRow/2 {
			continue
		}
		if key == nameKey(list) {
			leftOut = key
		}
		return labelOf(value), leftOut
	}
	return "", ""
}

// nameKey is the key by which the items of a list are usually told apart.
func nameKey(list string) string {
	switch list {
	case "messages":
		return "role"
	case "content":
		return "type"
	case "cases":
		return "id"
	default:
		return "name"
	}
}

// labelOf is a value as a path has it.
func labelOf(n *yamldoc.Node) string {
	text := scalar(n, true)
	if n.Tag == "!!str" && (text != n.Value || !isPlain(text)) {
		return strconv.Quote(n.Value)
	}
	return text
}

// scalar is a value on a line of its own or, in a row, among others.
func scalar(n *yamldoc.Node, row bool) string {
	switch {
	case n.IsNull():
		return "null"
	case n.Tag == "!!str":
		return yamldoc.Quote(n.Value, yamldoc.Place{Inline: row})
	default:
		return n.Value
	}
}

func emptyOf(n *yamldoc.Node) string {
	if n.Kind == yamldoc.Mapping {
		return "{}"
	}
	return "[]"
}

// isRow reports whether a node is a list of single values.
func isRow(n *yamldoc.Node) bool {
	if n.Kind != yamldoc.Sequence {
		return false
	}
	for _, item := range n.Items {
		if item.Kind != yamldoc.Scalar {
			return false
		}
	}
	return true
}

// flow is a collection on one line, and whether it has its place there.
func flow(n *yamldoc.Node) (string, bool) {
	var b strings.Builder
	ok := writeFlow(&b, n)
	return b.String(), ok
}

func writeFlow(b *strings.Builder, n *yamldoc.Node) bool {
	if n.Anchor != "" || len(n.Merges) > 0 || b.Len()+len(n.Value) > maxRow {
		return false
	}
	if n.Kind == yamldoc.Scalar {
		b.WriteString(scalar(n, true))
		return b.Len() <= maxRow
	}
	brackets := emptyOf(n)
	b.WriteByte(brackets[0])
	for i, item := range n.Items {
		separate(b, i)
		if !writeFlow(b, item) {
			return false
		}
	}
	for i, pair := range n.Pairs {
		separate(b, i)
		if pair.Key.Kind != yamldoc.Scalar || !writeFlow(b, pair.Key) {
			return false
		}
		b.WriteString(": ")
		if !writeFlow(b, pair.Value) {
			return false
		}
	}
	b.WriteByte(brackets[1])
	return b.Len() <= maxRow
}

// separate begins the next element of a row.
func separate(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteString(", ")
	}
}
