package assertion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/jsonschema"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// judge is a model that judges answers, ready to be asked.
type judge struct {
	kind     string // the type of the assertion, or the name of an evaluator of GitHub Models
	name     string // of the model; "" is that which answered
	system   text   // what it is told first; empty for the usual
	prompt   text   // empty for the usual
	own      bool   // the prompt is the file's own
	loose    bool   // it may answer with one of the choices alone: the form of .prompt.yml
	choices  []suite.Choice
	question text // the value of the assertion
	verdict  *jsonschema.Schema
	schema   any
	options  Options
}

// judged has a model judge. Who judges, what it is told and the scale of its answers
// stand in the file: with the assertion, or else under judge: of the defaults.
func (c *compiler) judged() holder {
	j := c.ready()
	switch {
	case j == nil:
		return nil
	case j.kind == "prefer":
		return j.prefers
	}
	return j.judges
}

// ready is the judge, with the form of its verdict compiled; nil where it does not
// compile.
func (c *compiler) ready() *judge {
	j := c.judge()
	switch {
	case j.name == "" && !c.suite.InPrompt:
		f := c.problem(c.assertion.Key, "it does not say which model judges")
		f.Hint = "write judge: {model: openai/gpt-5.4-mini} beside it, or under defaults for all"
		return nil
	case j.own && !j.shows("output", "completion"):
		f := c.problem(c.judgePrompt(), "the judge's prompt does not show it the answer")
		f.Hint = "write {{output}} where it is to stand"
		return nil
	}
	schema, problems := jsonschema.Compile(j.schema)
	if len(problems) > 0 {
		c.problem(c.assertion.Key, "the form of its verdict does not compile: %s", problems[0].Message)
		return nil
	}
	j.verdict = schema
	return j
}

func (c *compiler) judge() *judge {
	own, common := c.assertion.Judge, c.options.Judge
	if own == nil {
		own = &suite.Judge{}
	}
	if common == nil {
		common = &suite.Judge{}
	}
	j := &judge{kind: c.assertion.Type.Name, loose: c.suite.InPrompt, options: c.options}
	if c.assertion.Type.Filled() {
		j.question = c.text(c.value())
	}
	if name, github := strings.CutPrefix(own.Uses, "github/"); github {
		j.kind = name
	}
	j.name = either(own.Model, common.Model)
	j.system = c.text(firstNode(own.SystemPrompt, common.SystemPrompt))
	if n := c.judgePrompt(); n != nil {
		j.prompt, j.own = c.text(n), true
	}
	if j.choices = own.Choices; len(j.choices) == 0 {
		j.choices = common.Choices
	}
	if len(j.choices) == 0 || j.kind == "prefer" {
		j.choices = scale(j.kind)
	}
	j.schema = verdictSchema(j.choices)
	return j
}

// judgePrompt is the file's own prompt for the judge; nil where it has none.
func (c *compiler) judgePrompt() *yamldoc.Node {
	var own, common *yamldoc.Node
	if c.assertion.Judge != nil {
		own = c.assertion.Judge.Prompt
	}
	if c.options.Judge != nil && (c.assertion.Judge == nil || c.assertion.Judge.Uses == "") {
		common = c.options.Judge.Prompt
	}
	return firstNode(own, common)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func firstNode(nodes ...*yamldoc.Node) *yamldoc.Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}

// shows reports whether the prompt has a tag of one of these names.
func (j *judge) shows(names ...string) bool {
	return slices.ContainsFunc(j.prompt.tags, func(t suite.Tag) bool { return slices.Contains(names, t.Name) })
}

// verdictSchema is the form of a verdict. The reason comes first, so that the judge
// thinks before it decides.
func verdictSchema(choices []suite.Choice) any {
	decision, name := any(model.Object{{Name: "type", Value: "number"}, {Name: "minimum", Value: 0}, {Name: "maximum", Value: 1}}), "score"
	if len(choices) > 0 {
		labels := make([]any, len(choices))
		for i, c := range choices {
			labels[i] = c.Choice
		}
		decision, name = model.Object{{Name: "type", Value: "string"}, {Name: "enum", Value: labels}}, "choice"
	}
	return model.Object{
		{Name: "type", Value: "object"},
		{Name: "properties", Value: model.Object{{Name: "reason", Value: model.Object{{Name: "type", Value: "string"}}}, {Name: name, Value: decision}}},
		{Name: "required", Value: []any{"reason", name}},
		{Name: "additionalProperties", Value: false},
	}
}

// judges asks once. Of an answer that is a refusal alone, that is judged.
func (j *judge) judges(ctx context.Context, s *Subject) finding {
	v, err := j.ask(ctx, s, either(s.output(), s.Answer.Refusal), "")
	if err != nil {
		return finding{err: err, cost: v.cost}
	}
	return finding{scored: true, score: v.score, said: true, cost: v.cost, reason: v.String}
}

