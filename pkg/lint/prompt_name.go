package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// promptName is Y014 for a name: key that gives the name of another prompt, or
// the one that this prompt had before it was moved. A path that cannot be a name
// is found when the files are listed. A title is free, and never found.
func promptName(p *Pass) {
	if p.Prompt == nil || p.Prompt.Title.Node == nil || prompt.NameOf(p.File, p.Index.Catalog.Folders) == "" {
		return
	}
	said := p.Prompt.Title.Value
	if said == p.Name || said == path.Base(p.Name) || !p.Index.isNameOfAnother(said) && !p.wasMoved(said) {
		return
	}
	f := p.Report(p.Doc.NodeRange(p.Prompt.Title.Node), "name says %q, and the path %q", said, p.Name)
	f.Hint = "the path names a prompt; name: is a title for people, and can be left out"
	f.Fix = p.Doc.Replace(p.Prompt.Title.Node, p.Name)
	p.Mild(f, diag.Warning)
}

// isNameOfAnother reports whether there is a prompt of this name.
func (x *Index) isNameOfAnother(name string) bool {
	_, found := x.find(name)
	return found
}

// find returns where a prompt of this name is, or would be, among all.
func (x *Index) find(name string) (int, bool) {
	return slices.BinarySearchFunc(x.Catalog.Prompts, name, func(e catalog.Entry, name string) int { return strings.Compare(e.Name, name) })
}

// wasMoved reports whether a title is a path that could only be meant as
// a prompt's name: its last step is that of the prompt, or its folder is one
// that has prompts.
func (p *Pass) wasMoved(title string) bool {
	folder, last := path.Split(title)
	if folder == "" || prompt.CheckName(title) != "" || title != strings.ToLower(title) && !strings.EqualFold(title, p.Name) {
		return false
	}
	i, _ := p.Index.find(folder)
	hasPrompts := i < len(p.Index.Catalog.Prompts) && strings.HasPrefix(p.Index.Catalog.Prompts[i].Name, folder)
	return hasPrompts || strings.EqualFold(last, path.Base(p.Name))
}
