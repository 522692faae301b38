package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the benchmark of running tests asks for.
const (
	benchCases   = 1000
	benchWorkers = 50
	benchLatency = 20 * time.Millisecond

	idealWall  = benchCases * benchLatency / benchWorkers
	mostIdeal  = 1.5  // times that
	mostPeer   = 0.1  // of promptfoo's time, and of its CPU time
	mostMemory = 0.25 // of promptfoo's
	mostLocal  = 0.05 // of promptfoo's time, where nothing is sent
	mostGrowth = 1.2  // of memory, with ten times as many cases
)

// BenchmarkEval measures how tests are run, against a server that speaks OpenAI's
// wire, in a process of its own, and takes 20 ms for each answer: against what that
// takes at least and, where it is installed, against promptfoo on the same cases. It
// is looked for in PROMPTFOO and in PATH (npm install promptfoo).
func BenchmarkEval(b *testing.B) {
	t := newEvalBench(b)
	for _, part := range []struct {
		name string
		run  func(*testing.B)
	}{{"Model", t.model}, {"Local", t.local}, {"Memory", t.growth}} {
		b.Run(part.name, func(b *testing.B) {
			for range b.N {
				part.run(b)
			}
		})
	}
	fmt.Printf("\n%-52s %9s %9s %7s\n%s", "claim", "measured", "asked", "", t.lines.String())
}

// evalBench is a program, a repository with prompts of many cases, and a server.
type evalBench struct {
	*bench
	peer  string // promptfoo; "" where there is none
	lines strings.Builder
}

func newEvalBench(b *testing.B) *evalBench {
	dir := b.TempDir()
	t := &evalBench{bench: &bench{program: filepath.Join(dir, "promptctl"), repo: filepath.Join(dir, "repo")}}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", t.program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(b, err, "%s", out)
	t.env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "GIT_CONFIG_NOSYSTEM=1",
		"OPENAI_API_KEY=sk-bench", "OPENAI_BASE_URL="+startModel(b), "PROMPTFOO_CONFIG_DIR="+filepath.Join(dir, "promptfoo"),
		"PROMPTFOO_DISABLE_TELEMETRY=1", "PROMPTFOO_DISABLE_UPDATE=1", "PROMPTFOO_DISABLE_REMOTE_GENERATION=1")
	t.peer = os.Getenv("PROMPTFOO")
	if found, err := exec.LookPath("promptfoo"); t.peer == "" && err == nil {
		t.peer = found
	}
	t.write(b)
	return t
}

