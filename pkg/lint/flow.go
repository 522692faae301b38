package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// Marks that stand in a flow for the value of a variable. No text of a prompt
// has them: they are control characters.
const (
	trustedMark   = "\x01" // before and after the name of a variable that is not untrusted
	untrustedMark = '\x02' // the value of a variable that is
)

// maxFlow is how many bytes of all messages together are looked at, partials
// counted each time. It is four times what one file may have.
const maxFlow = 4 * prompt.MaxFile

// flow is the text of a message as the model gets it, before values are known:
// partials put in, each part of a section once, and marks for values.
type flow struct {
	text []byte
	uses []flowUse // the untrusted values, in the order of the text
	// bare says that the text is nothing but untrusted values. What stands in
	// inverted sections does not count: it is shown where a value is missing.
	bare    bool
	phrases []template.Span // see hasPhrase
}

// flowUse is an untrusted value in a flow.
type flowUse struct {
	at    int // of its mark
	tag   *template.Variable
	text  *prompt.Text // that the tag stands in
	scope *prompt.Scope
	via   []string // the partials that lead there
}

// means is what the tag's name stands for.
func (u *flowUse) means() prompt.Referent { return u.scope.Find(u.tag.Name) }

// flows makes the messages of one prompt flows.
type flows struct {
	walker *walker
	now    *flow
	left   int // bytes
}

func flowsOf(c *prompt.Closure) *flows {
	f := &flows{left: maxFlow}
	f.walker = walkAll(c, f.add)
	return f
}

// of joins templates that are parts of one message.
func (f *flows) of(texts []*prompt.Text) *flow {
	f.now = &flow{bare: true}
	for _, t := range texts {
		f.walker.text(t)
		f.now.text = append(f.now.text, '\n')
	}
	return f.now
}

func (f *flows) add(n template.Node, at standing) {
	if f.left < 0 {
		return
	}
	size := len(f.now.text)
	switch n := n.(type) {
	case *template.Text:
		f.now.text = append(f.now.text, n.Value...)
		f.now.bare = f.now.bare && (at.inverted || strings.TrimSpace(n.Value) == "")
	case *template.Variable:
		f.value(n, at)
	}
	f.left -= len(f.now.text) - size
}

func (f *flows) value(n *template.Variable, at standing) {
	r := at.scope.Find(n.Name)
	if r.Untrusted != "" && f.walker.free.text(r.Variable) {
		f.now.uses = append(f.now.uses, flowUse{len(f.now.text), n, at.text, at.scope, at.via})
		f.now.text = append(f.now.text, untrustedMark)
		return
	}
	f.now.text = append(f.now.text, trustedMark+n.Name+trustedMark...)
	f.now.bare = f.now.bare && at.inverted
}

// textParts are the templates of a message's text, without images and files.
func textParts(m *prompt.Message) []*prompt.Text {
	var texts []*prompt.Text
	for _, part := range m.Parts {
		if part.Kind == model.TextPart && part.Text != nil {
			texts = append(texts, part.Text)
		}
	}
	return texts
}

// untrusted reports whether the prompt declares any variable, item or property
// as untrusted.
func untrusted(p *prompt.Prompt) bool {
	return p != nil && anyUntrusted(p.Variables)
}

func anyUntrusted(list []*prompt.Variable) bool {
	for _, v := range list {
		if v.Untrusted || v.Items != nil && anyUntrusted([]*prompt.Variable{v.Items}) || anyUntrusted(v.Properties) {
			return true
		}
	}
	return false
}

// untrustedName is what messages call a value: by its tag and, where that does
// not say it, by the variable that is declared untrusted.
func untrustedName(tag string, means prompt.Referent) string {
	switch {
	case tag == ".":
		return fmt.Sprintf("untrusted variable %q", means.Untrusted)
	case slices.Contains(strings.Split(tag, "."), means.Untrusted):
		return fmt.Sprintf("untrusted variable %q", tag)
	default:
		return fmt.Sprintf("%q of untrusted variable %q", tag, means.Untrusted)
	}
}
