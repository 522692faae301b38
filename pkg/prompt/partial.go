package prompt

import (
	"bytes"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// MaxFile is the size in bytes above which a prompt or a partial is refused.
const MaxFile = 1 << 20

// Partial is shared text that prompts include.
type Partial struct {
	File        string
	Src         []byte       // the file's bytes, as given
	Front       *yamldoc.Doc // its front matter, in which places are those of the file; nil where it has none
	Text        *Text
	Description String
	Owner       String
	Tags        []String
	Deprecated  *yamldoc.Node // why it should not be included any more
	Lint        *Lint         // nil where the file has none
	Metadata    *yamldoc.Node
}

// ParsePartial reads a partial: a text, below YAML front matter between two
// lines of --- where it has that. It returns as much as it can, never nil.
func ParsePartial(file string, src []byte) (*Partial, diag.List) {
	p := &Partial{File: file, Src: src}
	source := diag.NewSource(file, src)
	if found := checkText(source); found.HasErrors() {
		p.Text = newText("", src, source.Range)
		return p, found
	}
	found := findings{}
	front, start := splitFront(src)
	if start > 0 {
		doc, problems := yamldoc.Parse(file, front)
		if isFront(doc) {
			p.Front = doc
			d := &decoder{doc: doc, found: findings{list: problems}}
			d.frontMatter(p)
			found = d.found
		} else {
			start = 0
		}
	}
	p.Text = newText(string(src[start:]), src, func(a, b int) diag.Range { return source.Range(start+a, start+b) })
	p.Text.report(&found, func(string) bool { return false })
	return p, found.done()
}

// splitFront returns what stands between an opening line --- and the next one,
// and where the text below begins: 0 where there are no two such lines. The
// opening line comes along as a comment of its own length, so that every place
// in the YAML is the place in the file.
func splitFront(src []byte) (front []byte, start int) {
	open := lineEnd(src, 0)
	if !isRule(src[:open]) {
		return nil, 0
	}
	for at := open; at < len(src); {
		end := lineEnd(src, at)
		if isRule(src[at:end]) {
			return slices.Concat([]byte("###"), src[3:at]), end
		}
		at = end
	}
	return nil, 0
}

// lineEnd returns where the line that begins at an offset ends, its line break
// included.
func lineEnd(src []byte, at int) int {
	if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(src)
}

// isRule reports whether a line is --- and nothing else.
func isRule(line []byte) bool { return string(bytes.TrimRight(line, " \t\r\n")) == "---" }

// isFront tells front matter from a page that begins with a rule and has
// another one further down. Front matter is a mapping or nothing; where it is
// no YAML at all, a line that begins with one of its keys tells.
func isFront(doc *yamldoc.Doc) bool {
	if doc.Root != nil {
		return doc.Root.Kind == yamldoc.Mapping
	}
	blank := true
	for line := range bytes.Lines(doc.Src[len("###"):]) {
		key, _, found := bytes.Cut(line, []byte(":"))
		if found && slices.Contains(keysOf(partialFields()), string(key)) {
			return true
		}
		line = bytes.TrimSpace(line)
		blank = blank && (len(line) == 0 || line[0] == '#')
	}
	return blank
}

func partialFields() []field[Partial] {
	return []field[Partial]{
		{"description", func(d *decoder, p *Partial, n *yamldoc.Node) { p.Description = d.string(n, "description") }},
		{"owner", func(d *decoder, p *Partial, n *yamldoc.Node) { p.Owner = d.string(n, "owner") }},
		{"tags", func(d *decoder, p *Partial, n *yamldoc.Node) { p.Tags = d.strings(n, "tags") }},
		{"deprecated", func(_ *decoder, p *Partial, n *yamldoc.Node) { p.Deprecated = n }},
		{"lint", func(d *decoder, p *Partial, n *yamldoc.Node) { p.Lint = d.lint(n) }},
		{"metadata", func(_ *decoder, p *Partial, n *yamldoc.Node) { p.Metadata = n }},
	}
}

func (d *decoder) frontMatter(p *Partial) {
	if d.doc.Root != nil {
		mapping(d, d.doc.Root, "front matter", p, partialFields())
	}
}

// checkText refuses what is no text: too large, not UTF-8, or with control
// characters or a byte order mark, as in YAML.
func checkText(s *diag.Source) diag.List {
	var found diag.List
	if len(s.Text) > MaxFile {
		found.Errorf("Y001", diag.Range{File: s.File}, "the file has %d bytes; at most %d are read", len(s.Text), MaxFile)
		return found
	}
	return yamldoc.CheckText(s)
}
