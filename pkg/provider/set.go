package provider

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// Options are what providers need to know of the world.
type Options struct {
	Timeout     time.Duration // of one request; 0 is a minute
	Concurrency int           // how many calls come at one time, which is how many connections are kept; 0 is 4
	Getenv      func(name string) string
	Environ     []string // what programs are given (exec)
	Dir         string   // where programs run, and what keyFile is relative to: the top of the repository
	ReadFile    func(path string) ([]byte, error)
	Now         func() time.Time
	Client      *http.Client // nil is one of our own
	AllowExec   bool         // programs of promptctl.yaml may run
	// Retrying is told of each call that is sent again, and after how long; nil is
	// nobody. It is called by many goroutines.
	Retrying func(err *Error, wait time.Duration)
}

// wait is the patience with one request.
func (o Options) wait(s settings) time.Duration {
	switch {
	case s.timeout > 0:
		return s.timeout
	case o.Timeout > 0:
		return o.Timeout
	}
	return time.Minute
}

// Set is all providers that are set up, and those that need no setting up. It
// may be used by many goroutines.
type Set struct {
	o      Options
	own    []settings // in the order of promptctl.yaml
	client func() *http.Client

	mutex   sync.Mutex
	sources map[string]*source
}

// source is one provider.
type source struct {
	settings settings
	service  service
	limits   *limits
	now      func() time.Time
	retrying func(*Error, time.Duration)
}

// service is how a provider is asked. What it returns sends a request once, with
// about how many tokens that takes.
type service interface {
	chat(name string, c Call, each func(string) error) (attempt[*model.Response], int, error)
	embed(name string, texts []string) (attempt[[][]float64], int, error)
}

// Open reads the settings of providers. Whatever is wrong with them is a
// *config.Error. Nothing is sent and no key is looked up before a call.
func Open(own []config.Provider, o Options) (*Set, error) {
	s := &Set{o: o, sources: map[string]*source{}}
	s.client = sync.OnceValue(func() *http.Client {
		if o.Client != nil {
			return staying(o.Client)
		}
		return staying(&http.Client{Transport: newTransport(o.Concurrency)})
	})
	var found diag.List
	for _, p := range own {
		set, wrong := readSettings(p)
		s.own, found = append(s.own, set), append(found, wrong...)
	}
	hideLines(found)
	if found.HasErrors() {
		return nil, &config.Error{Findings: found}
	}
	return s, nil
}

// Call sends a request to the provider of its model.
func (s *Set) Call(ctx context.Context, c Call) (*Answer, error) { return s.call(ctx, c, nil) }

// Stream is Call for those who show the text as it comes. Each is given pieces
// of it; its error ends the call.
func (s *Set) Stream(ctx context.Context, c Call, each func(text string) error) (*Answer, error) {
	return s.call(ctx, c, each)
}

func (s *Set) call(ctx context.Context, c Call, each func(text string) error) (*Answer, error) {
	from, name, err := s.find(c.Model)
	if err != nil {
		return nil, err
	}
	do, size, err := from.service.chat(name, c, each)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Model, err)
	}
	used := func(r *model.Response) int { return r.Usage.Input + r.Usage.Output }
	got, err := send(ctx, from, name, size+most(c), do, used)
	if err != nil {
		return nil, err
	}
	return &Answer{Response: *got.value, Latency: got.latency, Attempts: got.all, Lost: got.lost}, nil
}

const most32 = 1<<31 - 1

// most is how long an answer may become, in tokens; 0 where nothing says so.
func most(c Call) int {
	for name, value := range c.Parameters {
		if canonical, _ := model.CanonicalParameter(name); canonical != "maxTokens" && canonical != "maxCompletionTokens" {
			continue
		}
		switch n := value.(type) {
		case int64:
			return int(min(max(n, 0), most32))
		case float64:
			return int(min(max(n, 0), most32))
		}
	}
	return 0
}

// embedded is how many texts go into one request: what Gemini takes.
const embedded = 100

// Embed returns the vectors of texts.
func (s *Set) Embed(ctx context.Context, name string, texts []string) ([][]float64, error) {
	from, short, err := s.find(name)
	if err != nil {
		return nil, err
	}
	vectors := make([][]float64, 0, len(texts))
	for some := range slices.Chunk(filled(texts), embedded) {
		do, size, err := from.service.embed(short, some)
		if err != nil {
			return nil, err
		}
		got, err := send(ctx, from, short, size, do, func([][]float64) int { return size })
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, got.value...)
	}
	return vectors, nil
}

// filled is texts of which none is empty, as providers take none that are.
func filled(texts []string) []string {
	out := slices.Clone(texts)
	for i, text := range out {
		if text == "" {
			out[i] = " "
		}
	}
	return out
}

// open returns the source of a provider, made when it is first asked.
func (s *Set) open(set settings) (*source, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if there := s.sources[set.name]; there != nil {
		return there, nil
	}
	service, err := s.service(set)
	if err != nil {
		return nil, err
	}
	made := &source{set, service, newLimits(set, s.o.Now), s.o.Now, s.o.Retrying}
	s.sources[set.name] = made
	return made, nil
}

func (s *Set) service(set settings) (service, error) {
	switch set.kind {
	case echoType:
		return echo{set.text}, nil
	case execType:
		set.retries = 0
		return script{set, s.o}, nil
	}
	base, own, err := s.base(set)
	if err != nil {
		return nil, err
	}
	h := &httpService{
		set: set, wire: wireOf(set.kind), base: base, key: findKey(set, s.o, own),
		secret: map[string]string{}, client: s.client(), wait: s.o.wait(set), now: s.o.Now,
	}
	for name, variable := range set.headersEnv {
		value := strings.TrimSpace(s.o.Getenv(variable))
		if value == "" || !isHeader(name, value) {
			return nil, (&Error{Provider: set.name, Message: variable + ", which has the header " + name + ", is not set",
				hint: "set it to the header's value"}).hinted()
		}
		h.secret[name] = value
	}
	return h, h.checkPlain()
}

// base returns where a provider is, and whether that is its own address or the
// environment's.
func (s *Set) base(set settings) (base *url.URL, own bool, err error) {
	text, from := set.base, "baseUrl"
	if text == "" && set.preset.baseEnv != "" {
		text, from = strings.TrimSpace(s.o.Getenv(set.preset.baseEnv)), set.preset.baseEnv
		if set.kind == ollamaType {
			text = ollamaAddress(text)
		}
	}
	if text == "" {
		text, from = set.preset.base, ""
	}
	if text == "" {
		return nil, false, (&Error{Provider: set.name, Message: "it is not said where it is: " + set.preset.baseEnv + " is not set",
			hint: "set it to the address, or give that as baseUrl of test.providers." + set.name + " in promptctl.yaml"}).hinted()
	}
	base, problem := addressOf(text)
	if problem != "" {
		return nil, false, &Error{Provider: set.name, Message: from + " " + problem}
	}
	return base, set.base == "", nil
}

func wireOf(kind string) wire {
	switch kind {
	case azureType:
		return azure{}
	case anthropicType:
		return anthropic{}
	case geminiType:
		return gemini{}
	case ollamaType:
		return ollama{}
	}
	return openAI{}
}
