// Package textconv writes prompts, partials and test cases as lines that a tool
// which knows nothing but lines compares well: git's textconv.
//
// A field is a line, which begins with its path; a sentence of prose is a line;
// prose and text of several lines stand indented below a line of their own. How
// the file was laid out does not show: neither quotes, nor the styles of YAML,
// nor how paragraphs are wrapped. All else that a file says does, and so do its
// comments.
package textconv

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Format is the version of what Convert writes. Whoever changes that raises it:
// it is part of the command that git runs, and git forgets what it has cached
// where the command is another one.
const Format = 1

// maxText is the size in bytes above which a conversion is given up: the path
// of a field is on each of its lines, so that a small file can make a large text.
const maxText = 16 << 20

// Convert returns what a file holds as lines. What kind of file it is, the end
// of its name tells; any other is taken for a prompt.
//
// It always returns something to compare: the text as it is where that is no
// prompt that can be read, and one line with the hash of bytes that are no text.
// There is nothing in it that a terminal would obey.
func Convert(name string, src []byte) string {
	if bytes.IndexByte(src, 0) >= 0 {
		return fmt.Sprintf("binary, %d bytes, sha256:%x\n", len(src), sha256.Sum256(src))
	}
	text, ok := "", false
	switch {
	case len(src) > prompt.MaxFile || !utf8.Valid(src):
	case prompt.IsPartial(name):
		text, ok = partial(name, src)
	case suite.Stem(name) != "":
		text, ok = document(testsForm(), name, src)
	default:
		canonical, _ := prompt.Canonical(name, src)
		text, ok = document(promptForm(), name, canonical)
	}
	if !ok {
		return term.Sanitize(string(src))
	}
	return text
}

// document converts a YAML file. It reports whether that could be done.
func document(f form, name string, src []byte) (string, bool) {
	doc, found := yamldoc.Parse(name, src)
	if found.HasErrors() || doc.Root == nil || doc.Root.Kind != yamldoc.Mapping {
		return "", false
	}
	w := &writer{form: f, doc: doc, comments: doc.Comments()}
	w.mapping(place{}, doc.Root, "")
	w.remarks(len(src))
	return w.out.String(), !w.over()
}

// partial converts a partial: its front matter, and the text below.
func partial(name string, src []byte) (string, bool) {
	p, _ := prompt.ParsePartial(name, src)
	w := &writer{form: testsForm()}
	if p.Front != nil {
		if _, found := yamldoc.Parse(name, p.Front.Src); found.HasErrors() {
			return "", false
		}
		w.doc, w.comments = p.Front, p.Front.Comments()[1:] // the first is the line that opens it
		w.line("---")
		if p.Front.Root != nil {
			w.mapping(place{}, p.Front.Root, "")
		}
		w.remarks(len(src))
		w.line("---")
	}
	text := p.Text.Template.Text
	w.below("", prose.Lines(text))
	return w.out.String(), !w.over() && (text != "" || p.Front != nil)
}
