package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// openAI is the wire of OpenAI's Chat Completions, which most gateways and
// servers speak.
type openAI struct{}

func (openAI) chat(h *httpService, name string, c Call, stream bool) (string, model.Object, error) {
	body, err := openAIBody(h, name, c, stream)
	return "/chat/completions", body, err
}

func openAIBody(h *httpService, name string, c Call, stream bool) (model.Object, error) {
	body, err := encode(model.OpenAIFormat, name, c)
	if err != nil || !stream {
		return body, err
	}
	body = set(body, "stream", true)
	if !h.set.preset.noUsage {
		body = set(body, "stream_options", model.Object{{Name: "include_usage", Value: true}})
	}
	return body, nil
}

func (openAI) embeddings(_ *httpService, name string, texts []string) (string, any, error) {
	return "/embeddings", model.Object{{Name: "model", Value: name}, {Name: "input", Value: texts}}, nil
}

func (openAI) vectors(body []byte) ([][]float64, error) {
	var answer struct {
		Data []struct {
			Index     int
			Embedding []float64
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("the answer is not one of vectors: %w", err)
	}
	vectors := make([][]float64, len(answer.Data))
	for i, d := range answer.Data {
		if d.Index < 0 || d.Index >= len(vectors) || vectors[d.Index] != nil {
			d.Index = i // some servers count nothing
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, whole(body, vectors)
}

func (openAI) authorize(header http.Header, key string) {
	if key != "" {
		header.Set("Authorization", "Bearer "+key)
	}
}

func (openAI) missing(h *httpService) string {
	return fmt.Sprintf("look at the model's name, and at the address: it is %s, and that of servers with OpenAI's wire mostly ends in /v1", h.base.Redacted())
}

func (openAI) down(h *httpService) string { return "start the server, or " + h.baseHint() }

// encode returns the body of a call. The model is called as the provider calls
// it, which is what is left of its name behind the provider's own.
func encode(format, name string, c Call) (model.Object, error) {
	c.Model = ""
	body, err := model.Encode(format, c.Request)
	if err != nil || format == model.GeminiFormat {
		return body, err
	}
	return slices.Insert(body, 0, model.Member{Name: "model", Value: name}), nil
}

// set sets a member of a body.
func set(body model.Object, name string, value any) model.Object {
	for i := range body {
		if body[i].Name == name {
			body[i].Value = value
			return body
		}
	}
	return append(body, model.Member{Name: name, Value: value})
}

// whole returns an error where a vector is missing.
func whole(body []byte, vectors [][]float64) error {
	if len(vectors) > 0 && !slices.ContainsFunc(vectors, func(v []float64) bool { return len(v) == 0 }) {
		return nil
	}
	if e := model.ReadError(body); e != nil {
		return e
	}
	return errors.New("the answer has no vectors")
}

// azure is OpenAI's wire as Azure has it: a deployment of a model has an address
// of its own.
type azure struct{ openAI }

// azureVersion is the version of the API where none is set: the last one that is
// stable (learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle).
const azureVersion = "2024-10-21"

func (a azure) chat(h *httpService, name string, c Call, stream bool) (string, model.Object, error) {
	body, err := openAIBody(h, name, c, stream)
	return a.path(h, name, "chat/completions"), body, err
}

func (a azure) embeddings(h *httpService, name string, texts []string) (string, any, error) {
	_, body, err := a.openAI.embeddings(h, name, texts)
	return a.path(h, name, "embeddings"), body, err
}

func (azure) path(h *httpService, name, what string) string {
	if strings.HasSuffix(strings.TrimSuffix(h.base.Path, "/"), "/openai/v1") {
		return "/" + what // the newer form, in which the body names the model
	}
	deployment := h.set.deployments[name]
	if deployment == "" {
		deployment = h.set.deployment
	}
	if deployment == "" {
		deployment = name
	}
	version := h.set.apiVersion
	if version == "" {
		version = azureVersion
	}
	return "/openai/deployments/" + escape(deployment) + "/" + what + "?api-version=" + escape(version)
}

func (azure) authorize(header http.Header, key string) {
	if key != "" {
		header.Set("Api-Key", key)
	}
}

func (azure) missing(h *httpService) string {
	return fmt.Sprintf("a model of Azure is called by its deployment: name it with deployment or deployments of test.providers.%s in promptctl.yaml",
		h.set.name)
}
