package provider

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// ollama is Ollama's own wire.
type ollama struct{}

func (ollama) chat(_ *httpService, name string, c Call, stream bool) (string, model.Object, error) {
	body, err := encode(model.OllamaFormat, name, c)
	if err == nil {
		body = set(body, "stream", stream)
	}
	return "/api/chat", body, err
}

func (ollama) embeddings(_ *httpService, name string, texts []string) (string, any, error) {
	return "/api/embed", model.Object{{Name: "model", Value: name}, {Name: "input", Value: texts}}, nil
}

func (ollama) vectors(body []byte) ([][]float64, error) {
	var answer struct{ Embeddings [][]float64 }
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("the answer is not one of vectors: %w", err)
	}
	return answer.Embeddings, whole(body, answer.Embeddings)
}

func (ollama) authorize(header http.Header, key string) { openAI{}.authorize(header, key) }

func (ollama) missing(*httpService) string {
	return "`ollama list` shows the models that are there, and `ollama pull MODEL` fetches one"
}

func (ollama) down(*httpService) string {
	return "start it with `ollama serve`, or set OLLAMA_HOST to where it is"
}

// ollamaAddress is what OLLAMA_HOST means, which may be a host alone.
func ollamaAddress(host string) string {
	if host == "" || strings.Contains(host, "://") {
		return host
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), "11434"
	}
	if name == "" || name == "0.0.0.0" || name == "::" {
		name = "localhost" // where a server listens everywhere
	}
	return "http://" + net.JoinHostPort(name, port)
}
