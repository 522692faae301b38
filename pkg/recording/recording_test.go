package recording

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// service answers every call, and counts them.
type service struct {
	calls atomic.Int64
	err   error
	wait  chan struct{} // nil is no waiting
}

func (s *service) Call(_ context.Context, c provider.Call) (*provider.Answer, error) {
	n := s.calls.Add(1)
	if s.wait != nil {
		<-s.wait
	}
	if s.err != nil {
		return nil, s.err
	}
	a := &provider.Answer{Latency: 812345 * time.Microsecond, Attempts: 1}
	a.Model, a.Text, a.Finish = "m-2026", fmt.Sprintf("answer %d\nto <%s>", n, c.Messages[0].Text()), model.FinishStop
	a.Usage = model.Usage{Input: 10, Output: 3}
	a.ToolCalls = []model.ToolCall{{ID: "1", Name: "f", Arguments: `{"a":1}`}}
	return a, nil
}

func (s *service) Embed(_ context.Context, _ string, texts []string) ([][]float64, error) {
	s.calls.Add(1)
	var all [][]float64
	for _, text := range texts {
		all = append(all, []float64{float64(len(text)), -0.1, 1e-9})
	}
	return all, s.err
}

func call(text string) provider.Call {
	return provider.Call{Request: model.Request{
		Model: "openai/m", Parameters: map[string]any{"temperature": 0.2},
		Messages: []model.Message{
			{Role: model.User, Parts: []model.Part{{Kind: model.TextPart, Text: text}}},
		},
	}}
}

func open(t require.TestingT, folder string, mode Mode, next provider.Provider) *Player {
	p, err := Open(folder, mode, next)
	require.NoError(t, err)
	return p
}

func TestWhatIsRecordedIsReplayed(t *testing.T) {
	dir, s := t.TempDir(), &service{}
	p := open(t, dir, Record, s)
	first, err := p.Call(t.Context(), call("a <b> & c\n\nd"))
	require.NoError(t, err)
	require.False(t, first.Recorded)
	require.Equal(t, 1, p.Kept())
	twice, err := p.Call(t.Context(), call("a <b> & c\n\nd"))
	require.NoError(t, err)
	require.False(t, twice.Recorded, "the model has answered it in this run")
	require.Zero(t, p.Replayed())

	for _, mode := range []Mode{Record, Replay} {
		p = open(t, dir, mode, s)
		again, err := p.Call(t.Context(), call("a <b> & c\n\nd"))
		require.NoError(t, err)
		want := *first
		want.Recorded, want.Attempts, want.Latency = true, 0, 812300*time.Microsecond
		require.Equal(t, &want, again)
		require.EqualValues(t, 1, s.calls.Load())
		require.Equal(t, 1, p.Replayed())
	}
	p = open(t, dir, Refresh, s)
	fresh, err := p.Call(t.Context(), call("a <b> & c\n\nd"))
	require.NoError(t, err)
	require.False(t, fresh.Recorded)
	require.Contains(t, fresh.Text, "answer 2")
	same, err := p.Call(t.Context(), call("a <b> & c\n\nd"))
	require.NoError(t, err)
	require.Equal(t, fresh.Text, same.Text, "the same call is sent once in a run")
	require.False(t, same.Recorded, "the model has answered it in this run")
	require.Zero(t, p.Replayed())

	p = open(t, dir, Off, s)
	_, err = p.Call(t.Context(), call("another"))
	require.NoError(t, err)
	require.Len(t, files(t, dir), 1, "nothing is kept")
}

