package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
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
	f, known := model.Lookup(name)
	if p.Index.ownServer(name) {
		f, known = model.Facts{ID: f.ID}, false // whatever that server calls so
	}
	if own := p.Index.ownModel(name); own != nil {
		return overlaid(f, own), true
	}
	return f, known
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

// ownServer reports whether promptctl.yaml gives the address of the server
// that a model is called at: then its names are that server's.
func (x *Index) ownServer(name string) bool {
	provider, _, found := strings.Cut(name, "/")
	for _, own := range x.Config.Test.Providers {
		if (!found || strings.EqualFold(own.Name, provider)) && hasAddress(own.Settings) {
			return true
		}
	}
	return false
}

func hasAddress(settings map[string]any) bool {
	for key, value := range settings {
		if text, ok := value.(string); ok && text != "" && strings.EqualFold(strings.ReplaceAll(key, "_", ""), "baseurl") {
			return true
		}
	}
	return false
}

// ownModel is what promptctl.yaml says of a model: under its whole name, or
// under the one that it has behind its provider's.
func (x *Index) ownModel(name string) *config.Model {
	var behind *config.Model
	for i := range x.Config.Lint.Models {
		own := &x.Config.Lint.Models[i]
		switch {
		case own.Name == name:
			return own
		case strings.HasSuffix(name, "/"+own.Name):
			behind = own
		}
	}
	return behind
}

// overlaid is what is known of a model, with what a team says of it on top.
func overlaid(f model.Facts, own *config.Model) model.Facts {
	if f.ID == "" {
		f.ID = own.Name
	}
	f.Host = "" // what a team says is said of the model that it calls
	if own.Context > 0 {
		f.Context = own.Context
	}
	if own.Output > 0 {
		f.Output = own.Output
	}
	if own.Shutdown != "" {
		f.Shutdown = own.Shutdown
	}
	if own.Successor != "" {
		f.Successor = own.Successor
	}
	switch own.Status {
	case "active":
		f.Status, f.Shutdown = model.Active, ""
	case "deprecated":
		f.Status = model.Deprecated
	case "retired":
		f.Status = model.Retired
	}
	if own.Prefill != nil {
		f.Prefill = map[bool]model.Answer{true: model.Yes, false: model.No}[*own.Prefill]
	}
	f.Unsupported = own.Unsupported
	return f
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
