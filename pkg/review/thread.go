package review

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
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

// Problem is a line of a note that is no event that can be read. It stays where
// it is.
type Problem struct {
	Object  repo.Hash // that has the note
	Line    int       // of the note, from 1
	Message string
}

// String says where the line is and what is wrong with it.
func (p Problem) String() string {
	return fmt.Sprintf("%s of %s, line %d: %s", Ref, p.Object.Short(), p.Line, p.Message)
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

// Parse makes threads of notes. Whatever is in them, it is in a thread or among
// the problems, and neither the order of lines nor that one is there twice makes
// a difference.
func Parse(notes []repo.Note) *Record {
	p := parser{seen: map[string]bool{}, threads: map[string][]placed{}}
	for _, n := range notes {
		p.note(n)
	}
	record := &Record{}
	for _, id := range slices.Sorted(maps.Keys(p.threads)) {
		if t := p.thread(id, p.threads[id]); t != nil {
			record.Threads = append(record.Threads, t)
		}
	}
	slices.SortStableFunc(record.Threads, func(a, b *Thread) int {
		return cmp.Or(cmp.Compare(a.Prompt, b.Prompt), a.Events[0].At.Compare(b.Events[0].At))
	})
	record.Problems = p.problems
	return record
}

// placed is an event and the line that it stands on.
type placed struct {
	Event
	at Problem
}

type parser struct {
	seen     map[string]bool // events, by how they are written
	threads  map[string][]placed
	problems []Problem
}

func (p *parser) note(n repo.Note) {
	number := 0
	for line := range bytes.Lines(n.Text) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue // as `git notes append` leaves between two texts
		}
		at := Problem{Object: n.Object, Line: number}
		e, err := decode(line)
		if err != nil {
			at.Message = err.Error()
			p.problems = append(p.problems, at)
			continue
		}
		// A note is copied where git rewrites a commit.
		if written, err := e.Encode(); err == nil && !p.seen[string(written)] {
			p.seen[string(written)] = true
			p.threads[e.Thread] = append(p.threads[e.Thread], placed{e, at})
		}
	}
}

// thread puts the events of one thread together; nil where none is a comment.
func (p *parser) thread(id string, events []placed) *Thread {
	slices.SortFunc(events, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Body, b.Body))
	})
	root := slices.IndexFunc(events, func(e placed) bool { return e.Kind == Comment && e.ID == id })
	if root < 0 { // it is not here: what was answered is, and has the same subject
		root = slices.IndexFunc(events, func(e placed) bool { return e.Kind == Comment })
	}
	if root < 0 {
		for _, e := range events {
			e.at.Message = "is about thread " + id + ", of which there is no comment"
			p.problems = append(p.problems, e.at)
		}
		return nil
	}
	t := &Thread{ID: id, Subject: events[root].Subject}
	for _, e := range events {
		t.Events = append(t.Events, e.Event)
		if e.Kind != Comment {
			t.Resolved = e.Kind == Resolve
		}
	}
	return t
}

// Of returns the threads of a prompt, or of all prompts where it is "".
func (r *Record) Of(prompt string) []*Thread {
	return slices.DeleteFunc(slices.Clone(r.Threads), func(t *Thread) bool { return prompt != "" && t.Prompt != prompt })
}

// Open returns the threads of a prompt, or of all where it is "", that nobody
// has resolved, on whatever branch they were begun.
func (r *Record) Open(prompt string) []*Thread {
	return slices.DeleteFunc(r.Of(prompt), func(t *Thread) bool { return t.Resolved })
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
		return nil, diag.WithHint(requestf("there is no thread %q", prefix), "`promptctl comment --list --all` lists them; `git fetch origin %s:%s` gets those of others where you have none", Ref, Ref)
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
