package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// workflow is what a workflow of GitHub says, as far as it is looked at.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Needs       string
		Permissions map[string]string
		Steps       []step
	}
}

func readWorkflow(name string) (*workflow, error) {
	text, err := os.ReadFile(filepath.Join("testdata", "workflows", name))
	if err != nil {
		return nil, err
	}
	w := &workflow{}
	return w, yaml.Unmarshal(text, w)
}

// The job that has the key runs nothing but promptctl and what puts the key where git
// finds it, and the job that runs tests has no key that signs.
func TestWorkflowKeepsTheKeyApart(t *testing.T) {
	w, err := readWorkflow("prompts-evaluate.yml")
	require.NoError(t, err)
	require.Empty(t, w.Permissions)
	tests, attest := w.Jobs["test"], w.Jobs["attest"]
	require.Len(t, w.Jobs, 2)
	require.Equal(t, map[string]string{"contents": "read"}, tests.Permissions)
	require.Equal(t, map[string]string{"contents": "write"}, attest.Permissions)
	require.Equal(t, "test", attest.Needs)
	for _, s := range tests.Steps {
		require.NotContains(t, fmt.Sprint(s), "PROMPTS_EVALUATION_KEY")
	}
	var runs []string
	for _, s := range attest.Steps {
		require.NotContains(t, s.Run, "${{")
		for line := range strings.Lines(s.Run) {
			runs = append(runs, strings.Fields(strings.TrimLeft(line, "("))[0]+" "+strings.Fields(line)[1])
		}
	}
	require.Equal(t, []string{"umask 077", "ssh-keygen -y", "git config", "git config", "git config", "git config", "promptctl attest", "promptctl sync"}, runs)
}

// The actions that workflows call are there, and README.md shows the workflow as it is.
func TestWorkflowIsWhatReadmeShows(t *testing.T) {
	w, err := readWorkflow("prompts-evaluate.yml")
	require.NoError(t, err)
	calls := 0
	for _, job := range w.Jobs {
		for _, s := range job.Steps {
			if name, ours := strings.CutPrefix(s.Uses, "promptctl-io/promptctl/.github/actions/"); ours {
				name, _, _ = strings.Cut(name, "@")
				calls++
				for input := range s.With {
					require.Contains(t, readAction(t, name).Inputs, input)
				}
			}
		}
	}
	require.Equal(t, 2, calls)
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	own, err := os.ReadFile(filepath.Join("testdata", "workflows", "prompts-evaluate.yml"))
	require.NoError(t, err)
	if strings.Contains(string(text), "# .github/workflows/prompts-evaluate.yml\n") {
		require.Contains(t, string(text), "```yml\n"+string(own)+"```\n")
	}
}

var secret = regexp.MustCompile(`^\$\{\{ secrets\.([A-Z_]+) \}\}$`)

// jobCmd writes the shell steps of a job of a workflow to a script that runs them one
// after the other, as GitHub does. Secrets are variables of the environment.
//
//	job prompts-evaluate.yml test test.sh
func jobCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: job WORKFLOW JOB SCRIPT")
	}
	w, err := readWorkflow(args[0])
	ts.Check(err)
	script := "set -e\n"
	for i, s := range w.Jobs[args[1]].Steps {
		if s.Run == "" {
			continue
		}
		file := ts.MkAbs(fmt.Sprintf("%s.%d", args[2], i))
		ts.Check(os.WriteFile(file, []byte(s.Run), 0o644))
		for _, name := range slices.Sorted(maps.Keys(s.Env)) {
			value := secret.ReplaceAllString(s.Env[name], `"$$$1"`)
			script += name + "=" + value + " "
		}
		script += "bash -e -o pipefail '" + file + "'\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(script), 0o644))
}