// write writes a prompt for each measurement, and the same for promptfoo.
func (t *evalBench) write(b *testing.B) {
	file := func(name, text string) {
		path := filepath.Join(t.repo, name)
		require.NoError(b, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(b, os.WriteFile(path, []byte(text), 0o644))
	}
	for name, model := range map[string]string{"model": "openai/gpt-4o-mini", "local": "echo", "few": "echo", "many": "echo"} {
		file("prompts/"+name+".prompt.yaml", "model: "+model+"\nvariables: {word: {type: string}}\nmessages: [{role: user, content: 'Say {{word}}.'}]\n")
		assert, peers := "contains: '{{word}}'}, {not-contains: never", "- {type: contains, value: '{{word}}'}\n    - {type: not-contains, value: never}\n"
		if name == "local" {
			assert, peers = "", ""
			for i := range 10 {
				assert += fmt.Sprintf("}, {not-contains: never %d", i)
				peers += fmt.Sprintf("    - {type: not-contains, value: never %d}\n", i)
			}
			assert, peers = strings.TrimPrefix(assert, "}, {"), strings.TrimPrefix(peers, "    ")
		}
		file("prompts/"+name+".tests.yaml", "version: 1\ndefaults: {assert: [{"+assert+"}]}\ndata: ["+name+".jsonl]\n")
		provider := "openai:chat:gpt-4o-mini"
		if model == "echo" {
			provider = "echo"
		}
		file(name+".yaml", "prompts: ['Say {{word}}.']\nproviders: ['"+provider+"']\ndefaultTest:\n  assert:\n    "+peers+"tests: file://"+name+".peer.jsonl\n")
	}
	for name, n := range map[string]int{"model": benchCases, "local": benchCases, "few": 10_000, "many": 100_000} {
		var ours, peers strings.Builder
		for i := range n {
			fmt.Fprintf(&ours, "{\"id\": \"c%d\", \"word\": \"word number %d\"}\n", i, i)
			fmt.Fprintf(&peers, "{\"vars\": {\"word\": \"word number %d\"}}\n", i)
		}
		file("prompts/"+name+".jsonl", ours.String())
		file(name+".peer.jsonl", peers.String())
	}
	require.NoError(b, exec.Command("git", "init", "-q", t.repo).Run())
}

// ours and theirs run the cases of a prompt.
func (t *evalBench) ours(name string) func(testing.TB) measured {
	return t.promptctl("test", name, "-q", "--concurrency", fmt.Sprint(benchWorkers))
}

func (t *evalBench) theirs(name string) func(testing.TB) measured {
	return t.run(t.peer, "eval", "-c", name+".yaml", "--no-cache", "--no-table", "--no-write", "--no-progress-bar", "-j", fmt.Sprint(benchWorkers))
}

// least is the run of several that took least time: what disturbs only adds.
func least(b *testing.B, n int, run func(testing.TB) measured) measured {
	best := run(b)
	for range n - 1 {
		if m := run(b); m.wall < best.wall {
			best = m
		}
	}
	return best
}

// says writes a line of the table.
func (t *evalBench) says(what string, value, most float64) {
	fmt.Fprintf(&t.lines, "%-52s %9.3f %9s %7s\n", what, value, fmt.Sprintf("<= %.2f", most), verdict(value <= most))
}

func (t *evalBench) notes(what, text string) { fmt.Fprintf(&t.lines, "%-52s %s\n", what, text) }

func (m measured) String() string {
	return fmt.Sprintf("%s, CPU %s, %d MiB", ms(m.wall), ms(m.cpu), m.memory>>20)
}

func (t *evalBench) model(b *testing.B) {
	forgetPeak()
	mine := least(b, 5, t.ours("model"))
	b.ReportMetric(mine.wall.Seconds()/idealWall.Seconds(), "x-ideal")
	t.says("1,000 cases of 20 ms, 50 at a time / ideal 0.40 s", mine.wall.Seconds()/idealWall.Seconds(), mostIdeal)
	t.notes("  promptctl", mine.String())
	if t.peer == "" {
		t.notes("  promptfoo", "not installed: nothing is compared")
		return
	}
	peer := least(b, 2, t.theirs("model"))
	t.notes("  promptfoo", peer.String())
	t.says("  wall / promptfoo", mine.wall.Seconds()/peer.wall.Seconds(), mostPeer)
	t.says("  CPU / promptfoo", mine.cpu.Seconds()/peer.cpu.Seconds(), mostPeer)
	t.says("  peak memory / promptfoo", float64(mine.memory)/float64(peer.memory), mostMemory)
}

func (t *evalBench) local(b *testing.B) {
	forgetPeak()
	mine := least(b, 5, t.ours("local"))
	t.notes("10,000 assertions on echoes: promptctl", mine.String())
	if t.peer == "" {
		return
	}
	peer := least(b, 2, t.theirs("local"))
	t.notes("10,000 assertions on echoes: promptfoo", peer.String())
	b.ReportMetric(mine.wall.Seconds()/peer.wall.Seconds(), "x-peer")
	t.says("  wall / promptfoo", mine.wall.Seconds()/peer.wall.Seconds(), mostLocal)
}

func (t *evalBench) growth(b *testing.B) {
	forgetPeak()
	few, many := least(b, 3, t.ours("few")), least(b, 1, t.ours("many"))
	growth := float64(many.memory) / float64(few.memory)
	b.ReportMetric(growth, "x-memory")
	t.notes("10,000 cases from JSONL", few.String())
	t.notes("100,000 cases from JSONL", many.String())
	t.says("  peak memory of 100,000 / of 10,000", growth, mostGrowth)
}

// benchModel is the variable that makes this program be the server.
const benchModel = "PROMPTCTL_BENCH_MODEL"

// startModel starts the server and returns its address.
func startModel(b *testing.B) string {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), benchModel+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(b, err)
	return "http://" + strings.TrimSpace(address) + "/v1"
}

// serveModel is the server: whatever it is asked, it answers the last message again,
// after a while. It does no more than it must, since it shares the machine.
func serveModel() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err) //nolint:forbidigo // a server of a benchmark that cannot be
	}
	fmt.Println(listener.Addr())
	_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:gosec // it is for this machine alone
		body := make([]byte, max(0, r.ContentLength))
		_, _ = io.ReadFull(r.Body, body)
		text := "Nothing."
		if _, after, ok := strings.Cut(string(body), `"content":"`); ok {
			text, _, _ = strings.Cut(after, `"`)
		}
		time.Sleep(benchLatency)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id":"chatcmpl-1","object":"chat.completion","created":1764000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}`, text)
	}))
}
