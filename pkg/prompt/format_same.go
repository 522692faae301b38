package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// difference says in what a new text of a document differs from it in meaning,
// or "" where it does not.
func difference(doc *yamldoc.Doc, text []byte, s *shape) string {
	after, found := yamldoc.Parse(doc.File, text)
	switch {
	case len(found) > 0:
		return "the result would be wrong (" + found[0].Message + ")"
	case after.Root == nil || !same(doc.Root, after.Root, s):
		return "a value would change"
	case !slices.Equal(commentTexts(doc), commentTexts(after)):
		return "a comment would change"
	}
	return ""
}

// commentTexts returns the comments of a document, sorted.
func commentTexts(doc *yamldoc.Doc) []string {
	var texts []string
	for _, c := range doc.Comments() {
		texts = append(texts, strings.TrimRight(c.Text, " \t"))
	}
	slices.Sort(texts)
	return texts
}

// same reports whether two nodes mean the same: they hold the same values of
// the same types, with the same anchors, in the same order but for the keys
// that the shape orders.
func same(a, b *yamldoc.Node, s *shape) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Anchor != b.Anchor || a.Alias != b.Alias {
		return false
	}
	if len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) || len(a.Merges) != len(b.Merges) {
		return false
	}
	for i := range a.Items {
		if !same(a.Items[i], b.Items[i], s.of("")) {
			return false
		}
	}
	return samePairs(a.Pairs, b.Pairs, s) && samePairs(a.Merges, b.Merges, s)
}

func samePairs(a, b []yamldoc.Pair, s *shape) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	name := func(p yamldoc.Pair) string { return p.Key.Value }
	sortKeys(s, a, name)
	sortKeys(s, b, name)
	for i := range a {
		if !same(a[i].Key, b[i].Key, keepOrder()) || !same(a[i].Value, b[i].Value, s.of(name(a[i]))) {
			return false
		}
	}
	return true
}
