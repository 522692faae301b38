//go:build unix

package assertion

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

func TestExec(t *testing.T) {
	o := Options{AllowExec: true}
	holds(t, []held{
		{`{exec: [echo, "true"]}`, "", ""},
		{`{exec: [echo, "false"]}`, "", "the program says that it does not hold"},
		{`{exec: [echo, '{"pass": false, "reason": "too long"}']}`, "", "too long"},
		{`{exec: [echo, '{"pass": true, "reason": "it is\nshort"}']}`, "", ""},
		{`{exec: [echo, "0.75"]}`, "", ""},
		{`{exec: [echo, "0.75"], threshold: 0.8}`, "", "the program gives the score 0.75"},
		{`{exec: [echo, "0.25"], threshold: 0.25}`, "", ""},
		{`{exec: [echo, "0.25"]}`, "", "the program gives the score 0.25"},
		{`{exec: [echo, '{"score": 0.2, "reason": "far off"}']}`, "", "score 0.20: far off"},
		{`{exec: [echo, "1.5"]}`, "", "! its score is not from 0 to 1: 1.5"},
		{`{exec: [echo, "1e400"]}`, "", "! its score is not from 0 to 1: 1e400"},
		{`{exec: [echo, "NaN"]}`, "", "! echo: its verdict is not JSON"},
		{`{exec: [echo]}`, "", "! echo: its verdict is not JSON"},
		{`{exec: [echo, "PASS"]}`, "", "! echo: its verdict is not JSON"},
		{`{exec: [echo, "true false"]}`, "", "! echo: its verdict is not JSON"},
		{`{exec: [echo, '"true"']}`, "", "! echo: its verdict says neither pass nor score"},
		{`{exec: [echo, "null"]}`, "", "! its verdict says neither pass nor score"},
		{`{exec: [echo, '{"pass": "true"}']}`, "", "! its verdict says neither pass nor score"},
		{`{exec: [echo, '{"pass": "no", "score": 1}']}`, "", "! its verdict says neither pass nor score"},
		{`{exec: [echo, '{"pass": false, "pass": true}']}`, "", `! the name "pass" is there twice`},
		{`{exec: [sh, -c, "echo true; echo no >&2; exit 1"]}`, "", "! sh: exit status 1: no"},
		{`{exec: [sh, -c, "kill -9 $$"]}`, "", "! sh: signal: killed"},
		{`{exec: [/is/not/there]}`, "", "! no such file or directory"},
		{`{exec: [sh, -c, "head -c 2000000 /dev/zero"]}`, "", "! sh: it wrote too much"},
	}, o)
	v := ready(t, `{exec: [echo, "no verdict"]}`, o).Hold(context.Background(), answered(""))
	require.Equal(t, `a verdict is JSON: true, false, a score from 0 to 1, or {"pass": true, "reason": "…"}`, diag.Hint(v.Err))
}

func TestExecOnlyWhereAllowed(t *testing.T) {
	folder := t.TempDir()
	for _, yaml := range []string{`{exec: [touch, ran]}`, `{not-exec: [touch, ran]}`} {
		v := ready(t, yaml, Options{Folder: folder}).Hold(context.Background(), answered(""))
		require.EqualError(t, v.Err, "the tests want to run a program (touch)")
		require.Equal(t, "allow it with --allow-exec, if you trust this repository", diag.Hint(v.Err))
		require.Equal(t, Verdict{Err: v.Err}, v)
	}
	require.NoFileExists(t, filepath.Join(folder, "ran"))
}

func TestExecHasNoMoreTime(t *testing.T) {
	o := Options{AllowExec: true, Timeout: time.Millisecond}
	for _, yaml := range []string{`{exec: [sh, -c, "echo true; exec tail -f /dev/null"]}`, `{not-exec: [sh, -c, "echo false; exec tail -f /dev/null"]}`} {
		v := ready(t, yaml, o).Hold(context.Background(), answered(""))
		require.EqualError(t, v.Err, "sh: it took too long")
		require.Equal(t, "wait longer with --timeout, or with test.timeout in promptctl.yaml", diag.Hint(v.Err))
		require.False(t, v.Passed)
	}
}

// A program gets all that is known of the answer, in the folder and with the
// environment that it is given.
func TestExecInput(t *testing.T) {
	folder := t.TempDir()
	o := Options{AllowExec: true, Folder: folder, Environ: []string{"WHO=ana", "PATH=" + os.Getenv("PATH")}}
	check := ready(t, `{exec: [sh, -c, "cat >input; echo $WHO >who; test -z \"$HOME\" && echo true"]}`, o)
	s := answered("{\"n\": 1e400, \"big\": 12345678901234567890, \"bad\": \"\xff\"}")
	cost := 0.5
	s.CostUSD = &cost
	s.Answer.ToolCalls = []model.ToolCall{{Name: "a", Arguments: `{"id": 7}`}, {Name: "b", Arguments: `{"id"`}}
	v := check.Hold(context.Background(), s)
	require.Equal(t, Verdict{Passed: true, Score: 1}, v)
	input, err := os.ReadFile(filepath.Join(folder, "input"))
	require.NoError(t, err)
	require.True(t, json.Valid(input))
	require.JSONEq(t, `{"bad": "\ufffd", "big": 12345678901234567890}`, string(only(t, input, "json", "bad", "big")))
	require.Contains(t, string(input), `"n":1e400`)
	require.JSONEq(t, `[{"name": "a", "arguments": {"id": 7}}, {"name": "b", "arguments": null}]`, string(only(t, input, "toolCalls")))
	require.JSONEq(t, `{"name": "Ana", "n": 3, "empty": "", "tag": "{{name}}", "order": {"id": 7, "items": ["a", "b"]}}`, string(only(t, input, "vars")))
	require.JSONEq(t, `{"expected": "returns", "finish": "stop", "refusal": "", "model": "", "latencyMs": 1500, "costUsd": 0.5, "tokens": {"input": 10, "output": 5}}`,
		string(only(t, input, "", "expected", "finish", "refusal", "model", "latencyMs", "costUsd", "tokens")))
	who, err := os.ReadFile(filepath.Join(folder, "who"))
	require.NoError(t, err)
	require.Equal(t, "ana\n", string(who))
}

// only is a member of an object, or an object of a few members of it.
func only(t *testing.T, object []byte, member string, names ...string) json.RawMessage {
	t.Helper()
	all := map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal(object, &all))
	if member != "" && len(names) == 0 {
		return all[member]
	}
	if member != "" {
		return only(t, all[member], "", names...)
	}
	few := map[string]json.RawMessage{}
	for _, name := range names {
		few[name] = all[name]
	}
	out, err := json.Marshal(few)
	require.NoError(t, err)
	return out
}
