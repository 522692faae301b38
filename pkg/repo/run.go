package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// runner starts git with one program, folder and environment.
type runner struct {
	path  string
	dir   string
	env   []string
	given []string // the environment before anything was set here
	alone bool     // caches that nobody signed are not asked
}

// newRunner finds git on env's PATH.
func newRunner(dir string, env []string) (runner, error) {
	if dir != "" {
		if info, err := os.Stat(dir); err != nil {
			return runner{}, err
		} else if !info.IsDir() {
			return runner{}, fmt.Errorf("%s: not a folder", dir)
		}
	}
	g := runner{dir: dir, env: slices.Clone(env), given: env}
	path, _ := lookup(env, "PATH")
	for _, folder := range filepath.SplitList(path) {
		if !filepath.IsAbs(folder) {
			continue // a program is never taken from the current folder
		}
		if found, err := exec.LookPath(filepath.Join(folder, "git")); err == nil {
			g.path = found
			break
		}
	}
	if g.path == "" {
		return g, diag.WithHint(errNoGit, "install git %s or newer (https://git-scm.com/downloads), or put it on PATH", minGit)
	}
	// Replacement objects, grafts and the pathspec variables would make git
	// answer another question than the one that is asked here.
	for _, name := range []string{"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"} {
		g.unset(name)
	}
	g.set("GIT_NO_REPLACE_OBJECTS", "1")
	g.set("GIT_OPTIONAL_LOCKS", "0")
	g.set("GIT_LITERAL_PATHSPECS", "1")
	g.set("LC_ALL", "C")
	return g, nil
}

// command returns `git ARGS…`, which ends when ctx does.
func (g *runner) command(ctx context.Context, args ...string) *exec.Cmd {
	settings := []string{"-c", "core.fsmonitor=false", "-c", "core.quotePath=false"}
	if g.alone {
		settings = append(settings, "-c", "core.commitGraph=false")
	}
	cmd := exec.CommandContext(ctx, g.path, append(settings, args...)...)
	cmd.Dir, cmd.Env = g.dir, g.env
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(os.Interrupt) // so that git removes its lock files
	}
	cmd.WaitDelay = 2 * time.Second
	return cmd
}

// leave takes out of the environment what points to another repository, or to
// more objects than the repository's own (git rev-parse --local-env-vars). The
// settings in GIT_CONFIG_* stay: they say who signs, and decide nothing. So do,
// where they are asked for, the folders that hold incoming objects.
func (g *runner) leave(incoming bool) {
	g.alone = true
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_INDEX_FILE",
		"GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_NAMESPACE"} {
		g.unset(name)
	}
	if !incoming {
		g.unset("GIT_OBJECT_DIRECTORY")
		g.unset("GIT_ALTERNATE_OBJECT_DIRECTORIES")
	}
	g.set("GIT_GRAFT_FILE", filepath.Join(os.DevNull, "none")) // where nothing can be
	g.set("GIT_NO_LAZY_FETCH", "1")
}

// run runs git to its end and returns its standard output, which is given also
// where there is an error. The error is a *GitError where git gave a status,
// and ctx's where ctx ended.
func (g *runner) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	out, _, err := g.runBoth(ctx, stdin, args...)
	return out, err
}

// runBoth is run, and returns standard error as well.
func (g *runner) runBoth(ctx context.Context, stdin io.Reader, args ...string) (out []byte, talk string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := g.command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	err = cmd.Run()
	return stdout.Bytes(), stderr.String(), gitFailure(ctx, err, args, stderr.String())
}

// gitFailure turns the end of a git process into an error.
func gitFailure(ctx context.Context, err error, args []string, stderr string) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("git %s: %w", subcommand(args), err)
	}
	return explainDamage(&GitError{Args: args, Stderr: strings.TrimSpace(stderr), Status: exit.ExitCode()})
}

// set gives a variable a value.
func (g *runner) set(name, value string) {
	g.unset(name)
	g.env = append(g.env, name+"="+value)
}

// unset removes a variable.
func (g *runner) unset(name string) {
	g.env = slices.DeleteFunc(slices.Clone(g.env), func(entry string) bool {
		key, _, _ := strings.Cut(entry, "=")
		return sameVariable(key, name)
	})
}

// with returns the runner with these variables set as well.
func (g runner) with(pairs ...string) runner {
	for i := 0; i+1 < len(pairs); i += 2 {
		g.set(pairs[i], pairs[i+1])
	}
	return g
}

// tempDir returns the folder for temporary files, or "" for the system's.
func tempDir(env []string) string {
	names := []string{"TMPDIR"}
	if runtime.GOOS == "windows" {
		names = []string{"TMP", "TEMP"}
	}
	for _, name := range names {
		if dir, ok := lookup(env, name); ok && dir != "" {
			return dir
		}
	}
	return ""
}

// lookup returns the variable's value; of several the last counts.
func lookup(env []string, name string) (string, bool) {
	for _, entry := range slices.Backward(env) {
		if key, value, ok := strings.Cut(entry, "="); ok && sameVariable(key, name) {
			return value, true
		}
	}
	return "", false
}

func sameVariable(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}
