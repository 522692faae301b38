package scaffold

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// setKey gives a key at the top of a prompt file a text, and keeps every other
// byte. A key that is not there yet is put in at its place in the usual order.
func setKey(src []byte, key, value string) ([]byte, error) {
	doc, found := yamldoc.Parse("", src)
	if found.HasErrors() || doc.Root == nil || doc.Root.Kind != yamldoc.Mapping {
		return nil, fmt.Errorf("%s cannot be set: the file cannot be read", key)
	}
	text := yamldoc.Quote(value, yamldoc.Place{Inline: true})
	if pair := doc.Root.Pair(key); pair != nil && !pair.Merged {
		at := pair.Value
		return diag.Apply(src, []diag.Edit{{Start: at.Start, End: at.End, New: spaced(src, at) + text}})
	}
	if doc.Root.Style == yamldoc.Flow {
		err := fmt.Errorf("%s cannot be set: the file is written in braces", key)
		return nil, diag.WithHint(err, "add it to the file by hand")
	}
	at, line := insertion(doc, key), key+": "+text+lineEnd(src)
	if at > 0 && src[at-1] != '\n' {
		line = lineEnd(src) + line
	}
	return diag.Apply(src, []diag.Edit{{Start: at, End: at, New: line}})
}

// spaced is the space between a colon and a value where there was none.
func spaced(src []byte, value *yamldoc.Node) string {
	if value.Start == value.End && value.Start > 0 && src[value.Start-1] == ':' {
		return " "
	}
	return ""
}

// insertion is where the line of a key begins: behind the last key that comes
// before it, or before the first one.
func insertion(doc *yamldoc.Doc, key string) int {
	order := prompt.Keys()
	at := -1
	for _, pair := range doc.Root.Pairs {
		i := slices.Index(order, pair.Key.Value)
		if i >= 0 && i < slices.Index(order, key) && !pair.Merged {
			at = max(at, pair.Value.End)
		}
	}
	if at < 0 {
		return lineStart(doc.Src, doc.Root.Pairs[0].Key.Start)
	}
	if end := bytes.IndexByte(doc.Src[at:], '\n'); end >= 0 {
		return at + end + 1
	}
	return len(doc.Src)
}

func lineStart(src []byte, at int) int { return bytes.LastIndexByte(src[:at], '\n') + 1 }

// lineEnd is how the lines of a file end.
func lineEnd(src []byte) string {
	if bytes.Contains(src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
