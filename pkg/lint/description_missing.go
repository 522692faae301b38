package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// descriptionMissing is G005: a prompt that does not say what it is for. A
// partial need not: it is mostly text and nothing else.
func descriptionMissing(p *Pass) {
	if p.Prompt != nil && p.lacks("description", p.Prompt.Description) && !p.misspells("description") {
		p.Report(p.Doc.Range(0, 0), "the prompt has no description").
			Hint = "add description: with one line that says what the prompt is for"
	}
}

// misspells reports whether a key that is nearly this one stands in its place:
// Y003 says so, and once is enough.
func (p *Pass) misspells(key string) bool {
	return slices.ContainsFunc(p.Doc.Root.Pairs, func(pair yamldoc.Pair) bool {
		return diag.Suggest(pair.Key.Value, []string{key}) != ""
	})
}

// lacks reports whether a key of the prompt is not there, or says nothing. One
// that is no text, or misspelt, is another rule's.
func (p *Pass) lacks(key string, value prompt.String) bool {
	if p.Doc.Root.Get(key) == nil {
		pairs := p.Doc.Root.Pairs
		return !slices.ContainsFunc(pairs[:min(len(pairs), manyNames)], func(pair yamldoc.Pair) bool { return isSlip(pair.Key.Value, key) })
	}
	return value.Node != nil && strings.TrimSpace(value.Value) == ""
}

// isSlip reports whether an unknown key of a prompt was most likely meant to be
// another one.
func isSlip(written, key string) bool {
	return diag.Suggest(written, []string{key}) != "" && !slices.Contains(prompt.Keys(), written)
}
