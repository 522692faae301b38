package template

import (
	"fmt"
	"slices"
	"strings"
)

// RenderError says where and why a rendering stopped.
type RenderError struct {
	Partial string // the partial whose text Span is in; "" is the template itself
	Span    Span   // the name, or the tag where there is no name
	Name    string // the variable or partial, as it stands in the tag; may be empty
	Found   string // what the name stands for: "nothing", "null", "text", "a number", "a boolean", "a list", "an object"; may be empty
	Want    string // what was wanted there: "a value", "text", "an object"; may be empty
	Msg     string // what is wrong: lower case, no full stop
	Hint    string // how to mend it; may be empty
	Err     error  // what Renderer.Partials returned, if that was it
}

// Error returns the message without the hint, and with the partial where the
// fault is in one.
func (e *RenderError) Error() string {
	if e.Partial != "" {
		return fmt.Sprintf("partial %q: %s", e.Partial, e.Msg)
	}
	return e.Msg
}

// Unwrap returns e.Err.
func (e *RenderError) Unwrap() error { return e.Err }

// fail adds where the rendering is.
func (r *rendering) fail(e *RenderError) error {
	if len(r.path) > 0 {
		e.Partial = r.path[len(r.path)-1]
	}
	return e
}

// missing is a name one of whose levels, name[start:end], is not there; known
// are the keys that are.
func (r *rendering) missing(name string, at Span, start, end int, known []string) error {
	if !r.Strict {
		return nil
	}
	e := &RenderError{Span: at, Name: name, Found: "nothing", Want: "a value", Msg: fmt.Sprintf("variable %q has no value", name)}
	if start > 0 {
		e.Msg += fmt.Sprintf(": %q has no field %q", name[:start-1], name[start:end])
	}
	e.Hint = knownHint(name[:start], name[start:end], known)
	return r.fail(e)
}

// knownHint proposes the key that was probably meant, or lists some.
func knownHint(owner, level string, known []string) string {
	const shown = 8
	for _, k := range known {
		if near(level, k) {
			return fmt.Sprintf("did you mean %q?", owner+k)
		}
	}
	switch {
	case len(known) == 0:
		return "the data here is empty"
	case len(known) > shown:
		return fmt.Sprintf("there are: %s and %d more", strings.Join(known[:shown], ", "), len(known)-shown)
	}
	return "there are: " + strings.Join(known, ", ")
}

// noLevels is a dotted name of which the part before start is no object.
func (r *rendering) noLevels(name string, at Span, start int, v any) error {
	if !r.Strict {
		return nil
	}
	owner, kind := name[:start-1], kindOf(v)
	e := &RenderError{Span: at, Name: name, Found: string(kind), Want: string(objectKind),
		Msg: fmt.Sprintf("variable %q has no value: %q is %s, not an object", name, owner, kind)}
	if kind == listKind {
		e.Hint = fmt.Sprintf("repeat over it: {{#%s}}{{%s}}{{/%s}}", owner, name[start:], owner)
	}
	return r.fail(e)
}

// interpolate is the text that v puts out.
func (r *rendering) interpolate(n *Variable, v any) (string, error) {
	kind := kindOf(v)
	switch {
	case kind == unknownKind:
		return "", r.unknown(n.Name, v)
	case kind != listKind && kind != objectKind:
		return plainText(v), nil
	case r.Strict:
		return "", r.notText(n, kind)
	}
	s, err := compactJSON(v)
	if err != nil {
		return "", r.fail(&RenderError{Span: n.NameSpan, Name: n.Name, Msg: fmt.Sprintf("variable %q: %v", n.Name, err), Err: err})
	}
	return s, nil
}

func (r *rendering) notText(n *Variable, kind valueKind) error {
	e := &RenderError{Span: n.NameSpan, Name: n.Name, Found: string(kind), Want: string(textKind),
		Msg: fmt.Sprintf("variable %q is %s, and text is wanted", n.Name, kind)}
	switch {
	case kind == listKind:
		e.Hint = fmt.Sprintf("repeat over it: {{#%s}}{{.}}{{/%s}}", n.Name, n.Name)
	case n.Name == ".":
		e.Hint = "name one of its fields: {{field}}"
	default:
		e.Hint = fmt.Sprintf("name one of its fields: {{%s.field}}", n.Name)
	}
	return r.fail(e)
}

// unknown is a value of a Go type that data is not made of.
func (r *rendering) unknown(name string, v any) error {
	return r.fail(&RenderError{Span: r.node.Extent(), Name: name, Msg: fmt.Sprintf("variable %q has a value of Go type %T", name, v)})
}

func (r *rendering) missingPartial(n *Partial) error {
	if !r.Strict {
		return nil
	}
	return r.fail(&RenderError{Span: n.NameSpan, Name: n.Name, Found: "nothing", Want: "a partial", Msg: fmt.Sprintf("there is no partial %q", n.Name)})
}

func (r *rendering) tooDeep(n *Partial) error {
	e := &RenderError{Span: n.Span, Name: n.Name, Msg: fmt.Sprintf("partials nest deeper than %d", r.MaxDepth)}
	if i := slices.Index(r.path, n.Name); i >= 0 {
		j := i + 1 + slices.Index(append(r.path[i+1:len(r.path):len(r.path)], n.Name), n.Name)
		e.Hint = "a partial includes itself: " + strings.Join(append(r.path[i:j:j], n.Name), " > ")
	}
	return r.fail(e)
}

func (r *rendering) tooLong() error {
	return r.fail(&RenderError{Span: r.node.Extent(), Msg: fmt.Sprintf("the output is larger than %d bytes", r.MaxBytes),
		Hint: "shorten the values, or the lists that sections repeat over"})
}

func (r *rendering) tooMuchWork() error {
	return r.fail(&RenderError{Span: r.node.Extent(), Msg: fmt.Sprintf("the rendering takes more than %d steps", maxSteps),
		Hint: "shorten the lists that sections repeat over"})
}

// visible returns the names that resolve in the present context, in order.
func (r *rendering) visible() []string {
	seen := map[string]any{}
	for _, v := range r.stack {
		if object, ok := v.(map[string]any); ok {
			for k := range object {
				seen[k] = nil
			}
		}
	}
	return keys(seen)
}

func keys(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for k := range object {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}
