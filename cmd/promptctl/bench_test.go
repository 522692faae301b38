package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// The benchmarks compare whole processes with git at the same work, in one
// run: machines are noisy, and ratios carry over where times do not. Each runs
// in pairs, ours and git's in turn, and prints the median of the pairs.

// bench is what the benchmarks share: a program and a repository of 50,000
// commits and 5,000 prompts in 100 folders, with a commit-graph and its
// changed-path filters.
type bench struct {
	dir     string // of all
	program string
	repo    string
	env     []string
}

var setUp = sync.OnceValues(func() (*bench, error) {
	dir, err := os.MkdirTemp("", "promptctl-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, program: filepath.Join(dir, "promptctl"), repo: filepath.Join(dir, "repo")}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	if err := repotest.BuildSynthetic(b.repo, repotest.Full()); err != nil {
		return nil, err
	}
	b.env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "GIT_CONFIG_NOSYSTEM=1", "PAGER=cat")
	return b, b.checkout()
})

func (b *bench) checkout() error {
	cmd := exec.Command("git", "reset", "-q", "--hard")
	cmd.Dir, cmd.Env = b.repo, b.env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git reset: %w\n%s", err, out)
	}
	return nil
}

// theBench removes everything when the last benchmark is done: TestMain's
// process ends with them, so the folder goes with an explicit clean-up.
func theBench(tb testing.TB) *bench {
	b, err := setUp()
	require.NoError(tb, err)
	return b
}

// measured is one finished process.
type measured struct {
	wall   time.Duration
	memory int64 // peak, in bytes; 0 where the system does not tell
}

func (b *bench) run(tb testing.TB, name string, args ...string) measured {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout = b.repo, b.env, io.Discard
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	require.NoError(tb, err, "%s %v", name, args)
	return measured{wall, peakMemory(cmd.ProcessState)}
}

func (b *bench) promptctl(tb testing.TB, args ...string) func() measured {
	return func() measured { return b.run(tb, b.program, args...) }
}

func (b *bench) git(tb testing.TB, args ...string) func() measured {
	return func() measured { return b.run(tb, "git", args...) }
}

// compare runs ours and the peer's in turn and reports the median ratio.
func compare(tb *testing.B, what string, most float64, pairs int, ours, peer func() measured) {
	ours()
	peer()
	var ratios []float64
	var a, b []time.Duration
	memory := int64(0)
	for range pairs {
		mine, theirs := ours(), peer()
		a, b = append(a, mine.wall), append(b, theirs.wall)
		ratios = append(ratios, float64(mine.wall)/float64(theirs.wall))
		memory = max(memory, mine.memory)
	}
	ratio := median(ratios)
	verdict := "met"
	if ratio > most {
		verdict = "MISSED"
	}
	fmt.Printf("%-44s %5.2f x  (asked: at most %.2f x, %s)  %8.1f ms / %8.1f ms  %4d MiB\n",
		what, ratio, most, verdict, ms(median(a)), ms(median(b)), memory>>20)
	tb.ReportMetric(ratio, "x-git")
	tb.ReportMetric(float64(memory>>20), "MiB")
}

func median[T int | int64 | float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// somePrompt changes often and includes a partial.
func somePrompt() string { return repotest.Full().PromptPath(1233) }

func BenchmarkProcessVersion(b *testing.B) {
	t := theBench(b)
	for range b.N {
		compare(b, "version, against git version", 4, 21, t.promptctl(b, "version"), t.git(b, "version"))
	}
}

func BenchmarkProcessLog(b *testing.B) {
	t := theBench(b)
	for range b.N {
		compare(b, "log of one prompt, against git log -- PATH", 1, 11,
			t.promptctl(b, "log", somePrompt(), "-o", "jsonl"), t.git(b, "log", "--", somePrompt()))
	}
}

func BenchmarkProcessListFirst(b *testing.B) {
	t := theBench(b)
	for range b.N {
		compare(b, "list of 5,000, against git log --name-only", 1, 5,
			t.promptctl(b, "list", "--refresh", "-o", "jsonl"), t.git(b, "log", "--name-only", "--", "prompts"))
	}
}

func BenchmarkProcessListAgain(b *testing.B) {
	t := theBench(b)
	for range b.N {
		compare(b, "list again, against the same", 0.15, 5,
			t.promptctl(b, "list", "-o", "jsonl"), t.git(b, "log", "--name-only", "--", "prompts"))
	}
}

// BenchmarkProcessRead reads and parses all prompts of a revision, partials
// and digests with them.
func BenchmarkProcessRead(b *testing.B) {
	t := theBench(b)
	for range b.N {
		compare(b, "read and parse 5,000, against git cat-file", 3, 11, func() measured {
			start := time.Now()
			readAll(b, t)
			return measured{wall: time.Since(start)}
		}, func() measured {
			return t.run(b, "sh", "-c", "git ls-tree -r HEAD -- prompts | cut -d' ' -f3 | cut -f1 | git cat-file --batch")
		})
	}
}

func readAll(tb testing.TB, t *bench) {
	ctx := context.Background()
	r, err := repo.Open(ctx, repo.Options{Dir: t.repo, Env: t.env})
	require.NoError(tb, err)
	defer r.Close()
	project, err := catalog.Open(ctx, r)
	require.NoError(tb, err)
	revision, err := project.Revision(ctx, "", "HEAD")
	require.NoError(tb, err)
	c, err := project.At(ctx, revision)
	require.NoError(tb, err)
	var read atomic.Int64
	require.NoError(tb, c.Closures(ctx, c.Prompts, func(_ int, _ *prompt.Closure, found diag.List) error {
		read.Add(1)
		return found.Err()
	}))
	require.EqualValues(tb, repotest.Full().Prompts, read.Load())
	runtime.GC()
}
