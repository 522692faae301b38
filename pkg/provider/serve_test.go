package provider

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
)

// testKey is the key that tests send, and that must be in no error.
const testKey = "sk-test-0123456789abcdef"

// asked is a request that came.
type asked struct {
	path   string // with its query
	header http.Header
	body   string
}

// served is a server that gives its answers one after the other, and then the
// last one again and again.
type served struct {
	*httptest.Server
	answers []http.HandlerFunc

	mutex sync.Mutex
	asked []asked
}

func serve(t *testing.T, answers ...http.HandlerFunc) *served {
	t.Helper()
	s := &served{answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP gives the next answer.
func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mutex.Lock()
	n := min(len(s.asked), len(s.answers)-1)
	s.asked = append(s.asked, asked{r.URL.RequestURI(), r.Header, string(body)})
	s.mutex.Unlock()
	s.answers[n](w, r)
}

// only is the one request that came.
func (s *served) only(t *testing.T) asked {
	t.Helper()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	require.Len(t, s.asked, 1)
	return s.asked[0]
}

func (s *served) count() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.asked)
}

// says answers with a status, JSON and headers ("Name: value").
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

const hello = `{"model":"m-1","choices":[{"message":{"content":"Hello!"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}`

// events answers with server-sent events.
func events(data ...string) http.HandlerFunc {
	text := ""
	for _, d := range data {
		text += "data: " + d + "\n\n"
	}
	return says(http.StatusOK, text, "Content-Type: text/event-stream")
}

// env are variables.
type env map[string]string

func (e env) get(name string) string { return e[name] }

// opened returns providers of which promptctl.yaml says so much: the mapping
// below providers.
func opened(t *testing.T, providers string, e env, change ...func(*Options)) *Set {
	t.Helper()
	s, err := tryOpen(t, providers, e, change...)
	require.NoError(t, err)
	return s
}

func tryOpen(t *testing.T, providers string, e env, change ...func(*Options)) (*Set, error) {
	t.Helper()
	c := config.Default()
	if providers != "" {
		var err error
		c, err = config.Load("promptctl.yaml", []byte("version: 1\ntest:\n  providers:\n"+providers))
		require.NoError(t, err)
	}
	o := Options{Getenv: e.get, Dir: t.TempDir(), ReadFile: os.ReadFile, Now: time.Now}
	for _, f := range change {
		f(&o)
	}
	return Open(c.Test.Providers, o)
}

// at is a set whose provider x, of a type, is a server.
func at(t *testing.T, kind string, s *served, more ...string) *Set {
	t.Helper()
	settings := append([]string{"type: " + kind, "baseUrl: " + s.URL, "keyEnv: X_KEY"}, more...)
	return opened(t, "    x: {"+strings.Join(settings, ", ")+"}\n", env{"X_KEY": testKey})
}

func say(name, text string) Call {
	return Call{Request: model.Request{Model: name, Messages: []model.Message{{Role: model.User, Parts: []model.Part{{Kind: model.TextPart, Text: text}}}}}}
}

// collected calls a model and returns its answer, streamed, with the pieces that
// were handed out.
func collected(t *testing.T, s *Set, c Call) (*Answer, []string, error) {
	t.Helper()
	var pieces []string
	answer, err := s.Stream(context.Background(), c, func(text string) error {
		pieces = append(pieces, text)
		return nil
	})
	return answer, pieces, err
}

// failure returns the error of a call, and demands that it is one of a provider
// and shows no key.
func failure(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	for inner := err; inner != nil; {
		require.NotContains(t, fmt.Sprintf("%v %+v %s", inner, inner, diag.Hint(inner)), testKey)
		wraps, ok := inner.(interface{ Unwrap() error })
		if !ok {
			break
		}
		inner = wraps.Unwrap()
	}
	require.NotContains(t, e.Code, testKey)
	return e
}
