package prompt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// decoder reads the nodes of a file and collects what is wrong.
type decoder struct {
	doc   *yamldoc.Doc
	found findings
	of    string // what the keys being read are of, in messages: "variable tone: "

	renamed map[slot]bool // the keys that fixes give
}

// slot is a key of a mapping.
type slot struct {
	mapping *yamldoc.Node
	key     string
}

// field is one key that a mapping may have. Its value is read into a T.
type field[T any] struct {
	key  string
	read func(d *decoder, to *T, n *yamldoc.Node)
}

// mapping reads the keys of a mapping, which is named in messages as what. A
// key that is not among the fields and does not begin with x- is a finding.
func mapping[T any](d *decoder, n *yamldoc.Node, what string, to *T, fields []field[T]) bool {
	if !d.expect(n, yamldoc.Mapping, what, "a mapping") {
		return false
	}
	for _, pair := range n.Pairs {
		if pair.Key.Kind != yamldoc.Scalar {
			continue // the document's reader has said so
		}
		i := slices.IndexFunc(fields, func(f field[T]) bool { return f.key == pair.Key.Value })
		switch {
		case i >= 0:
			fields[i].read(d, to, pair.Value)
		case !strings.HasPrefix(pair.Key.Value, "x-"):
			d.unknown(n, pair, what, keysOf(fields))
		}
	}
	return true
}

func keysOf[T any](fields []field[T]) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// ignored reads nothing: the key is known, and read where it is needed.
func ignored[T any](*decoder, *T, *yamldoc.Node) {}

func (d *decoder) unknown(n *yamldoc.Node, pair yamldoc.Pair, what string, known []string) {
	in := ""
	if what != "" {
		in = " in " + what
	}
	hint, near := unknownHint(pair, what, known), ""
	if hint == "" {
		near = d.near("Y003", pair.Key.Value, known)
	}
	f := d.errorf("Y003", pair.Key, "unknown key %q%s%s", pair.Key.Value, in, yamldoc.DidYouMean(near))
	f.Hint, f.Fix = hint, d.rename(n, pair, near)
	if near == "" && hint == "" {
		f.Hint = "keys of your own begin with x-, or go under metadata"
	}
}

// near is diag.Suggest for a finding of a code, as long as such are listed. What
// says the opposite was not meant.
func (d *decoder) near(code, name string, known []string) string {
	if d.found.full(code) {
		return ""
	}
	if near := diag.Suggest(name, known); !negates(name, near) && !negates(near, name) {
		return near
	}
	return ""
}

// rename is the fix that gives an entry the key that was probably meant. Of two
// entries that mean the same key, the first gets it.
func (d *decoder) rename(n *yamldoc.Node, pair yamldoc.Pair, to string) *diag.Fix {
	target := slot{n, to}
	if to == "" || d.renamed[target] {
		return nil
	}
	if d.renamed == nil {
		d.renamed = map[slot]bool{}
	}
	d.renamed[target] = true
	return d.doc.Rename(n, pair, to)
}

// errorf notes an error at a node.
func (d *decoder) errorf(code string, n *yamldoc.Node, format string, args ...any) *diag.Finding {
	return d.found.add(code, func() diag.Range { return d.doc.NodeRange(n) }, format, args...)
}

// warnf notes a warning at a node.
func (d *decoder) warnf(code string, n *yamldoc.Node, format string, args ...any) *diag.Finding {
	f := d.errorf(code, n, format, args...)
	f.Severity = diag.Warning
	return f
}

// expect reports whether the node has the kind, and notes it where it has not.
func (d *decoder) expect(n *yamldoc.Node, kind yamldoc.Kind, what, wanted string) bool {
	if n.Kind == kind && !n.IsNull() {
		return true
	}
	if what == "" {
		what = "a prompt file"
	}
	d.errorf("Y004", n, "%s%s must be %s, not %s", d.of, what, wanted, kindOf(n))
	return false
}

// kindOf names what a node holds, as a person would.
func kindOf(n *yamldoc.Node) string {
	switch n.Kind {
	case yamldoc.Mapping:
		return "a mapping"
	case yamldoc.Sequence:
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "empty"
	case "!!str":
		return "a string"
	case "!!bool":
		return "a boolean"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	default:
		return "a " + strings.TrimLeft(n.Tag, "!")
	}
}

