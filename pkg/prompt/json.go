package prompt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// A JSON Schema keeps the order of its keys all the way to the model: models
// write the members of an answer in the order of the schema, so that a reason
// which stands before a verdict is also thought before it.

// orderedNode returns a node's data with mappings as model.Object.
func orderedNode(n *yamldoc.Node) any {
	switch n.Kind {
	case yamldoc.Mapping:
		object := make(model.Object, 0, len(n.Pairs))
		for _, pair := range n.Pairs {
			object = append(object, model.Member{Name: pair.Key.Value, Value: orderedNode(pair.Value)})
		}
		return object
	case yamldoc.Sequence:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = orderedNode(item)
		}
		return list
	default:
		return n.Decode()
	}
}

// plainData returns data with objects as map[string]any.
func plainData(value any) any {
	switch value := value.(type) {
	case model.Object:
		object := make(map[string]any, len(value))
		for _, m := range value {
			object[m.Name] = plainData(m.Value)
		}
		return object
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = plainData(item)
		}
		return list
	default:
		return value
	}
}

// maxJSON is how deep values may nest, as in YAML.
const maxJSON = 64

// jsonError is the first mistake in a JSON text.
type jsonError struct {
	offset int // of the byte where it is
	msg    string
}

// Error returns what is wrong.
func (e *jsonError) Error() string { return e.msg }

// readJSON reads one JSON value with objects as model.Object, whole numbers as
// int64 and the others as float64. It refuses a key that is there twice, and
// a number that it could not give back as it is meant.
func readJSON(text []byte) (any, *jsonError) {
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return nil, syntaxError(err, len(text))
	}
	r := &jsonReader{text: text, decoder: json.NewDecoder(bytes.NewReader(text))}
	r.decoder.UseNumber()
	return r.value(0)
}

// syntaxError says where encoding/json found fault.
func syntaxError(err error, size int) *jsonError {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return &jsonError{0, err.Error()}
	}
	if strings.HasPrefix(syntax.Error(), "unexpected end") {
		return &jsonError{size, "it ends too early"}
	}
	return &jsonError{max(0, int(syntax.Offset)-1), syntax.Error()}
}

// jsonReader reads a text whose syntax is right.
type jsonReader struct {
	text    []byte
	decoder *json.Decoder
}

// next returns where the next token begins.
func (r *jsonReader) next() int {
	at := int(r.decoder.InputOffset())
	return at + bytes.IndexFunc(r.text[at:], func(c rune) bool { return !strings.ContainsRune(" \t\r\n,:", c) })
}

func (r *jsonReader) value(depth int) (any, *jsonError) {
	at := r.next()
	if depth > maxJSON {
		return nil, &jsonError{at, fmt.Sprintf("values nest more than %d deep", maxJSON)}
	}
	token, err := r.decoder.Token()
	if err != nil && err != io.EOF {
		return nil, &jsonError{at, err.Error()}
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return r.object(depth)
		}
		return r.list(depth)
	case json.Number:
		return number(token, at)
	default:
		return token, nil
	}
}

func (r *jsonReader) object(depth int) (any, *jsonError) {
	object, seen := model.Object{}, map[string]bool{}
	for r.decoder.More() {
		at := r.next()
		token, _ := r.decoder.Token()
		name, _ := token.(string)
		if seen[name] {
			return nil, &jsonError{at, fmt.Sprintf("key %q is there twice", name)}
		}
		seen[name] = true
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		object = append(object, model.Member{Name: name, Value: value})
	}
	_, _ = r.decoder.Token() // the closing brace
	return object, nil
}

func (r *jsonReader) list(depth int) (any, *jsonError) {
	list := []any{}
	for r.decoder.More() {
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, _ = r.decoder.Token() // the closing bracket
	return list, nil
}

// number reads a number that is not too large to be kept.
func number(n json.Number, at int) (any, *jsonError) {
	if i, err := n.Int64(); err == nil {
		return i, nil
	}
	f, err := n.Float64()
	if isWhole := strings.Trim(string(n), "-0123456789") == ""; isWhole || err != nil {
		return nil, &jsonError{at, fmt.Sprintf("the number %s is too large to be kept exactly", shorten(string(n)))}
	}
	return f, nil
}
