package lint

import (
	"fmt"
	"sort"
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
// offset, and how it is called there. Children come in the order of the file,
// but for entries that a merge brings in, which come last.
func inside(n *yamldoc.Node, offset int) (step string, child *yamldoc.Node) {
	if n.Alias {
		return "", nil
	}
	after := sort.Search(len(n.Pairs), func(i int) bool { return n.Pairs[i].Merged || n.Pairs[i].Key.Start > offset })
	if after > 0 {
		if pair := n.Pairs[after-1]; offset <= max(pair.Value.End, pair.Key.End) {
			return pair.Key.Value, pair.Value
		}
	}
	after = sort.Search(len(n.Items), func(i int) bool { return n.Items[i].Start > offset })
	if after > 0 && offset <= n.Items[after-1].End {
		return fmt.Sprintf("[%d]", after-1), n.Items[after-1]
	}
	return "", nil
}

func joined(path, step string) string {
	if path == "" || strings.HasPrefix(step, "[") {
		return path + step
	}
	return path + "." + step
}
