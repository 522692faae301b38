package lint

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// paramUnsupported is M004: a parameter, or a form of answers, that the model
// does not take.
func paramUnsupported(p *Pass) {
	if p.Prompt == nil || len(p.Prompt.Parameters) == 0 && p.Prompt.Format.Type.Value == "" {
		return
	}
	f, ok := p.facts()
	if !ok || !f.Cloud() || gone(f) {
		return
	}
	for _, r := range f.Refusals(p.parameters()) {
		i := slices.IndexFunc(p.Prompt.Parameters, func(x prompt.Parameter) bool { return x.Name == r.Parameter })
		at := p.Prompt.Parameters[i]
		finding := p.Report(p.Doc.Range(at.Key.Start, max(at.Key.End, at.Node.End)), "%s %s", f.ID, r.Why)
		finding.Hint, finding.Fix = r.Hint, p.mendParameter(at, r)
	}
	if slices.Contains(f.Lacks, p.Prompt.Format.Type.Value) {
		p.Report(p.formatPlace(), "%s does not have the response format %s", f.ID, p.Prompt.Format.Type.Value)
	}
}

// mendParameter is the fix that takes a parameter out, or writes the one that
// the model takes in its place.
func (p *Pass) mendParameter(parameter prompt.Parameter, r model.Refusal) *diag.Fix {
	if _, both := p.parameters()[r.Instead]; r.Instead != "" && !both {
		key := parameter.Key
		if key.Alias {
			return nil
		}
		edit := diag.Edit{Start: key.Start, End: key.End, New: r.Instead}
		return &diag.Fix{Title: "write " + r.Instead, Unsafe: true, Edits: []diag.Edit{edit}}
	}
	all := p.Doc.Root.Get("modelParameters")
	edit, ok := p.Doc.RemoveEntry(all, all.Pair(parameter.Key.Value))
	if !ok {
		return nil
	}
	return &diag.Fix{Title: "remove " + parameter.Key.Value, Unsafe: true, Edits: []diag.Edit{edit}}
}

// formatPlace is where the form of the answer is named, or else its schema.
func (p *Pass) formatPlace() diag.Range {
	if n := p.Prompt.Format.Type.Node; n != nil {
		return p.Doc.NodeRange(n)
	}
	for _, key := range []string{"jsonSchema", "responseFormat"} {
		if pair := p.Doc.Root.Pair(key); pair != nil {
			return p.Doc.NodeRange(pair.Key)
		}
	}
	return p.Doc.Range(0, 0)
}
