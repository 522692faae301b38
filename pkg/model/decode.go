package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Decode reads the body of a provider's answer in the named form. A body that
// tells of an error is a *ServiceError.
func Decode(format string, body []byte) (*Response, error) {
	decode, err := decoder(format)
	if err != nil {
		return nil, err
	}
	if e := readError(body); e != nil {
		return nil, e
	}
	r, err := decode(body)
	if err != nil {
		if e := ReadError(body); e != nil {
			return nil, e
		}
		return nil, err
	}
	return r.settle(), nil
}

// readError is ReadError for what is an answer most of the time, and is not to
// be read twice for nothing.
func readError(body []byte) *ServiceError {
	if !bytes.Contains(body, []byte(`"error"`)) {
		return nil
	}
	return ReadError(body)
}

func decoder(format string) (func([]byte) (*Response, error), error) {
	switch format {
	case OpenAIFormat:
		return decodeOpenAI, nil
	case AnthropicFormat:
		return decodeAnthropic, nil
	case GeminiFormat:
		return decodeGemini, nil
	case OllamaFormat:
		return decodeOllama, nil
	}
	return nil, fmt.Errorf("unknown format %q%s", format, diag.DidYouMean(format, Formats()))
}

// settle brings an answer into the form that all have in common: a model that
// calls tools waits for them, whatever its provider calls that.
func (r *Response) settle() *Response {
	if len(r.ToolCalls) > 0 && r.Finish == FinishStop {
		r.Finish = FinishToolCalls
	}
	return r
}

// finishOf returns what providers' words for the end of an answer mean.
func finishOf(word string) string {
	switch strings.ToLower(word) {
	case "stop", "end_turn", "stop_sequence", "eos", "complete":
		return FinishStop
	case "length", "max_tokens", "model_length", "model_context_window_exceeded":
		return FinishLength
	case "tool_calls", "tool_use", "function_call":
		return FinishToolCalls
	case "content_filter", "refusal", "safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety":
		return FinishContentFilter
	}
	return ""
}

// unmarshal reads JSON, and says in words of its own what is wrong with it.
func unmarshal(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return fmt.Errorf("the answer is not JSON: %w", err)
		}
		return fmt.Errorf("the answer has not the form that was expected: %w", err)
	}
	return nil
}

// looseText is a text, or a list of parts with texts, or null.
type looseText string

// UnmarshalJSON joins the texts of parts.
func (t *looseText) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' || string(data) == "null" {
		return json.Unmarshal(data, (*string)(t))
	}
	var parts []struct{ Text string }
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		*t += looseText(p.Text)
	}
	return nil
}

// looseArguments is JSON, or a string of JSON.
type looseArguments string

// UnmarshalJSON keeps what stands there, without spaces.
func (a *looseArguments) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' || string(data) == "null" {
		return json.Unmarshal(data, (*string)(a))
	}
	var out bytes.Buffer
	if err := json.Compact(&out, data); err != nil {
		return err
	}
	*a = looseArguments(out.String())
	return nil
}

// count is how many tokens there are; one that is no sensible number is 0, as
// nothing but a price depends on it.
type count int

// UnmarshalJSON takes any value.
func (c *count) UnmarshalJSON(data []byte) error {
	var f float64
	if json.Unmarshal(data, &f) == nil && f >= 0 && f <= 1e12 {
		*c = count(f)
	}
	return nil
}