// prefers asks twice, with the two answers in either order, as models prefer what
// stands first (Zheng et al., Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena,
// 2023). The score is the mean: 1 better, 0.5 as good, 0 worse.
func (j *judge) prefers(ctx context.Context, s *Subject) finding {
	if s.Other == nil {
		return finding{err: diag.WithHint(errors.New("there is no other version's answer to compare with"), "promptctl compare A B runs both")}
	}
	first, err := j.ask(ctx, s, s.output(), strings.TrimSpace(*s.Other))
	if err != nil {
		return finding{err: err, cost: first.cost}
	}
	second, err := j.ask(ctx, s, strings.TrimSpace(*s.Other), s.output())
	if err != nil {
		return finding{err: err, cost: first.cost + second.cost}
	}
	score := (first.score + 1 - second.score) / 2
	return finding{scored: true, score: score, said: true, cost: first.cost + second.cost, reason: func() string {
		return fmt.Sprintf("score %.2f: shown first: %s; shown second: %s", score, first.reason, second.reason)
	}}
}

// verdict is what a judge says.
type verdict struct {
	score  float64
	choice string
	reason string
	cost   float64
}

// String is the verdict in words.
func (v verdict) String() string {
	if v.choice != "" {
		return v.choice + ": " + v.reason
	}
	return fmt.Sprintf("score %.2f: %s", v.score, v.reason)
}

// ask sends one question, and reads its verdict.
func (j *judge) ask(ctx context.Context, s *Subject, answer, other string) (verdict, error) {
	if j.options.Judges == nil {
		return verdict{}, errors.New("there is no provider of models that judge")
	}
	request, err := j.request(s, answer, other)
	if err != nil {
		return verdict{}, err
	}
	got, err := j.options.Judges.Call(ctx, provider.Call{Request: *request, Repeat: s.Repeat})
	if err != nil {
		return verdict{}, fmt.Errorf("the judge %s: %w", request.Model, err)
	}
	v, err := j.read(got)
	v.cost = j.options.price(request.Model, got.Usage)
	if err != nil {
		err = fmt.Errorf("the judge %s: %w", request.Model, err)
		return v, diag.WithHint(err, "run it again, or have a stronger model judge")
	}
	return v, nil
}

func (o Options) price(name string, u model.Usage) float64 {
	if o.Cost != nil {
		usd, _ := o.Cost(name, u)
		return usd
	}
	facts, _ := model.Lookup(name)
	usd, _ := facts.Cost(u.Input, u.Output)
	return usd
}

// read reads a verdict. Anything but one object of the form that was asked for is
// none.
func (j *judge) read(a *provider.Answer) (verdict, error) {
	said := strings.TrimSpace(a.Text)
	switch {
	case a.Refusal != "" || a.Finish == model.FinishContentFilter:
		return verdict{}, errors.New("it refuses to judge: " + quoted(either(a.Refusal, said)))
	case a.Finish == model.FinishLength:
		return verdict{}, errors.New("its verdict was cut off: " + quoted(said))
	}
	if i := slices.IndexFunc(j.choices, func(c suite.Choice) bool { return j.loose && strings.EqualFold(c.Choice, said) }); i >= 0 {
		return verdict{score: j.choices[i].Score, choice: j.choices[i].Choice, reason: "its whole answer"}, nil
	}
	value, err := single(said)
	if err != nil {
		return verdict{}, fmt.Errorf("its verdict is no JSON object: %w: %s", err, quoted(said))
	}
	violations, err := j.verdict.Check(value)
	if err != nil {
		return verdict{}, err
	}
	if len(violations) > 0 {
		return verdict{}, fmt.Errorf("its verdict has not the form that was asked for: %s: %s", violated(violations), quoted(said))
	}
	return j.decided(value.(map[string]any))
}

// single is the one JSON object in a text. It reaches from the first brace to the last:
// what stands within something that cannot be read may be quoted there, such as the
// verdict that an answer claims for itself.
func single(said string) (any, error) {
	var only any
	n := 0
	for value := range jsondoc.Find(said) {
		only = value
		if n++; n > 1 {
			return nil, errors.New("there are several")
		}
	}
	if _, ok := only.(map[string]any); !ok {
		return nil, errors.New("there is none")
	}
	first, last := strings.IndexByte(said, '{'), strings.LastIndexByte(said, '}')
	_, err := jsondoc.Parse(said[first : last+1])
	if before := said[:first]; err != nil || strings.Count(before, "[") > strings.Count(before, "]") {
		return nil, errors.New("it stands in what cannot be read")
	}
	return only, nil
}

// decided reads a verdict that has the right form.
func (j *judge) decided(value map[string]any) (verdict, error) {
	v := verdict{}
	v.reason, _ = value["reason"].(string)
	if n, ok := value["score"].(json.Number); ok {
		score, err := n.Float64()
		v.score = score
		return v, err
	}
	v.choice, _ = value["choice"].(string)
	i := slices.IndexFunc(j.choices, func(c suite.Choice) bool { return c.Choice == v.choice })
	v.score = j.choices[i].Score
	return v, nil
}
