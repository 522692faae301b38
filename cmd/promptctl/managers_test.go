package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// TestHookManagers runs promptctl by the programs that look after hooks, as
// README.md says to set them up. Those that are not there are skipped; npm gets
// the ones that are written for it, at the version that a script names.
func TestHookManagers(t *testing.T) {
	tools := &npm{dir: t.TempDir()}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "hooks"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			folder, err := filepath.Abs(actionFolder)
			if err != nil {
				return err
			}
			env.Setenv("ACTION", folder)
			env.Setenv("NPM", tools.dir)
			return isolate(env)
		},
		Condition: tools.condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "source": source, "readme": readme, "job": jobCmd, "model-server": modelServer,
		},
	})
}

// npm is a folder that packages are installed into, each into one of its own.
type npm struct {
	dir   string
	known sync.Map // what came of it, by package
}

// condition is "npm:PACKAGE@VERSION": it installs the package into the folder
// PACKAGE of $NPM, and is true if it could.
func (n *npm) condition(text string) (bool, error) {
	spec, ok := strings.CutPrefix(text, "npm:")
	if !ok {
		return false, fmt.Errorf("unknown condition %q", text)
	}
	install, _ := n.known.LoadOrStore(spec, sync.OnceValue(func() bool { return n.install(spec) }))
	return install.(func() bool)(), nil
}

func (n *npm) install(spec string) bool {
	name, _, _ := strings.Cut(spec, "@")
	cmd := exec.Command("npm", "install", "--prefix", filepath.Join(n.dir, name), "--no-save", "--no-audit", "--no-fund", "--no-update-notifier",
		"--ignore-scripts", "--prefer-offline", "--fetch-retries=0", "--fetch-timeout=20000", spec)
	return cmd.Run() == nil
}

// source makes a repository of promptctl's own source as it is on disk, and
// lets Go build it from the modules that are here, without a network:
//
//	source FOLDER
func source(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: source FOLDER")
	}
	top, target := filepath.Join("..", ".."), ts.MkAbs(args[0])
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = top
	names, err := list.Output()
	ts.Check(err)
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		ts.Check(copyFile(filepath.Join(top, name), filepath.Join(target, name)))
	}
	ts.Check(ts.Exec("git", "init", "-q", target))
	ts.Check(ts.Exec("git", "-C", target, "add", "-A"))
	ts.Check(ts.Exec("git", "-C", target, "commit", "-q", "-m", "The source"))
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		value, err := exec.Command("go", "env", name).Output()
		ts.Check(err)
		ts.Setenv(name, string(bytes.TrimSpace(value)))
	}
	ts.Setenv("GOPROXY", "off")
	// As `make build` does: so what one has compiled the other need not, in
	// whatever folder.
	ts.Setenv("CGO_ENABLED", "0")
	ts.Setenv("GOFLAGS", "-mod=readonly -trimpath")
}

// copyFile copies a file, if it has not been deleted since it was staged.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// readme writes a block of README.md to a file: the one that begins with a
// comment that names the file.
//
//	readme lefthook.yml
func readme(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: readme FILE")
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	ts.Check(err)
	_, block, found := strings.Cut(string(text), "\n# "+args[0]+"\n")
	block, _, closed := strings.Cut(block, "```")
	if !found || !closed {
		ts.Fatalf("README.md has no block of %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(block), 0o644))
}

// No package needs a C compiler: pre-commit builds all of them on the machine
// of whoever commits.
func TestNothingNeedsC(t *testing.T) {
	for _, p := range packages(t) {
		require.NotContains(t, p.Imports, "C", p.ImportPath)
	}
}
