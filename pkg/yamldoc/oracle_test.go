package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var newerYAML = regexp.MustCompile(`(?m)^(%YAML[ \t]+1\.)2\b`)

// oracle reads all documents of src with yaml.v3 and returns the first.
func oracle(src []byte) (first *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	src = newerYAML.ReplaceAll(src, []byte("${1}1")) // it refuses 1.2
	dec := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var doc yaml.Node
		if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
			return first, nil
		} else if err != nil {
			return nil, err
		}
		if first == nil {
			first = doc.Content[0]
		}
	}
}

// problem says what is wrong with the tree of a document, or "".
func problem(d *Doc) string {
	if d.Root == nil {
		return ""
	}
	return nodeProblem(d, d.Root, 0, len(d.Src))
}

// nodeProblem checks a node's place, its children's, and its value's map.
func nodeProblem(d *Doc, n *Node, lo, hi int) string {
	if n.Props < lo || n.Start < n.Props || n.End < n.Start || n.End > hi {
		return fmt.Sprintf("%s [%d %d %d) is not in [%d %d)", n.Kind, n.Props, n.Start, n.End, lo, hi)
	}
	if n.Alias {
		return ""
	}
	for _, child := range children(n) {
		if p := nodeProblem(d, child, n.Start, n.End); p != "" {
			return p
		}
	}
	if n.Kind == Scalar && n.Tag != "!!null" {
		return mapProblem(d, n)
	}
	return ""
}

func children(n *Node) []*Node {
	all := append([]*Node{}, n.Items...)
	for _, p := range append(append([]Pair{}, n.Merges...), n.Pairs...) {
		if !p.Merged {
			all = append(all, p.Key, p.Value)
		}
	}
	return all
}

// mapProblem checks that the map of a scalar's value is exact, in order, inside
// the scalar, and true where it says that bytes are copied.
func mapProblem(d *Doc, n *Node) string {
	if n.verbatim {
		return ""
	}
	m, ok := d.text.trace(n)
	if !ok {
		return fmt.Sprintf("scalar %q at %d is decoded otherwise: %q", n.Value, n.Start, d.Src[n.Start:n.End])
	}
	before := n.Start
	for i := range len(n.Value) {
		from, to := m.start(i), m.end(i)
		if from < before || to <= from || from != d.ValueOffset(n, i) && utf8.Valid(d.Src) && n.Tag != "!!null" {
			return fmt.Sprintf("byte %d of %q: [%d %d) after %d, ValueOffset %d", i, n.Value, from, to, before, d.ValueOffset(n, i))
		}
		before = from
		if s := m.at(i); s.copied && d.text[from] != n.Value[i] {
			return fmt.Sprintf("byte %d of %q is not that at %d", i, n.Value, from)
		}
	}
	if last := d.ValueOffset(n, len(n.Value)); last < before || last > len(d.Src) {
		return fmt.Sprintf("end of %q at %d, after %d", n.Value, last, before)
	}
	if r := d.ValueRange(n, 0, len(n.Value)); n.Style != Literal && n.Style != Folded && (r.Start.Offset < n.Start || r.End.Offset > n.End) {
		return fmt.Sprintf("value of %q reaches out of it", n.Value)
	}
	return ""
}

// disagreement compares our reading with yaml.v3's, or returns "".
func disagreement(src []byte) string {
	d, list := Parse("x.yaml", src)
	if p := problem(d); p != "" {
		return p
	}
	first, err := oracle(src)
	if err == nil && len(list) == 0 && d.Root != nil {
		if p := valueProblem(d.Root, first); p != "" {
			return p
		}
	}
	for _, f := range list {
		if f.Message == "this can be read in two ways" && err == nil {
			return "two readings: " + f.String()
		}
		if f.Code == "Y001" && f.Hint == "" && err != nil && strings.Contains(err.Error(), f.Message) {
			return "only yaml.v3 refuses: " + f.String()
		}
	}
	if err == nil && d.Root == nil && len(list) == 1 && list[0].Code == "Y001" && !stricter(list[0].Message) {
		return "we refuse what yaml.v3 accepts: " + list[0].String()
	}
	if err != nil && len(list) == 0 {
		return "we accept what yaml.v3 refuses: " + err.Error()
	}
	return ""
}

// valueProblem compares the values and tags of a tree without findings with
// those that yaml.v3 gives.
func valueProblem(n *Node, y *yaml.Node) string {
	if y.Kind == yaml.AliasNode || n.Alias || len(n.Merges) > 0 {
		return ""
	}
	if n.Tag != y.ShortTag() || n.Kind == Scalar && n.Value != y.Value {
		return fmt.Sprintf("%s %q, and to yaml.v3 %s %q", n.Tag, n.Value, y.ShortTag(), y.Value)
	}
	all := children(n)
	if len(all) != len(y.Content) {
		return fmt.Sprintf("%d children, and to yaml.v3 %d", len(all), len(y.Content))
	}
	for i, child := range all {
		if p := valueProblem(child, y.Content[i]); p != "" {
			return p
		}
	}
	return ""
}

// stricter reports whether a message is of a rule that is ours and not yaml.v3's.
func stricter(msg string) bool {
	for _, ours := range []string{"nested more than", "a key is missing here"} {
		if strings.HasPrefix(msg, ours) {
			return true
		}
	}
	return false
}
