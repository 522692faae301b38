package prompt

import (
	"bytes"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Canonical returns the canonical layout of a prompt file: the keys in the order
// of Keys, two spaces of indentation, no needless quotes, text of several
// lines as literal blocks, one blank line at most. Formatting a second time
// changes nothing.
//
// It never changes what a file says. Comments stay with what they belong to,
// and text inside of scalars is left alone. The order of sections, messages,
// variables, parameters and of the keys of a JSON Schema has a meaning, so it
// stays too; in a file with anchors all order does.
//
// A file whose syntax is wrong is returned as it is, with the findings; so is
// one that Canonical cannot prove to say the same afterwards, with a warning.
func Canonical(file string, src []byte) ([]byte, diag.List) {
	doc, found := yamldoc.Parse(file, src)
	if found.HasErrors() {
		return src, found
	}
	if doc.Root == nil || doc.Root.Kind != yamldoc.Mapping {
		_, found = Parse(file, src)
		return src, found
	}
	shape := promptShape()
	if hasAnchors(doc.Root) {
		shape = keepOrder()
	}
	l := newLayout(lineFeeds(doc))
	l.document(shape)
	out := append(l.out, '\n')
	if l.odd == "" {
		l.odd = difference(doc, out, shape)
	}
	if l.odd != "" {
		found.Add(diag.Finding{
			Code: "F004", Severity: diag.Warning, Range: doc.Range(0, 0),
			Message: "the file is left as it is: its layout cannot be changed safely: " + l.odd,
		})
		return src, found
	}
	return out, found
}

// lineFeeds returns the document with every line ended by LF alone, which
// means the same in YAML.
func lineFeeds(doc *yamldoc.Doc) *yamldoc.Doc {
	if bytes.IndexByte(doc.Src, '\r') < 0 {
		return doc
	}
	src := bytes.ReplaceAll(doc.Src, []byte("\r\n"), []byte{'\n'})
	unix, _ := yamldoc.Parse(doc.File, bytes.ReplaceAll(src, []byte{'\r'}, []byte{'\n'}))
	return unix
}

// hasAnchors reports whether there is an anchor in or below a node. Without
// one there are no aliases and merge keys.
func hasAnchors(n *yamldoc.Node) bool {
	if n.Anchor != "" {
		return true
	}
	for _, item := range n.Items {
		if hasAnchors(item) {
			return true
		}
	}
	for _, p := range n.Pairs {
		if hasAnchors(p.Key) || hasAnchors(p.Value) {
			return true
		}
	}
	return len(n.Merges) > 0
}
