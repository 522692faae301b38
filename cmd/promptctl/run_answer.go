package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// runAnswer is the answer of run.
type runAnswer struct {
	identity
	Model      string    `json:"model"`
	AnsweredBy string    `json:"answeredBy,omitempty"`
	Text       string    `json:"text"`
	Refusal    string    `json:"refusal,omitempty"`
	ToolCalls  []ranCall `json:"toolCalls"`
	Finish     string    `json:"finish,omitempty"`
	Usage      ranUsage  `json:"usage"`
	CostUSD    *float64  `json:"costUsd,omitempty"` // nil where the price or the tokens are not known
	LatencyMS  float64   `json:"latencyMs"`
	Attempts   int       `json:"attempts"`
}

type ranCall struct {
	ID        string `json:"id,omitempty"`
	Name      string `json:"name"`
	Arguments string `json:"arguments"` // JSON
}

type ranUsage struct {
	Input     int `json:"input"`
	Output    int `json:"output"`
	Cached    int `json:"cached"`
	Reasoning int `json:"reasoning"`
}

func newRunAnswer(l *loaded, asked string, answer *provider.Answer) runAnswer {
	out := runAnswer{
		identity: newIdentity(l), Model: asked, AnsweredBy: answer.Model, Text: answer.Text, Refusal: answer.Refusal,
		ToolCalls: []ranCall{}, Finish: answer.Finish, Usage: ranUsage(answer.Usage),
		LatencyMS: float64(answer.Latency) / float64(time.Millisecond), Attempts: answer.Attempts,
	}
	for _, c := range answer.ToolCalls {
		out.ToolCalls = append(out.ToolCalls, ranCall(c))
	}
	facts, _ := l.project.Config.Facts(asked)
	if cost, known := facts.Cost(answer.Usage.Input, answer.Usage.Output); known && answer.Usage != (model.Usage{}) {
		out.CostUSD = &cost
	}
	return out
}

// used says what the answer took: "gpt-4o-mini: 812 tokens in (640 cached), 12
// out, $0.000129, 1.21s".
func (r runAnswer) used() string {
	by := r.AnsweredBy
	if by == "" {
		by = r.Model
	}
	text := fmt.Sprintf("%s: %d tokens in%s, %d out%s", by, r.Usage.Input, among(r.Usage.Cached, "cached"),
		r.Usage.Output, among(r.Usage.Reasoning, "thinking"))
	if r.Usage == (ranUsage{}) {
		text = by + ": tokens were not counted"
	}
	if r.CostUSD != nil {
		text += fmt.Sprintf(", $%.6f", *r.CostUSD)
	}
	text += ", " + shownDuration(time.Duration(r.LatencyMS*float64(time.Millisecond)))
	if r.Attempts > 1 {
		text += fmt.Sprintf(", %d attempts", r.Attempts)
	}
	return text
}

func among(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d %s)", n, what)
}

// judgeAnswer tells of answers that are not what a prompt wants: one that was
// refused is the answer no, one that was cut off is worth a word.
func (a *app) judgeAnswer(answer *provider.Answer) error {
	switch {
	case answer.Refusal != "":
		return noError{fmt.Errorf("the model refused: %s", answer.Refusal)}
	case answer.Finish == model.FinishContentFilter:
		return noError{errors.New("the provider kept the answer back, or a part of it")}
	case answer.Finish == model.FinishLength && !a.inJSON():
		a.talk("the answer was cut off at %d tokens: maxTokens of modelParameters is too small for it", answer.Usage.Output)
	case answer.Text == "" && len(answer.ToolCalls) == 0:
		return noError{diag.WithHint(errors.New("the answer is empty"), "a model that thinks needs a maxTokens that leaves room for the answer")}
	}
	return nil
}
