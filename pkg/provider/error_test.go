package provider

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// Each refusal says what happened, and what to do.
func TestRefusals(t *testing.T) {
	page := "<html><head><title>Login</title></head></html>"
	tests := []struct {
		name, kind    string
		answer        http.HandlerFunc
		status        int
		message, hint string
	}{
		{"wrong key", "openai", says(401, `{"error":{"message":"Incorrect API key provided: `+testKey+`","code":"invalid_api_key"}}`), 401,
			"401 Unauthorized: Incorrect API key provided: [key]", "the key in X_KEY is not one that HOST takes: look whether it is whole, and still valid"},
		{"wrong key of Gemini", "gemini", says(400, `{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}`), 400,
			"400 Bad Request: API key not valid. Please pass a valid API key.", "the key in X_KEY is not one that HOST takes: look whether it is whole, and still valid"},
		{"not allowed", "openai", says(403, `{"error":{"message":"no"}}`), 403, "403 Forbidden: no", "the key in X_KEY may not do this: look at what its account may use at HOST"},
		{"no model", "openai", says(404, `{"error":{"message":"The model x does not exist","code":"model_not_found"}}`), 404,
			"404 Not Found: The model x does not exist", "look at the model's name, and at the address: it is http://HOST, and that of servers with OpenAI's wire mostly ends in /v1"},
		{"no model of OpenRouter", "openai", says(400, `{"error":{"message":"x is not a valid model ID","code":400}}`), 400,
			"400 Bad Request: x is not a valid model ID", "look at the model's name, and at the address: it is http://HOST, and that of servers with OpenAI's wire mostly ends in /v1"},
		{"no model of Anthropic", "anthropic", says(404, `{"type":"error","error":{"type":"not_found_error","message":"model: x"}}`), 404, "404 Not Found: model: x", "look at the model's name; claude-*"},
		{"no model of Gemini", "gemini", says(404, `{"error":{"code":404,"message":"models/x is not found","status":"NOT_FOUND"}}`), 404, "404 Not Found: models/x is not found", "look at the model's name, such as gemini-2.5-flash, and at the address: it is http://HOST"},
		{"no model of Ollama", "ollama", says(404, `{"error":"model 'x' not found"}`), 404, "404 Not Found: model 'x' not found", "`ollama list` shows the models that are there, and `ollama pull MODEL` fetches one"},
		{"no deployment", "azure", says(404, `{"error":{"code":"DeploymentNotFound","message":"no"}}`), 404, "404 Not Found: no", "a model of Azure is called by its deployment: *test.providers.x in promptctl.yaml"},
		{"bad request", "anthropic", says(400, `{"type":"error","error":{"type":"invalid_request_error","message":"no"}}`), 400, "400 Bad Request: no", "`promptctl render NAME -o anthropic` shows the body that was sent"},
		{"bad request of vLLM", "openai", says(422, `{"detail":[{"loc":["body","n"],"msg":"too many"}]}`), 422, "422 Unprocessable Entity: too many (body.n)", "`promptctl render NAME -o openai` shows the body that was sent"},
		{"too long", "openai", says(400, `{"error":{"message":"maximum context length is 8","code":"context_length_exceeded"}}`), 400, "400 Bad Request: maximum context length is 8", "the prompt is too long for the model: *"},
		{"too large", "openai", says(413, ``), 413, "413 Request Entity Too Large", "the prompt is too long for the model: *"},
		{"no credit", "openai", says(402, `{"error":{"message":"pay"}}`), 402, "402 Payment Required: pay", "the account at HOST has no credit left: add some, or use another key"},
		{"too many", "openai", says(429, `{"error":{"message":"slow down"}}`), 429, "429 Too Many Requests: slow down", "lower the concurrency, or set requestsPerMinute and tokensPerMinute of test.providers.x in promptctl.yaml to what the account may use"},
		{"trouble", "openai", says(503, page), 503, "503 Service Unavailable: with a web page", "HOST has trouble: try again later"},
		{"overloaded", "anthropic", says(529, `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`), 529, "529: Overloaded", "HOST has trouble: try again later"},
		{"text", "openai", says(500, "oh\n\tno "+testKey), 500, "500 Internal Server Error: oh no [key]", "HOST has trouble: try again later"},
		{"long text", "openai", says(500, strings.Repeat("é", 100_000)), 500, "500 Internal Server Error: " + strings.Repeat("é", 500) + "…", "HOST has trouble: try again later"},
		{"redirect", "openai", says(302, "", "Location: https://elsewhere.example/login?key="+testKey), 302, "302 Found: it redirects to https://elsewhere.example/login", "set baseUrl to the address that it redirects to, if you trust it with the key"},
		{"a page", "openai", says(200, page, "Content-Type: text/html"), 0, "a web page came where an answer was expected", "look at the address: it is http://HOST, and that of servers with OpenAI's wire mostly ends in /v1"},
		{"a page", "gemini", says(200, "\n"+page), 0, "a web page came where an answer was expected", "look at the address: it is http://HOST"},
		{"nothing", "openai", says(200, " \n"), 0, "the answer is empty", "look at the address: *"},
		{"half", "openai", says(200, hello[:40]), 0, "the connection broke before the answer was whole", "try again; if it goes on, look at the network and at the server at HOST"},
		{"no JSON", "openai", says(200, "Hello!"), 0, "the answer is not JSON: invalid character 'H' looking for beginning of value", "look at the address: *"},
		{"another JSON", "openai", says(200, `{"status":"ok"}`), 0, "the answer has no choices", "look at the address: *"},
		{"another wire", "openai", says(200, `{"choices":3}`), 0, "the answer has not the form that was expected: *", "look at the address: *"},
		{"an error in an answer", "openai", says(200, `{"error":{"message":"it broke `+testKey+`","code":502}}`), 0, "the provider tells of an error: it broke [key]", "HOST has trouble: try again later"},
		{"too much", "openai", says(200, strings.Repeat(" ", maxBody+1)), 0, "the answer is longer than 32 MiB", ""},
	}
	for _, test := range tests {
		for _, streamed := range []bool{false, true} {
			s := serve(t, test.answer)
			set := at(t, test.kind, s, "retries: 0")
			call := set.Call
			if streamed {
				call = func(ctx context.Context, c Call) (*Answer, error) {
					return set.Stream(ctx, c, func(string) error { return nil })
				}
			}
			_, err := call(context.Background(), say("x/m", "Hi"))
			e := failure(t, err)
			require.Equal(t, test.status, e.Status, test.name)
			requireLike(t, test.message, e.Message, test.name)
			requireLike(t, strings.ReplaceAll(test.hint, "HOST", s.Listener.Addr().String()), diag.Hint(err), test.name)
			require.Equal(t, "x", e.Provider)
			require.Equal(t, "m", e.Model)
			require.Equal(t, 1, s.count(), test.name)
		}
	}
}

