package main

import "github.com/promptctl-io/promptctl/pkg/standing"

// queueAnswer is the answer of review without a name.
type queueAnswer struct {
	Revision string          `json:"revision"`
	Commit   string          `json:"commit"`
	You      string          `json:"you,omitempty"`
	Prompts  int             `json:"prompts"`
	Waiting  []waitingAnswer `json:"waiting"`
}

type waitingAnswer struct {
	Name        string       `json:"name"`
	Path        string       `json:"path"`
	Digest      string       `json:"digest"`
	Environment string       `json:"environment"`
	Release     string       `json:"release,omitempty"`
	You         []string     `json:"you"` // roles that wait for you
	Needs       []needAnswer `json:"needs"`
}

func newQueueAnswer(q *standing.Queue, me string) queueAnswer {
	out := queueAnswer{Revision: q.Revision.String(), Commit: string(q.Revision.Commit), You: me, Prompts: q.Prompts, Waiting: []waitingAnswer{}}
	for _, w := range q.Waiting {
		out.Waiting = append(out.Waiting, waitingAnswer{w.Name, w.Path, w.Digest, w.Environment, w.Release, append([]string{}, w.For(me)...), needAnswers(w.Needs)})
	}
	return out
}
