package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// unusedVariable is T003: a variable that no template of the prompt uses.
func unusedVariable(p *Pass) {
	if p.Prompt == nil || len(p.Prompt.Variables) == 0 {
		return
	}
	used := map[string]bool{}
	for _, t := range p.Closure.Texts() {
		for _, use := range t.Uses() {
			first, _, _ := strings.Cut(use.Name, ".")
			used[first] = true
		}
	}
	if !p.Index.isOff("T008") {
		for _, use := range p.misstyled() {
			first, _, _ := strings.Cut(use.name, ".")
			used[first] = true // it is meant to be used, and T008 says how
		}
	}
	meant := p.meant(used)
	for _, v := range p.Prompt.Variables {
		if !used[v.Name] && !meant[v.Name] {
			p.Report(v.Range, "variable %q is not used", v.Name).Fix = p.removeVariable(v.Name)
		}
	}
}

// meant are the variables that undeclared names are misspellings of: T002 says
// so, and once is enough.
func (p *Pass) meant(used map[string]bool) map[string]bool {
	declared := make([]string, len(p.Prompt.Variables))
	for i, v := range p.Prompt.Variables {
		declared[i] = v.Name
	}
	meant := map[string]bool{}
	for name := range used {
		if _, known := p.Prompt.Variable(name); !known {
			meant[diag.Suggest(name, declared)] = true
		}
	}
	return meant
}

// removeVariable is the fix that takes a declaration out of the file.
func (p *Pass) removeVariable(name string) *diag.Fix {
	all := p.Doc.Root.Get("variables")
	edit, ok := p.Doc.RemoveEntry(all, all.Pair(name))
	if !ok {
		return nil
	}
	return &diag.Fix{Title: "remove the declaration", Unsafe: true, Edits: []diag.Edit{edit}}
}
