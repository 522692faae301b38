package lint

import (
	"sort"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// prose is a template as a person reads it: Markdown in which some is code.
// What it is made of is found when it is first asked for.
type prose struct {
	Text
	doc *yamldoc.Doc

	fenced *fences
	code   []template.Span // in order, without overlaps; valid where coded
	coded  bool

	anchored *yamldoc.Node // what an alias that gives the text stands for
	start    int           // where the text stands in the file, just as it is; -1 where it does not
	placed   bool          // the two are known

	explains bool // it says what is to be done with placeholders; valid where searched
	searched bool
}

// prose returns the subject's templates, in the order in which the model gets
// them.
func (s *Subject) prose() []*prose {
	if s.read == nil {
		s.read = []*prose{}
		for _, t := range s.Texts() {
			s.read = append(s.read, &prose{Text: t, doc: s.Doc})
		}
	}
	return s.read
}

// text is the template's text.
func (t *prose) text() string { return t.Template.Text }

// at returns the place of a stretch of the text. Of an alias, that is where the
// text itself stands.
func (t *prose) at(span template.Span) diag.Range {
	t.find()
	switch {
	case t.start >= 0:
		return t.doc.Range(t.start+span.Start, t.start+span.End)
	case t.anchored != nil:
		return t.doc.ValueRange(t.anchored, span.Start, span.End)
	}
	return t.Range(span)
}

// edit replaces a stretch of the text.
func (t *prose) edit(span template.Span, text string) diag.Edit {
	at := t.at(span)
	return diag.Edit{Start: at.Start.Offset, End: at.End.Offset, New: text}
}

// find finds out where the text stands, once: of all places that are asked for
// later, each costs no more than its line.
func (t *prose) find() {
	if t.placed {
		return
	}
	t.placed, t.start = true, -1
	if t.doc == nil {
		return
	}
	start := t.Range(template.Span{}).Start.Offset
	end := start + len(t.text())
	switch {
	case end <= len(t.doc.Src) && string(t.doc.Src[start:end]) == t.text():
		t.start = start
	case start < len(t.doc.Src) && t.doc.Src[start] == '*':
		t.anchored = anchorOf(t.doc.Root, start)
	}
}

// anchorOf returns the scalar that the alias at an offset stands for: the last
// one before it that has the anchor. It is nil where there is no alias.
func anchorOf(root *yamldoc.Node, offset int) (target *yamldoc.Node) {
	anchors := map[string]*yamldoc.Node{}
	eachNode(root, func(n *yamldoc.Node) {
		switch {
		case n.Alias && n.Start == offset:
			target = anchors[n.Anchor]
		case !n.Alias && n.Kind == yamldoc.Scalar && n.Anchor != "":
			anchors[n.Anchor] = n
		}
	})
	return target
}

// eachNode visits the nodes that stand in the file, keys too, in its order.
// What an alias or a merge brings in is not visited again.
func eachNode(n *yamldoc.Node, visit func(*yamldoc.Node)) {
	if n == nil {
		return
	}
	visit(n)
	if n.Alias {
		return
	}
	for _, pair := range n.Merges {
		eachNode(pair.Key, visit)
		eachNode(pair.Value, visit)
	}
	for _, pair := range n.Pairs {
		if !pair.Merged {
			eachNode(pair.Key, visit)
			eachNode(pair.Value, visit)
		}
	}
	for _, item := range n.Items {
		eachNode(item, visit)
	}
}

// shown reports whether a stretch is text, and not part of a tag.
func (t *prose) shown(span template.Span) bool { return liesInText(t.Nodes, span) }

// liesInText reports whether a stretch lies within one text among nodes.
func liesInText(nodes []template.Node, span template.Span) bool {
	i := sort.Search(len(nodes), func(i int) bool { return nodes[i].Extent().End > span.Start })
	if i == len(nodes) || nodes[i].Extent().End < span.End {
		return false
	}
	switch n := nodes[i].(type) {
	case *template.Text:
		return true
	case *template.Section:
		return span.Start >= n.Open.End && span.End <= n.Close.Start && liesInText(n.Nodes, span)
	default:
		return false
	}
}

// line returns the line that holds an offset, without its line break.
func (t *prose) line(offset int) template.Span { return lineOf(t.text(), offset) }

// cut is a stretch of the text.
func (t *prose) cut(span template.Span) string { return t.text()[span.Start:span.End] }
