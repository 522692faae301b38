package catalog

import (
	"context"
	"path"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Affected returns the prompts that refer to any of these files, themselves or
// through partials and schemas, in the order of their names. The files need not
// be there: who refers to a file that is gone is affected too.
func (c *Catalog) Affected(ctx context.Context, files map[string]bool) ([]Entry, error) {
	reach := make(map[string]bool, len(files))
	for file := range files {
		reach[file] = true
	}
	references, err := c.references(ctx)
	if err != nil {
		return nil, err
	}
	for grew := true; grew; {
		grew = false
		for file, to := range references {
			if !reach[file] && slices.ContainsFunc(to, func(f string) bool { return reach[f] }) {
				reach[file], grew = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Prompts), func(e Entry) bool { return !reach[e.File.Path] || files[e.File.Path] }), nil
}

// references are the files that each file of the catalog refers to itself.
func (c *Catalog) references(ctx context.Context) (map[string][]string, error) {
	loader := prompt.Loader{Folders: c.Folders}
	var files []repo.File
	for _, f := range c.Files {
		if f.Mode.IsFile() && (prompt.IsPartial(f.Path) || slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(f.Path))) {
			files = append(files, f)
		}
	}
	references := map[string][]string{}
	err := c.snapshot.ReadAll(ctx, files, func(i int, data []byte) error {
		if to := loader.References(files[i].Path, data); len(to) > 0 {
			references[files[i].Path] = to
		}
		return nil
	})
	return references, err
}
