package resultview

import (
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

const (
	// mostValues is how many texts, numbers and lists of a variable's value the page
	// has, and mostParts how many assertions and calls of tools of a case.
	mostValues = 2000
	mostParts  = 200
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
func (f *fit) newPageCase(c *results.Case, said bool) pageCase {
	output, cut := cutText(c.Output, f.text)
	p := pageCase{
		ID: f.name(c.ID), Status: c.Status, Score: c.Score, Output: output, Cut: cut, Finish: f.name(c.Finish),
		LatencyMS: c.LatencyMS, Attempts: c.Attempts, Recorded: c.Recorded, CostUSD: c.CostUSD, JudgeUSD: c.JudgeUSD, Error: f.clean(c.Error), Hint: f.clean(c.Hint),
	}
	if c.Repeat > 1 {
		p.Repeat = c.Repeat
	}
	if c.Tokens != (results.Tokens{}) {
		p.Tokens = &c.Tokens
	}
	for _, tag := range c.Tags[:min(len(c.Tags), mostParts)] {
		p.Tags = append(p.Tags, f.name(tag))
	}
	if !said {
		p.Description, p.Place = f.clean(c.Description), f.name(c.Place)
		room := mostValues
		p.Variables, _ = f.cleaned(c.Variables, &room).(map[string]any)
	}
	for _, t := range c.ToolCalls[:min(len(c.ToolCalls), mostParts)] {
		p.ToolCalls = append(p.ToolCalls, pageCall{f.name(t.Name), f.clean(t.Arguments)})
	}
	for _, a := range c.Assertions[:min(len(c.Assertions), mostParts)] {
		p.Assertions = append(p.Assertions, f.newPageAssertion(a))
	}
	return p
}

func (f *fit) newPageAssertion(a results.Assertion) pageAssertion {
	p := pageAssertion{
		Type: f.name(a.Type), Name: f.name(a.Name), Passed: a.Passed, Score: a.Score, Weight: a.Weight,
		Reason: f.clean(a.Reason), Error: f.clean(a.Error), Hint: f.clean(a.Hint),
	}
	if !a.Passed || a.Error != "" {
		p.Place = f.name(a.Place)
	}
	return p
}

// cutText is a text sanitised and no longer than most bytes, and how many bytes of it
// are left out, about where much of it cannot be seen.
func cutText(text string, most int) (string, int) {
	short := text
	if len(short) > most {
		short = strings.ToValidUTF8(short[:most], "")
	}
	clean := term.Sanitize(short)
	if len(clean) > 2*most { // what cannot be seen is longer when it is seen
		short = short[:len(short)/8]
		clean = term.Sanitize(strings.ToValidUTF8(short, ""))
	}
	return clean, len(text) - len(short)
}

func (f *fit) clean(text string) string {
	text, cut := cutText(text, f.text)
	if cut > 0 {
		text += "…"
	}
	return text
}

// name is a text on one line.
func (f *fit) name(text string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(f.clean(text))
}

// cleaned is a value of a variable with its texts sanitised, and cut off where it has
// more parts than there is room for.
func (f *fit) cleaned(value any, room *int) any {
	if *room--; *room < 0 {
		return "…"
	}
	switch v := value.(type) {
	case string:
		return f.clean(v)
	case []any:
		list := []any{}
		for i := 0; i < len(v) && *room > 0; i++ {
			list = append(list, f.cleaned(v[i], room))
		}
		if len(list) < len(v) {
			list = append(list, "…")
		}
		return list
	case map[string]any:
		object := make(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if *room <= 0 {
				object["…"] = ""
				break
			}
			object[f.name(key)] = f.cleaned(v[key], room)
		}
		return object
	}
	return value
}
