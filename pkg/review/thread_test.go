package review_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
)

const (
	commit = repo.Hash("0123456789012345678901234567890123456789")
	root   = "aaaaaaaa"
)

// event is an event of a thread at a second.
func event(kind review.Kind, id, thread string, seq, second int, body string) review.Event {
	return review.Event{
		Version: review.Format, Kind: kind, ID: id, Thread: thread, Seq: seq,
		Subject: review.Subject{Prompt: "greet", File: "prompts/greet.prompt.yaml", Commit: commit},
		At:      time.Unix(int64(second), 0).UTC(), Author: review.Author{Name: "Ana", Email: "ana@example.com"}, Body: body,
	}
}

func note(t testing.TB, events ...review.Event) repo.Note {
	t.Helper()
	n := repo.Note{Object: commit}
	for _, e := range events {
		line, err := e.Encode()
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(line), "\n"))
		n.Text = append(n.Text, line...)
	}
	return n
}

func conversation() []review.Event {
	return []review.Event{
		event(review.Comment, root, root, 1, 100, "Why?\n\n# Really"),
		event(review.Comment, "bbbbbbbb", root, 2, 90, "the clock of this one is slow"),
		event(review.Resolve, "cccccccc", root, 3, 95, ""),
		event(review.Reopen, "dddddddd", root, 4, 95, "no"),
		event(review.Resolve, "eeeeeeee", root, 5, 50, "yes"),
		event(review.Comment, "ffffffff", "ffffffff", 1, 60, "another one <b>"),
	}
}

// Neither the order of lines, nor that a line is there twice, nor in which note
// it is makes a difference.
func TestParseIsOfLinesInAnyOrder(t *testing.T) {
	events := conversation()
	want := review.Parse([]repo.Note{note(t, events...)})
	require.Empty(t, want.Problems)
	require.Len(t, want.Threads, 2)
	require.Equal(t, "ffffffff", want.Threads[0].ID, "it began before")
	require.Equal(t, events[:5], want.Threads[1].Events)
	require.True(t, want.Threads[1].Resolved)
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		lines := append(slices.Clone(events), events[random.IntN(len(events))])
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := random.IntN(len(lines))
		require.Equal(t, want, review.Parse([]repo.Note{note(t, lines[:cut]...), note(t, lines[cut:]...)}))
	}
}

func TestWhatIsOpen(t *testing.T) {
	record := review.Parse([]repo.Note{note(t, conversation()...)})
	require.Len(t, review.Open(record.Of("greet")), 1)
	require.Equal(t, "ffffffff", review.Open(record.Of(""))[0].ID)
	require.Empty(t, review.Open(record.Of("gree")))
	require.Len(t, record.Of(""), 2)
}

// What is no event is told of, and all else is read.
func TestParseOfGarbage(t *testing.T) {
	good := string(note(t, conversation()[0]).Text)
	long := strings.Replace(good, "Why?", strings.Repeat("x", review.MaxBody+1), 1)
	for _, line := range []string{
		"garbage", "[]", `"x"`, "{}", "null", "{", "\x00\xff", strings.Repeat("[", 100_000), strings.Repeat("x", 2<<20), strings.TrimSpace(long),
		`{"v":1,"type":"comment","id":"../x","thread":"y"}`,
		strings.TrimSpace(strings.Replace(good, `"v":1`, `"v":-1`, 1)),
		strings.TrimSpace(strings.Replace(good, `"seq":1`, `"seq":99999999999`, 1)),
		strings.TrimSpace(strings.Replace(good, `"at":"1970`, `"at":"0000`, 1)),
		strings.TrimSpace(strings.Replace(good, `"at":"1970`, `"at":"x`, 1)),
		strings.TrimSpace(strings.Replace(good, string(commit), "HEAD", 1)),
		strings.TrimSpace(strings.Replace(good, `"prompt":"greet"`, `"prompt":""`, 1)),
		strings.TrimSpace(strings.Replace(good, `"prompt"`, `"line":-1,"prompt"`, 1)),
		strings.TrimSpace(strings.Replace(good, `"prompt"`, `"digest":"sha256:x","prompt"`, 1)),
		strings.TrimSpace(strings.Replace(good, `"Why?\n\n# Really"`, `" "`, 1)),
	} {
		record := review.Parse([]repo.Note{{Object: commit, Text: []byte("\n" + line + "\r\n" + good)}})
		require.Len(t, record.Threads, 1, line[:min(100, len(line))])
		require.Len(t, record.Problems, 1, line[:min(100, len(line))])
		require.Equal(t, 2, record.Problems[0].Line)
		require.NotEmpty(t, record.Problems[0].Message)
	}
}

