// Package prompt is one prompt: its file read with positions, its closure and
// digest, what it compiles to, and edits of it that keep every other byte.
package prompt

import (
	"path"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Prompt is what a prompt file says. Everything in it has a place in the file.
type Prompt struct {
	File string // slash-separated path from the top of the repository
	Doc  *yamldoc.Doc

	Title       String // its name: key, which does not name the prompt: the path does
	Description String
	Owner       String
	Tags        []String
	Model       String
	Parameters  []Parameter
	Sections    []*Section
	Messages    []*Message
	Tools       []*Tool
	ToolChoice  *yamldoc.Node // nil, a string or a mapping
	Format      Format

	Variables []*Variable
	Declares  bool // it has a variables: key, so every variable must be there

	TestData   *yamldoc.Node
	Evaluators *yamldoc.Node
	Metadata   *yamldoc.Node
	Lint       *Lint // nil where the file has none
	Budget     Budget
	Deprecated *yamldoc.Node

	byName map[string]*Variable
}

// Parse reads a prompt file. It returns as much of a prompt as it can, never
// nil, and what is wrong with the file.
func Parse(file string, src []byte) (*Prompt, diag.List) {
	doc, found := yamldoc.Parse(file, src)
	p := &Prompt{File: file, Doc: doc}
	d := &decoder{doc: doc, found: findings{list: found}}
	switch {
	case doc.Root != nil:
		d.prompt(p, doc.Root)
	case !found.HasErrors():
		d.found.add("Y005", func() diag.Range { return doc.Range(0, 0) }, "the file is empty").
			Hint = "begin with `promptctl new NAME`"
	}
	return p, d.found.done()
}

// Variable returns the declared variable of that name.
func (p *Prompt) Variable(name string) (*Variable, bool) {
	v, ok := p.byName[name]
	return v, ok
}

// Dir is the folder that the prompt's relative paths start from.
func (p *Prompt) Dir() string { return path.Dir(p.File) }

// Keys returns the keys of a prompt file in their canonical order.
func Keys() []string { return keysOf(promptFields()) }

// promptFields are the keys of a prompt file, in their canonical order.
func promptFields() []field[Prompt] {
	return []field[Prompt]{
		{"name", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Title = d.string(n, "name") }},
		{"description", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Description = d.string(n, "description") }},
		{"owner", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Owner = d.string(n, "owner") }},
		{"tags", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Tags = d.strings(n, "tags") }},
		{"deprecated", func(_ *decoder, p *Prompt, n *yamldoc.Node) { p.Deprecated = n }},
		{"model", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Model = d.string(n, "model") }},
		{"modelParameters", (*decoder).parameters},
		{"budget", (*decoder).budget},
		{"variables", (*decoder).promptVariables},
		{"sections", (*decoder).sections},
		{"messages", (*decoder).messages},
		{"tools", (*decoder).tools},
		{"toolChoice", (*decoder).toolChoice},
		{"responseFormat", (*decoder).responseFormat},
		{"jsonSchema", func(d *decoder, p *Prompt, n *yamldoc.Node) { d.jsonSchema(&p.Format, n) }},
		{"testData", func(_ *decoder, p *Prompt, n *yamldoc.Node) { p.TestData = n }},
		{"evaluators", func(_ *decoder, p *Prompt, n *yamldoc.Node) { p.Evaluators = n }},
		{"lint", func(d *decoder, p *Prompt, n *yamldoc.Node) { p.Lint = d.lint(n) }},
		{"metadata", func(_ *decoder, p *Prompt, n *yamldoc.Node) { p.Metadata = n }},
	}
}

// prompt reads the top level.
func (d *decoder) prompt(p *Prompt, root *yamldoc.Node) {
	if !mapping(d, root, "", p, promptFields()) {
		return
	}
	d.checkContent(p, root)
	d.checkPlaceholders(p)
	d.checkToolChoice(p)
	d.checkFormat(p)
}

// checkContent finds a prompt that has nothing to say.
func (d *decoder) checkContent(p *Prompt, root *yamldoc.Node) {
	begin := func() diag.Range { return d.doc.Range(root.Start, root.Start) }
	switch {
	case len(p.Messages) > 0 || len(p.Sections) > 0:
	case root.Get("messages") == nil && root.Get("sections") == nil:
		d.found.add("Y005", begin, "the prompt has neither messages nor sections").
			Hint = "add messages: with at least one message, or sections:"
	case !d.found.hasErrors():
		d.found.add("Y005", begin, "the prompt's messages and sections are empty")
	}
}

// checkPlaceholders finds a history that has the name of a variable, or of
// another history: one value cannot be both.
func (d *decoder) checkPlaceholders(p *Prompt) {
	seen := map[string]bool{}
	for _, m := range p.Messages {
		name := m.Placeholder
		if name.Node == nil {
			continue
		}
		if _, declared := p.Variable(name.Value); declared {
			d.errorf("Y004", name.Node, "%q is a placeholder for messages and a variable too", name.Value)
		}
		if seen[name.Value] {
			d.errorf("Y004", name.Node, "there are two placeholders %q", name.Value)
		}
		seen[name.Value] = true
	}
}
