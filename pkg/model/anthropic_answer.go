package model

import "errors"

// anthropicAnswer is an answer of the Messages API.
type anthropicAnswer struct {
	Model       string
	Content     []anthropicAnswerBlock
	StopReason  string `json:"stop_reason"`
	StopDetails *struct {
		Explanation string
	} `json:"stop_details"`
	Usage anthropicUsage
}

type anthropicAnswerBlock struct {
	Type  string
	Text  string
	ID    string
	Name  string
	Input looseArguments
}

// anthropicUsage counts the input in three parts that have nothing in common.
type anthropicUsage struct {
	Input   count `json:"input_tokens"`
	Written count `json:"cache_creation_input_tokens"`
	Read    count `json:"cache_read_input_tokens"`
	Output  count `json:"output_tokens"`
}

func (u anthropicUsage) usage() Usage {
	return Usage{Input: int(u.Input + u.Written + u.Read), Output: int(u.Output), Cached: int(u.Read)}
}

// refused is what is said of an answer that Anthropic's classifiers ended and
// of which they say no more.
const refused = "the provider ended the answer, as it may break its rules of use"

func (a *anthropicAnswer) response() *Response {
	r := &Response{Model: a.Model, Finish: finishOf(a.StopReason), Usage: a.Usage.usage()}
	for _, b := range a.Content {
		switch b.Type {
		case "text":
			r.Text += b.Text
		case "tool_use":
			r.ToolCalls = append(r.ToolCalls, ToolCall{b.ID, b.Name, string(b.Input)})
		}
	}
	if a.StopReason == "refusal" {
		r.Refusal = refused
		if a.StopDetails != nil && a.StopDetails.Explanation != "" {
			r.Refusal = a.StopDetails.Explanation
		}
	}
	return r
}

func decodeAnthropic(body []byte) (*Response, error) {
	var a struct {
		Type string
		anthropicAnswer
	}
	if err := unmarshal(body, &a); err != nil {
		return nil, err
	}
	if a.Content == nil && a.StopReason == "" {
		return nil, errors.New("the answer has no content")
	}
	return a.response(), nil
}

// anthropicStream puts the events of an answer together.
type anthropicStream struct {
	answer anthropicAnswer
	pieces map[int]string // of JSON, by the index of their block
	done   bool
}

type anthropicEvent struct {
	Type    string
	Index   int
	Message anthropicAnswer
	Block   anthropicAnswerBlock `json:"content_block"`
	Delta   struct {
		Text        string
		PartialJSON string `json:"partial_json"`
		StopReason  string `json:"stop_reason"`
		StopDetails *struct {
			Explanation string
		} `json:"stop_details"`
	}
	Usage *anthropicUsage
}

func (s *anthropicStream) add(data []byte) (string, error) {
	var e anthropicEvent
	if err := unmarshal(data, &e); err != nil {
		return "", err
	}
	switch e.Type {
	case "message_start":
		s.answer.Model, s.answer.Usage = e.Message.Model, e.Message.Usage
	case "content_block_start":
		return s.start(e), nil
	case "content_block_delta":
		return s.delta(e), nil
	case "message_delta":
		s.answer.StopReason, s.answer.StopDetails = e.Delta.StopReason, e.Delta.StopDetails
		s.count(e.Usage)
	case "message_stop":
		s.done = true
	}
	return "", nil
}

func (s *anthropicStream) start(e anthropicEvent) string {
	if e.Index < 0 || e.Index >= maxCalls {
		return ""
	}
	for len(s.answer.Content) <= e.Index {
		s.answer.Content = append(s.answer.Content, anthropicAnswerBlock{})
	}
	s.answer.Content[e.Index] = e.Block
	if e.Block.Type == "text" {
		return e.Block.Text
	}
	return ""
}

func (s *anthropicStream) delta(e anthropicEvent) string {
	if e.Index < 0 || e.Index >= len(s.answer.Content) {
		return ""
	}
	if s.pieces == nil {
		s.pieces = map[int]string{}
	}
	s.pieces[e.Index] += e.Delta.PartialJSON
	if s.answer.Content[e.Index].Type != "text" {
		return ""
	}
	return e.Delta.Text
}

// count takes what the end of a stream counts: what it does not count again was
// said at the beginning.
func (s *anthropicStream) count(u *anthropicUsage) {
	if u == nil {
		return
	}
	have := &s.answer.Usage
	have.Input, have.Written = max(u.Input, have.Input), max(u.Written, have.Written)
	have.Read, have.Output = max(u.Read, have.Read), max(u.Output, have.Output)
}

func (s *anthropicStream) last() bool { return s.done }

func (s *anthropicStream) end() (*Response, bool) {
	for i, json := range s.pieces {
		if json != "" {
			s.answer.Content[i].Input = looseArguments(json)
		}
	}
	r := s.answer.response()
	r.Text = "" // which Add handed out
	return r, s.done || s.answer.StopReason != ""
}
