package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/program"
)

// script is a program that answers. It is given one JSON object on standard
// input and writes its answer on standard output.
//
// A call is {"kind": "chat", "model", "parameters", "messages", "tools",
// "toolChoice", "responseFormat", "repeat"}, with messages in the form of
// OpenAI's chat. The answer is text, or a JSON object with any of text,
// toolCalls ([{id, name, arguments}]), refusal, finish, model, and usage
// ({input, output}). A text that is itself a JSON object without these keys is
// text. Vectors are asked for by {"kind": "embed", "model", "texts"}, and
// answered by {"embeddings": [[…], …]}.
type script struct {
	set settings
	o   Options
}

func (p script) chat(name string, c Call, each func(string) error) (attempt[*model.Response], int, error) {
	body, err := programBody(name, c)
	if err != nil {
		return nil, 0, err
	}
	return func(ctx context.Context) (*model.Response, error) {
		out, err := p.run(ctx, body)
		if err != nil {
			return nil, err
		}
		r, err := readProgram(out)
		if err != nil {
			return nil, &Error{Message: err.Error(), Err: err, hint: "the answer is text, or JSON with text, toolCalls, finish and usage"}
		}
		if each != nil {
			err = each(r.Text)
		}
		return r, err
	}, len(body) / 4, nil
}

func programBody(name string, c Call) ([]byte, error) {
	of := c.Request
	chat, err := model.OpenAI(model.Request{Messages: of.Messages, Tools: of.Tools, ToolChoice: of.ToolChoice, Format: of.Format})
	if err != nil {
		return nil, err
	}
	parameters := of.Parameters
	if parameters == nil {
		parameters = map[string]any{}
	}
	body := model.Object{{Name: "kind", Value: "chat"}, {Name: "model", Value: name}, {Name: "parameters", Value: parameters}}
	for _, m := range chat {
		switch m.Name {
		case "tool_choice":
			m.Name = "toolChoice"
		case "response_format":
			m.Name = "responseFormat"
		}
		body = append(body, m)
	}
	return json.Marshal(append(body, model.Member{Name: "repeat", Value: c.Repeat}))
}

// programAnswer is an answer in JSON.
type programAnswer struct {
	Text      *string
	Model     string
	Refusal   string
	Finish    string
	ToolCalls []struct {
		ID, Name  string
		Arguments json.RawMessage
	}
	Usage struct{ Input, Output int }
	Error string
}

// readProgram reads an answer: JSON that has one of its keys, or else text.
func readProgram(out []byte) (*model.Response, error) {
	var fields map[string]json.RawMessage
	text := &model.Response{Text: strings.TrimSuffix(string(out), "\n"), Finish: model.FinishStop}
	if json.Unmarshal(out, &fields) != nil || fields["text"] == nil && fields["toolCalls"] == nil && fields["refusal"] == nil && fields["error"] == nil {
		return text, nil
	}
	var a programAnswer
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, fmt.Errorf("the answer has not the form that was expected: %w", err)
	}
	if a.Error != "" {
		return nil, errors.New(cut(a.Error))
	}
	r := &model.Response{Model: a.Model, Refusal: a.Refusal, Finish: a.Finish, Usage: model.Usage{Input: counted(a.Usage.Input), Output: counted(a.Usage.Output)}}
	if a.Text != nil {
		r.Text = *a.Text
	}
	for _, c := range a.ToolCalls {
		arguments := string(c.Arguments)
		var quoted string
		if json.Unmarshal(c.Arguments, &quoted) == nil {
			arguments = quoted
		}
		r.ToolCalls = append(r.ToolCalls, model.ToolCall{ID: c.ID, Name: c.Name, Arguments: arguments})
	}
	if r.Finish == "" {
		r.Finish = model.FinishStop
		if len(r.ToolCalls) > 0 {
			r.Finish = model.FinishToolCalls
		}
	}
	return r, nil
}

// counted is a number of tokens as far as it can be one: other services' are taken so too.
func counted(n int) int {
	const most = 1e12
	if n < 0 || n > most {
		return 0
	}
	return n
}

func (p script) embed(name string, texts []string) (attempt[[][]float64], int, error) {
	body, err := json.Marshal(model.Object{{Name: "kind", Value: "embed"}, {Name: "model", Value: name}, {Name: "texts", Value: texts}})
	if err != nil {
		return nil, 0, err
	}
	return func(ctx context.Context) ([][]float64, error) {
		out, err := p.run(ctx, body)
		if err != nil {
			return nil, err
		}
		var answer struct{ Embeddings [][]float64 }
		if err := json.Unmarshal(out, &answer); err != nil || len(answer.Embeddings) != len(texts) {
			return nil, &Error{Message: "the answer has not a vector for each text", Err: err, hint: `the answer is JSON: {"embeddings": [[…], …]}`}
		}
		return answer.Embeddings, nil
	}, len(body) / 4, nil
}

// run starts the program, and returns what it writes.
func (p script) run(ctx context.Context, input []byte) ([]byte, error) {
	if !p.o.AllowExec {
		return nil, &Error{Message: fmt.Sprintf("promptctl.yaml wants to run a program (%s)", p.set.command[0]), hint: "allow it with --allow-exec, if you trust this repository"}
	}
	wait := p.o.wait(p.set)
	out, err := program.Program{Command: p.set.command, Folder: p.o.Dir, Environ: p.o.Environ, Timeout: wait, Most: maxBody}.Run(ctx, input)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, program.ErrTimeout):
		return nil, &Error{Message: fmt.Sprintf("no answer within %s", wait), Err: ErrTimeout, hint: "wait longer with --timeout, or with test.timeout in promptctl.yaml"}
	case errors.Is(err, program.ErrTooLong):
		return nil, &Error{Message: fmt.Sprintf("the answer is longer than %d MiB", maxBody>>20), Err: errTooLong}
	}
	return nil, &Error{Message: fmt.Sprintf("%s: %v", p.set.command[0], err), Err: err}
}