// Where a message is cut, no part of a key stays at its end.
func TestKeysAreTakenOutBeforeAMessageIsCut(t *testing.T) {
	long := strings.Repeat("x", maxSaid-len(testKey)/2) + testKey + " and more"
	for name, s := range map[string]*served{
		"error":      serve(t, says(400, `{"error": {"message": "`+long+`"}}`)),
		"text":       serve(t, says(400, long)),
		"with a 200": serve(t, says(200, `{"error": {"message": "`+long+`"}}`)),
	} {
		_, err := at(t, "openai", s).Call(context.Background(), say("x/m", "Hi"))
		require.NotContains(t, failure(t, err).Message, testKey[:5], name)
		require.Contains(t, failure(t, err).Message, "xxx[key]", name)
	}
}

// A proxy that is down is not the provider's server.
func TestProxyThatIsDownIsTold(t *testing.T) {
	base, err := url.Parse("https://api.example.com/v1")
	require.NoError(t, err)
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("refused")}
	e := (&httpService{base: base}).described(&url.Error{Op: "Post", Err: &net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial}})
	require.Equal(t, "no connection to api.example.com: that to the proxy failed: dial tcp: refused", e.Message)
	require.Contains(t, e.hint, "HTTPS_PROXY")
}

// A header has a key behind its scheme, and a server says that again without the scheme.
func TestKeysInHeadersAreTakenOut(t *testing.T) {
	s := serve(t, says(401, `{"error": {"message": "invalid key `+testKey+`, Bearer"}}`))
	set := opened(t, "    x: {baseUrl: "+s.URL+", headersEnv: {Authorization: X_AUTH}}\n", env{"X_AUTH": "Bearer " + testKey})
	_, err := set.Call(context.Background(), say("x/m", "Hi"))
	require.Equal(t, "401 Unauthorized: invalid key [key], Bearer", failure(t, err).Message)
}

