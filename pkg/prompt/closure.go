package prompt

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// MaxDepth is how deep partials may include each other, and schemas refer to
// each other.
const MaxDepth = 16

// Loader gathers closures. It knows where files are and nothing of git. It may
// be used by several goroutines where Read may.
type Loader struct {
	Folders []string // the prompt folders, slash-separated from the repository's top
	// Read returns a file's bytes. An error that is fs.ErrNotExist or ErrRefused
	// becomes a finding; any other is a failure and ends the reading.
	Read func(file string) ([]byte, error)
	// Known tells what there is: the names of partials, and the paths of files in
	// the prompt folders. It is asked only where something is not there, to find
	// out what was meant; nil is for nobody knows.
	Known func() (partials, files []string)
}

// ErrRefused is an error of Loader.Read where a path is there and is no file
// that a prompt may have: a symbolic link, a folder, a submodule.
var ErrRefused = errors.New("no file that a prompt may have")

// Closure is a prompt file and every local file that reaches the model.
type Closure struct {
	Prompt   *Prompt
	Files    []File              // sorted bytewise by path; the prompt's own among them
	Missing  []string            // paths that were looked for and are not there, or refused
	Partials map[string]*Partial // by the name that includes give; nil for one that is not there

	schemas map[string]any // contents of referenced schema files, by path
}

// File is one file of a closure.
type File struct {
	Path string
	Data []byte // not nil
}

// Digest is "sha256:" and the hex SHA-256 of the lines that sha256sum would
// print for the closure's files: HEX, two spaces, PATH, a line feed, in
// bytewise order of path. So coreutils can reproduce it.
func (c *Closure) Digest() string {
	h := sha256.New()
	for _, f := range c.Files {
		sum := sha256.Sum256(f.Data)
		fmt.Fprintf(h, "%x  %s\n", sum, f.Path)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Watch returns every path whose content, presence or absence makes up the
// closure: if none of them changes, the closure does not change.
func (c *Closure) Watch() []string {
	paths := slices.Clone(c.Missing)
	for _, f := range c.Files {
		paths = append(paths, f.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// PartialNames returns the names of the partials that are there, sorted.
func (c *Closure) PartialNames() []string {
	names := []string{}
	for name, partial := range c.Partials {
		if partial != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Texts returns the prompt's templates and those of its partials.
func (c *Closure) Texts() []*Text {
	texts := c.Prompt.Texts()
	for _, name := range c.PartialNames() {
		texts = append(texts, c.Partials[name].Text)
	}
	return texts
}

// data returns the bytes of a file of the closure.
func (c *Closure) data(file string) []byte {
	for _, f := range c.Files {
		if f.Path == file {
			return f.Data
		}
	}
	return nil
}

// Load reads a prompt with its closure. The findings are of all its files. An
// error is a failure to read, not a finding; it is fs.ErrNotExist where the
// prompt itself is not there.
func (l Loader) Load(file string) (*Closure, diag.List, error) {
	src, err := l.Read(file)
	if err != nil {
		return nil, nil, err
	}
	p, found := Parse(file, src)
	return l.Gather(p, found)
}

// Gather reads the rest of a parsed prompt's closure; found are the findings
// that there are already.
func (l Loader) Gather(p *Prompt, found diag.List) (*Closure, diag.List, error) {
	own := p.Doc.Src
	if own == nil {
		own = []byte{}
	}
	g := &gatherer{Loader: l, found: findings{list: found}, heights: map[string]int{}, refused: map[string]error{}, closure: &Closure{
		Prompt: p, Partials: map[string]*Partial{}, schemas: map[string]any{},
		Files: []File{{p.File, own}},
	}}
	g.prompt(p)
	if g.err != nil {
		return nil, nil, g.err
	}
	slices.SortFunc(g.closure.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	g.closure.checkUses(&g.found)
	return g.closure, g.found.done(), nil
}

// Texts returns every template of the prompt, in the order of the file.
func (p *Prompt) Texts() []*Text {
	var all []*Text
	for _, s := range p.Sections {
		all = append(all, s.Text)
	}
	for _, m := range p.Messages {
		all = append(all, m.Texts()...)
	}
	return slices.DeleteFunc(all, func(t *Text) bool { return t == nil })
}

// Texts returns every template of the message, in the order of the file.
func (m *Message) Texts() []*Text {
	var all []*Text
	for _, part := range m.Parts {
		all = append(all, part.Text, part.URL, part.ID)
	}
	for _, call := range m.ToolCalls {
		all = append(all, call.ID, call.Arguments)
	}
	all = append(all, m.ToolCallID)
	return slices.DeleteFunc(all, func(t *Text) bool { return t == nil })
}

// Schemas returns every JSON Schema of the prompt.
func (p *Prompt) Schemas() []*Schema {
	var all []*Schema
	if p.Format.Schema != nil {
		all = append(all, p.Format.Schema)
	}
	for _, t := range p.Tools {
		if t.Parameters != nil {
			all = append(all, t.Parameters)
		}
	}
	return all
}
