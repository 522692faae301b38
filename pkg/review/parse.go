package review

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

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