// What is streamed is on a terminal before it is whole: a key stays out of it, in
// however many pieces it comes, and what only begins like one is shown.
func TestKeysAreTakenOutOfStreams(t *testing.T) {
	content := func(text string) string { return `{"choices":[{"index":0,"delta":{"content":"` + text + `"}}]}` }
	end := `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
	for text, shown := range map[string]string{
		"It is " + testKey + ".|.":                                       "It is [key]..",
		testKey[:3] + "|" + testKey[3:20] + "|" + testKey[20:] + testKey: "[key][key]",
		testKey[:9] + "|" + testKey:                                      testKey[:9] + "[key]",
		"a |s|k|-|b|sk-te":                                               "a sk-bsk-te",
	} {
		var said []string
		for piece := range strings.SplitSeq(text, "|") {
			said = append(said, content(piece))
		}
		set := at(t, "openai", serve(t, events(append(said, end)...)))
		answer, pieces, err := collected(t, set, say("x/m", "Hi"))
		require.NoError(t, err)
		require.Equal(t, shown, strings.Join(pieces, ""))
		require.Equal(t, shown, answer.Text)
	}
	_, pieces, err := collected(t, at(t, "openai", serve(t, says(200, `{"choices": [{"message": {"content": "`+testKey+`"}}]}`))), say("x/m", "Hi"))
	require.NoError(t, err)
	require.Equal(t, []string{"[key]"}, pieces)
}

// An answer is kept in recordings and results: a key that a server says again stays out.
func TestKeysAreTakenOutOfAnswers(t *testing.T) {
	again := `{"choices": [{"message": {"content": "You sent Bearer ` + testKey + `", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": \"` + testKey + `\"}"}}]}}]}`
	for _, streamed := range []bool{false, true} {
		set := at(t, "openai", serve(t, says(200, again)))
		call := set.Call
		if streamed {
			call = func(ctx context.Context, c Call) (*Answer, error) {
				return set.Stream(ctx, c, func(string) error { return nil })
			}
		}
		answer, err := call(context.Background(), say("x/m", "Hi"))
		require.NoError(t, err)
		require.Equal(t, "You sent Bearer [key]", answer.Text)
		require.Equal(t, `{"a": "[key]"}`, answer.ToolCalls[0].Arguments)
	}

	set := opened(t, "    x: {baseUrl: "+serve(t, says(200, `{"choices": [{"message": {"content": "EMPTY is a word"}}]}`)).URL+", keyEnv: X_KEY}\n", env{"X_KEY": "EMPTY"})
	answer, err := set.Call(context.Background(), say("x/m", "Hi"))
	require.NoError(t, err)
	require.Equal(t, "EMPTY is a word", answer.Text)
}

// requireLike demands a text, in which * is any text.
func requireLike(t *testing.T, want, got, name string) {
	t.Helper()
	require.True(t, matches(want, got), "%s:\nwant %s\ngot  %s", name, want, got)
}

// A key is for one host: nothing follows where another is named, not even for a
// request that is sent the same way again.
func TestRedirects(t *testing.T) {
	thief := serve(t, says(200, hello))
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := serve(t, says(status, "", "Location: "+thief.URL+"/chat/completions"))
		_, err := at(t, "openai", s).Call(context.Background(), say("x/m", "Hi"))
		require.Equal(t, status, failure(t, err).Status)
		s = serve(t, nil)
		s.answers[0] = says(status, "", "Location: https://"+s.Listener.Addr().String()+"/chat/completions")
		_, err = at(t, "openai", s).Call(context.Background(), say("x/m", "Hi"))
		require.Equal(t, status, failure(t, err).Status, "another scheme is another host")
	}
	require.Zero(t, thief.count())

	s := serve(t, says(308, "", "Location: /v2/chat/completions"), says(200, hello))
	answer, err := at(t, "openai", s).Call(context.Background(), say("x/m", "Hi"))
	require.NoError(t, err, "within one host it goes on")
	require.Equal(t, "Hello!", answer.Text)
	require.Contains(t, s.asked[1].body, "Hi")
	require.Equal(t, "Bearer "+testKey, s.asked[1].header.Get("Authorization"))

	s = serve(t, says(307, "", "Location: /again"))
	_, err = at(t, "openai", s).Call(context.Background(), say("x/m", "Hi"))
	require.Equal(t, 307, failure(t, err).Status, "round and round has an end")
	require.LessOrEqual(t, s.count(), 5)
}

// What stands between a call and its server.
func TestNoConnection(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	host := closed.Listener.Addr().String()
	for _, test := range []struct{ kind, hint string }{
		{"openai", "start the server, or look at the address: it is " + closed.URL + ", and that of servers with OpenAI's wire mostly ends in /v1"},
		{"ollama", "start it with `ollama serve`, or set OLLAMA_HOST to where it is"},
		{"anthropic", "look at the address: it is " + closed.URL},
		{"gemini", "look at the address: it is " + closed.URL},
	} {
		set := opened(t, "    x: {type: "+test.kind+", baseUrl: "+closed.URL+"}\n", nil)
		_, err := set.Call(context.Background(), say("x/m", "Hi"))
		require.Equal(t, "nothing listens at "+host, failure(t, err).Message)
		require.Equal(t, test.hint, diag.Hint(err))
		require.Equal(t, 1, failure(t, err).Attempts, "nothing will listen there so soon")
	}

	stranger := httptest.NewUnstartedServer(says(200, hello))
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	stranger.StartTLS()
	defer stranger.Close()
	set := opened(t, "    x: {baseUrl: "+stranger.URL+", keyEnv: X_KEY}\n", env{"X_KEY": testKey})
	_, err := set.Call(context.Background(), say("x/m", "Hi"))
	require.ErrorContains(t, err, "the certificate of "+stranger.Listener.Addr().String()+" is not to be trusted: ")
	require.Contains(t, diag.Hint(err), "SSL_CERT_FILE")
	require.Equal(t, 1, failure(t, err).Attempts)

	nowhere := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "no.example", IsNotFound: true}}
	}
	set = opened(t, "    x: {baseUrl: 'https://no.example/v1', keyEnv: X_KEY}\n", env{"X_KEY": testKey}, func(o *Options) {
		o.Client = &http.Client{Transport: &http.Transport{DialContext: nowhere}}
	})
	_, err = set.Call(context.Background(), say("x/m", "Hi"))
	require.Equal(t, "there is no host no.example", failure(t, err).Message)
}
