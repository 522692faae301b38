package token

import "strings"

// The encodings that can be counted with.
const (
	O200k  = "o200k_base"
	CL100k = "cl100k_base"
)

// EncodingOf returns the encoding a model's tokens are counted with, and
// whether it is the model's own. The name may carry its provider in front
// ("openai/gpt-4o") and may be a fine-tuned model's ("ft:gpt-4o:acme::1").
func EncodingOf(model string) (encoding string, exact bool) {
	name, ok := openAIName(strings.ToLower(model))
	if !ok {
		return O200k, false
	}
	for _, f := range families() {
		if f.has(name) {
			return f.encoding, true
		}
	}
	return O200k, false
}

// openAIName takes a name apart: what follows the last slash, and whether what
// stands before it, if anything, serves OpenAI's models under OpenAI's names.
func openAIName(model string) (string, bool) {
	provider, name := "", model
	if i := strings.LastIndexByte(model, '/'); i >= 0 {
		provider, name = model[:i], model[i+1:]
		provider = provider[strings.LastIndexByte(provider, '/')+1:]
	}
	if tuned, ok := strings.CutPrefix(name, "ft:"); ok {
		name, _, _ = strings.Cut(tuned, ":")
	}
	switch provider {
	case "", "openai", "azure", "azure-openai", "azure_openai":
		return name, true
	}
	return "", false
}

// family is a group of models that share an encoding. A model belongs to it by
// having its name, or its name and a suffix that begins with a hyphen. A name
// that ends with a dot stands for every version after the dot.
type family struct{ name, encoding string }

func (f family) has(model string) bool {
	rest, ok := strings.CutPrefix(model, f.name)
	return ok && (rest == "" || rest[0] == '-' || strings.HasSuffix(f.name, "."))
}

// families follows MODEL_TO_ENCODING and MODEL_PREFIX_TO_ENCODING of tiktoken
// 0.14 (github.com/openai/tiktoken, tiktoken/model.py, as of October 2026). What
// gpt-oss has, o200k_harmony, differs from o200k_base in control tokens only.
func families() []family {
	return []family{
		{"gpt-5", O200k},
		{"gpt-5.", O200k},
		{"gpt-4.5", O200k},
		{"gpt-4.1", O200k},
		{"gpt-4o", O200k},
		{"chatgpt-4o", O200k},
		{"gpt-oss", O200k},
		{"o1", O200k},
		{"o3", O200k},
		{"o4-mini", O200k},
		{"gpt-4", CL100k},
		{"gpt-3.5", CL100k},
		{"gpt-35-turbo", CL100k}, // Azure's name of it
		{"davinci-002", CL100k},
		{"babbage-002", CL100k},
		{"text-embedding-ada-002", CL100k},
		{"text-embedding-3", CL100k},
	}
}
