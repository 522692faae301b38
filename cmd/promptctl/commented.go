package main

import (
	"context"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/review"
)

// commented is threads, in the places that they have at a revision.
type commented struct {
	at      catalog.Revision
	record  *review.Record
	threads []*review.Thread
	places  []review.Place
	written *bool // nil where nothing was to be written
}

// place finds the places of the threads.
func (c *commented) place(ctx context.Context, shown *review.Shown) error {
	for _, t := range c.threads {
		place, err := shown.Place(ctx, t)
		if err != nil {
			return err
		}
		c.places = append(c.places, place)
	}
	return nil
}

// The shapes of comment's answer.
type (
	commentedAnswer struct {
		Revision string             `json:"revision"`
		Commit   string             `json:"commit,omitempty"` // absent for worktree and staged
		Written  *bool              `json:"written,omitempty"`
		Threads  []commentedThread  `json:"threads"`
		Problems []commentedProblem `json:"problems"`
	}
	commentedThread struct {
		ID       string           `json:"id"`
		Prompt   string           `json:"prompt"`
		Path     string           `json:"path"`
		Commit   string           `json:"commit"`
		Digest   string           `json:"digest,omitempty"`
		Section  string           `json:"section,omitempty"`
		Line     int              `json:"line,omitempty"`
		Quote    string           `json:"quote,omitempty"`
		Resolved bool             `json:"resolved"`
		Now      commentedPlace   `json:"now"`
		Events   []commentedEvent `json:"events"`
	}
	commentedPlace struct {
		Prompt   string `json:"prompt,omitempty"`
		Section  string `json:"section,omitempty"`
		Line     int    `json:"line,omitempty"`
		Outdated bool   `json:"outdated"`
	}
	commentedEvent struct {
		ID     string      `json:"id"`
		Type   review.Kind `json:"type"`
		Author person      `json:"author"`
		Date   string      `json:"date"`
		Body   string      `json:"body,omitempty"`
	}
	commentedProblem struct {
		Object  string `json:"object"`
		Line    int    `json:"line"`
		Message string `json:"message"`
	}
)

func newCommentedAnswer(c *commented) commentedAnswer {
	out := commentedAnswer{
		Revision: c.at.String(), Commit: string(c.at.Commit), Written: c.written,
		Threads: []commentedThread{}, Problems: []commentedProblem{},
	}
	for i, t := range c.threads {
		out.Threads = append(out.Threads, newCommentedThread(t, c.places[i]))
	}
	for _, p := range c.record.Problems {
		out.Problems = append(out.Problems, commentedProblem{string(p.Object), p.Line, p.Message})
	}
	return out
}

func newCommentedThread(t *review.Thread, now review.Place) commentedThread {
	out := commentedThread{
		ID: t.ID, Prompt: t.Prompt, Path: t.File, Commit: string(t.Commit), Digest: t.Digest,
		Section: t.Section, Line: t.Line, Quote: t.Quote, Resolved: t.Resolved,
		Now: commentedPlace(now), Events: []commentedEvent{},
	}
	for _, e := range t.Events {
		out.Events = append(out.Events, commentedEvent{e.ID, e.Kind, person(e.Author), e.At.Format(time.RFC3339), e.Body})
	}
	return out
}
