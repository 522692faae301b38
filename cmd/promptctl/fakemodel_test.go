package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"gopkg.in/yaml.v3"
)

// fakeModel is a server that speaks OpenAI's wire (chat, streamed or not, and
// embeddings) and answers by rules. Where none holds it says the last message
// again.
type fakeModel struct {
	URL     string        // what OPENAI_BASE_URL is to be
	Latency time.Duration // before each answer

	server *httptest.Server
	closed chan struct{}
	mu     sync.Mutex
	rules  []*fakeRule
	sent   []fakeRequest // the last of them
	count  int
}

// fakeRule is what is answered to a message: the first whose Match is found in
// the text of the last message and that has Times left.
type fakeRule struct {
	Match     string            `yaml:"match"`     // a regular expression; "" is found in all
	Times     int               `yaml:"times"`     // how often it holds; 0 is always
	Answer    string            `yaml:"answer"`    // ${1} is what the first group found
	ToolCalls []fakeCall        `yaml:"toolCalls"` // that the model wants
	Refusal   string            `yaml:"refusal"`
	Finish    string            `yaml:"finish"` // "" is stop, or tool_calls
	Status    int               `yaml:"status"` // 0 is 200; any other comes with an error that says Answer
	Headers   map[string]string `yaml:"headers"`
	Body      string            `yaml:"body"`    // sent as it is, in place of an answer
	Cut       bool              `yaml:"cut"`     // the connection breaks half-way through the body
	Silent    bool              `yaml:"silent"`  // nothing ever comes
	Latency   time.Duration     `yaml:"latency"` // in place of the server's
	Input     int               `yaml:"input"`   // the tokens that were counted; 0 is one for a word
	Output    int               `yaml:"output"`

	find *regexp.Regexp
	used int
}

// fakeCall is a call of a tool.
type fakeCall struct {
	Name      string `yaml:"name"`
	Arguments string `yaml:"arguments"` // JSON
}

// fakeRequest is a request that came.
type fakeRequest struct {
	Path   string
	Header http.Header
	Body   string
}

// keptRequests is how many requests a server remembers.
const keptRequests = 1000

// newFakeModel starts a server. Whoever starts it closes it.
func newFakeModel(rules ...fakeRule) (*fakeModel, error) {
	m := &fakeModel{closed: make(chan struct{})}
	for _, r := range rules {
		find, err := regexp.Compile(r.Match)
		if err != nil {
			return nil, err
		}
		r.find = find
		m.rules = append(m.rules, &r)
	}
	m.server = httptest.NewServer(m)
	m.URL = m.server.URL + "/v1"
	return m, nil
}

// parseRules reads a list of rules from YAML.
func parseRules(text []byte) ([]fakeRule, error) {
	var rules []fakeRule
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rules); err != nil && err != io.EOF {
		return nil, err
	}
	return rules, nil
}

// Close ends the server, and the requests that wait for an answer.
func (m *fakeModel) Close() {
	close(m.closed)
	m.server.CloseClientConnections()
	m.server.Close()
}

// Requests returns the last requests and how many there were in all.
func (m *fakeModel) Requests() ([]fakeRequest, int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]fakeRequest(nil), m.sent...), m.count
}

// ServeHTTP answers one request.
func (m *fakeModel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.remember(fakeRequest{r.URL.RequestURI(), r.Header, string(body)})
	var asked fakeAsked
	if err := json.Unmarshal(body, &asked); err != nil {
		fakeError(w, http.StatusBadRequest, "the body is not JSON: "+err.Error())
		return
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/chat/completions"):
		m.chat(w, r, asked)
	case strings.HasSuffix(r.URL.Path, "/embeddings"):
		m.wait(r, m.Latency)
		fakeJSON(w, http.StatusOK, fakeEmbeddings(asked))
	default:
		fakeError(w, http.StatusNotFound, "no such path: "+r.URL.Path)
	}
}

func (m *fakeModel) remember(r fakeRequest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	if m.sent = append(m.sent, r); len(m.sent) > keptRequests {
		m.sent = m.sent[1:]
	}
}