// string reads a string; its Node is nil where there is none. A number, a
// boolean or a date was meant as text by the person and as something else by
// YAML: it is refused.
func (d *decoder) string(n *yamldoc.Node, what string) String {
	if n.Kind == yamldoc.Scalar && n.Tag != "!!str" && !n.IsNull() && !isForeign(n) {
		f := d.errorf("Y004", n, "%s%s must be a string, but %s is %s to YAML", d.of, what, shorten(n.Value), kindOf(n))
		f.Hint, f.Fix = fmt.Sprintf("quote it: %q", shorten(n.Value)), d.doc.Quoted(n)
		return String{}
	}
	if !d.expect(n, yamldoc.Scalar, what, "a string") {
		return String{}
	}
	return String{n.Value, n}
}

// isForeign reports whether a scalar has a tag of another program, which is
// said already.
func isForeign(n *yamldoc.Node) bool {
	switch n.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!merge", "!!binary":
		return false
	default:
		return true
	}
}

// strings reads a list of strings.
func (d *decoder) strings(n *yamldoc.Node, what string) []String {
	var all []String
	for _, item := range d.words(n, what) {
		if s := d.string(item, "an entry of "+what); s.Node != nil {
			all = append(all, s)
		}
	}
	return all
}

// words is list for one of scalars, where a lone one may stand.
func (d *decoder) words(n *yamldoc.Node, what string) []*yamldoc.Node {
	if n.Kind == yamldoc.Scalar && !n.IsNull() {
		d.errorf("Y004", n, "%s%s must be a list, not %s", d.of, what, kindOf(n)).Fix = d.doc.Listed(n)
		return nil
	}
	return d.list(n, what)
}

// list returns the items of a list; none where the node is no list.
func (d *decoder) list(n *yamldoc.Node, what string) []*yamldoc.Node {
	if !d.expect(n, yamldoc.Sequence, what, "a list") {
		return nil
	}
	return n.Items
}

// bool reads a boolean; ok is false where there is none.
func (d *decoder) bool(n *yamldoc.Node, what string) (value, ok bool) {
	if value, ok = n.Bool(); !ok {
		d.errorf("Y004", n, "%s%s must be true or false, not %s", d.of, what, kindOf(n)).Fix = d.doc.Unquoted(n, "!!bool")
	}
	return value, ok
}

// number reads a number; nil where there is none.
func (d *decoder) number(n *yamldoc.Node, what string) *float64 {
	v, ok := n.Float()
	if !ok {
		d.errorf("Y004", n, "%s%s must be a number, not %s", d.of, what, kindOf(n)).Fix = d.doc.Unquoted(n, "!!float")
		return nil
	}
	return &v
}

// count reads a whole number that is not negative; nil where there is none.
func (d *decoder) count(n *yamldoc.Node, what string) *int {
	v, ok := n.Int()
	if !ok || v < 0 || v >= 1<<40 {
		shown := shorten(n.Value)
		if n.Kind != yamldoc.Scalar || n.Tag == "!!null" {
			shown = kindOf(n)
		}
		d.errorf("Y004", n, "%s%s must be a whole number of at least 0, not %s", d.of, what, shown).Fix = d.doc.Unquoted(n, "!!int")
		return nil
	}
	i := int(v)
	return &i
}

// isList reports whether the file declares a variable as a list, wherever it does.
func (d *decoder) isList(name string) bool {
	if name == "" || d.doc.Root == nil {
		return false
	}
	n := d.doc.Root.Get("variables")
	for i, segment := range strings.Split(name, ".") {
		if i > 0 {
			n = n.Get("properties")
		}
		n = n.Get(segment)
	}
	kind := n.Get("type")
	return kind != nil && kind.Value == ArrayType
}

// text reads a template; nil where there is none.
func (d *decoder) text(n *yamldoc.Node, what string) *Text {
	if d.string(n, what).Node == nil {
		return nil
	}
	t := newText(n.Value, d.doc.Src, func(start, end int) diag.Range { return d.doc.ValueRange(n, start, end) })
	t.report(&d.found, d.isList)
	return t
}
