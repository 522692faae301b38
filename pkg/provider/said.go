package provider

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// said is what a provider says of its refusal.
type said struct {
	code, message string
	after         time.Duration // how long it wants to be left alone, where the body says so
}

// outOfCredit reports whether waiting will not help.
func (s *said) outOfCredit() bool {
	return s.code == "insufficient_quota" || s.code == "billing_hard_limit_reached" || s.code == "credit_balance_too_low"
}

// ofKey, ofModel and ofLength report whether a refusal without a status of its own
// is one of the key (Gemini), of the model's name (OpenRouter, DeepSeek) or of a
// prompt that is too long.
func (s *said) ofKey() bool { return s.has("api key not valid", "api_key_invalid", "invalid api key") }

func (s *said) ofModel() bool {
	return s.has("model_not_found", "model not exist", "not a valid model", "invalid model name", "unknown model")
}

func (s *said) ofLength() bool {
	return s.has("context_length_exceeded", "context length", "context window", "prompt is too long", "input token count")
}

func (s *said) has(texts ...string) bool {
	said := strings.ToLower(s.code + " " + s.message)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(said, text) })
}

// said is what the body of a refusal says, shortly.
func (h *httpService) said(response *http.Response, text []byte) *said {
	if service := model.ReadError(text); service != nil {
		return &said{h.scrub(service.Code), cut(h.scrub(service.Error())), service.After}
	}
	if location := response.Header.Get("Location"); location != "" && response.StatusCode < 400 {
		to, err := url.Parse(location)
		if err == nil {
			to.RawQuery = "" // which may have what is not to be shown
			return &said{message: cut(h.scrub("it redirects to " + to.Redacted()))}
		}
	}
	if strings.HasPrefix(strings.TrimSpace(string(text)), "<") {
		return &said{message: "with a web page"}
	}
	return &said{message: cut(h.scrub(string(text)))}
}

// maxSaid is how much of what a provider says is shown, in bytes.
const maxSaid = 1000

func cut(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxSaid {
		return strings.ToValidUTF8(text[:maxSaid], "") + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
