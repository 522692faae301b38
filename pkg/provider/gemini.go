package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// gemini is the wire of Google's Gemini API.
type gemini struct{}

// escape makes a name a step of a path.
func escape(name string) string { return url.PathEscape(name) }

func (gemini) chat(h *httpService, name string, c Call, stream bool) (string, model.Object, error) {
	c.Model = "google/" + name // what the body says of thinking depends on it
	body, err := model.Gemini(c.Request)
	method := ":generateContent"
	if stream {
		method = ":streamGenerateContent?alt=sse"
	}
	return geminiPath(h, name) + method, body, err
}

func geminiPath(h *httpService, name string) string {
	name = strings.TrimPrefix(name, "models/")
	return versioned(h, "/v1beta", "/models/"+escape(name))
}

func (gemini) embeddings(h *httpService, name string, texts []string) (string, any, error) {
	requests := make([]model.Object, len(texts))
	for i, text := range texts {
		content := model.Object{{Name: "parts", Value: []model.Object{{{Name: "text", Value: text}}}}}
		requests[i] = model.Object{{Name: "model", Value: "models/" + strings.TrimPrefix(name, "models/")}, {Name: "content", Value: content}}
	}
	return geminiPath(h, name) + ":batchEmbedContents", model.Object{{Name: "requests", Value: requests}}, nil
}

func (gemini) vectors(body []byte) ([][]float64, error) {
	var answer struct {
		Embeddings []struct{ Values []float64 }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("the answer is not one of vectors: %w", err)
	}
	vectors := make([][]float64, len(answer.Embeddings))
	for i, e := range answer.Embeddings {
		vectors[i] = e.Values
	}
	return vectors, whole(body, vectors)
}

func (gemini) authorize(header http.Header, key string) {
	if key != "" {
		header.Set("X-Goog-Api-Key", key) // and not in the address, which is shown and logged
	}
}

func (gemini) missing(h *httpService) string {
	return fmt.Sprintf("look at the model's name, such as gemini-2.5-flash, and at the address: it is %s", h.base.Redacted())
}

func (gemini) down(h *httpService) string { return h.baseHint() }
