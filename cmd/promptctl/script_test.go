package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts run this test binary as promptctl, so that what they
// run counts for coverage and the race detector.
func TestMain(m *testing.M) {
	if os.Getenv(benchModel) != "" {
		serveModel()
	}
	testscript.Main(m, map[string]func(){"promptctl": main})
}

// TestScripts runs the specification of the commands: real git, a home of its
// own, fixed identities and dates.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup:               isolate,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "keys": keys, "results": resultsCmd, "save": saveCmd,
			"model-server": modelServer, "model-requests": modelRequests,
		},
	})
}

// isolate gives a script a home of its own and keeps out what the machine has.
func isolate(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, ".home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	env.Values["models"] = &fakeModels{}
	const date = "2026-03-02T09:00:00Z"
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home,
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_CACHE_HOME": filepath.Join(home, "cache"),
		"XDG_STATE_HOME":      filepath.Join(home, "state"),
		"GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "TZ": "UTC",
		"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.com", "GIT_AUTHOR_DATE": date,
		"GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.com", "GIT_COMMITTER_DATE": date,
		"GIT_CEILING_DIRECTORIES": filepath.Dir(env.WorkDir), "PROMPTCTL_PAGER": "", "NO_COLOR": "", "COLUMNS": "",
		"OPENAI_BASE_URL": "", "OPENAI_API_KEY": "",
	} {
		env.Setenv(name, value)
	}
	return os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[init]\n\tdefaultBranch = main\n"), 0o644)
}

// status runs a program and demands exactly this exit status:
//
//	status 2 promptctl render greet
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [args…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		got = exitCode(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d: %v", got, want, err)
	}
}

func exitCode(err error) int {
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		return exit.ExitCode()
	}
	return -1
}
