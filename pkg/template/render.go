package template

import "strings"

// The bounds of a rendering where a Renderer sets none.
const (
	DefaultMaxDepth = 16      // partials within partials
	DefaultMaxBytes = 8 << 20 // of output
)

// maxSteps bounds the work of one rendering, counted in nodes rendered and
// values looked at. It stops nested repetitions that put out nothing.
const maxSteps = 2 << 20

// Renderer fills templates with data. Its zero value renders leniently and
// knows no partials. It keeps nothing between renderings, and may be used by
// several goroutines where Partials may.
type Renderer struct {
	// Partials finds a partial by the name in its tag. Nil, nil is a partial
	// that does not exist.
	Partials func(name string) (*Template, error)
	// HTML escapes what {{name}} puts out, as the Mustache specification has
	// it. A prompt is not HTML.
	HTML bool
	// Strict makes an error of a name that resolves nowhere, of a list or an
	// object where text is wanted, and of a partial that does not exist.
	// Otherwise the first and the last put out nothing, and lists and objects
	// are put out as JSON.
	Strict   bool
	MaxDepth int // partials within partials; 0 is DefaultMaxDepth
	MaxBytes int // of output; 0 is DefaultMaxBytes
}

// Render fills t with data, which is made of map[string]any, []any, string,
// bool, int, int64, float64, json.Number and nil. Strings are put out as they
// are: what looks like a tag in one stays text. Sections take false, nil, ""
// and the empty list for false. The error is a *RenderError; what was
// rendered until then is lost.
func (r Renderer) Render(t *Template, data any) (string, error) {
	if r.MaxDepth == 0 {
		r.MaxDepth = DefaultMaxDepth
	}
	if r.MaxBytes == 0 {
		r.MaxBytes = DefaultMaxBytes
	}
	run := rendering{Renderer: r, stack: []any{data}}
	run.out.Grow(min(r.MaxBytes, len(t.Text)))
	if err := run.template(t); err != nil {
		return "", err
	}
	return run.out.String(), nil
}

// rendering is the state of one call of Render.
type rendering struct {
	Renderer
	out    strings.Builder
	stack  []any    // the values of the open sections, outermost first
	path   []string // the partials being rendered, outermost first
	now    *Template
	indent string // put before each line of now
	node   Node   // the node being rendered, for errors
	steps  int
}

// template renders t in the present context.
func (r *rendering) template(t *Template) error {
	if len(t.Errors) > 0 {
		first := t.Errors[0]
		return r.fail(&RenderError{Span: first.Span, Msg: "the template is malformed: " + first.Msg, Hint: first.Hint})
	}
	outer := r.now
	r.now = t
	err := r.nodes(t.Nodes)
	r.now = outer
	return err
}

func (r *rendering) nodes(nodes []Node) error {
	for _, n := range nodes {
		r.node = n
		if err := r.spend(1); err != nil {
			return err
		}
		if err := r.render(n); err != nil {
			return err
		}
	}
	return nil
}

func (r *rendering) render(n Node) error {
	if n.inline() {
		if err := r.startLine(n.Extent().Start); err != nil {
			return err
		}
	}
	switch n := n.(type) {
	case *Text:
		return r.text(n)
	case *Variable:
		return r.variable(n)
	case *Section:
		return r.section(n)
	case *Partial:
		return r.partial(n)
	}
	return nil
}

func (r *rendering) text(n *Text) error {
	if r.indent == "" {
		return r.write(n.Value)
	}
	return indentLines(n.Value, r.indent, lineStart(r.now.Text, n.Shown.Start), r.write)
}

// startLine indents the line that starts at a tag, if one does.
func (r *rendering) startLine(at int) error {
	if r.indent == "" || !lineStart(r.now.Text, at) {
		return nil
	}
	return r.write(r.indent)
}

func (r *rendering) variable(n *Variable) error {
	v, err := r.lookup(n.Name, n.NameSpan)
	if err != nil {
		return err
	}
	s, err := r.interpolate(n, v)
	if err != nil {
		return err
	}
	if r.HTML && !n.Unescaped {
		s = escapeHTML(s)
	}
	return r.write(s)
}

func (r *rendering) section(n *Section) error {
	v, err := r.lookup(n.Name, n.NameSpan)
	if err != nil {
		return err
	}
	if kindOf(v) == unknownKind {
		return r.unknown(n.Name, v)
	}
	if truthy(v) == n.Inverted {
		return nil
	}
	if n.Inverted {
		return r.body(n)
	}
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	depth := len(r.stack)
	for _, item := range items {
		r.stack = append(r.stack, item)
		err := r.body(n)
		r.stack = r.stack[:depth]
		if err != nil {
			return err
		}
	}
	return nil
}

// body renders a section's contents once.
func (r *rendering) body(n *Section) error {
	if err := r.nodes(n.Nodes); err != nil {
		return err
	}
	r.node = n
	if err := r.spend(1); err != nil || n.closeAlone {
		return err
	}
	return r.startLine(n.Close.Start)
}

// partial renders a partial. Where its tag stands alone on its line, each of
// the partial's lines is indented as the tag is; the values in them are not.
func (r *rendering) partial(n *Partial) error {
	t, err := r.load(n)
	if err != nil || t == nil {
		return err
	}
	outer := r.indent
	if n.alone {
		r.indent += n.Indent
	} else {
		r.indent = ""
	}
	r.path = append(r.path, n.Name)
	err = r.template(t)
	r.path = r.path[:len(r.path)-1]
	r.indent = outer
	return err
}

func (r *rendering) load(n *Partial) (*Template, error) {
	if len(r.path) == r.MaxDepth {
		return nil, r.tooDeep(n)
	}
	if r.Partials == nil {
		return nil, r.missingPartial(n)
	}
	t, err := r.Partials(n.Name)
	if err != nil {
		return nil, r.fail(&RenderError{Span: n.Span, Name: n.Name, Msg: `partial "` + n.Name + `": ` + err.Error(), Err: err})
	}
	if t == nil {
		return nil, r.missingPartial(n)
	}
	return t, nil
}

// write puts out s, within the budget.
func (r *rendering) write(s string) error {
	if r.out.Len()+len(s) > r.MaxBytes {
		return r.tooLong()
	}
	r.out.WriteString(s)
	return nil
}

// spend counts steps, within the budget.
func (r *rendering) spend(steps int) error {
	if r.steps += steps; r.steps > maxSteps {
		return r.tooMuchWork()
	}
	return nil
}
