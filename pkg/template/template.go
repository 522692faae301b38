// Package template is Mustache with positions.
//
// It covers the core of the Mustache specification 1.4 (interpolation,
// sections, inverted sections, comments, partials, delimiters) and nothing of
// its optional modules. Parse never gives up: it returns a tree of the whole
// text and every mistake in it, each with its place and the way to mend it.
// A value is text and is never expanded again.
package template

import "iter"

// Template is a parsed text.
type Template struct {
	Text   string         // the text given to Parse
	Nodes  []Node         // its nodes in order; their spans cover Text without gap or overlap
	Errors []*SyntaxError // its mistakes, in the order of their places; Render refuses a template that has any
}

// Span is a half-open stretch [Start, End) of a template's text, in bytes.
type Span struct{ Start, End int }

// Node is a *Text, *Variable, *Section, *Partial, *Comment or *Delimiters.
type Node interface {
	// Extent is the stretch of the text that the node was read from.
	Extent() Span
	// inline reports whether the node is a tag that is part of the line it
	// starts on: not text, and not a tag alone on a line that does not show.
	inline() bool
}

// Text is what stands between tags.
type Text struct {
	Span  Span   // all of it
	Shown Span   // Span without what belongs to the lines of standalone tags
	Value string // the text at Shown, which is what is rendered
}

// Variable is an interpolation: {{name}}, {{{name}}} or {{&name}}.
type Variable struct {
	Span      Span
	Name      string // dotted, or "." for the value of the innermost section
	NameSpan  Span
	Unescaped bool // {{{name}}} or {{&name}}; only tells where HTML is escaped
}

// Section is {{#name}}…{{/name}}, or {{^name}}…{{/name}} where Inverted.
type Section struct {
	Span     Span   // from the opening tag to the end of the closing tag
	Name     string // dotted, or "."; "" where the opening tag has no readable name
	NameSpan Span
	Inverted bool
	Open     Span // the opening tag
	Close    Span // the closing tag; empty, at the end of the section, where it is missing
	Nodes    []Node

	openAlone, closeAlone bool // the tag stands alone on its line
}

// Partial is {{>name}}: another template rendered in its place.
type Partial struct {
	Span     Span
	Name     string
	NameSpan Span
	Indent   string // put before each line of the partial where the tag stands alone on its line

	alone bool
}

// Comment is {{! … }}.
type Comment struct {
	Span Span
	Text string // what stands between ! and the closing delimiter

	alone bool
}

// Delimiters is {{=<% %>=}}: other delimiters from here to the end of the text.
type Delimiters struct {
	Span        Span
	Open, Close string

	alone bool
}

// Extent returns n.Span.
func (n *Text) Extent() Span { return n.Span }

// Extent returns n.Span.
func (n *Variable) Extent() Span { return n.Span }

// Extent returns n.Span.
func (n *Section) Extent() Span { return n.Span }

// Extent returns n.Span.
func (n *Partial) Extent() Span { return n.Span }

// Extent returns n.Span.
func (n *Comment) Extent() Span { return n.Span }

// Extent returns n.Span.
func (n *Delimiters) Extent() Span { return n.Span }

func (n *Text) inline() bool       { return false }
func (n *Variable) inline() bool   { return true }
func (n *Section) inline() bool    { return !n.openAlone }
func (n *Partial) inline() bool    { return !n.alone }
func (n *Comment) inline() bool    { return !n.alone }
func (n *Delimiters) inline() bool { return !n.alone }

// All yields every node in the order of the text, a section before its
// contents.
func (t *Template) All() iter.Seq[Node] {
	return func(yield func(Node) bool) { walk(t.Nodes, yield) }
}

func walk(nodes []Node, yield func(Node) bool) bool {
	for _, n := range nodes {
		if !yield(n) {
			return false
		}
		if s, ok := n.(*Section); ok && !walk(s.Nodes, yield) {
			return false
		}
	}
	return true
}
