package lint

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// systemNotFirst is R001: a system message that is not the first message, or
// not the only one.
func systemNotFirst(p *Pass) {
	if p.Prompt == nil {
		return
	}
	f, _ := p.facts()
	maker := f.Maker
	late, second := "Anthropic and Gemini move it to the front, and many open models refuse it", "Anthropic and Gemini join it to the first, and many open models refuse it"
	if maker == "openai" {
		late, second = "OpenAI takes it there, and other providers move it to the front or refuse it", "OpenAI takes it, and other providers join it to the first or refuse it"
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
			f := p.Report(at, "the system message comes after %s: %s", before, late)
			p.mildSystem(f, maker)
			f.Hint, f.Fix = "move it to the front", p.moveToFront(i)
			if len(p.Prompt.Sections) > 0 {
				f.Hint = "make it a section"
			} else if systems > 1 {
				f.Hint = "join it to the first"
			}
		case len(p.Prompt.Sections) > 0:
			f := p.Report(at, "there is a system message beside sections, which are one already: many open models refuse a second one")
			p.mildSystem(f, maker)
			f.Hint = "make it a section, or make the sections part of it"
		case systems > 1:
			f := p.Report(at, "there is a second system message: %s", second)
			p.mildSystem(f, maker)
			f.Hint = "join it to the first"
		}
	}
}

// mildSystem makes a finding a warning unless the model is of a maker that has one
// system text alone: others may take the message where it is.
func (p *Pass) mildSystem(f *diag.Finding, maker string) {
	if maker != "anthropic" && maker != "google" {
		p.Mild(f, diag.Warning)
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
