package prompt

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// maxFiles is how many files a prompt may look for.
const maxFiles = 1000

// gatherer is a walk through what a prompt refers to.
type gatherer struct {
	Loader
	closure *Closure
	found   findings
	refused map[string]error
	heights map[string]int // how deep the includes of each partial go
	full    bool           // maxFiles is reached
	asked   int            // how often it was asked what was meant
	err     error          // a failure to read, which ends the walk
}

func (g *gatherer) errorf(code string, at diag.Range, format string, args ...any) *diag.Finding {
	return g.found.add(code, func() diag.Range { return at }, format, args...)
}

// over reports whether no more files are read.
func (g *gatherer) over() bool { return g.full || g.err != nil }

func (g *gatherer) prompt(p *Prompt) {
	for _, t := range p.Texts() {
		g.includes(t, nil)
	}
	for _, m := range p.Messages {
		for _, part := range m.Parts {
			if part.Path.Node != nil {
				g.attach(p, part.Path)
			}
		}
	}
	g.schemas(p)
}

// includes follows the partials of a text, and returns how deep they go below
// it. The stack holds the names of those that the text is within.
func (g *gatherer) includes(t *Text, stack []string) int {
	height := 0
	for _, include := range t.Partials() {
		if g.over() || !g.checkInclude(t, include.Name, include.NameSpan, stack) {
			continue
		}
		if len(stack) < MaxDepth {
			below := g.include(t, include.Name, include.NameSpan, stack)
			if len(stack)+1+below <= MaxDepth {
				height = max(height, 1+below)
				continue
			}
		}
		g.errorf("T011", t.Range(include.NameSpan), "partials include each other more than %d deep", MaxDepth)
	}
	return height
}

// checkInclude refuses a name that leads out of the prompt folders, or back to
// where it stands.
func (g *gatherer) checkInclude(t *Text, name string, span template.Span, stack []string) bool {
	at := func() diag.Range { return t.Range(span) }
	if strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") {
		g.found.add("T006", at, "partial %q lies outside the prompt folder", name).
			Hint = "a partial is named by its path below the prompt folder, as in {{> shared/footer}}"
		return false
	}
	if problem := CheckPartialName(name); problem != "" {
		near := g.nearPartial(name, stack)
		g.found.add("T004", at, "partial %q cannot be a name: %s%s", name, problem, yamldoc.DidYouMean(near)).Fix = renamedUse(t, span, near)
		return false
	}
	if i := slices.Index(stack, name); i >= 0 {
		cycle := append(slices.Clone(stack[i:]), name)
		g.found.add("T005", at, "partial %q includes itself: %s", name, strings.Join(cycle, " > ")).
			Hint = "remove one of these includes"
		return false
	}
	return true
}

// include reads a partial that is met for the first time, with all that it
// includes, and returns how deep they go below it.
func (g *gatherer) include(t *Text, name string, span template.Span, stack []string) int {
	partial, known := g.closure.Partials[name]
	if !known {
		partial = g.readPartial(name)
		g.closure.Partials[name] = partial
		if partial != nil {
			g.heights[name] = g.includes(partial.Text, append(slices.Clip(stack), name))
		}
	}
	if partial == nil && !g.over() {
		g.missingPartial(t, name, span, stack)
	}
	return g.heights[name]
}

// missingPartial says why a partial cannot be read.
func (g *gatherer) missingPartial(t *Text, name string, span template.Span, stack []string) {
	at := func() diag.Range { return t.Range(span) }
	if file, err := g.refusedPartial(name); err != nil {
		g.found.add("T004", at, "partial %q: %s: %v", name, file, err).Other = file
		return
	}
	near := g.nearPartial(name, stack)
	f := g.found.add("T004", at, "partial %q is not there%s", name, yamldoc.DidYouMean(near))
	f.Fix = renamedUse(t, span, near)
	if near == "" && len(g.Folders) > 0 {
		f.Other = path.Join(g.searchOrder()[0], name+PartialSuffix)
		f.Hint = "write it to " + f.Other
	}
}

// refusedPartial returns the file of a partial that is there and is no file
// that a prompt may have.
func (g *gatherer) refusedPartial(name string) (file string, err error) {
	for _, folder := range g.searchOrder() {
		file := path.Join(folder, name+PartialSuffix)
		if err := g.refused[file]; err != nil {
			return file, err
		}
	}
	return "", nil
}

