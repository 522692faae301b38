package model

import "errors"

// openAIAnswer is an answer of Chat Completions, or a chunk of one.
type openAIAnswer struct {
	Model   string
	Choices []openAIChoice
	Usage   *openAIUsage
}

type openAIChoice struct {
	Index        int
	Message      openAIReply
	Delta        openAIReply
	FinishReason string         `json:"finish_reason"`
	Error        map[string]any // of a gateway whose provider broke off
}

type openAIReply struct {
	Content      looseText
	Refusal      string
	ToolCalls    []openAICall        `json:"tool_calls"`
	FunctionCall *openAIFunctionCall `json:"function_call"` // before there were tools
}

type openAICall struct {
	Index    *int
	ID       string
	Function openAIFunctionCall
}

type openAIFunctionCall struct {
	Name      string
	Arguments looseArguments
}

type openAIUsage struct {
	Prompt     count `json:"prompt_tokens"`
	Completion count `json:"completion_tokens"`
	Total      count `json:"total_tokens"`
	PromptOf   struct {
		Cached count `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	CompletionOf struct {
		Reasoning count `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
	CacheHit count `json:"prompt_cache_hit_tokens"` // DeepSeek's word
}

// usage brings what was counted into our form. xAI leaves what the model thought
// out of completion_tokens, which the total tells.
func (u *openAIUsage) usage() Usage {
	if u == nil {
		return Usage{}
	}
	out := Usage{
		Input: int(u.Prompt), Output: int(u.Completion),
		Cached: int(max(u.PromptOf.Cached, u.CacheHit)), Reasoning: int(u.CompletionOf.Reasoning),
	}
	if out.Reasoning > 0 && int(u.Total) == out.Input+out.Output+out.Reasoning {
		out.Output += out.Reasoning
	}
	return out
}

func decodeOpenAI(body []byte) (*Response, error) {
	var a openAIAnswer
	if err := unmarshal(body, &a); err != nil {
		return nil, err
	}
	if len(a.Choices) == 0 {
		return nil, errors.New("the answer has no choices")
	}
	c := a.Choices[0]
	if c.Error != nil {
		return nil, errorOf(c.Error)
	}
	r := &Response{
		Model: a.Model, Text: string(c.Message.Content), Refusal: c.Message.Refusal,
		Finish: finishOf(c.FinishReason), Usage: a.Usage.usage(),
	}
	for _, call := range c.Message.ToolCalls {
		r.ToolCalls = append(r.ToolCalls, ToolCall{call.ID, call.Function.Name, string(call.Function.Arguments)})
	}
	if f := c.Message.FunctionCall; f != nil && len(r.ToolCalls) == 0 {
		r.ToolCalls = []ToolCall{{Name: f.Name, Arguments: string(f.Arguments)}}
	}
	return r, nil
}

// openAIStream puts chunks together.
type openAIStream struct {
	answer Response
	finish string
	done   bool
}

func (s *openAIStream) add(data []byte) (string, error) {
	if string(data) == "[DONE]" {
		s.done = true
		return "", nil
	}
	var chunk openAIAnswer
	if err := unmarshal(data, &chunk); err != nil {
		return "", err
	}
	if chunk.Model != "" {
		s.answer.Model = chunk.Model
	}
	if chunk.Usage != nil {
		s.answer.Usage = chunk.Usage.usage()
	}
	if len(chunk.Choices) == 0 || chunk.Choices[0].Index != 0 {
		return "", nil
	}
	c := chunk.Choices[0]
	if c.Error != nil {
		return "", errorOf(c.Error)
	}
	s.answer.Refusal += c.Delta.Refusal
	for _, call := range c.Delta.ToolCalls {
		s.call(call)
	}
	if c.FinishReason != "" {
		s.finish = c.FinishReason
	}
	return string(c.Delta.Content), nil
}

// maxCalls is how many tools an answer may call: more than any real one.
const maxCalls = 1000

// call adds a piece of a call. Pieces of one have its index; some gateways send
// whole calls without any.
func (s *openAIStream) call(piece openAICall) {
	i := len(s.answer.ToolCalls)
	switch {
	case piece.Index != nil:
		i = *piece.Index
	case piece.ID == "" && i > 0:
		i-- // goes on with the last one
	}
	if i < 0 || i >= maxCalls {
		return
	}
	for len(s.answer.ToolCalls) <= i {
		s.answer.ToolCalls = append(s.answer.ToolCalls, ToolCall{})
	}
	call := &s.answer.ToolCalls[i]
	if call.ID == "" {
		call.ID = piece.ID
	}
	call.Name += piece.Function.Name
	call.Arguments += string(piece.Function.Arguments)
}

func (s *openAIStream) last() bool { return s.done }

func (s *openAIStream) end() (*Response, bool) {
	s.answer.Finish = finishOf(s.finish)
	return &s.answer, s.done || s.finish != ""
}
