package provider

import "github.com/promptctl-io/promptctl/pkg/model"

// The types of providers: what they speak.
const (
	openAIType    = "openai"
	azureType     = "azure"
	anthropicType = "anthropic"
	geminiType    = "gemini"
	ollamaType    = "ollama"
	execType      = "exec"
	echoType      = "echo"
)

// types returns the types that a provider may have.
func types() []string {
	return []string{openAIType, azureType, anthropicType, geminiType, ollamaType, execType, echoType}
}

// preset is what is known of a provider that needs no settings.
type preset struct {
	kind    string
	base    string   // the address; "" where only the environment knows it
	baseEnv string   // the variable that has it instead
	keyEnv  []string // the variables that may have the key
	free    bool     // it may take requests without a key
	noUsage bool     // it counts tokens of a stream unasked, and may not know that it can be asked
}

// presets returns the names of providers that need no settings.
func presets() []string {
	return []string{
		"openai", "anthropic", "google", "gemini", "ollama", "azure", "openrouter", "github", "mistral", "groq", "deepseek", "xai",
		"together", "fireworks", "perplexity", "cerebras", "huggingface", "vllm", "lmstudio", "echo",
	}
}

// presetOf returns what is known of a provider, and whether anything is.
func presetOf(name string) (preset, bool) {
	switch name {
	case "openai":
		return preset{kind: openAIType, base: "https://api.openai.com/v1", baseEnv: "OPENAI_BASE_URL", keyEnv: []string{"OPENAI_API_KEY"}}, true
	case "anthropic":
		return preset{kind: anthropicType, base: "https://api.anthropic.com", baseEnv: "ANTHROPIC_BASE_URL", keyEnv: []string{"ANTHROPIC_API_KEY"}}, true
	case "google", "gemini":
		return preset{kind: geminiType, base: "https://generativelanguage.googleapis.com", baseEnv: "GOOGLE_GEMINI_BASE_URL",
			keyEnv: []string{"GEMINI_API_KEY", "GOOGLE_API_KEY"}}, true
	case "azure":
		return preset{kind: azureType, baseEnv: "AZURE_OPENAI_ENDPOINT", keyEnv: []string{"AZURE_OPENAI_API_KEY"}}, true
	case "ollama":
		return preset{kind: ollamaType, base: "http://localhost:11434", baseEnv: "OLLAMA_HOST", keyEnv: []string{"OLLAMA_API_KEY"}, free: true}, true
	case "echo":
		return preset{kind: echoType, free: true}, true
	}
	return compatible(name)
}

// compatible returns what is known of those that speak OpenAI's wire.
func compatible(name string) (preset, bool) {
	of := func(base string, keys ...string) (preset, bool) {
		return preset{kind: openAIType, base: base, keyEnv: keys}, true
	}
	switch name {
	case "openrouter":
		return of("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")
	case "github":
		return of("https://models.github.ai/inference", "GITHUB_TOKEN", "GH_TOKEN")
	case "groq":
		return of("https://api.groq.com/openai/v1", "GROQ_API_KEY")
	case "deepseek":
		return of("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY")
	case "xai":
		return of("https://api.x.ai/v1", "XAI_API_KEY")
	case "together":
		return of("https://api.together.xyz/v1", "TOGETHER_API_KEY")
	case "fireworks":
		return of("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY")
	case "cerebras":
		return of("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY")
	case "huggingface":
		return of("https://router.huggingface.co/v1", "HF_TOKEN")
	}
	p := preset{kind: openAIType, noUsage: true}
	switch name {
	case "mistral":
		p.base, p.keyEnv = "https://api.mistral.ai/v1", []string{"MISTRAL_API_KEY"}
	case "perplexity":
		p.base, p.keyEnv = "https://api.perplexity.ai", []string{"PERPLEXITY_API_KEY"}
	case "vllm":
		p.base, p.keyEnv, p.free, p.noUsage = "http://localhost:8000/v1", []string{"VLLM_API_KEY"}, true, false
	case "lmstudio":
		p.base, p.free, p.noUsage = "http://localhost:1234/v1", true, false
	default:
		return preset{}, false
	}
	return p, true
}

// formOf returns the form of bodies that a type speaks, or "".
func formOf(kind string) string {
	switch kind {
	case openAIType, azureType:
		return model.OpenAIFormat
	case anthropicType:
		return model.AnthropicFormat
	case geminiType:
		return model.GeminiFormat
	case ollamaType:
		return model.OllamaFormat
	}
	return ""
}