func TestFilesAreStableAndReadable(t *testing.T) {
	dir := t.TempDir()
	c := call("one\ntwo <x>")
	c.Repeat = 2
	c.Messages[0].Parts = append(c.Messages[0].Parts,
		model.Part{Kind: model.FilePart, Name: "a.pdf", Data: []byte("%PDF"), Media: "application/pdf"},
		model.Part{Kind: model.ImagePart, URL: "data:image/png;base64,AAAA"})
	c.Tools = []model.Tool{{Name: "f", Description: "does f", Parameters: model.Object{{Name: "type", Value: "object"}}}}
	_, err := open(t, dir, Record, &service{}).Call(t.Context(), c)
	require.NoError(t, err)
	all := files(t, dir)
	require.Len(t, all, 1)
	require.Regexp(t, `/[0-9a-f]{2}/[0-9a-f]{62}\.json$`, all[0])
	require.Equal(t, `{
  "version": 1,
  "request": {
    "provider": "openai",
    "model": "m",
    "parameters": {
      "temperature": 0.2
    },
    "messages": [
      {
        "role": "user",
        "content": [
          {
            "type": "text",
            "text": [
              "one",
              "two <x>"
            ]
          },
          {
            "type": "file",
            "name": "a.pdf",
            "media": "application/pdf",
            "digest": "sha256:315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027"
          },
          {
            "type": "image_url",
            "url": "data:image/png;base64,",
            "digest": "sha256:63c1dd951ffedf6f7fd968ad4efa39b8ed584f162f46e715114ee184f8de9201"
          }
        ]
      }
    ],
    "tools": [
      {
        "name": "f",
        "description": [
          "does f"
        ],
        "parameters": {
          "type": "object"
        }
      }
    ],
    "repeat": 2
  },
  "answer": {
    "model": "m-2026",
    "text": [
      "answer 1",
      "to <one",
      "two <x>>"
    ],
    "toolCalls": [
      {
        "id": "1",
        "name": "f",
        "arguments": "{\"a\":1}"
      }
    ],
    "finish": "stop",
    "usage": {
      "input": 10,
      "output": 3
    },
    "latencyMs": 812.3
  }
}
`, content(t, all[0]))
}

// A key differs where anything that reaches the model differs, and nowhere else.
func TestKeys(t *testing.T) {
	key := func(c provider.Call) string {
		request, err := encode(requestOf(c))
		require.NoError(t, err)
		return keyOf(request)
	}
	base := key(call("a"))
	require.Equal(t, base, key(call("a")))
	yes := true
	for name, change := range map[string]func(*provider.Call){
		"text":       func(c *provider.Call) { c.Messages[0].Parts[0].Text = "b" },
		"role":       func(c *provider.Call) { c.Messages[0].Role = model.System },
		"model":      func(c *provider.Call) { c.Model = "openai/n" },
		"provider":   func(c *provider.Call) { c.Model = "azure/m" },
		"parameter":  func(c *provider.Call) { c.Parameters["temperature"] = 0.3 },
		"another":    func(c *provider.Call) { c.Parameters["seed"] = int64(1) },
		"repeat":     func(c *provider.Call) { c.Repeat = 1 },
		"tool":       func(c *provider.Call) { c.Tools = []model.Tool{{Name: "f"}} },
		"strictness": func(c *provider.Call) { c.Tools = []model.Tool{{Name: "f", Strict: &yes}} },
		"choice":     func(c *provider.Call) { c.ToolChoice = "auto" },
		"format":     func(c *provider.Call) { c.Format = &model.ResponseFormat{Type: "json_object"} },
		"file":       func(c *provider.Call) { c.Messages[0].Parts[0].Data = []byte{} },
	} {
		c := call("a")
		change(&c)
		require.NotEqual(t, base, key(c), name)
	}
	c := call("a")
	c.Parameters = map[string]any{"temperature": 0.2}
	require.Equal(t, base, key(c))
}

// Whatever a text has, the recording of its call is found and says the same.
func TestAnyTextComesBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp("", "recordings")
		require.NoError(r, err)
		defer os.RemoveAll(dir)
		text := strings.ToValidUTF8(rapid.String().Draw(r, "text"), "?")
		s := &service{}
		first, err := open(r, dir, Record, s).Call(context.Background(), call(text))
		require.NoError(r, err)
		again, err := open(r, dir, Replay, nil).Call(context.Background(), call(text))
		require.NoError(r, err)
		require.Equal(r, first.Text, again.Text)
	})
}

func TestEmbeddingsAreKeptByText(t *testing.T) {
	dir, s := t.TempDir(), &service{}
	want, err := open(t, dir, Record, s).Embed(t.Context(), "openai/e", []string{"a", "bc"})
	require.NoError(t, err)
	got, err := open(t, dir, Replay, nil).Embed(t.Context(), "openai/e", []string{"bc", "a"})
	require.NoError(t, err)
	require.Equal(t, [][]float64{want[1], want[0]}, got)
	require.Len(t, files(t, dir), 2)
	_, err = open(t, dir, Replay, nil).Embed(t.Context(), "openai/other", []string{"a"})
	var miss *MissError
	require.ErrorAs(t, err, &miss)
}

