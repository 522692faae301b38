package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// part reads one typed part.
func (d *decoder) part(m *Message, n *yamldoc.Node) {
	part := &Part{Node: n}
	ok := mapping(d, n, "a part", part, []field[Part]{
		{"type", (*decoder).partType},
		{"text", ignored[Part]}, {"image_url", ignored[Part]}, {"file", ignored[Part]},
	})
	if !ok {
		return
	}
	for _, pair := range n.Pairs {
		d.partContent(part, pair)
	}
	kind := string(part.Kind)
	switch {
	case n.Get("type") == nil:
		d.errorf("Y005", n, "the part has no type").Hint = typesHint()
	case kind == "": // it is no string, or an unknown one, which has been said
	case n.Get(kind) == nil:
		d.errorf("Y005", n, "the part of type %s has no %s", kind, kind)
	default:
		m.Parts = append(m.Parts, part)
	}
}

func (d *decoder) partType(p *Part, n *yamldoc.Node) {
	kind := d.string(n, "type")
	switch {
	case kind.Node == nil:
	case slices.Contains(partKinds(), kind.Value):
		p.Kind = model.PartKind(kind.Value)
	default:
		near := d.near("Y004", kind.Value, partKinds())
		f := d.errorf("Y004", n, "unknown part type %q%s", kind.Value, yamldoc.DidYouMean(near))
		f.Hint, f.Fix = typesHint(), d.doc.Replace(n, near)
	}
}

// partContent reads what stands under the name of a type. Under another one
// than the part's own it is checked and dropped: it is not sent, so it must
// not count as part of the prompt.
func (d *decoder) partContent(p *Part, pair yamldoc.Pair) {
	kind, n := model.PartKind(pair.Key.Value), pair.Value
	if kind != p.Kind {
		if p.Kind != "" && slices.Contains(partKinds(), string(kind)) {
			d.warnf("Y003", pair.Key, "a part of type %s has no %s: this one is not sent", p.Kind, kind)
		}
		p = &Part{}
	}
	switch kind {
	case model.TextPart:
		p.Text = d.text(n, "text")
	case model.ImagePart:
		d.image(p, n)
	case model.FilePart:
		d.file(p, n)
	}
}

// image reads an image's address, alone or with the detail wanted.
func (d *decoder) image(p *Part, n *yamldoc.Node) {
	if n.Kind == yamldoc.Scalar {
		p.URL = d.text(n, "image_url")
		return
	}
	ok := mapping(d, n, "image_url", p, []field[Part]{
		{"url", func(d *decoder, p *Part, n *yamldoc.Node) { p.URL = d.text(n, "url") }},
		{"detail", func(d *decoder, p *Part, n *yamldoc.Node) { p.Detail = d.string(n, "detail") }},
	})
	if ok && n.Get("url") == nil {
		d.errorf("Y005", n, "image_url has no url")
	}
}

// file reads where a file is: beside the prompt, elsewhere, or with the
// provider.
func (d *decoder) file(p *Part, n *yamldoc.Node) {
	ok := mapping(d, n, "file", p, []field[Part]{
		{"path", func(d *decoder, p *Part, n *yamldoc.Node) { p.Path = d.string(n, "path") }},
		{"url", func(d *decoder, p *Part, n *yamldoc.Node) { p.URL = d.text(n, "url") }},
		{"id", func(d *decoder, p *Part, n *yamldoc.Node) { p.ID = d.text(n, "id") }},
		{"name", func(d *decoder, p *Part, n *yamldoc.Node) { p.Name = d.string(n, "name") }},
	})
	if !ok {
		return
	}
	sources := 0
	for _, key := range []string{"path", "url", "id"} {
		if n.Get(key) != nil {
			sources++
		}
	}
	if sources != 1 {
		d.errorf("Y005", n, "file must have exactly one of path, url and id, not %d of them", sources)
	}
	if p.Path.Node != nil && strings.Contains(p.Path.Value, "{{") {
		d.errorf("Y004", p.Path.Node, "path cannot hold variables: the file is part of what is approved").
			Hint = "use url for a file that is known only when the prompt is rendered"
	}
}
