package model

import "strings"

// nameParts is the name of a model, taken apart.
type nameParts struct {
	host      string // who serves it, where that is not its maker
	maker     string // as the name says it; "" where it does not
	id        string // as its maker calls it, in lower case
	fineTuned bool
}

// parseName takes a model's name apart.
func parseName(name string) nameParts {
	n := nameParts{id: strings.ToLower(name)}
	for {
		before, after, found := strings.Cut(n.id, "/")
		if !found {
			break
		}
		n.segment(before)
		n.id = after
	}
	n.bedrock()
	n.variant()
	switch n.host {
	case "vertex":
		n.id = strings.ReplaceAll(n.id, "@", "-")
	case "azure":
		n.id = strings.Replace(n.id, "gpt-35-", "gpt-3.5-", 1)
	}
	return n
}

// segment reads what stands before a slash.
func (n *nameParts) segment(word string) {
	if word == "models" || word == "publishers" {
		return // of Google's own names
	}
	if maker := makerOf(word); maker != "" {
		n.maker = maker
		return
	}
	if n.host == "" {
		n.host = hostOf(word)
	}
}

// makerOf returns the maker that a word before a slash means, or "".
func makerOf(word string) string {
	switch word {
	case "openai", "anthropic", "google", "mistral", "cohere", "deepseek", "xai", "moonshot", "perplexity", "meta", "alibaba", "amazon":
		return word
	case "gemini":
		return "google"
	case "mistralai":
		return "mistral"
	case "x-ai":
		return "xai"
	case "moonshotai":
		return "moonshot"
	case "meta-llama":
		return "meta"
	case "qwen":
		return "alibaba"
	case "deepseek-ai":
		return "deepseek"
	}
	return ""
}

// hostOf returns how a host is called here.
func hostOf(word string) string {
	switch {
	case strings.HasPrefix(word, "azure"):
		return "azure"
	case strings.HasPrefix(word, "vertex"):
		return "vertex"
	case strings.HasPrefix(word, "bedrock"):
		return "bedrock"
	}
	return word
}

// bedrock reads a name such as us.anthropic.claude-3-haiku-20240307-v1:0.
func (n *nameParts) bedrock() {
	for _, maker := range []string{"anthropic", "meta", "mistral", "cohere", "amazon", "deepseek"} {
		region, id, found := strings.Cut("."+n.id, "."+maker+".")
		if !found || strings.Count(region, ".") > 1 {
			continue
		}
		n.host, n.maker = "bedrock", maker
		id, _, _ = strings.Cut(id, ":")
		if maker != "amazon" {
			id = strings.TrimSuffix(strings.TrimSuffix(id, "-v1"), "-v2")
		}
		n.id = id
		return
	}
}

// variant reads ft:MODEL:… of a fine-tuned model, and drops the variant that a
// gateway writes behind a colon.
func (n *nameParts) variant() {
	if tuned, ok := strings.CutPrefix(n.id, "ft:"); ok {
		n.fineTuned = true
		n.id, _, _ = strings.Cut(tuned, ":")
		return
	}
	id, variant, found := strings.Cut(n.id, ":")
	switch variant {
	case "free", "beta", "thinking", "online", "nitro", "floor", "extended", "exacto":
		if found {
			n.id, n.host = id, or(n.host, "openrouter")
		}
	}
}