func TestMissSaysWhatDiffers(t *testing.T) {
	dir := t.TempDir()
	c := call("the ticket")
	system := model.Message{Role: model.System, Parts: []model.Part{{Kind: model.TextPart, Text: "old"}}}
	c.Messages = append([]model.Message{system}, c.Messages...)
	_, err := open(t, dir, Record, &service{}).Call(t.Context(), c)
	require.NoError(t, err)
	there := files(t, dir)[0]
	p := open(t, dir, Replay, nil)
	for want, change := range map[string]func(*provider.Call){
		"message 1 (system)": func(c *provider.Call) {
			system.Parts = []model.Part{{Kind: model.TextPart, Text: "new"}}
			c.Messages = []model.Message{system, c.Messages[1]}
		},
		"model (openai/m)":                func(c *provider.Call) { c.Model = "openai/n" },
		"repeat":                          func(c *provider.Call) { c.Repeat = 1 },
		"value of parameters":             func(c *provider.Call) { c.Parameters = map[string]any{"seed": int64(1)} },
		"message 3 (user)":                func(c *provider.Call) { c.Messages = append(c.Messages[:2:2], c.Messages[1]) },
		"list of tools":                   func(c *provider.Call) { c.Tools = []model.Tool{{Name: "f"}} },
		"model (openai/m), list of tools": func(c *provider.Call) { c.Model, c.Tools = "x", []model.Tool{{Name: "f"}} },
	} {
		changed := c
		change(&changed)
		_, err := p.Call(t.Context(), changed)
		var miss *MissError
		require.ErrorAs(t, err, &miss)
		require.Equal(t, there, miss.Near, want)
		require.Equal(t, want, miss.Other)
		require.Contains(t, err.Error(), "nothing is recorded of this call of "+changed.Model)
	}
	_, err = p.Call(t.Context(), call("something else"))
	var miss *MissError
	require.ErrorAs(t, err, &miss)
	require.Empty(t, miss.Near)
}

func TestDamagedRecordingsAreNamed(t *testing.T) {
	dir := t.TempDir()
	_, err := open(t, dir, Record, &service{}).Call(t.Context(), call("a"))
	require.NoError(t, err)
	file := files(t, dir)[0]
	good := content(t, file)
	for name, c := range map[string]struct{ text, want string }{
		"cut off":         {good[:len(good)/2], "unexpected end of JSON input"},
		"empty":           {"", "unexpected end of JSON input"},
		"merge conflict":  {"<<<<<<< HEAD\n" + good, "invalid character"},
		"edited request":  {strings.Replace(good, `"a"`, `"b"`, 1), "not the one that it is named by"},
		"no latency":      {strings.Replace(good, `"latencyMs"`, `"x"`, 1), "latencyMs"},
		"endless":         {strings.Replace(good, `"latencyMs": 812.3`, `"latencyMs": 1e300`, 1), "no answer takes"},
		"fewer than none": {strings.Replace(good, `"input": `, `"input": -`, 1), "no answer takes"},
		"wrong type":      {strings.Replace(good, `"latencyMs": 812.3`, `"latencyMs": "a"`, 1), "latencyMs"},
		"no answer":       {strings.Replace(good, `"answer"`, `"reply"`, 1), "it has no version, request and answer"},
		"another version": {strings.Replace(good, `"version": 1`, `"version": 2`, 1), "this promptctl reads up to 1"},
		"no version":      {strings.Replace(good, `"version": 1`, `"x": 1`, 1), "it has no version, request and answer"},
		"no JSON object":  {"[]", "cannot unmarshal array"},
	} {
		require.NoError(t, os.WriteFile(file, []byte(c.text), 0o600))
		for _, mode := range []Mode{Replay, Record} {
			_, err := open(t, dir, mode, &service{}).Call(t.Context(), call("a"))
			require.ErrorContains(t, err, c.want, name)
			require.ErrorContains(t, err, file, name)
			if name != "another version" {
				var damaged *DamagedError
				require.ErrorAs(t, err, &damaged, name)
				require.Contains(t, diag.Hint(err), "restore it from git")
			}
		}
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(good, "\n", "\r\n")), 0o600))
	_, err = open(t, dir, Replay, nil).Call(t.Context(), call("a"))
	require.NoError(t, err, "line ends of another system are no damage")
}