// fakeAsked is what is read of a request.
type fakeAsked struct {
	Model    string
	Stream   bool
	Input    []string
	Messages []struct{ Content any }
}

// last is the text of the last message.
func (a fakeAsked) last() string {
	if len(a.Messages) == 0 {
		return ""
	}
	switch content := a.Messages[len(a.Messages)-1].Content.(type) {
	case string:
		return content
	case []any:
		text := ""
		for _, part := range content {
			fields, _ := part.(map[string]any)
			said, _ := fields["text"].(string)
			text += said
		}
		return text
	}
	return ""
}

// words is how many there are in all messages: what is counted as tokens.
func (a fakeAsked) words() int {
	n := 0
	for _, m := range a.Messages {
		text, _ := m.Content.(string)
		n += len(strings.Fields(text))
	}
	return n
}

func (m *fakeModel) chat(w http.ResponseWriter, r *http.Request, asked fakeAsked) {
	rule := m.rule(asked.last())
	latency := m.Latency
	if rule.Latency > 0 {
		latency = rule.Latency
	}
	if rule.Silent {
		latency = time.Hour
	}
	if !m.wait(r, latency) {
		return
	}
	for name, value := range rule.Headers {
		w.Header().Set(name, value)
	}
	switch {
	case rule.Body != "":
		fakeSend(w, max(rule.Status, http.StatusOK), rule.Body, rule.Cut)
	case rule.Status >= 300:
		fakeError(w, rule.Status, rule.Answer)
	case asked.Stream:
		fakeStream(w, rule, asked)
	default:
		text, _ := json.Marshal(fakeCompletion(rule, asked))
		fakeSend(w, http.StatusOK, string(text), rule.Cut)
	}
}

// wait reports whether somebody still waits for the answer.
func (m *fakeModel) wait(r *http.Request, latency time.Duration) bool {
	if latency == 0 {
		return true
	}
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-m.closed:
	}
	return false
}

// rule returns the rule for a message, with its answer filled in.
func (m *fakeModel) rule(text string) fakeRule {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rules {
		groups := r.find.FindStringSubmatch(text)
		if groups == nil || r.Times > 0 && r.used >= r.Times {
			continue
		}
		r.used++
		filled := *r
		for i, group := range groups {
			filled.Answer = strings.ReplaceAll(filled.Answer, "${"+strconv.Itoa(i)+"}", group)
		}
		return filled
	}
	return fakeRule{Answer: text}
}

type object = map[string]any

func fakeCompletion(rule fakeRule, asked fakeAsked) object {
	message := object{"role": "assistant", "content": rule.Answer}
	if rule.Refusal != "" {
		message["content"], message["refusal"] = nil, rule.Refusal
	}
	if calls := rule.calls(); len(calls) > 0 {
		message["tool_calls"] = calls
	}
	return object{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000, "model": asked.Model,
		"choices": []object{{"index": 0, "message": message, "finish_reason": rule.finish()}},
		"usage":   rule.usage(asked),
	}
}

func (r fakeRule) calls() []object {
	var calls []object
	for i, c := range r.ToolCalls {
		calls = append(calls, object{"index": i, "id": fmt.Sprintf("call_%d", i+1), "type": "function",
			"function": object{"name": c.Name, "arguments": c.Arguments}})
	}
	return calls
}

func (r fakeRule) finish() string {
	switch {
	case r.Finish != "":
		return r.Finish
	case len(r.ToolCalls) > 0:
		return "tool_calls"
	}
	return "stop"
}

func (r fakeRule) usage(asked fakeAsked) object {
	in, out := r.Input, r.Output
	if in == 0 {
		in = asked.words()
	}
	if out == 0 {
		out = len(strings.Fields(r.Answer))
	}
	return object{"prompt_tokens": in, "completion_tokens": out, "total_tokens": in + out}
}

