package prompt

import (
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxAsked is for how many missing files of a prompt it is looked up what was
// meant: each takes a look at all that there are.
const maxAsked = 20

// known is what there is, as long as it may be asked.
func (g *gatherer) known() (partials, files []string) {
	if g.asked++; g.Known == nil || g.asked > maxAsked {
		return nil, nil
	}
	return g.Known()
}

// nearPartial is the name of the partial that was probably meant: one that is
// spelt nearly so, the only one that is called so in another folder, or that of
// the file that is named. Those that the include stands in are not meant.
func (g *gatherer) nearPartial(name string, stack []string) string {
	names, _ := g.known()
	plain := path.Clean(name)
	for _, suffix := range []string{PartialSuffix, path.Ext(plain)} {
		plain = strings.TrimSuffix(plain, suffix)
	}
	for _, candidate := range []string{plain, below(plain, g.Folders)} {
		if candidate != name && slices.Contains(names, candidate) && !slices.Contains(stack, candidate) {
			return candidate
		}
	}
	near := diag.Suggest(name, names)
	if near == "" {
		near = onlyOne(names, path.Base(plain))
	}
	if slices.Contains(stack, near) {
		return ""
	}
	return near
}

// onlyOne is the only path that ends in a name, "" where there is none, or
// several.
func onlyOne(paths []string, name string) string {
	found := ""
	for _, p := range paths {
		if strings.HasSuffix(p, "/"+name) {
			if found != "" {
				return ""
			}
			found = p
		}
	}
	return found
}

// nearFile is the path that was probably meant where a file is not there,
// relative to the folder that the name that was given is relative to.
func (g *gatherer) nearFile(file, name string) string {
	_, files := g.known()
	near := diag.Suggest(file, files)
	if near == "" {
		near = onlyOne(files, path.Base(file))
	}
	folder, ok := strings.CutSuffix(file, path.Clean(name))
	if rest, within := strings.CutPrefix(near, folder); ok && within && near != "" {
		return rest
	}
	return ""
}
