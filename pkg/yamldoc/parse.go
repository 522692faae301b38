package yamldoc

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"gopkg.in/yaml.v3"
)

// MaxSize is the size in bytes of the largest file that is read.
const MaxSize = 1 << 20

// Parse reads a file. It returns as much of the tree as could be read (all of
// it, unless the syntax is wrong or the two readers differ) and what is wrong
// with it, each finding of severity error:
//
//	Y001 syntax, nesting over 64, 1 MiB or 200,000 values    Y008 bytes that are no text
//	Y002 a key that is there twice                           Y009 a second document
//	Y006 text that begins with {{ and is not quoted          Y010 tags
//	Y007 aliases that refer to themselves or expand to too much
//
// {{x}} without quotes, which is a mapping to YAML, is in the tree as the text it
// was meant to be; an alias of Y007 as null; of several documents only the first. It never panics, whatever
// src holds, and takes time in proportion to src.
func Parse(file string, src []byte) (*Doc, diag.List) {
	r := &report{doc: newDoc(file, src)}
	if len(src) > MaxSize {
		r.list.Errorf("Y001", diag.Range{File: file}, "the file has %d bytes; at most %d are read", len(src), MaxSize)
		return r.doc, r.list
	}
	if t, ok := r.encoding(); ok {
		r.doc.text = t
		r.doc.Root = r.tree()
		r.mendEncoding()
	}
	return r.doc, r.done()
}

// tree reads the text, or returns nil where its syntax is wrong.
func (r *report) tree() *Node {
	s := newScanner(r.doc.text, r.bodyStart())
	scanFault := s.scan()
	r.doc.comments = s.comments
	g := &grammar{text: s.text, tokens: s.settled(scanFault)}
	root, f := g.document()
	if scanFault != nil && g.second == nil && (f == nil || g.faulted >= len(g.tokens)) {
		f = scanFault
	}
	if f != nil {
		r.fault(explain(s, f))
		return nil
	}
	body := s.text
	if g.second != nil {
		r.add("Y009", g.second.start, g.second.end, "make it a file of its own", "a second document begins here")
		body = body[:g.second.start]
	}
	r.tags(g.tagged)
	if root == nil {
		return nil
	}
	if len(g.tagged) == 0 && len(r.list) == 0 && s.tokens[0].kind != tokDirective && r.ordinary(root) {
		newSettler(r).settle(root)
		return root
	}
	return r.finish(root, withoutDirectives(body, s.tokens))
}

// bodyStart is the offset after a byte order mark.
func (r *report) bodyStart() int {
	if bytes.HasPrefix(r.doc.Src, []byte(byteOrderMark)) {
		return len(byteOrderMark)
	}
	return 0
}

// fault reports what is wrong with the syntax.
func (r *report) fault(f *fault) {
	r.add(f.code, f.at, f.end, f.hint, "%s", f.msg).Fix = f.fix
}

// finish fills the tree with values and tags as yaml.v3 reads them.
func (r *report) finish(root *Node, body []byte) *Node {
	y, err := decode(body[r.bodyStart():])
	if err != nil {
		if !r.list.HasErrors() {
			r.foreign(err)
		}
		return nil
	}
	if bad := r.fill(root, y); bad != nil {
		r.add("Y001", bad.Start, bad.End, "quote it", "this can be read in two ways")
		return nil
	}
	newSettler(r).settle(root)
	return root
}

// decode reads the first document with yaml.v3, whose panics are errors.
func decode(body []byte) (y *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml reader: %v", p)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(body, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 {
		return nil, io.ErrUnexpectedEOF
	}
	return doc.Content[0], nil
}

// foreign reports an error of yaml.v3 that our own reading did not find.
func (r *report) foreign(err error) {
	msg, at := strings.TrimPrefix(err.Error(), "yaml: "), r.bodyStart()
	if m := regexp.MustCompile(`^line (\d+): `).FindStringSubmatch(msg); m != nil {
		line, _ := strconv.Atoi(m[1])
		at = r.doc.source.LineStart(line)
		msg = msg[len(m[0]):]
	}
	r.add("Y001", at, at, "", "%s", msg)
}

// withoutDirectives returns the text with its %YAML lines blank: yaml.v3 knows
// version 1.1 only, and reads all versions alike.
func withoutDirectives(body text, tokens []token) []byte {
	out := []byte(body)
	for _, t := range tokens {
		if t.kind != tokDirective {
			break
		}
		if t.end <= len(out) {
			out = append(append(bytes.Clone(out[:t.start]), bytes.Repeat([]byte{' '}, t.end-t.start)...), out[t.end:]...)
		}
	}
	return out
}
