package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// badJSONSchema is M006: a schema, of the answer or of a tool's parameters,
// that is no JSON Schema, or not one that strict: true allows. That it is JSON
// where it is written as JSON is found when the file is read.
func badJSONSchema(p *Pass) {
	if p.Prompt == nil {
		return
	}
	if s := p.Prompt.Format.Schema; s != nil {
		c := p.schemaCheck(s)
		c.check()
		if strict := p.Prompt.Format.Strict; strict != nil && *strict {
			c.strict()
		}
	}
	for _, tool := range p.Prompt.Tools {
		if tool.Parameters == nil {
			continue
		}
		c := p.schemaCheck(tool.Parameters)
		c.check()
		c.toolRoot()
		if tool.Strict != nil && *tool.Strict {
			c.strict()
		}
	}
}

// schemaCheck is the check of one schema. Its data says what is sent, and the
// nodes beside it where that stands.
type schemaCheck struct {
	*Pass
	root    model.Object
	top     *yamldoc.Node
	at      func(*yamldoc.Node) diag.Range
	whole   *yamldoc.Node // the string that the schema is in; nil where it is YAML
	maker   string        // of the model, where it is known
	changed bool          // a part of the schema has an $id: references are relative to that
	strange int           // unknown keywords so far
	index   map[*model.Member]map[string]any
}

// schemaCheck prepares the check of a schema. One that is JSON in a string is
// read as a document of its own, whose places are then those in the string.
func (p *Pass) schemaCheck(s *prompt.Schema) *schemaCheck {
	c := &schemaCheck{Pass: p, root: s.Data, top: s.Node, at: p.Doc.NodeRange}
	if f, ok := p.facts(); ok {
		c.maker = f.Maker
	}
	text, isString := s.Node.Text()
	if !isString {
		return c
	}
	whole := s.Node
	c.whole = whole
	c.top, c.at = nil, func(*yamldoc.Node) diag.Range { return p.Doc.NodeRange(whole) }
	doc, _ := yamldoc.Parse(p.File, []byte(strings.ReplaceAll(text, "\t", " ")))
	if doc.Root != nil && doc.Root.Kind == yamldoc.Mapping {
		c.top = inWrapper(doc.Root, s.Data)
		c.at = func(n *yamldoc.Node) diag.Range {
			if n == nil {
				return p.Doc.NodeRange(whole)
			}
			return p.Doc.ValueRange(whole, n.Start, n.End)
		}
	}
	return c
}

// mend puts the fix of a node into the file: that of one in a string is only
// possible where the file has the text of it letter by letter.
func (c *schemaCheck) mend(fix *diag.Fix) *diag.Fix {
	if fix == nil || c.whole == nil {
		return fix
	}
	if c.whole.Style != yamldoc.Literal && c.whole.Style != yamldoc.Folded {
		return nil
	}
	for i := range fix.Edits {
		e := &fix.Edits[i]
		at := c.Doc.ValueRange(c.whole, e.Start, e.End)
		if string(c.Src[at.Start.Offset:at.End.Offset]) != c.whole.Value[e.Start:e.End] {
			return nil
		}
		e.Start, e.End = at.Start.Offset, at.End.Offset
	}
	return fix
}

// inWrapper returns the node of a schema: what was read, or what a wrapper
// {name, strict, schema} has in it.
func inWrapper(root *yamldoc.Node, data model.Object) *yamldoc.Node {
	same := func(n *yamldoc.Node) bool {
		return len(n.Pairs) == len(data) && (len(data) == 0 || n.Pairs[0].Key.Value == data[0].Name)
	}
	if inner := root.Get("schema"); inner != nil && !same(root) && same(inner) {
		return inner
	}
	return root
}

// report notes a finding at a node, and at the whole schema for one that is
// not known. Where it would not be listed, its place is not looked for.
func (c *schemaCheck) report(n *yamldoc.Node, format string, args ...any) *diag.Finding {
	if c.full() {
		return c.Report(diag.Range{}, format, args...)
	}
	if n == nil {
		n = c.top
	}
	return c.Report(c.at(n), format, args...)
}

// pairOf returns the key and the value of a member, nil where they are not known.
func pairOf(n *yamldoc.Node, name string) (key, value *yamldoc.Node) {
	if n == nil {
		return nil, nil
	}
	if pair := n.Pair(name); pair != nil {
		return pair.Key, pair.Value
	}
	return nil, nil
}

// pairAt is pairOf for the member number i: nodes are in the order of the data.
func pairAt(n *yamldoc.Node, i int, name string) (key, value *yamldoc.Node) {
	if n != nil && i < len(n.Pairs) && n.Pairs[i].Key.Value == name {
		return n.Pairs[i].Key, n.Pairs[i].Value
	}
	return nil, nil
}

func itemOf(n *yamldoc.Node, i int) *yamldoc.Node {
	if n == nil || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}

// toolRoot checks that a tool takes an object, as every provider demands.
func (c *schemaCheck) toolRoot() {
	if len(c.root) == 0 {
		return // no parameters
	}
	for _, other := range []string{"$ref", "allOf", "anyOf", "oneOf", "type"} {
		if _, ok := c.root.Lookup(other); ok {
			if kind, isText := lookupText(c.root, "type"); other == "type" && isText && !strings.EqualFold(kind, "object") && isType(kind) {
				_, at := pairOf(c.top, "type")
				c.report(at, "the parameters of a tool are of type object, not %s", kind)
			}
			return
		}
	}
	finding := c.report(c.top, "the parameters of a tool are of type object, and this schema has no type")
	finding.Hint = "write the parameters under properties:, beside type: object"
}

func lookupText(o model.Object, name string) (string, bool) {
	v, _ := o.Lookup(name)
	text, ok := v.(string)
	return text, ok
}

// opening is the beginning of a schema: the key that says that it is an object.
func (c *schemaCheck) opening(n *yamldoc.Node) *yamldoc.Node {
	for _, name := range []string{"type", "properties"} {
		if key, _ := pairOf(n, name); key != nil {
			return key
		}
	}
	return n
}
