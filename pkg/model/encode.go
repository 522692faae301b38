package model

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// The forms of requests, which are the names that Encode takes, and of their
// answers.
const (
	OpenAIFormat    = "openai"
	AnthropicFormat = "anthropic"
	GeminiFormat    = "gemini"
	OllamaFormat    = "ollama"
)

// Formats returns the names of the forms that Encode writes.
func Formats() []string { return []string{OpenAIFormat, AnthropicFormat, GeminiFormat, OllamaFormat} }

// UnsupportedError says that a form has no room for something in a request.
type UnsupportedError struct {
	Format string // one of Formats
	What   string // a parameter, or a place such as "messages[2].content[0]"
	Why    string // "has no such parameter"
}

// Error returns "what: format why".
func (e *UnsupportedError) Error() string { return e.What + ": " + e.Format + " " + e.Why }

// Encode returns r as the body of a request in the named form, ready for JSON.
// An empty format is the one that the model's provider speaks. What the form
// cannot say is an *UnsupportedError.
func Encode(format string, r Request) (Object, error) {
	if format == "" {
		format = FormatOf(r.Model)
	}
	switch format {
	case OpenAIFormat:
		return OpenAI(r)
	case AnthropicFormat:
		return Anthropic(r)
	case GeminiFormat:
		return Gemini(r)
	case OllamaFormat:
		return Ollama(r)
	}
	err := fmt.Errorf("unknown format %q%s", format, diag.DidYouMean(format, Formats()))
	return nil, diag.WithHint(err, "the formats are %s", strings.Join(Formats(), ", "))
}

// Provider splits a model such as "openai/gpt-4o-mini" into its provider and
// the name that the provider knows it by. A model that does not begin with a
// known provider has provider "" and keeps its whole name: prefixes such as
// meta-llama/ are part of a name where a gateway serves it.
func Provider(model string) (provider, name string) {
	before, after, found := strings.Cut(model, "/")
	provider = strings.ToLower(before)
	if !found || after == "" || nativeFormat(provider) == "" {
		return "", model
	}
	return provider, after
}

// FormatOf returns the form of requests that a model's provider takes. Most
// gateways speak OpenAI's, so that is the one of an unknown provider.
func FormatOf(model string) string {
	provider, _ := Provider(model)
	if format := nativeFormat(provider); format != "" {
		return format
	}
	return OpenAIFormat
}

// nativeFormat returns the form of a known provider's requests, or "".
func nativeFormat(provider string) string {
	switch provider {
	case "openai", "azure", "openrouter", "github", "groq", "mistral", "deepseek", "xai",
		"together", "fireworks", "perplexity", "cerebras", "huggingface", "vllm", "lmstudio":
		return OpenAIFormat
	case "anthropic":
		return AnthropicFormat
	case "google", "gemini":
		return GeminiFormat
	case "ollama":
		return OllamaFormat
	}
	return ""
}

// modelName is how a request in a format calls a model: without its provider
// where the provider itself takes that format, and else whole, which is what
// gateways ask for.
func modelName(format, model string) string {
	provider, name := Provider(model)
	if nativeFormat(provider) == format || provider == "ollama" && format == OpenAIFormat { // it speaks both
		return name
	}
	return model
}
