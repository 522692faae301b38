package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/results"
)

// keptRun is a run that was kept in git notes.
type keptRun struct {
	ID        string         `json:"id"`
	Commit    string         `json:"commit"` // that the note is on
	Suite     string         `json:"suite"`
	Model     string         `json:"model"`
	Mode      string         `json:"mode"`
	Date      string         `json:"date"`
	Tool      string         `json:"tool"`
	By        person         `json:"by"`
	Cases     int            `json:"cases"`
	Passed    int            `json:"passed"`
	Failed    int            `json:"failed"`
	Errored   int            `json:"errored"`
	NotRun    int            `json:"notRun"`
	Score     float64        `json:"score"`
	CostUSD   float64        `json:"costUsd"`
	Unpriced  int            `json:"unpriced"`
	Tokens    results.Tokens `json:"tokens"`
	LatencyMS keptLatency    `json:"latencyMs"`
	Modes     []history.Mode `json:"failureModes"`
	Ended     []history.Case `json:"ended"` // how each case ended
	Left      int            `json:"left"`  // cases that are not among these
}

// keptLatency is how long answers took, in milliseconds.
type keptLatency struct {
	Median float64 `json:"median"`
	P95    float64 `json:"p95"`
	Max    float64 `json:"max"`
}

func newKeptRuns(runs []*history.Run) *[]keptRun {
	all := make([]keptRun, 0, len(runs))
	for _, r := range runs {
		h, s := r.Head, r.Summary
		all = append(all, keptRun{
			ID: r.ID, Commit: h.Commit, Suite: h.Suite, Model: h.Model, Mode: h.Mode, Date: h.Started.UTC().Format(time.RFC3339), Tool: h.Tool, By: person(r.By),
			Cases: s.Cases, Passed: s.Passed, Failed: s.Failed, Errored: s.Errored, NotRun: s.NotRun, Score: s.Score,
			CostUSD: s.CostUSD, Unpriced: s.Unpriced, Tokens: s.Tokens, LatencyMS: keptLatency(s.Latency),
			Modes: append([]history.Mode{}, r.Modes...), Ended: append([]history.Case{}, r.Cases...), Left: r.Left,
		})
	}
	return &all
}

// newNoteProblems are lines of notes that are no runs.
func newNoteProblems(problems []history.Problem) *[]commentedProblem {
	all := make([]commentedProblem, 0, len(problems))
	for _, p := range problems {
		all = append(all, commentedProblem{string(p.Object), p.Line, p.Message})
	}
	return &all
}
