package lint

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// roleForgery is T010: a text that writes the turns of a conversation by itself,
// with a variable from outside among them. Its value can write a turn too.
func roleForgery(p *Pass) {
	if p.Prompt == nil {
		return // what a partial is given is not known
	}
	known := carriers{}
	for _, t := range p.Texts() {
		text := t.Template.Text
		if !strings.Contains(text, "{{") {
			continue // it has no tags
		}
		token := controlToken(text)
		if token == (template.Span{}) && !hasTwoRoles(text) {
			continue
		}
		free := p.freeVariables(t, known)
		if len(free) == 0 {
			continue
		}
		at, name := token, free[0].Name
		if at == (template.Span{}) {
			at, name = roleLine(text, free)
		}
		if at != (template.Span{}) {
			p.Report(t.Range(at), "%q begins a turn inside of a text, and the value of %q can begin another one",
				text[at.Start:at.End], name).
				Hint = "make each turn a message of its own under messages:"
		}
	}
}

// freeVariables are the untrusted variables of a text whose values can be any
// text. What comes from the prompt's own people forges nothing.
func (p *Pass) freeVariables(t Text, known carriers) []*template.Variable {
	var free []*template.Variable
	for n := range t.All() {
		tag, ok := n.(*template.Variable)
		if !ok {
			continue
		}
		v, declared := p.Prompt.Variable(rootOf(tag.Name))
		if declared && v.Untrusted && (v.Name != tag.Name || known.text(v)) {
			free = append(free, tag)
		}
	}
	return free
}

// turnTokens are what chat templates of models write before a turn. They are
// the model's own, and nobody writes them for another reason than to write a
// turn.
func turnTokens() []string {
	return []string{
		"<|im_start|>",                            // ChatML: Qwen and many others
		"<|start_header_id|>", "<|header_start|>", // Llama 3 and 4
		"<|system|>", "<|user|>", "<|assistant|>", // Phi, Zephyr, GLM
		"<start_of_turn>", "<|turn>", // Gemma
		"<|start_of_role|>",         // Granite
		"<|START_OF_TURN_TOKEN|>",   // Command
		"<｜User｜>", "<｜Assistant｜>", // DeepSeek
		"<|start|>system", "<|start|>user", "<|start|>assistant", // gpt-oss
		"[INST]", "<<SYS>>", // Llama 2, Mistral
	}
}

// controlToken is the place of the first such token at the beginning of a line,
// or nothing. One within a line is mostly spoken of.
func controlToken(text string) template.Span {
	tokens, isClosed := turnTokens(), strings.Contains(text, "[/INST]")
	end := 0
	for line := range strings.Lines(text) {
		end += len(line)
		line = afterStart(line)
		if line == "" || line[0] != '<' && line[0] != '[' {
			continue
		}
		for _, token := range tokens {
			if strings.HasPrefix(line, token) && (token != "[INST]" || isClosed) {
				start := end - len(line)
				return template.Span{Start: start, End: start + len(token)}
			}
		}
	}
	return template.Span{}
}

// afterStart is a line without the space, and without the token that begins a
// text, at its beginning.
func afterStart(line string) string {
	line = strings.TrimLeftFunc(line, unicode.IsSpace)
	for _, token := range []string{"<s>", "<|begin_of_text|>"} {
		if rest, ok := strings.CutPrefix(line, token); ok {
			return strings.TrimLeftFunc(rest, unicode.IsSpace)
		}
	}
	return line
}
