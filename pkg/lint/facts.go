package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// facts is what is known of the prompt's model: what promptctl.yaml says of
// it, and else what promptctl knows. It returns false where neither does.
func (p *Pass) facts() (model.Facts, bool) {
	name := p.modelName()
	if name == "" {
		return model.Facts{}, false
	}
	return p.Index.Config.Facts(name)
}

// gone reports whether M002 says enough of a model: it cannot be called at all.
func gone(f model.Facts) bool { return f.Status == model.Retired && f.Host == "" }

// modelName is the name of the prompt's model; "" where it has none, or one
// that is filled in later.
func (p *Pass) modelName() string {
	if p.Prompt == nil || p.Prompt.Model.Node == nil {
		return ""
	}
	name := p.Prompt.Model.Value
	if strings.ContainsAny(name, "{}$<> \t\n") {
		return ""
	}
	return name
}

// modelPlace is where the model's name stands.
func (p *Pass) modelPlace() diag.Range {
	n := p.Prompt.Model.Node
	return p.Doc.ValueRange(n, 0, len(n.Value))
}

// likeModel is another model's name as the file writes its own: with the
// provider in front where that is.
func (p *Pass) likeModel(end, other string) string {
	name := p.modelName()
	if start := len(name) - len(end); start >= 0 && strings.EqualFold(name[start:], end) {
		return name[:start] + other
	}
	return other
}

// replaceModel is the fix that writes another name for the end of the model's
// name. It is nil where the file does not have that end as it is.
func (p *Pass) replaceModel(end, other string) *diag.Fix {
	n := p.Prompt.Model.Node
	start := len(n.Value) - len(end)
	if n.Alias || start < 0 || !strings.EqualFold(n.Value[start:], end) {
		return nil
	}
	at := p.Doc.ValueRange(n, start, len(n.Value))
	if string(p.Src[at.Start.Offset:at.End.Offset]) != n.Value[start:] {
		return nil
	}
	title := "write " + n.Value[:start] + other
	return &diag.Fix{Title: title, Unsafe: true, Edits: []diag.Edit{{Start: at.Start.Offset, End: at.End.Offset, New: other}}}
}

// parameters are the prompt's parameters by their canonical names.
func (p *Pass) parameters() map[string]any {
	set := make(map[string]any, len(p.Prompt.Parameters))
	for _, parameter := range p.Prompt.Parameters {
		set[parameter.Name] = parameter.Value
	}
	return set
}