func TestParseOfWhatIsNewerOrPartial(t *testing.T) {
	good := string(note(t, conversation()[0]).Text)
	newer := strings.Replace(strings.Replace(good, `"v":1`, `"v":2`, 1), `"prompt"`, `"mood":{"x":[1]},"prompt"`, 1)
	record := review.Parse([]repo.Note{{Object: commit, Text: []byte(newer)}})
	require.Len(t, record.Threads, 1)
	require.Empty(t, record.Problems)
	record = review.Parse([]repo.Note{note(t, conversation()[1:5]...)})
	require.Len(t, record.Threads, 1, "the first comment is not here")
	require.Equal(t, root, record.Threads[0].ID)
	record = review.Parse([]repo.Note{note(t, conversation()[2:4]...)})
	require.Empty(t, record.Threads)
	require.Len(t, record.Problems, 2)
}

func TestFind(t *testing.T) {
	record := review.Parse([]repo.Note{note(t,
		event(review.Comment, "abcdef01", "abcdef01", 1, 1, "x"), event(review.Comment, "abcdef02", "abcdef02", 1, 2, "x"),
		event(review.Comment, "b0000000", "b0000000", 1, 3, "x"))})
	for _, prefix := range []string{"b", "#b0", "B0000000"} {
		found, err := record.Find(prefix)
		require.NoError(t, err)
		require.Equal(t, "b0000000", found.ID)
	}
	_, err := record.Find("abcdef0")
	require.EqualError(t, err, `thread "abcdef0" could be abcdef01, abcdef02`)
	for _, prefix := range []string{"", "#", "x", "b00000000"} {
		_, err := record.Find(prefix)
		require.ErrorContains(t, err, "there is no thread")
	}
	require.Equal(t, "abcdef01", record.Short("abcdef01"))
	require.Equal(t, "b00000", record.Short("b0000000"))
}

func TestAnswers(t *testing.T) {
	record := review.Parse([]repo.Note{note(t, conversation()...)})
	by := repo.Person{Name: "Ben", Email: "ben@example.com", When: time.Unix(10, 0)}
	resolved, err := record.Find(root)
	require.NoError(t, err)
	_, err = resolved.Settle(review.Resolve, "", by)
	require.EqualError(t, err, "thread #aaaaaaaa is resolved already")
	reopened, err := resolved.Settle(review.Reopen, "", by)
	require.NoError(t, err)
	reply, err := resolved.Reply("Hm", by)
	require.NoError(t, err)
	require.NotEqual(t, reply.ID, reopened.ID)
	for _, e := range []review.Event{reopened, reply} {
		require.Equal(t, 6, e.Seq)
		require.Equal(t, root, e.Thread)
		require.Equal(t, commit, e.Commit)
	}
	later, err := record.With(reopened)
	require.NoError(t, err)
	require.Len(t, review.Open(later.Of("")), 2, "whatever the clock says")
	require.Len(t, review.Open(record.Of("")), 1)
}

func TestBody(t *testing.T) {
	body, err := review.Body("\n\n  indented\r\nand more  \n\n")
	require.NoError(t, err)
	require.Equal(t, "  indented\nand more", body)
	for _, typed := range []string{"", " \n\t\n", "\xff", "a\x00b", strings.Repeat("x", review.MaxBody+1)} {
		_, err := review.Body(typed)
		require.Error(t, err, fmt.Sprintf("%.10q", typed))
	}
}

// FuzzParse demands of any note that each of its lines is in a thread, told of
// or blank, and that what was read is written as it is read again.
func FuzzParse(f *testing.F) {
	f.Add(note(f, conversation()...).Text)
	f.Add([]byte("garbage\n\n{}\n{\"v\":1,\"type\":\"resolve\"}"))
	f.Add([]byte(strings.ReplaceAll(string(note(f, conversation()...).Text), "Ana", `\ud800\u202e`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		record := review.Parse([]repo.Note{{Object: commit, Text: text}})
		var events []review.Event
		for _, thread := range record.Threads {
			require.NotEmpty(t, thread.Events)
			found, err := record.Find(thread.ID)
			if err == nil {
				require.Equal(t, thread.ID, found.ID)
			}
			require.True(t, strings.HasPrefix(thread.ID, record.Short(thread.ID)))
			events = append(events, thread.Events...)
		}
		lines := 0
		for line := range strings.Lines(string(text)) {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		require.LessOrEqual(t, len(events)+len(record.Problems), lines)
		if len(events) == 0 {
			return
		}
		again := review.Parse([]repo.Note{note(t, events...)})
		require.Empty(t, again.Problems)
		require.Equal(t, record.Threads, again.Threads)
	})
}
