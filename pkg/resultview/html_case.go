package resultview

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

const (
	// pageText is how many bytes of an answer the page has, and pageValue of the
	// value of a variable, and of a reason.
	pageText  = 64 << 10
	pageValue = 16 << 10
)

// pageCase is a case as the script of the page reads it. All texts are sanitised,
// so that what cannot be seen is seen.
type pageCase struct {
	ID          string          `json:"id"`
	Repeat      int             `json:"repeat,omitempty"` // absent for 1
	Description string          `json:"description,omitempty"`
	Tags        []string        `json:"tags,omitempty"`
	Place       string          `json:"place,omitempty"`
	Variables   map[string]any  `json:"variables,omitempty"`
	Status      results.Status  `json:"status"`
	Score       float64         `json:"score"`
	Output      string          `json:"output,omitempty"`
	Cut         int             `json:"cut,omitempty"` // bytes of the answer that are not there
	ToolCalls   []pageCall      `json:"toolCalls,omitempty"`
	Finish      string          `json:"finish,omitempty"`
	LatencyMS   float64         `json:"latencyMs"`
	Attempts    int             `json:"attempts,omitempty"`
	Recorded    bool            `json:"recorded,omitempty"`
	Tokens      *results.Tokens `json:"tokens,omitempty"`
	CostUSD     *float64        `json:"costUsd,omitempty"`
	JudgeUSD    float64         `json:"judgeUsd,omitempty"`
	Error       string          `json:"error,omitempty"`
	Hint        string          `json:"hint,omitempty"`
	Assertions  []pageAssertion `json:"assertions,omitempty"`
}

type pageCall struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

type pageAssertion struct {
	Type   string  `json:"type"`
	Name   string  `json:"name,omitempty"`
	Place  string  `json:"place,omitempty"` // absent where it holds
	Passed bool    `json:"passed"`
	Score  float64 `json:"score"`
	Weight float64 `json:"weight"`
	Reason string  `json:"reason,omitempty"`
	Error  string  `json:"error,omitempty"`
	Hint   string  `json:"hint,omitempty"`
}

// newPageCase leaves out what another column has said of the case before.
func newPageCase(c *results.Case, said bool) pageCase {
	output, cut := cutText(c.Output, pageText)
	p := pageCase{
		ID: term.OneLine(c.ID), Status: c.Status, Score: c.Score, Output: output, Cut: cut, Finish: term.OneLine(c.Finish),
		LatencyMS: c.LatencyMS, Attempts: c.Attempts, Recorded: c.Recorded, CostUSD: c.CostUSD, JudgeUSD: c.JudgeUSD, Error: clean(c.Error), Hint: clean(c.Hint),
	}
	if c.Repeat > 1 {
		p.Repeat = c.Repeat
	}
	if c.Tokens != (results.Tokens{}) {
		p.Tokens = &c.Tokens
	}
	for _, tag := range c.Tags {
		p.Tags = append(p.Tags, term.OneLine(tag))
	}
	if !said {
		p.Description, p.Place = clean(c.Description), term.OneLine(c.Place)
		p.Variables, _ = cleaned(c.Variables).(map[string]any)
	}
	for _, t := range c.ToolCalls {
		p.ToolCalls = append(p.ToolCalls, pageCall{term.OneLine(t.Name), clean(t.Arguments)})
	}
	for _, a := range c.Assertions {
		p.Assertions = append(p.Assertions, newPageAssertion(a))
	}
	return p
}

func newPageAssertion(a results.Assertion) pageAssertion {
	p := pageAssertion{
		Type: term.OneLine(a.Type), Name: term.OneLine(a.Name), Passed: a.Passed, Score: a.Score, Weight: a.Weight,
		Reason: clean(a.Reason), Error: clean(a.Error), Hint: clean(a.Hint),
	}
	if !a.Passed || a.Error != "" {
		p.Place = term.OneLine(a.Place)
	}
	return p
}

// cutText is a text sanitised and no longer than most bytes before that, and how
// many bytes of it are left out.
func cutText(text string, most int) (string, int) {
	cut := 0
	if len(text) > most {
		short := strings.ToValidUTF8(text[:most], "")
		text, cut = short, len(text)-len(short)
	}
	return term.Sanitize(text), cut
}

func clean(text string) string {
	text, cut := cutText(text, pageValue)
	if cut > 0 {
		text += "…"
	}
	return text
}

// cleaned is a value of a variable with its texts sanitised.
func cleaned(value any) any {
	switch v := value.(type) {
	case string:
		return clean(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = cleaned(v[i])
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			object[term.OneLine(key)] = cleaned(value)
		}
		return object
	}
	return value
}
