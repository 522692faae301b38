package provider

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
)

// shell is a set whose provider x is a shell script.
func shell(t *testing.T, script string, change ...func(*Options)) *Set {
	t.Helper()
	quoted := "'" + strings.ReplaceAll(script, "'", "''") + "'"
	change = append([]func(*Options){func(o *Options) { o.AllowExec, o.Environ = true, []string{"PATH=" + os.Getenv("PATH"), "WHO=ana"} }}, change...)
	return opened(t, "    x: {command: [sh, -c, "+quoted+"]}\n", nil, change...)
}

func TestExec(t *testing.T) {
	for script, want := range map[string]model.Response{
		`cat > /dev/null; echo "Hello, $WHO!"`: {Text: "Hello, ana!", Finish: model.FinishStop},
		`echo '{"queue": "billing"}'`:          {Text: `{"queue": "billing"}`, Finish: model.FinishStop},
		`echo '{"text": "a", "model": "m-1", "finish": "length", "usage": {"input": 3, "output": -2}}'`: {
			Text: "a", Model: "m-1", Finish: model.FinishLength, Usage: model.Usage{Input: 3}},
		`echo '{"text": "a", "usage": {"input": 9223372036854775807, "output": 4}}'`: {
			Text: "a", Finish: model.FinishStop, Usage: model.Usage{Output: 4}},
		`echo '{"toolCalls": [{"id": "1", "name": "f", "arguments": {"a": 1}}, {"name": "g", "arguments": "{}"}]}'`: {Finish: model.FinishToolCalls,
			ToolCalls: []model.ToolCall{{ID: "1", Name: "f", Arguments: `{"a": 1}`}, {Name: "g", Arguments: "{}"}}},
		`echo '{"refusal": "no"}'`: {Refusal: "no", Finish: model.FinishStop},
	} {
		answer, err := shell(t, script).Call(context.Background(), say("x/m", "Hi"))
		require.NoError(t, err, script)
		require.Equal(t, want, answer.Response, script)
	}
	answer, pieces, err := collected(t, shell(t, "echo Hello"), say("x", "Hi"))
	require.NoError(t, err)
	require.Equal(t, []string{"Hello"}, pieces)
	require.Equal(t, "Hello", answer.Text)
}

// A program is told all that a provider is told.
func TestExecIsAsked(t *testing.T) {
	call := say("x/m", "Hi")
	call.Repeat, call.Parameters, call.ToolChoice = 2, map[string]any{"temperature": 0.5}, "auto"
	call.Tools = []model.Tool{{Name: "f"}}
	call.Format = &model.ResponseFormat{Type: "json_object"}
	answer, err := shell(t, "cat").Call(context.Background(), call)
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"chat","model":"m","parameters":{"temperature":0.5},"messages":[{"role":"user","content":"Hi"}],
		"tools":[{"type":"function","function":{"name":"f"}}],"toolChoice":"auto","responseFormat":{"type":"json_object"},"repeat":2}`, answer.Text)

	vectors, err := shell(t, `grep -q '"kind":"embed","model":"m","texts":\["a","b"\]' && echo '{"embeddings": [[1], [2]]}'`).Embed(context.Background(), "x/m", []string{"a", "b"})
	require.NoError(t, err)
	require.Equal(t, [][]float64{{1}, {2}}, vectors)
	_, err = shell(t, `echo '{"embeddings": [[1]]}'`).Embed(context.Background(), "x/m", []string{"a", "b"})
	require.Equal(t, "the answer has not a vector for each text", failure(t, err).Message)
	_, err = shell(t, `exit 3`).Embed(context.Background(), "x/m", []string{"a", "b"})
	require.Equal(t, "sh: exit status 3", failure(t, err).Message)
}

func TestExecFails(t *testing.T) {
	for script, want := range map[string]string{
		`echo why >&2; exit 3`:         "sh: exit status 3: why",
		`echo '{"error": "no model"}'`: "no model",
		`echo '{"text": 3}'`:           "the answer has not the form that was expected: *",
		`head -c 33554433 /dev/zero`:   "the answer is longer than 32 MiB",
	} {
		_, err := shell(t, script).Call(context.Background(), say("x/m", "Hi"))
		requireLike(t, want, failure(t, err).Message, script)
		require.Equal(t, 1, failure(t, err).Attempts)
	}
	_, err := shell(t, "exec tail -f /dev/null", func(o *Options) { o.Timeout = time.Millisecond }).Call(context.Background(), say("x/m", "Hi"))
	require.ErrorIs(t, err, ErrTimeout)
	require.Equal(t, "no answer within 1ms", failure(t, err).Message)

	_, err = shell(t, "echo Hello", func(o *Options) { o.AllowExec = false }).Call(context.Background(), say("x/m", "Hi"))
	require.Equal(t, "promptctl.yaml wants to run a program (sh)", failure(t, err).Message)
	require.Equal(t, "allow it with --allow-exec, if you trust this repository", diag.Hint(err))
	_, err = shell(t, "echo Hello", func(o *Options) { o.AllowExec = false }).Embed(context.Background(), "x/m", []string{"a"})
	require.Contains(t, failure(t, err).Message, "wants to run a program")

	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = shell(t, "echo Hello").Call(ended, say("x/m", "Hi"))
	require.ErrorIs(t, err, context.Canceled)
}

func TestEcho(t *testing.T) {
	set := opened(t, "    fixed: {text: Always the same.}\n", nil)
	call := say("echo", "first")
	call.Messages = append(call.Messages, model.Message{Role: model.Assistant, Parts: []model.Part{{Kind: model.TextPart, Text: "between"}}}, say("", "last").Messages[0],
		model.Message{Role: model.System})
	answer, pieces, err := collected(t, set, call)
	require.NoError(t, err)
	require.Equal(t, "last", answer.Text)
	require.Equal(t, []string{"last"}, pieces)
	answer, err = set.Call(context.Background(), say("fixed", "Hi"))
	require.NoError(t, err)
	require.Equal(t, "Always the same.", answer.Text)
}