func TestErrorsAreNotRecorded(t *testing.T) {
	dir := t.TempDir()
	s := &service{err: errors.New("401: the key sk-secret is wrong")}
	p := open(t, dir, Record, s)
	_, err := p.Call(t.Context(), call("a"))
	require.ErrorIs(t, err, s.err)
	_, err = p.Embed(t.Context(), "e", []string{"a"})
	require.ErrorIs(t, err, s.err)
	require.Empty(t, files(t, dir))
}

// Equal calls at one time are sent once, and one that is given up does not hold the
// others back.
func TestEqualCallsAreSentOnce(t *testing.T) {
	dir, s := t.TempDir(), &service{wait: make(chan struct{})}
	p := open(t, dir, Record, s)
	var group sync.WaitGroup
	texts := make([]string, 8)
	for i := range texts {
		group.Go(func() {
			a, err := p.Call(context.Background(), call("a"))
			if err == nil {
				texts[i] = a.Text
			}
		})
	}
	s.wait <- struct{}{}
	group.Wait()
	require.EqualValues(t, 1, s.calls.Load())
	for _, text := range texts {
		require.Equal(t, texts[0], text)
		require.NotEmpty(t, text)
	}

	ctx, cancel := context.WithCancel(context.Background())
	done, err := p.begin(ctx, "ab")
	require.NoError(t, err)
	cancel()
	_, err = p.begin(ctx, "ab")
	require.ErrorIs(t, err, context.Canceled)
	done()
}

func TestThePolicysFolderIsRefused(t *testing.T) {
	for _, folder := range []string{".promptctl", "a/.promptctl/recordings", "./.promptctl/x"} {
		_, err := Open(folder, Record, nil)
		require.ErrorContains(t, err, "policy's folder", folder)
	}
	_, err := Open("promptctl", Record, nil)
	require.NoError(t, err)

	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".promptctl"), 0o700))
	require.NoError(t, os.Symlink(".promptctl", filepath.Join(dir, "recordings")))
	for _, folder := range []string{"recordings", "recordings/not/there/yet"} {
		_, err := Open(filepath.Join(dir, folder), Record, nil)
		require.ErrorContains(t, err, "policy's folder", folder)
	}
}

// A repository that is checked out may bring links: none is followed from a folder of
// recordings, neither to what has no end nor to write elsewhere.
func TestLinksAreNotFollowed(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	_, err := open(t, dir, Record, &service{}).Call(t.Context(), call("a"))
	require.NoError(t, err)
	file := files(t, dir)[0]
	kept := filepath.Join(elsewhere, "kept.json")
	require.NoError(t, os.Rename(file, kept))
	for _, to := range []string{kept, os.DevNull} {
		require.NoError(t, os.Symlink(to, file))
		_, err = open(t, dir, Replay, nil).Call(t.Context(), call("a"))
		var damaged *DamagedError
		require.ErrorAs(t, err, &damaged, to)
		require.ErrorContains(t, err, "no ordinary file")
		_, err = open(t, dir, Replay, nil).Call(t.Context(), call("b"))
		var miss *MissError
		require.ErrorAs(t, err, &miss, to)
		require.Empty(t, miss.Near, "looking for what is near follows none either")
		require.NoError(t, os.Remove(file))
	}

	require.NoError(t, os.Remove(filepath.Dir(file)))
	require.NoError(t, os.Symlink(elsewhere, filepath.Dir(file)))
	_, err = open(t, dir, Record, &service{}).Call(t.Context(), call("a"))
	require.ErrorContains(t, err, "is a link to another folder")
	there, err := os.ReadDir(elsewhere)
	require.NoError(t, err)
	require.Len(t, there, 1)
}

// Whoever pays for answers to keep them pays for no further one where that has failed.
func TestNothingIsSentThatCannotBeKept(t *testing.T) {
	dir := t.TempDir()
	_, err := open(t, dir, Record, &service{}).Call(t.Context(), call("a"))
	require.NoError(t, err)
	folder := filepath.Dir(files(t, dir)[0])
	require.NoError(t, os.RemoveAll(folder))
	require.NoError(t, os.Symlink(t.TempDir(), folder)) // which is refused, as a full disk is

	s := &service{}
	p := open(t, dir, Record, s)
	_, err = p.Call(t.Context(), call("a"))
	require.ErrorContains(t, err, "recording an answer: ")
	_, err = p.Call(t.Context(), call("b"))
	require.ErrorContains(t, err, "not sent, as its answer could not be recorded: ")
	require.EqualValues(t, 1, s.calls.Load())
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	require.NoError(t, err)
	return all
}

func content(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
