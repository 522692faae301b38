package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
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

// BenchmarkProcess compares whole processes with git at the same work, in one
// run: machines are noisy, and ratios carry over where times do not. Ours and
// git's run in turn, and what counts is the median of the pairs. A ratio that
// is missed is said and fails nothing, since a busy machine would do so too.
func BenchmarkProcess(b *testing.B) {
	t := newBench(b)
	signed, some := t.signedProject(b, 5000)
	for _, c := range slices.Concat(t.claims(), t.lintClaims(b), t.diffClaims(b), t.reviewClaims(signed, some), t.ledgerClaims(b, signed)) {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				t.measure(b, c)
			}
		})
	}
	b.Run("DiffEdit", func(b *testing.B) {
		what, ratio := t.slowestEdit(b)
		b.ReportMetric(ratio, "x-peer")
		t.worst("the slowest of these edits / git", fmt.Sprintf("%.2f", ratio), fmt.Sprintf("<= %.2f", mostOfAnEdit), ratio <= mostOfAnEdit, what)
	})
	b.Run("Hostile", func(b *testing.B) {
		what, wall := t.slowest(b)
		t.worst("lint, diff 1 MiB of anything: ms, slowest", fmt.Sprintf("%.0f", wall.Seconds()*1000), "<= 1000", wall <= time.Second, what)
	})
	fmt.Print(t.table() + t.extremes)
}

// worst notes the worst of many measurements, and of what it is.
func (t *bench) worst(claim, measured, asked string, met bool, what string) {
	t.extremes += fmt.Sprintf("%-46s %7s %9s %7s   %s\n", claim, measured, asked, verdict(met), what)
}

// claim is a piece of work, and how much of the peer's time it may take.
type claim struct {
	name       string
	what       string
	most       float64
	pairs      int
	ours, peer func(testing.TB) measured
}

func (t *bench) claims() []claim {
	size := repotest.Full()
	file := size.PromptPath(1233) // it changes often, and includes a partial
	names := t.run("git", "log", "--name-only", "--", "prompts")
	return []claim{
		{"Version", "version / git version", 4, 21, t.promptctl("version"), t.run("git", "version")},
		{"Log", "log PROMPT / git log -- PATH", 1, 21, t.promptctl("log", file, "-o", "jsonl"), t.run("git", "log", "--", file)},
		{"ListFirst", "list --refresh / git log --name-only", 1, 5, t.promptctl("list", "--refresh", "-o", "jsonl"), names},
		{"ListAgain", "list, remembered / git log --name-only", 0.15, 5, t.promptctl("list", "-o", "jsonl"), names},
		{"Read", "read and parse all / git cat-file --batch", 3, 11, t.readAll, t.run("sh", "-c",
			"git ls-tree -r HEAD -- prompts | cut -d' ' -f3 | cut -f1 | git cat-file --batch")},
	}
}

// bench is a program, a repository of 50,000 commits and 5,000 prompts in 100
// folders, with a commit-graph and its changed-path filters, and what was
// measured there. It lies in a folder that goes with the benchmark.
type bench struct {
	program   string
	repo      string
	env       []string
	rows      []row
	answersNo bool   // status 1 is an answer
	extremes  string // the lines on what is slowest of many
}

func newBench(tb testing.TB) *bench {
	dir := tb.TempDir()
	t := &bench{program: filepath.Join(dir, "promptctl"), repo: filepath.Join(dir, "repo")}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", t.program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(tb, err, "%s", out)
	require.NoError(tb, repotest.BuildSynthetic(t.repo, repotest.Full()))
	t.env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "GIT_CONFIG_NOSYSTEM=1")
	return t
}

// measured is one finished run.
type measured struct {
	wall   time.Duration
	cpu    time.Duration // with that of the processes it waited for; 0 where it was no process
	memory int64         // in bytes; 0 where the system does not tell
}

func (t *bench) promptctl(args ...string) func(testing.TB) measured { return t.run(t.program, args...) }

func (t *bench) run(name string, args ...string) func(testing.TB) measured {
	return func(tb testing.TB) measured {
		cmd := exec.Command(name, args...)
		var talk bytes.Buffer
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = t.repo, t.env, io.Discard, &talk
		start := time.Now()
		err := cmd.Run()
		wall := time.Since(start)
		if !t.answersNo || cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 {
			require.NoError(tb, err, "%s %v: %s", name, args, &talk)
		}
		return measured{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peakMemory(cmd.ProcessState)}
	}
}

// readAll reads and parses all prompts of a revision, partials and digests with
// them, in this process: no command does that and nothing else.
func (t *bench) readAll(tb testing.TB) measured {
	runtime.GC()
	ctx, start := context.Background(), time.Now()
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
	return measured{wall: time.Since(start)}
}

// row is the medians of a claim.
type row struct {
	claim
	ratio, cpu   float64
	mine, theirs time.Duration
	memory       int64 // the most that any process of ours held
}

func (t *bench) measure(b *testing.B, c claim) {
	c.ours(b)
	c.peer(b)
	forgetPeak()
	var ratios, cpu []float64
	var mine, theirs []time.Duration
	memory := int64(0)
	for range c.pairs {
		x, y := c.ours(b), c.peer(b)
		mine, theirs = append(mine, x.wall), append(theirs, y.wall)
		ratios = append(ratios, float64(x.wall)/float64(y.wall))
		cpu = append(cpu, float64(x.cpu)/float64(max(y.cpu, 1)))
		memory = max(memory, x.memory)
	}
	r := row{c, median(ratios), median(cpu), median(mine), median(theirs), memory}
	t.rows = append(t.rows, r)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.ratio, "x-peer")
}

func median[T float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// table says of each claim what was asked and what was measured.
func (t *bench) table() string {
	var s strings.Builder
	line := func(what, ratio, asked, verdict, cpu, mine, theirs string) {
		fmt.Fprintf(&s, "%-46s %7s %9s %7s %6s %11s %11s\n", what, ratio, asked, verdict, cpu, mine, theirs)
	}
	line("\nclaim", " ratio", "asked", "", "CPU", "ours", "peer")
	for _, r := range t.rows {
		cpu := "-"
		if r.cpu > 0 {
			cpu = fmt.Sprintf("%.2f", r.cpu)
		}
		line(r.what, fmt.Sprintf("%.2f", r.ratio), fmt.Sprintf("<= %.2f", r.most), verdict(r.ratio <= r.most), cpu, ms(r.mine), ms(r.theirs))
	}
	for _, m := range []struct {
		what string
		of   func(row) bool
		most int64
	}{
		{"peak memory in MiB, of the largest process", func(row) bool { return true }, 150},
		{"peak memory in MiB, of lint", func(r row) bool { return r.name == "LintAll" }, 80},
	} {
		mib, which := int64(0), ""
		for _, r := range t.rows {
			if m.of(r) && r.memory>>20 > mib {
				mib, which = r.memory>>20, r.name
			}
		}
		line(m.what, fmt.Sprint(mib), fmt.Sprintf("<= %d", m.most), verdict(mib <= m.most), "", which, "")
	}
	return s.String()
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "MISSED"
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
