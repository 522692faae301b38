package lint

import (
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// systemNotFirst is R001: a system message that is not the first message, or
// not the only one.
func systemNotFirst(p *Pass) {
	if p.Prompt == nil {
		return
	}
	systems, before := 0, ""
	for i, m := range p.Prompt.Messages {
		if m.Role.Value != model.System {
			if before == "" {
				before = beforeWords(m)
			}
			continue
		}
		systems++
		at := p.Doc.NodeRange(m.Role.Node)
		switch {
		case before != "":
			f := p.Report(at, "the system message comes after %s: Anthropic and Gemini move it to the front, and many open models refuse it", before)
			f.Hint, f.Fix = "move it to the front", p.moveToFront(i)
			if len(p.Prompt.Sections) > 0 {
				f.Hint = "make it a section"
			} else if systems > 1 {
				f.Hint = "join it to the first"
			}
		case len(p.Prompt.Sections) > 0:
			p.Report(at, "there is a system message beside sections, which are one already: many open models refuse a second one").
				Hint = "make it a section, or make the sections part of it"
		case systems > 1:
			p.Report(at, "there is a second system message: Anthropic and Gemini join it to the first, and many open models refuse it").
				Hint = "join it to the first"
		}
	}
}

// beforeWords says what stands before a system message.
func beforeWords(m *prompt.Message) string {
	if m.Placeholder.Node != nil {
		return "the placeholder " + m.Placeholder.Value
	}
	if m.Role.Value == "" {
		return "another message"
	}
	return "a message of role " + m.Role.Value
}
