package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// roleForgery is T010: a text that writes the turns of a conversation by itself,
// with a variable among them. Its value can write a turn too.
func roleForgery(p *Pass) {
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

// freeVariables are the variables of a text whose values can be any text.
func (p *Pass) freeVariables(t Text, known carriers) []*template.Variable {
	var free []*template.Variable
	for n := range t.All() {
		tag, ok := n.(*template.Variable)
		if !ok {
			continue
		}
		if p.Prompt != nil {
			if v, declared := p.Prompt.Variable(tag.Name); declared && !known.text(v) {
				continue
			}
		}
		free = append(free, tag)
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

// controlToken is the place of the first such token, or nothing. One in
// backticks is only spoken of.
func controlToken(text string) template.Span {
	tokens, isClosed := turnTokens(), strings.Contains(text, "[/INST]")
	for i := 0; i < len(text); i++ {
		next := strings.IndexAny(text[i:], "<[")
		if next < 0 {
			break
		}
		i += next
		for _, token := range tokens {
			spoken := i > 0 && (text[i-1] == '`' || text[i-1] == '"')
			if strings.HasPrefix(text[i:], token) && !spoken && (token != "[INST]" || isClosed) {
				return template.Span{Start: i, End: i + len(token)}
			}
		}
	}
	return template.Span{}
}
