package yamldoc

import (
	"bytes"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"gopkg.in/yaml.v3"
)

// fill puts yaml.v3's values and tags into the tree. It returns the
// first node that yaml.v3 reads as something else, or nil.
func (r *report) fill(n *Node, y *yaml.Node) *Node {
	if n.Alias {
		if y.Kind != yaml.AliasNode {
			return n
		}
		return nil
	}
	n.Tag = y.Tag
	switch n.Kind {
	case Mapping:
		return r.fillMapping(n, y)
	case Sequence:
		return r.fillSequence(n, y)
	}
	if y.Kind != yaml.ScalarNode || y.Anchor != n.Anchor || y.Style&^yaml.TaggedStyle != yamlStyle(n.Style) {
		return n
	}
	n.Value = y.Value
	return nil
}

func yamlStyle(s Style) yaml.Style {
	switch s {
	case SingleQuoted:
		return yaml.SingleQuotedStyle
	case DoubleQuoted:
		return yaml.DoubleQuotedStyle
	case Literal:
		return yaml.LiteralStyle
	case Folded:
		return yaml.FoldedStyle
	case Flow:
		return yaml.FlowStyle
	default:
		return 0
	}
}

func (r *report) fillMapping(n *Node, y *yaml.Node) *Node {
	if y.Kind != yaml.MappingNode || len(y.Content) != 2*len(n.Pairs) || y.Style&yaml.FlowStyle != yamlStyle(n.Style) {
		return n
	}
	if r.isTemplate(n) {
		r.asText(n)
		return nil
	}
	for i, p := range n.Pairs {
		said := len(r.list)
		if bad := r.fill(p.Key, y.Content[2*i]); bad != nil {
			return bad
		}
		if bad := r.fill(p.Value, y.Content[2*i+1]); bad != nil {
			return bad
		}
		if p.Key.verbatim {
			r.noFix(said) // {{x}}: {{y}} was meant as one text
		}
	}
	return nil
}

func (r *report) fillSequence(n *Node, y *yaml.Node) *Node {
	if y.Kind != yaml.SequenceNode || len(y.Content) != len(n.Items) || y.Style&yaml.FlowStyle != yamlStyle(n.Style) {
		return n
	}
	for i, item := range n.Items {
		if bad := r.fill(item, y.Content[i]); bad != nil {
			return bad
		}
	}
	return nil
}

// isTemplate reports whether a mapping is written {{…}}.
func (r *report) isTemplate(n *Node) bool {
	if n.Style != Flow || len(n.Pairs) == 0 {
		return false
	}
	key := n.Pairs[0].Key
	return key.Kind == Mapping && key.Props == n.Start+1 && r.doc.text.at(n.Start) == '{' && r.doc.text.at(n.Start+1) == '{'
}

// asText reports a {{…}} that is not quoted, and makes it the text it was
// meant to be.
func (r *report) asText(n *Node) {
	value := string(r.doc.Src[n.Start:n.End])
	listed := !r.full("Y006")
	f := r.add("Y006", n.Start, n.End, "quote it: "+Quote(value, Place{Inline: true}), "%s", unquotedTemplate)
	if listed {
		f.Fix = r.templateFix(n, value)
	}
	*n = Node{
		Kind: Scalar, Style: Plain, Tag: "!!str", Value: value, verbatim: true,
		Start: n.Start, End: n.End, Props: n.Props, Anchor: n.Anchor,
	}
}

// templateFix quotes a {{…}}. Where more braces follow a # it may be the
// beginning of a text with a # in it, and no comment.
func (r *report) templateFix(n *Node, value string) *diag.Fix {
	_, comment, _ := bytes.Cut(r.doc.Src[n.End:r.doc.text.lineEnd(n.End)], []byte{'#'})
	if !printable(value, "") || bytes.Contains(comment, []byte("{{")) {
		return nil
	}
	return quoteFix(n.Start, n.End, value)
}

// noFix takes the fixes off the findings from one on.
func (r *report) noFix(from int) {
	for i := from; i < len(r.list); i++ {
		r.list[i].Fix = nil
	}
}
