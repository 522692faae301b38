package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/dossier"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

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

// pageAnswer is the answer of review with a name.
type pageAnswer struct {
	verifyAnswer
	You      string            `json:"you,omitempty"`
	Findings diag.List         `json:"findings"`
	Results  *[]keptRun        `json:"results"`
	Threads  []commentedThread `json:"threads"`
	Changes  diffview.Answer   `json:"changes"`
	Approved *approvedAnswer   `json:"approved,omitempty"`
}

type approvedAnswer struct {
	Commit  string          `json:"commit"`
	Date    string          `json:"date"`
	Changes diffview.Answer `json:"changes"`
}

func newPageAnswer(d *dossier.Dossier) pageAnswer {
	out := pageAnswer{verifyAnswer: newVerifyAnswer(d.Verification), You: d.You, Findings: append(diag.List{}, d.Findings...), Results: newKeptRuns(d.Runs),
		Threads: []commentedThread{}, Changes: diffview.NewAnswer(d.Changes), Approved: newApprovedAnswer(d.Approved)}
	for _, t := range d.Threads {
		out.Threads = append(out.Threads, newCommentedThread(t.Thread, t.Now))
	}
	return out
}

func newApprovedAnswer(a *dossier.Approved) *approvedAnswer {
	if a == nil {
		return nil
	}
	return &approvedAnswer{string(a.Commit), a.When.UTC().Format(time.RFC3339), diffview.NewAnswer(a.Changes)}
}