// readPartial finds a partial, in the prompt's own folder first.
func (g *gatherer) readPartial(name string) *Partial {
	for _, folder := range g.searchOrder() {
		file := path.Join(folder, name+PartialSuffix)
		if src, ok := g.file(file); ok {
			partial, found := ParsePartial(file, src)
			g.found.append(found)
			return partial
		}
		if g.refused[file] != nil {
			return nil
		}
	}
	return nil
}

func (g *gatherer) searchOrder() []string {
	own := slices.IndexFunc(g.Folders, func(folder string) bool { return inFolder(g.closure.Prompt.File, folder) })
	if own <= 0 {
		return g.Folders
	}
	return append([]string{g.Folders[own]}, slices.Delete(slices.Clone(g.Folders), own, own+1)...)
}

// file reads a file into the closure, once. It reports false where it is not
// there, or refused, and notes that.
func (g *gatherer) file(file string) ([]byte, bool) {
	i := slices.IndexFunc(g.closure.Files, func(f File) bool { return f.Path == file })
	if i >= 0 {
		return g.closure.Files[i].Data, true
	}
	if slices.Contains(g.closure.Missing, file) || g.over() {
		return nil, false
	}
	if len(g.closure.Files)+len(g.closure.Missing) >= maxFiles {
		g.full = true
		g.errorf("T011", diag.Range{File: g.closure.Prompt.File}, "the prompt refers to more than %d files", maxFiles)
		return nil, false
	}
	data, err := g.Read(file)
	switch {
	case errors.Is(err, ErrRefused):
		g.refused[file] = err
		fallthrough
	case errors.Is(err, fs.ErrNotExist):
		g.closure.Missing = append(g.closure.Missing, file)
		return nil, false
	case err != nil:
		g.err = err
		return nil, false
	case data == nil:
		data = []byte{}
	}
	g.closure.Files = append(g.closure.Files, File{file, data})
	return data, true
}

// attach reads a file that a part names.
func (g *gatherer) attach(p *Prompt, name String) {
	at := p.Doc.NodeRange(name.Node)
	if file, ok := g.local(p.Dir(), name.Value, at); ok {
		g.need(file, name.Value, at, nil, func(to string) *diag.Fix { return p.Doc.Replace(name.Node, to) })
	}
}

// local resolves a relative path, which must stay in a prompt folder.
func (g *gatherer) local(dir, name string, at diag.Range) (string, bool) {
	file := path.Join(dir, name)
	switch {
	case !isPath(name):
		f := g.errorf("T004", at, "%q cannot be the path of a file", name)
		if strings.Contains(name, `\`) {
			f.Hint = "write / between folders"
		}
	case path.IsAbs(name) || !g.inside(file):
		g.errorf("T006", at, "file %q lies outside the prompt folder", name)
	default:
		return file, true
	}
	return "", false
}

// isPath reports whether a text can be the path of a file. A backslash or a
// line end in it would make sha256sum escape the line that it prints.
func isPath(name string) bool {
	return name != "" && !strings.HasSuffix(name, "/") && !strings.ContainsAny(name, "\n\r\\\x00")
}

// inside reports whether a file lies in a prompt folder, and not in git's own
// folder, which a prompt folder that is the whole repository has in it.
func (l Loader) inside(file string) bool {
	isGit := func(segment string) bool { return strings.EqualFold(segment, ".git") }
	if slices.ContainsFunc(strings.Split(file, "/"), isGit) {
		return false
	}
	return slices.ContainsFunc(l.Folders, func(folder string) bool { return inFolder(file, folder) })
}

// need reads a file and notes it where it is not there; renamed is the fix that
// names another one.
func (g *gatherer) need(file, name string, at diag.Range, via []string, renamed func(to string) *diag.Fix) ([]byte, bool) {
	data, ok := g.file(file)
	switch {
	case ok || g.over():
	case g.refused[file] != nil:
		g.errorf("T004", at, "file %q%s: %v", name, viaText(via), g.refused[file])
	default:
		near := g.nearFile(file, name)
		g.errorf("T004", at, "file %q%s is not there%s (looked for %s)", name, viaText(via), yamldoc.DidYouMean(near), file).
			Fix = renamed(near)
	}
	return data, ok
}

func inFolder(file, folder string) bool {
	if folder == "." {
		return file != "." && file != ".." && !strings.HasPrefix(file, "../")
	}
	return strings.HasPrefix(file, folder+"/")
}
