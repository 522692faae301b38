package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// vainSettings are prompt folders that are not there (F001), which would leave
// a misspelt one unlinted, and patterns that begin with a prompt folder, though
// names do not (F003). They are warnings: a project may be at its beginning.
func vainSettings(cfg *config.Config, c *catalog.Catalog) diag.List {
	var found diag.List
	for _, folder := range cfg.Prompts {
		inside := func(f repo.File) bool { return folder.Path == "." || strings.HasPrefix(f.Path, folder.Path+"/") }
		if folder.At.Start.Line > 0 && !slices.ContainsFunc(c.Files, inside) {
			found.Add(diag.Finding{Code: "F001", Severity: diag.Warning, Range: folder.At,
				Message: fmt.Sprintf("folder %q has no files", folder.Path),
				Hint:    "correct the name, or begin a prompt in it: `promptctl new NAME`"})
		}
	}
	globs := slices.Clone(cfg.Lint.Exclude)
	for _, ignore := range cfg.Lint.Ignore {
		globs = append(globs, ignore.Match...)
	}
	for _, g := range globs {
		if name := vainPattern(g.Pattern, c); name != "" {
			found.Add(diag.Finding{Code: "F003", Severity: diag.Warning, Range: g.At,
				Message: fmt.Sprintf("pattern %q begins with a prompt folder, and names do not", g.Pattern), Hint: "write " + name})
		}
	}
	return found
}

// vainPattern is what to write for a pattern that begins with a prompt folder,
// "" where it does not, or where names do.
func vainPattern(pattern string, c *catalog.Catalog) string {
	for _, folder := range c.Folders {
		rest, ok := strings.CutPrefix(pattern, folder+"/")
		begins := func(e catalog.Entry) bool { return strings.HasPrefix(e.Name, folder+"/") }
		if ok && !slices.ContainsFunc(c.Prompts, begins) {
			return rest
		}
	}
	return ""
}
