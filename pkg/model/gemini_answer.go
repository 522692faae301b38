package model

import (
	"errors"
	"strings"
)

// geminiAnswer is an answer of generateContent, or a piece of one.
type geminiAnswer struct {
	Candidates     []geminiCandidate
	PromptFeedback struct{ BlockReason, BlockReasonMessage string }
	UsageMetadata  *geminiUsage
	ModelVersion   string
}

type geminiCandidate struct {
	Content       struct{ Parts []geminiAnswerPart }
	FinishReason  string
	FinishMessage string
}

type geminiAnswerPart struct {
	Text         string
	Thought      bool // of what the model thinks, not of its answer
	FunctionCall *struct {
		ID, Name string
		Args     looseArguments
	}
}

// geminiUsage leaves what the model thought out of the candidates' tokens.
type geminiUsage struct {
	Prompt     count `json:"promptTokenCount"`
	Tools      count `json:"toolUsePromptTokenCount"`
	Candidates count `json:"candidatesTokenCount"`
	Thoughts   count `json:"thoughtsTokenCount"`
	Cached     count `json:"cachedContentTokenCount"`
}

func (u geminiUsage) usage() Usage {
	return Usage{
		Input: int(u.Prompt + u.Tools), Output: int(u.Candidates + u.Thoughts),
		Cached: int(u.Cached), Reasoning: int(u.Thoughts),
	}
}

func decodeGemini(body []byte) (*Response, error) {
	var s geminiStream
	text, err := s.add(body)
	if err != nil {
		return nil, err
	}
	r, whole := s.end()
	if !whole && !s.candidates {
		return nil, errors.New("the answer has no candidates")
	}
	r.Text = text
	return r, nil
}

// geminiStream puts pieces together, each of which has the form of a whole.
type geminiStream struct {
	answer     Response
	finish     string
	candidates bool // there was one
}

func (s *geminiStream) add(data []byte) (string, error) {
	var a geminiAnswer
	if err := unmarshal(data, &a); err != nil {
		return "", err
	}
	if a.ModelVersion != "" {
		s.answer.Model = a.ModelVersion
	}
	if a.UsageMetadata != nil {
		s.answer.Usage = a.UsageMetadata.usage()
	}
	if reason := a.PromptFeedback.BlockReason; reason != "" {
		s.finish = "safety"
		s.answer.Refusal = strings.TrimSuffix("the prompt was blocked: "+reason+" "+a.PromptFeedback.BlockReasonMessage, " ")
	}
	if len(a.Candidates) == 0 {
		return "", nil
	}
	s.candidates = true
	return s.candidate(a.Candidates[0]), nil
}

func (s *geminiStream) candidate(c geminiCandidate) string {
	text := ""
	for _, p := range c.Content.Parts {
		if !p.Thought {
			text += p.Text
		}
		if f := p.FunctionCall; f != nil {
			s.answer.ToolCalls = append(s.answer.ToolCalls, ToolCall{f.ID, f.Name, string(f.Args)})
		}
	}
	if c.FinishReason == "" {
		return text
	}
	s.finish = c.FinishReason
	if finishOf(c.FinishReason) == FinishContentFilter {
		s.answer.Refusal = strings.TrimSuffix("the answer was kept back: "+c.FinishReason+" "+c.FinishMessage, " ")
	}
	return text
}

func (s *geminiStream) last() bool { return false }

func (s *geminiStream) end() (*Response, bool) {
	s.answer.Finish = finishOf(s.finish)
	return &s.answer, s.finish != ""
}
