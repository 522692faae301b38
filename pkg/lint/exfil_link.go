package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// exfilLink is S011: an image, or something else that is loaded without being
// asked for, whose address takes the value of a variable to another machine.
func exfilLink(p *Pass) {
	for _, t := range p.prose() {
		if len(t.Nodes) < 2 || !strings.Contains(t.text(), "//") {
			continue
		}
		variables, images := t.variables(), map[string]bool{}
		t.eachAddress(func(a address) {
			v := p.carried(a, variables)
			if v == nil {
				return
			}
			if what := t.loads(a, images); what != "" && p.room() {
				p.Report(t.at(a.Span), "%s takes the value of %q to %s as soon as it is shown", what, v.Name, a.host).
					Hint = "keep the variable out of the address, or let the program that shows the answer add what is loaded"
			}
		})
	}
}

// carried returns the first variable in the query of an address, or an untrusted
// one in its path; nil where there is none.
func (p *Pass) carried(a address, variables []*template.Variable) *template.Variable {
	i, _ := slices.BinarySearchFunc(variables, a.path, func(v *template.Variable, at int) int { return v.Span.Start - at })
	for _, v := range variables[i:] {
		if v.Span.End > a.End {
			break
		}
		if v.Span.Start > a.query || p.isUntrusted(v.Name) {
			return v
		}
	}
	return nil
}

// variables are the interpolations of the text, in its order.
func (t *prose) variables() []*template.Variable {
	var all []*template.Variable
	for n := range t.All() {
		if v, ok := n.(*template.Variable); ok {
			all = append(all, v)
		}
	}
	return all
}

// isUntrusted reports whether a variable is declared to come from outside.
func (p *Pass) isUntrusted(name string) bool {
	if p.Prompt == nil {
		return false
	}
	v, ok := p.Prompt.Variable(rootOf(name))
	return ok && v.Untrusted
}

// maxLabels is how many labels of links are looked for in a text.
const maxLabels = 100

// loads says what is loaded from an address as soon as the text is shown, ""
// where it takes a click. It looks at what stands before the address; images
// keeps which labels images have.
func (t *prose) loads(a address, images map[string]bool) string {
	const reach = 300
	before := t.text()[max(0, a.Start-reach):a.Start]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	bare := strings.TrimRight(before, "\"'< ")
	switch {
	case strings.HasSuffix(bare, "]("):
		text := bare[:len(bare)-2]
		if open := strings.LastIndexByte(text, '['); open > 0 && text[open-1] == '!' {
			return "the image"
		}
	case strings.HasSuffix(bare, "]:"):
		label := strings.TrimSpace(bare[:len(bare)-1])
		if _, known := images[label]; !known && len(images) < maxLabels {
			images[label] = strings.HasPrefix(label, "[") && t.hasImage(label)
		}
		if images[label] {
			return "the image"
		}
	case strings.HasSuffix(strings.ToLower(bare), "url("):
		return "the style"
	case strings.HasSuffix(bare, "="):
		return loadedBy(strings.ToLower(strings.TrimRight(bare[:len(bare)-1], " ")))
	}
	return ""
}

// hasImage reports whether the text shows an image with a label such as [logo].
func (t *prose) hasImage(label string) bool {
	if strings.Contains(t.text(), "!"+label) {
		return true
	}
	i := strings.Index(t.text(), "]"+label)
	return i > 0 && strings.Contains(t.cut(template.Span{Start: t.line(i).Start, End: i}), "![")
}

// loadedBy says what an HTML tag loads, given the tag up to an attribute.
func loadedBy(tag string) string {
	open := strings.LastIndexByte(tag, '<')
	if open < 0 {
		return ""
	}
	words := strings.Fields(tag[open+1:])
	if len(words) < 2 {
		return ""
	}
	switch name, attribute := words[0], words[len(words)-1]; {
	case attribute == "src" && name == "img", attribute == "srcset":
		return "the image"
	case attribute == "src" || attribute == "poster" || attribute == "data" && name == "object" || attribute == "href" && name == "link":
		return "the " + name + " tag"
	}
	return ""
}
