package lint

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// fieldAt returns the path of the innermost key whose entry holds an offset,
// such as "messages[1].content"; "" where none does.
func fieldAt(doc *yamldoc.Doc, offset int) string {
	if doc == nil || doc.Root == nil {
		return ""
	}
	path := ""
	for n := doc.Root; n != nil; {
		step, next := inside(n, offset)
		if next == nil {
			break
		}
		path = joined(path, step)
		n = next
	}
	return path
}

// inside returns the child of a node whose text, or whose key's text, holds an
// offset, and how it is called there.
func inside(n *yamldoc.Node, offset int) (step string, child *yamldoc.Node) {
	if n.Alias {
		return "", nil
	}
	for _, pair := range n.Pairs {
		if !pair.Merged && pair.Key.Start <= offset && offset <= max(pair.Value.End, pair.Key.End) {
			return pair.Key.Value, pair.Value
		}
	}
	for i, item := range n.Items {
		if item.Start <= offset && offset <= item.End {
			return fmt.Sprintf("[%d]", i), item
		}
	}
	return "", nil
}

func joined(path, step string) string {
	if path == "" || strings.HasPrefix(step, "[") {
		return path + step
	}
	return path + "." + step
}
