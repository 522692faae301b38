package prompt

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Tool is a function that the model may ask for.
type Tool struct {
	Node        *yamldoc.Node
	Name        String
	Description String
	Parameters  *Schema // nil where it takes none
	Strict      *bool
}

// tools reads the list of function definitions.
func (d *decoder) tools(p *Prompt, n *yamldoc.Node) {
	seen := map[string]bool{}
	for _, item := range d.list(n, "tools") {
		t := &Tool{Node: item}
		switch {
		case !mapping(d, item, "a tool", t, toolFields()):
		case t.Name.Value == "":
			d.errorf("Y005", item, "the tool has no name")
		case seen[t.Name.Value]:
			d.errorf("Y002", t.Name.Node, "there are two tools %q", t.Name.Value)
		default:
			seen[t.Name.Value] = true
			p.Tools = append(p.Tools, t)
		}
	}
}

// toolFields are the keys of a tool: in OpenAI's form with its function: key,
// or flat.
func toolFields() []field[Tool] {
	return append(functionFields(),
		field[Tool]{"type", func(d *decoder, _ *Tool, n *yamldoc.Node) {
			if kind := d.string(n, "type"); kind.Node != nil && kind.Value != "function" {
				d.errorf("Y004", n, "unknown tool type %q: the type is function", kind.Value).
					Fix = d.doc.Replace(n, diag.Suggest(kind.Value, []string{"function"}))
			}
		}},
		field[Tool]{"function", func(d *decoder, t *Tool, n *yamldoc.Node) { mapping(d, n, "function", t, functionFields()) }},
	)
}

func functionFields() []field[Tool] {
	return []field[Tool]{
		{"name", func(d *decoder, t *Tool, n *yamldoc.Node) { t.Name = d.string(n, "name") }},
		{"description", func(d *decoder, t *Tool, n *yamldoc.Node) { t.Description = d.string(n, "description") }},
		{"parameters", func(d *decoder, t *Tool, n *yamldoc.Node) { t.Parameters = d.schema(n, "parameters") }},
		{"strict", func(d *decoder, t *Tool, n *yamldoc.Node) {
			if strict, ok := d.bool(n, "strict"); ok {
				t.Strict = &strict
			}
		}},
	}
}

// toolChoice keeps the choice until all tools are known.
func (*decoder) toolChoice(p *Prompt, n *yamldoc.Node) {
	if !n.IsNull() {
		p.ToolChoice = n
	}
}

// checkToolChoice finds a choice that no provider takes.
func (d *decoder) checkToolChoice(p *Prompt) {
	n := p.ToolChoice
	if n == nil {
		return
	}
	const hint = "write auto, none, required, or {type: function, function: {name: NAME}}"
	modes := []string{"auto", "none", "required"}
	word, isText := n.Text()
	switch {
	case n.Kind == yamldoc.Mapping:
		d.checkChosenTool(p, n)
	case !isText:
		d.errorf("M003", n, "toolChoice must be a string or a mapping, not %s", kindOf(n)).Hint = hint
	case !slices.Contains(modes, word):
		near := diag.Suggest(word, modes)
		if word == "any" {
			near = "required"
		}
		f := d.errorf("M003", n, "unknown toolChoice %q%s", word, yamldoc.DidYouMean(near))
		f.Hint, f.Fix = hint, d.doc.Replace(n, near)
	}
}

// checkChosenTool reads {type: function, function: {name: x}}, or {name: x}
// for short. Choices of another type are for those who know their provider.
func (d *decoder) checkChosenTool(p *Prompt, n *yamldoc.Node) {
	at := n.Get("name")
	if function := n.Get("function"); function != nil {
		at = function.Get("name")
	}
	name, ok := at.Text()
	kind, _ := n.Get("type").Text()
	if !ok {
		if kind == "" || kind == "function" || kind == "tool" {
			d.errorf("M003", n, "toolChoice names no function")
		}
		return
	}
	names := make([]string, len(p.Tools))
	for i, t := range p.Tools {
		names[i] = t.Name.Value
	}
	if !slices.Contains(names, name) {
		near := diag.Suggest(name, names)
		d.errorf("M003", at, "toolChoice: there is no tool %q%s", name, yamldoc.DidYouMean(near)).Fix = d.doc.Replace(at, near)
	}
}