// fakeStream sends an answer word by word, as server-sent events.
func fakeStream(w http.ResponseWriter, rule fakeRule, asked fakeAsked) {
	w.Header().Set("Content-Type", "text/event-stream")
	deltas := []object{{"role": "assistant", "content": ""}}
	for _, word := range strings.SplitAfter(rule.Answer, " ") {
		deltas = append(deltas, object{"content": word})
	}
	if rule.Refusal != "" {
		deltas = []object{{"refusal": rule.Refusal}}
	}
	if calls := rule.calls(); len(calls) > 0 {
		deltas = append(deltas, object{"tool_calls": calls})
	}
	for i, delta := range deltas {
		if rule.Cut && i > len(deltas)/2 {
			panic(http.ErrAbortHandler)
		}
		fakeEvent(w, object{"model": asked.Model, "choices": []object{{"index": 0, "delta": delta, "finish_reason": nil}}})
	}
	fakeEvent(w, object{"model": asked.Model, "choices": []object{{"index": 0, "delta": object{}, "finish_reason": rule.finish()}}})
	fakeEvent(w, object{"model": asked.Model, "choices": []object{}, "usage": rule.usage(asked)})
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func fakeEvent(w http.ResponseWriter, event object) {
	text, _ := json.Marshal(event)
	fmt.Fprintf(w, "data: %s\n\n", text)
	w.(http.Flusher).Flush()
}

// fakeEmbeddings gives texts vectors that are the nearer the more words they
// share.
func fakeEmbeddings(asked fakeAsked) object {
	data := []object{}
	for i, text := range asked.Input {
		vector := make([]float64, 64)
		for _, word := range strings.Fields(strings.ToLower(text)) {
			hash := fnv.New32a()
			hash.Write([]byte(strings.Trim(word, ".,;:!?")))
			vector[hash.Sum32()%64]++
		}
		data = append(data, object{"object": "embedding", "index": i, "embedding": vector})
	}
	return object{"object": "list", "model": asked.Model, "data": data, "usage": object{"prompt_tokens": 1, "total_tokens": 1}}
}

func fakeJSON(w http.ResponseWriter, status int, value any) {
	text, _ := json.Marshal(value)
	fakeSend(w, status, string(text), false)
}

func fakeError(w http.ResponseWriter, status int, message string) {
	if message == "" {
		message = http.StatusText(status)
	}
	fakeJSON(w, status, object{"error": object{"message": message, "type": "fake_error", "code": nil}})
}

// fakeSend sends a body, or half of it.
func fakeSend(w http.ResponseWriter, status int, body string, cut bool) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if cut {
		io.WriteString(w, body[:len(body)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	io.WriteString(w, body)
}

// fakeModels are the servers that a script started.
type fakeModels struct{ all []*fakeModel }

// modelServer starts a server that answers by a file of rules, and sets
// OPENAI_BASE_URL and OPENAI_API_KEY:
//
//	model-server [-latency 20ms] [rules.yaml]
func modelServer(ts *testscript.TestScript, neg bool, args []string) {
	latency := time.Duration(0)
	if len(args) > 1 && args[0] == "-latency" {
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		latency, args = d, args[2:]
	}
	if neg || len(args) > 1 {
		ts.Fatalf("usage: model-server [-latency DURATION] [rules.yaml]")
	}
	var rules []fakeRule
	if len(args) == 1 {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		ts.Check(err)
		rules, err = parseRules(text)
		ts.Check(err)
	}
	m, err := newFakeModel(rules...)
	ts.Check(err)
	m.Latency = latency
	ts.Defer(m.Close)
	models := ts.Value("models").(*fakeModels)
	models.all = append(models.all, m)
	ts.Setenv("OPENAI_BASE_URL", m.URL)
	ts.Setenv("OPENAI_API_KEY", "sk-test-0123456789")
}

// modelRequests demands that the server started last was sent so many requests,
// and writes their bodies into a file, a line each:
//
//	model-requests N [bodies.jsonl]
func modelRequests(ts *testscript.TestScript, neg bool, args []string) {
	models := ts.Value("models").(*fakeModels)
	if neg || len(args) < 1 || len(args) > 2 || len(models.all) == 0 {
		ts.Fatalf("usage: model-requests N [FILE], after model-server")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	sent, count := models.all[len(models.all)-1].Requests()
	if count != want {
		ts.Fatalf("%d requests were sent, want %d", count, want)
	}
	if len(args) == 2 {
		text := ""
		for _, r := range sent {
			text += r.Body + "\n"
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o644))
	}
}
