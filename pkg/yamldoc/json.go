package yamldoc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// FromJSON writes a JSON text as YAML, with keys in their order and numbers as
// they are. Lists and mappings are blocks, strings as Quote writes them. The
// answer ends with a line break.
func FromJSON(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	w := jsonWriter{in: d}
	if err := w.value(-1, "", ""); err != nil {
		return nil, fmt.Errorf("json: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("json: text after the value, at byte %d", d.InputOffset())
	}
	return w.out.Bytes(), nil
}

// jsonWriter turns the tokens of a JSON text into lines of YAML.
type jsonWriter struct {
	in  *json.Decoder
	out bytes.Buffer
}

// value writes the next value in a collection at column indent. lead goes
// before what fits on the line, and opening before a collection that does not.
func (w *jsonWriter) value(indent int, lead, opening string) error {
	t, err := w.in.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case json.Delim:
		return w.collection(t, indent, lead, opening)
	case string:
		w.line(lead, Quote(t, Place{Indent: indent}))
	case nil:
		w.line(lead, "null")
	default:
		w.line(lead, fmt.Sprint(t))
	}
	return nil
}

func (w *jsonWriter) line(lead, text string) { fmt.Fprintf(&w.out, "%s%s\n", lead, text) }

// collection writes the list or mapping that open begins. Where it is an item of
// a list, its first line stands behind the dash.
func (w *jsonWriter) collection(open json.Delim, indent int, lead, opening string) error {
	closing := map[json.Delim]string{'[': "]", '{': "}"}[open]
	if !w.in.More() {
		w.line(lead, open.String()+closing)
		_, err := w.in.Token()
		return err
	}
	w.out.WriteString(opening)
	inner := max(indent+blockStep, 0)
	if indent < 0 {
		inner = 0
	}
	margin, first := strings.Repeat(" ", inner), opening == "" || strings.HasSuffix(opening, "\n")
	for w.in.More() {
		if first {
			w.out.WriteString(margin)
		}
		first = true
		if err := w.entry(open, inner, margin); err != nil {
			return err
		}
	}
	_, err := w.in.Token()
	return err
}

// entry writes an item of a list or an entry of a mapping, at column indent.
func (w *jsonWriter) entry(open json.Delim, indent int, margin string) error {
	if open == '[' {
		return w.value(indent, "- ", "- ")
	}
	t, err := w.in.Token()
	if err != nil {
		return err
	}
	key := Quote(t.(string), Place{Inline: true}) + ":"
	if len(key) > maxKey {
		key = "? " + strings.TrimSuffix(key, ":") + "\n" + margin + ":"
	}
	return w.value(indent, key+" ", key+"\n")
}
