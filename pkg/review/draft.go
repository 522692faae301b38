package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Body is the text of a comment as it is kept, of one that was typed. It fails
// with *RequestError where that is no text, says nothing, or is too long.
func Body(typed string) (string, error) {
	text := strings.ReplaceAll(typed, "\r\n", "\n")
	text = strings.TrimRight(strings.Trim(text, "\n"), " \t\n")
	switch {
	case strings.TrimSpace(text) == "":
		return "", requestf("the comment is empty")
	case len(text) > MaxBody:
		err := requestf("the comment has %d bytes, and may have %d", len(text), MaxBody)
		return "", diag.WithHint(err, "put what is long into a file of the repository, and name it")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", requestf("the comment is no text in UTF-8")
	}
	return text, nil
}

// Begin returns the event of a comment on a prompt at a commit: on one of its
// sections, on a line of its file, or on all of it where there is neither.
func (v *Version) Begin(section string, line int, body string, by repo.Person) (Event, error) {
	subject, err := v.subject(section, line)
	if err != nil {
		return Event{}, err
	}
	return Event{Kind: Comment, Seq: 1, Subject: subject, Body: body}.signed(by).named()
}

// Title says what a comment would be on.
func (v *Version) Title(section string, line int) string {
	switch {
	case section != "":
		return v.Name + ", section " + section
	case line > 0:
		return fmt.Sprintf("%s, line %d: %s", v.Name, line, quote(v.line(line)))
	}
	return v.Name
}

func (v *Version) subject(section string, line int) (Subject, error) {
	s := Subject{Prompt: v.Name, File: v.File, Commit: v.Commit, Digest: v.Closure.Digest(), Section: section, Line: line}
	switch {
	case section != "":
		at, there := v.sectionLine(section)
		if !there {
			return s, v.unknownSection(section)
		}
		s.Quote = quote(v.sectionText(section), v.line(at))
	case line > len(v.lines):
		err := requestf("%s has %d lines at %s, and no line %d", v.File, len(v.lines), v.Commit.Short(), line)
		return s, diag.WithHint(err, "`promptctl show %s@%s --raw | cat -n` numbers them", v.Name, v.Commit.Short())
	case line > 0:
		s.Section, s.Quote = v.sectionOf(line), quote(v.line(line))
	}
	return s, nil
}

// unknownSection says which sections there are.
func (v *Version) unknownSection(id string) error {
	ids := v.sectionIDs()
	err := requestf("%s has no section %q%s", v.Name, id, diag.DidYouMean(id, ids))
	if len(ids) == 0 {
		return diag.WithHint(err, "it has none: comment on a line of its file with --line N")
	}
	return diag.WithHint(err, "it has %s; --line N is for what lies in none", strings.Join(ids, ", "))
}

// quote is the first text that says something, as much of it as is quoted.
func quote(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")); text == "" {
			continue
		}
		text, _, _ = strings.Cut(text, "\n")
		cut := min(len(text), maxQuote)
		for cut < len(text) && !utf8.RuneStart(text[cut]) {
			cut--
		}
		return strings.TrimSpace(text[:cut])
	}
	return ""
}

// Reply returns the event that answers a thread.
func (t *Thread) Reply(body string, by repo.Person) (Event, error) { return t.next(Comment, body, by) }

// Settle returns the event that resolves a thread, or reopens one. The body may
// be empty. It fails with *RequestError where the thread is so already.
func (t *Thread) Settle(kind Kind, body string, by repo.Person) (Event, error) {
	if t.Resolved == (kind == Resolve) {
		if t.Resolved {
			return Event{}, diag.WithHint(requestf("thread #%s is resolved already", t.ID), "`promptctl comment --reopen %s` opens it again", t.ID)
		}
		return Event{}, diag.WithHint(requestf("thread #%s is open already", t.ID), "`promptctl comment --reply %s` answers it", t.ID)
	}
	return t.next(kind, body, by)
}

func (t *Thread) next(kind Kind, body string, by repo.Person) (Event, error) {
	last := slices.MaxFunc(t.Events, func(a, b Event) int { return a.Seq - b.Seq })
	about := t.Subject
	about.Section, about.Line, about.Quote = "", 0, ""
	return Event{Kind: kind, Thread: t.ID, Seq: min(last.Seq+1, maxNumber), Subject: about, Body: body}.signed(by).named()
}

// signed says who made an event, and when.
func (e Event) signed(by repo.Person) Event {
	e.Version, e.Author, e.At = Format, Author{valid(by.Name), valid(by.Email)}, by.When.UTC().Truncate(time.Second)
	return e
}

func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// With returns the record as it is with an event more, without writing it.
func (r *Record) With(e Event) (*Record, error) {
	var text []byte
	for _, t := range r.Threads {
		for _, known := range t.Events {
			line, err := known.Encode()
			if err != nil {
				return nil, err
			}
			text = append(text, line...)
		}
	}
	line, err := e.Encode()
	now := Parse([]repo.Note{{Object: e.Commit, Text: append(text, line...)}})
	now.Problems = r.Problems
	return now, err
}

// Post writes an event into the notes of its commit. However many do so at once,
// none is lost.
func Post(ctx context.Context, r *repo.Repo, e Event) error {
	line, err := e.Encode()
	if err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return fmt.Errorf("the event %w", err)
	}
	if err := r.AppendNote(ctx, Ref, e.Commit, line, "Comment on "+e.Prompt); err != nil {
		return err
	}
	// How others merge is a convenience: what is written is written, and who
	// merges can say it.
	_ = r.UnionNotes(ctx, Ref)
	return nil
}
