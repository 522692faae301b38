package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// trailingAssistant is R011: a prompt that ends with the beginning of the
// answer, for a model that does not take that.
func trailingAssistant(p *Pass) {
	if p.Prompt == nil || len(p.Prompt.Messages) == 0 {
		return
	}
	last := p.Prompt.Messages[len(p.Prompt.Messages)-1]
	if last.Role.Value != model.Assistant || len(last.ToolCalls) > 0 {
		return
	}
	if does := p.withPrefill(); does != "" {
		p.Report(p.Doc.NodeRange(last.Role.Node), "the prompt ends with a message of role assistant, and %s %s", p.modelName(), does).
			Hint = "say in a message of role user how the answer begins, or give a jsonSchema"
	}
}

// withPrefill says what the prompt's model does with a last message of the
// assistant, "" where it goes on from there or that is not known.
func (p *Pass) withPrefill() string {
	name := p.modelName()
	facts, known := p.facts()
	switch {
	case name == "" || !known && p.Index.Config.OwnServer(name):
		return ""
	case facts.Prefill == model.Yes && thinks(p.Prompt):
		return "refuses that while it thinks"
	case facts.Prefill == model.Yes:
		return ""
	}
	if does := withPrefill(name); does != "" || facts.Prefill != model.No {
		return does
	}
	return "does not go on from there"
}

// withPrefill says the same by the family that a model is of. As of November
// 2026:
//   - Claude refuses it from 4.6 on (platform.claude.com/docs/en/about-claude/models/migration-guide).
//   - Gemini refuses it from 3.6 on, and so does gemini-3.5-flash-lite ("Requests
//     ending with a model turn are not supported").
//   - Mistral's own service takes it with "prefix": true alone, which no message
//     of a prompt file says (docs.mistral.ai, chat completions).
//   - OpenAI's models take it for a turn that is over, and begin a new one.
func withPrefill(name string) string {
	const refuses, startsAnew = "refuses that", "takes it for a finished turn and begins a new one"
	provider, _ := model.Provider(name)
	bare := strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
	switch {
	case strings.Contains(bare, "claude-"):
		if isSince(version(bare), 4, 6) || strings.Contains(bare, "claude-fable") || strings.Contains(bare, "claude-mythos") {
			return refuses
		}
	case strings.HasPrefix(bare, "gemini-"):
		if isSince(version(bare), 3, 6) || strings.HasPrefix(bare, "gemini-3.5-flash-lite") {
			return refuses
		}
	case provider == "mistral":
		return refuses
	case strings.HasPrefix(bare, "gpt-") && !strings.HasPrefix(bare, "gpt-oss"), strings.HasPrefix(bare, "chatgpt-"),
		slices.Contains([]string{"o1", "o3", "o4"}, beforeDash(bare)):
		return startsAnew
	}
	return ""
}

func beforeDash(name string) string {
	before, _, _ := strings.Cut(name, "-")
	return before
}

// version returns the first numbers of a model's name: 4 and 6 of
// "claude-opus-4-6-20260205" and of "claude-opus-4.6". Longer numbers are dates.
func version(name string) []int {
	var numbers []int
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '@' || r == ':' }) {
		n, err := strconv.Atoi(word)
		switch {
		case err == nil && len(word) <= 2:
			numbers = append(numbers, n)
		case len(numbers) > 0:
			return numbers
		}
	}
	return numbers
}

func isSince(version []int, major, minor int) bool {
	return slices.Compare(version, []int{major, minor}) >= 0
}

// thinks reports whether the prompt asks Claude for extended thinking, during
// which no Claude takes the beginning of an answer.
func thinks(p *prompt.Prompt) bool {
	if !strings.Contains(strings.ToLower(p.Model.Value), "claude-") {
		return false
	}
	for _, parameter := range p.Parameters {
		if parameter.Name == "extra" {
			extra, _ := parameter.Value.(map[string]any)
			thinking, _ := extra["thinking"].(map[string]any)
			return thinking["type"] == "enabled" || thinking["type"] == "adaptive"
		}
	}
	return false
}
