package model

import "errors"

// ollamaAnswer is an answer of Ollama's /api/chat, or a piece of one.
type ollamaAnswer struct {
	Model   string
	Message *struct {
		Content   string
		ToolCalls []openAICall `json:"tool_calls"`
	}
	Done       bool
	DoneReason string `json:"done_reason"`
	Prompt     count  `json:"prompt_eval_count"`
	Answer     count  `json:"eval_count"`
}

func decodeOllama(body []byte) (*Response, error) {
	var s ollamaStream
	text, err := s.add(body)
	if err != nil {
		return nil, err
	}
	if !s.message {
		return nil, errors.New("the answer has no message")
	}
	r, _ := s.end()
	r.Text = text
	return r, nil
}

// ollamaStream puts pieces together, each of which has the form of a whole.
type ollamaStream struct {
	answer  Response
	message bool // there was one
	done    bool
}

func (s *ollamaStream) add(data []byte) (string, error) {
	var a ollamaAnswer
	if err := unmarshal(data, &a); err != nil {
		return "", err
	}
	if a.Model != "" {
		s.answer.Model = a.Model
	}
	if a.Done {
		s.done = true
		s.answer.Finish = finishOf(a.DoneReason)
		s.answer.Usage = Usage{Input: int(a.Prompt), Output: int(a.Answer)}
	}
	if a.Message == nil {
		return "", nil
	}
	s.message = true
	for _, c := range a.Message.ToolCalls {
		s.answer.ToolCalls = append(s.answer.ToolCalls, ToolCall{c.ID, c.Function.Name, string(c.Function.Arguments)})
	}
	return a.Message.Content, nil
}

func (s *ollamaStream) last() bool { return s.done }

func (s *ollamaStream) end() (*Response, bool) { return &s.answer, s.done }
