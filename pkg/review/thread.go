package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Thread is a comment with what was answered.
type Thread struct {
	ID string
	Subject
	Resolved bool
	Events   []Event // in the order in which they came; the first comment began it
}

// Record is all threads of a repository.
type Record struct {
	Threads  []*Thread // in the order of their prompts, and then of their beginnings
	Problems []Problem
}

// Read reads the comments of a repository.
func Read(ctx context.Context, r *repo.Repo) (*Record, error) {
	notes, err := r.Notes(ctx, Ref)
	if err != nil {
		return nil, err
	}
	return Parse(notes), nil
}

// Of returns the threads that were begun on a prompt of this name, or on any where
// it is "".
func (r *Record) Of(prompt string) []*Thread {
	return slices.DeleteFunc(slices.Clone(r.Threads), func(t *Thread) bool { return prompt != "" && t.Prompt != prompt })
}

// Find returns the thread whose id begins so, with or without a # before it. It
// fails with *RequestError where there is none, or more than one.
func (r *Record) Find(prefix string) (*Thread, error) {
	id := strings.ToLower(strings.TrimPrefix(prefix, "#"))
	var found []*Thread
	var names []string
	for _, t := range r.Threads {
		if id != "" && strings.HasPrefix(t.ID, id) {
			found, names = append(found, t), append(names, t.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return nil, diag.WithHint(requestf("there is no thread %q", prefix), "`promptctl comment --list --all` lists them; `promptctl sync` gets those of others")
	}
	return nil, diag.WithHint(requestf("thread %q could be %s", prefix, strings.Join(names, ", ")), "write more of its id")
}

// shortest is how many digits of an id are shown at least.
const shortest = 6

// Short returns as much of a thread's id as tells it from the others.
func (r *Record) Short(id string) string {
	n := min(shortest, len(id))
	for _, t := range r.Threads {
		for t.ID != id && n < len(id) && strings.HasPrefix(t.ID, id[:n]) {
			n++
		}
	}
	return id[:n]
}

// RequestError is a request that makes no sense.
type RequestError struct{ Problem string }

// Error says why.
func (e *RequestError) Error() string { return e.Problem }

func requestf(format string, args ...any) error {
	return &RequestError{fmt.Sprintf(format, args...)}
}
