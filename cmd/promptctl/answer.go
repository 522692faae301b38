package main

import (
	"cmp"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// The shapes of the JSON answers. They only ever gain keys; pkg/answer publishes
// them. A list is never null, and a key is absent where there is nothing to say.

// identity says which prompt an answer is about.
type identity struct {
	Name     string `json:"name"`
	Path     string `json:"path"`
	Revision string `json:"revision"`
	Commit   string `json:"commit,omitempty"` // absent for worktree and staged
	Digest   string `json:"digest"`
}

func newIdentity(l *loaded) identity {
	return identity{l.Name, l.File.Path, l.Revision.String(), string(l.Revision.Commit), l.closure.Digest()}
}

// rendered is the answer of render. Messages have the form in which OpenAI's
// chat takes them, which most programs understand.
type rendered struct {
	identity
	Model      string            `json:"model,omitempty"`
	Parameters map[string]any    `json:"parameters"`
	Messages   []model.Object    `json:"messages"`
	Tools      []renderedTool    `json:"tools"`
	ToolChoice any               `json:"toolChoice,omitempty"`
	Format     *renderedResponse `json:"responseFormat,omitempty"`
}

type renderedTool struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Parameters  any    `json:"parameters,omitempty"`
	Strict      *bool  `json:"strict,omitempty"`
}

type renderedResponse struct {
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Strict *bool  `json:"strict,omitempty"`
	Schema any    `json:"schema,omitempty"`
}

func newRendered(l *loaded, r *model.Request) (rendered, error) {
	messages, err := chatMessages(r.Messages)
	if err != nil {
		return rendered{}, err
	}
	out := rendered{
		identity: newIdentity(l), Model: r.Model, Parameters: r.Parameters,
		Messages: messages, Tools: []renderedTool{}, ToolChoice: r.ToolChoice,
		Format: (*renderedResponse)(r.Format),
	}
	for _, t := range r.Tools {
		out.Tools = append(out.Tools, renderedTool(t))
	}
	return out, nil
}

// chatMessages returns messages in the form of OpenAI's chat.
func chatMessages(messages []model.Message) ([]model.Object, error) {
	body, err := model.OpenAI(model.Request{Messages: messages})
	if err != nil {
		return nil, err
	}
	list, _ := body.Lookup("messages")
	return list.([]model.Object), nil
}

// shown is the answer of show.
type shown struct {
	identity
	Release     string          `json:"release,omitempty"` // of what a ledger serves
	Source      string          `json:"source,omitempty"`  // the commit that it was promoted from
	Title       string          `json:"title,omitempty"`
	Description string          `json:"description,omitempty"`
	Owner       string          `json:"owner,omitempty"`
	Tags        []string        `json:"tags"`
	Model       string          `json:"model,omitempty"`
	Parameters  map[string]any  `json:"parameters"`
	Variables   []shownVariable `json:"variables"`
	Histories   []string        `json:"placeholders"`
	Partials    []string        `json:"partials"`
	Files       []string        `json:"files"` // of the closure
	Tools       []shownTool     `json:"tools"`
	Format      *shownFormat    `json:"responseFormat,omitempty"`
	Messages    []prompt.Turn   `json:"messages"`
	Tokens      token.Count     `json:"tokens"`
	Findings    diag.List       `json:"findings"`
}

type shownVariable struct {
	Name string `json:"name"`
	shownValue
	Required  bool `json:"required"`
	Untrusted bool `json:"untrusted"`
}

// shownValue is what may be given for a variable, an item of an array or a
// property of an object.
type shownValue struct {
	Type        string          `json:"type"` // "any" where any is taken
	Description string          `json:"description,omitempty"`
	Default     any             `json:"default,omitempty"`
	Enum        []any           `json:"enum,omitempty"`
	Items       *shownValue     `json:"items,omitempty"`
	Properties  []shownVariable `json:"properties,omitempty"`
}

func newShownValue(v *prompt.Variable) shownValue {
	out := shownValue{Type: cmp.Or(v.Type, "any"), Description: v.Description, Default: v.Default, Enum: v.Enum}
	if v.Items != nil {
		items := newShownValue(v.Items)
		out.Items = &items
	}
	for _, p := range v.Properties {
		out.Properties = append(out.Properties, newShownVariable(p))
	}
	return out
}

func newShownVariable(v *prompt.Variable) shownVariable {
	return shownVariable{v.Name, newShownValue(v), v.Required, v.Untrusted}
}

// shownTool and shownFormat have some of the keys of what is rendered.
type shownTool struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type shownFormat struct {
	Type string `json:"type"`
	Name string `json:"name,omitempty"`
}

func newShown(l *loaded, tokens token.Count) shown {
	p := l.closure.Prompt
	out := shown{
		identity: newIdentity(l), Title: p.Title.Value, Description: p.Description.Value, Owner: p.Owner.Value,
		Tags: stringValues(p.Tags), Model: p.Model.Value, Parameters: map[string]any{},
		Variables: []shownVariable{}, Histories: p.Placeholders(), Partials: l.closure.PartialNames(),
		Files: []string{}, Tools: []shownTool{}, Messages: l.closure.Compile(),
		Tokens: tokens, Findings: append(diag.List{}, l.findings...),
	}
	if l.origin != nil {
		out.Release, out.Source = l.origin.Version, string(l.origin.Source)
	}
	for _, parameter := range p.Parameters {
		out.Parameters[parameter.Name] = parameter.Value
	}
	for _, v := range l.closure.Inputs() {
		out.Variables = append(out.Variables, newShownVariable(v))
	}
	for _, f := range l.closure.Files {
		out.Files = append(out.Files, f.Path)
	}
	for _, t := range p.Tools {
		out.Tools = append(out.Tools, shownTool{t.Name.Value, t.Description.Value})
	}
	if f := p.Format; f.Type.Value != "" {
		out.Format = &shownFormat{f.Type.Value, f.Name.Value}
	}
	return out
}
