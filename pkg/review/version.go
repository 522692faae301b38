package review

import (
	"context"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Version is a prompt at a revision, as threads see it.
type Version struct {
	Name, File string
	Commit     repo.Hash // "" where nothing is committed
	Closure    *prompt.Closure

	lines []string
}

// Load reads the prompt that a reference was resolved to.
func Load(ctx context.Context, t *catalog.Target) (*Version, error) {
	v, err := load(ctx, t.Catalog, t.Entry)
	if err == nil {
		v.Commit = t.Revision.Commit
	}
	return v, err
}

func load(ctx context.Context, c *catalog.Catalog, e catalog.Entry) (*Version, error) {
	closure, _, err := c.Closure(ctx, e)
	if err != nil {
		return nil, err
	}
	return newVersion(e.Name, closure), nil
}

func newVersion(name string, c *prompt.Closure) *Version {
	return &Version{Name: name, File: c.Prompt.File, Closure: c, lines: split(string(c.Prompt.Doc.Src))}
}

// split returns the lines of a text, without their ends.
func split(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if text = strings.TrimSuffix(text, "\n"); text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// line returns a line, counted from 1.
func (v *Version) line(n int) string {
	if n < 1 || n > len(v.lines) {
		return ""
	}
	return v.lines[n-1]
}

func (v *Version) sectionIDs() []string {
	var ids []string
	for _, s := range v.Closure.Prompt.Sections {
		ids = append(ids, s.ID)
	}
	return ids
}

// sectionLine returns the line that a section begins on.
func (v *Version) sectionLine(id string) (int, bool) {
	for _, s := range v.Closure.Prompt.Sections {
		if s.ID == id {
			return s.Range.Start.Line, true
		}
	}
	return 0, false
}

func (v *Version) sectionText(id string) string {
	for _, s := range v.Closure.Prompt.Sections {
		if s.ID == id && s.Text != nil {
			return s.Text.Text
		}
	}
	return ""
}

// sectionOf returns the id of the section that a line is in, "" where it is in
// none.
func (v *Version) sectionOf(line int) string {
	doc := v.Closure.Prompt.Doc
	if doc.Root == nil {
		return ""
	}
	sections := doc.Root.Get("sections")
	for _, s := range v.Closure.Prompt.Sections {
		if line >= s.Range.Start.Line && line <= lastLine(doc.NodeRange(valueOf(sections, s.ID))) {
			return s.ID
		}
	}
	return ""
}

func valueOf(mapping *yamldoc.Node, key string) *yamldoc.Node {
	if value := mapping.Get(key); value != nil {
		return value
	}
	return mapping
}

// lastLine is the last line that a range has something on.
func lastLine(r diag.Range) int {
	if r.End.Col == 1 && r.End.Line > r.Start.Line {
		return r.End.Line - 1
	}
	return r.End.Line
}
