package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// anthropic is the wire of Anthropic's Messages API.
type anthropic struct{}

func (anthropic) chat(h *httpService, name string, c Call, stream bool) (string, model.Object, error) {
	body, err := encode(model.AnthropicFormat, name, c)
	if err == nil && stream {
		body = set(body, "stream", true)
	}
	return versioned(h, "/v1", "/messages"), body, err
}

// versioned returns a path with the version before it, unless the address has
// that already.
func versioned(h *httpService, version, path string) string {
	if strings.HasSuffix(strings.TrimSuffix(h.base.Path, "/"), version) {
		return path
	}
	return version + path
}

func (anthropic) embeddings(h *httpService, name string, _ []string) (string, any, error) {
	e := &Error{Provider: h.set.name, Model: name, Message: "Anthropic has no models of embeddings"}
	e.hint = "use one of another provider, such as openai/text-embedding-3-small"
	return "", nil, e.hinted()
}

func (anthropic) vectors([]byte) ([][]float64, error) { return nil, nil }

func (anthropic) authorize(header http.Header, key string) {
	header.Set("Anthropic-Version", "2023-06-01")
	if key != "" {
		header.Set("X-Api-Key", key)
	}
}

func (anthropic) missing(h *httpService) string {
	names := slices.DeleteFunc(model.KnownModels(), func(id string) bool { return !strings.HasPrefix(id, "claude-") })
	return fmt.Sprintf("look at the model's name; %s and others are known, and the address is %s", names[len(names)-1], h.base.Redacted())
}

func (anthropic) down(h *httpService) string { return h.baseHint() }
