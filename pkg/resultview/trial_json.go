package resultview

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/trial"
)

// compared is the answer of compare less the flips, which are written one by one.
type compared struct {
	Verdict    string            `json:"verdict"`
	Title      string            `json:"title"`            // the verdict in a sentence
	Needed     int               `json:"needed,omitempty"` // cases
	AsSeen     int               `json:"neededAsSeen,omitempty"`
	Matters    float64           `json:"matters"`
	Confidence float64           `json:"confidence"`
	Cases      int               `json:"cases"`
	Runs       int               `json:"runs"`
	Fixed      int               `json:"fixed"`
	Broken     int               `json:"broken"`
	Regression float64           `json:"regression"`
	Before     comparedRun       `json:"before"`
	After      comparedRun       `json:"after"`
	Measures   []comparedMeasure `json:"measures"`
	Left       comparedLeft      `json:"left"`
	Notes      []string          `json:"notes"`
}

// comparedRun has the keys of a results file.
type comparedRun struct {
	results.Head
	Summary results.Summary `json:"summary"`
}

type comparedMeasure struct {
	Name       string   `json:"name"`
	Unit       string   `json:"unit,omitempty"`
	Cases      int      `json:"cases"`
	Before     estimate `json:"before"`
	After      estimate `json:"after"`
	Difference estimate `json:"difference"`
	P          float64  `json:"p"`
	Adjusted   float64  `json:"adjustedP"`
	Verdict    string   `json:"verdict"`
	Needed     int      `json:"needed"`
}

type estimate struct {
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
}

func newEstimate(e trial.Estimate) estimate {
	if math.IsNaN(e.Low) {
		return estimate{Value: e.Value}
	}
	return estimate{e.Value, &e.Low, &e.High}
}

type comparedLeft struct {
	OnlyBefore    comparedSome `json:"onlyBefore"`
	OnlyAfter     comparedSome `json:"onlyAfter"`
	ErroredBefore comparedSome `json:"erroredBefore"`
	ErroredAfter  comparedSome `json:"erroredAfter"`
	OtherValues   comparedSome `json:"otherValues"`
}

type comparedSome struct {
	Count int      `json:"count"`
	IDs   []string `json:"ids"`
}

func newComparedSome(s trial.Some) comparedSome {
	return comparedSome{s.Count, append([]string{}, s.IDs...)}
}

// comparedFlip is a case that passes in one run and fails in the other.
type comparedFlip struct {
	ID     string       `json:"id"`
	Repeat int          `json:"repeat"`
	Place  string       `json:"place"`
	Change string       `json:"change"`
	Before comparedSide `json:"before"`
	After  comparedSide `json:"after"`
}

type comparedSide struct {
	Status string           `json:"status"`
	Score  float64          `json:"score"`
	Output string           `json:"output"`
	Failed []comparedReason `json:"failed"`
}

// comparedReason is an assertion that does not hold.
type comparedReason struct {
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// JSON writes it for programs, by the schema compare of package answer.
func (t *Trial) JSON(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var head bytes.Buffer
	encode := json.NewEncoder(&head)
	encode.SetEscapeHTML(false)
	encode.SetIndent("", "  ")
	if err := encode.Encode(t.compared()); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	out.Write(bytes.TrimSuffix(head.Bytes(), []byte("\n}\n")))
	out.WriteString(",\n  \"flips\": [")
	if err := t.writeJSONFlips(out); err != nil {
		return err
	}
	out.WriteString("\n  ]\n}\n")
	return out.Flush()
}

func (t *Trial) writeJSONFlips(out *bufio.Writer) error {
	separator := "\n    "
	for p, err := range t.runs.Pairs() {
		if err != nil {
			return err
		}
		change := p.Change()
		if change == "" {
			continue
		}
		var line bytes.Buffer
		encode := json.NewEncoder(&line)
		encode.SetEscapeHTML(false)
		flip := comparedFlip{p.After.ID, p.After.Repeat, p.After.Place, string(change), newComparedSide(p.Before), newComparedSide(p.After)}
		if err := encode.Encode(flip); err != nil {
			return fmt.Errorf("writing the comparison of %s: %w", p.After.ID, err)
		}
		out.WriteString(separator)
		out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
		separator = ",\n    "
	}
	return nil
}

func newComparedSide(c *results.Case) comparedSide {
	side := comparedSide{string(c.Status), c.Score, c.Output, []comparedReason{}}
	for _, a := range c.Assertions {
		if !a.Passed {
			side.Failed = append(side.Failed, comparedReason{a.Type, a.Name, strings.TrimSpace(a.Reason + a.Error)})
		}
	}
	return side
}

func (t *Trial) compared() compared {
	c := compared{
		Verdict: word(t.Verdict), Title: t.title(), Needed: t.Needed, AsSeen: t.AsSeen, Matters: t.Matters, Confidence: trial.Confidence,
		Cases: t.Cases, Runs: t.Runs, Fixed: t.Fixed, Broken: t.Broken, Regression: t.Regression(),
		Before: newComparedRun(t.Before), After: newComparedRun(t.After), Measures: []comparedMeasure{},
		Left: comparedLeft{
			newComparedSome(t.Left.OnlyBefore), newComparedSome(t.Left.OnlyAfter),
			newComparedSome(t.Left.ErroredBefore), newComparedSome(t.Left.ErroredAfter), newComparedSome(t.Left.Other),
		},
		Notes: t.notes(),
	}
	for _, m := range t.Measures {
		c.Measures = append(c.Measures, comparedMeasure{
			kebab(string(m.Name)), unitOf(m.Name), m.Cases, newEstimate(m.Before), newEstimate(m.After), newEstimate(m.Difference),
			m.P, m.Adjusted, word(m.Verdict), m.Needed,
		})
	}
	return c
}

func newComparedRun(of Of) comparedRun {
	h := of.Head
	h.Version, h.Started = results.Version, h.Started.UTC()
	return comparedRun{h, of.Summary}
}

// word is a verdict for programs: better, worse, no-difference-shown, not-enough-cases.
func word(v trial.Verdict) string { return kebab(string(v)) }

func kebab(text string) string { return strings.ReplaceAll(text, " ", "-") }

func unitOf(n trial.Name) string {
	return map[trial.Name]string{trial.Latency: "ms", trial.Cost: "USD"}[n]
}
