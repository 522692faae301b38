package yamldoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxJSONDepth is how deep values may nest, as in YAML.
const maxJSONDepth = 64

// ParseJSON reads a JSON text, such as a line of a file of JSON lines, as the tree
// that it is. The text begins at the start of a line of the file: line is its
// number, and offset is where its first byte is. Places are those in the file, and
// byte offsets of nodes those in the text.
//
// What is wrong is of severity error: Y001 is syntax, and nesting over 64, Y002 a key
// that is there twice, Y004 a number that cannot be kept, Y008 bytes that are no
// text. There is a tree unless the first or the last is found.
func ParseJSON(file string, src []byte, line, offset int) (*Doc, diag.List) {
	r := &report{doc: &Doc{File: file, Src: src, text: src, source: diag.NewSourceAt(file, src, line, offset)}}
	if r.plainJSON(src) {
		j := &jsonTree{report: r, text: src}
		r.doc.Root = j.value()
	}
	return r.doc, r.done()
}

// plainJSON reports whether a text is JSON that can be read, and otherwise says why not.
func (r *report) plainJSON(src []byte) bool {
	if found := stretches(src); len(found) > 0 && (found[0].what == notUTF8 || src[found[0].start] == 0) {
		at := found[0]
		r.add("Y008", at.start, at.end, strangeHint(at.what), "%s", strangeMessage(src[at.start:at.end], at.what))
		return false
	}
	if err := json.Unmarshal(src, new(json.RawMessage)); err != nil {
		at, message := jsonFault(err, len(src))
		r.add("Y001", at, min(at+1, len(src)), "", "this is no JSON: %s", message)
		return false
	}
	if at := deepJSON(src); at >= 0 {
		r.add("Y001", at, at+1, "", "values nest more than %d deep", maxJSONDepth)
		return false
	}
	return true
}

// jsonFault says where encoding/json found fault, and with what.
func jsonFault(err error, size int) (at int, message string) {
	var syntax *json.SyntaxError
	switch {
	case !errors.As(err, &syntax):
		return 0, err.Error()
	case strings.HasPrefix(syntax.Error(), "unexpected end"):
		return size, "it ends too early"
	}
	return max(0, int(syntax.Offset)-1), syntax.Error()
}

// deepJSON is where a JSON text nests too deep, or -1.
func deepJSON(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = endOfString(text, i) - 1
		case '{', '[':
			if depth++; depth > maxJSONDepth {
				return i
			}
		case '}', ']':
			depth--
		}
	}
	return -1
}

// endOfString is where the string ends that begins at i, after its quote.
func endOfString(text []byte, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// jsonTree makes nodes of a text whose syntax is right.
type jsonTree struct {
	*report
	text []byte
	at   int
}

// next goes over white space, commas and colons, and returns what is there then.
func (j *jsonTree) next() byte {
	for bytes.IndexByte([]byte(" \t\r\n,:"), j.text[j.at]) >= 0 {
		j.at++
	}
	return j.text[j.at]
}

func (j *jsonTree) value() *Node {
	switch j.next() {
	case '{':
		return j.collection(Mapping, "!!map", j.entry)
	case '[':
		return j.collection(Sequence, "!!seq", func(n *Node) { n.Items = append(n.Items, j.value()) })
	case '"':
		return j.str()
	}
	return j.literal()
}

// collection reads what stands in brackets, each with a function.
func (j *jsonTree) collection(kind Kind, tag string, each func(*Node)) *Node {
	n := &Node{Kind: kind, Style: Flow, Tag: tag, Start: j.at, Props: j.at}
	j.at++
	for c := j.next(); c != '}' && c != ']'; c = j.next() {
		each(n)
	}
	j.at++
	n.End = j.at
	return n
}

// entry reads a key and its value. Of two with the same key the first counts.
func (j *jsonTree) entry(n *Node) {
	j.next()
	key := j.str()
	if n.Pair(key.Value) != nil {
		j.add("Y002", key.Start, key.End, "remove one of them", "key %q is there twice", key.Value)
	}
	n.Pairs = append(n.Pairs, Pair{Key: key, Value: j.value()})
}

// str reads a string.
func (j *jsonTree) str() *Node {
	start := j.at
	j.at = endOfString(j.text, start)
	n := &Node{Style: DoubleQuoted, Tag: "!!str", Start: start, Props: start, End: j.at, Value: string(j.text[start+1 : j.at-1])}
	if strings.IndexByte(n.Value, '\\') >= 0 {
		_ = json.Unmarshal(j.text[start:j.at], &n.Value) // whose syntax is right
	}
	return n
}

// literal reads a number, true, false or null.
func (j *jsonTree) literal() *Node {
	start := j.at
	for j.at < len(j.text) && bytes.IndexByte([]byte(" \t\r\n,]}"), j.text[j.at]) < 0 {
		j.at++
	}
	n := &Node{Start: start, Props: start, End: j.at, Value: string(j.text[start:j.at])}
	switch {
	case n.Value == "null":
		n.Tag = "!!null"
	case n.Value == "true" || n.Value == "false":
		n.Tag = "!!bool"
	case strings.ContainsAny(n.Value, ".eE"):
		n.Tag = "!!float"
		if _, ok := n.Float(); !ok {
			j.add("Y004", n.Start, n.End, "quote it", "the number %s is too large to be kept", n.Describe())
		}
	default:
		n.Tag = "!!int"
	}
	return n
}
