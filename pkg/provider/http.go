package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// maxBody is the longest answer that is read, in bytes.
const maxBody = 32 << 20

// httpService is a provider that is asked over HTTP.
type httpService struct {
	set    settings
	wire   wire
	base   *url.URL
	key    key
	secret map[string]string // headers whose values are secret
	client *http.Client
	wait   time.Duration // for one answer
	now    func() time.Time
}

// wire is how a provider is asked: its addresses and its form of bodies.
type wire interface {
	// chat returns the path and the body of a call of a model.
	chat(h *httpService, name string, c Call, stream bool) (path string, body model.Object, err error)
	// embeddings returns the path and the body that asks for the vectors of texts.
	embeddings(h *httpService, name string, texts []string) (path string, body any, err error)
	// vectors reads the answer to that.
	vectors(body []byte) ([][]float64, error)
	// authorize puts the key into the headers, where there is one.
	authorize(header http.Header, key string)
	// missing is the hint for a model that the provider has not, and down for one
	// that does not answer.
	missing(h *httpService) string
	down(h *httpService) string
}

// host is what errors call the provider's machine.
func (h *httpService) host() string { return h.base.Host }

// timeout is the patience with one answer, or with one event of a stream.
func (h *httpService) timeout() time.Duration { return h.wait }

// newTransport returns a transport that keeps a connection for each of so many
// requests at one time.
func newTransport(concurrency int) *http.Transport {
	if concurrency <= 0 {
		concurrency = 4
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		// A connection may be made for a request that is then sent on another, which
		// became free meanwhile: there is room for these too.
		MaxIdleConnsPerHost: 2 * concurrency, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
	}
}

// staying returns a client that does not follow where a provider redirects to,
// unless that is the same host: keys are for one host, and net/http strips none
// of the headers that it does not know.
func staying(c *http.Client) *http.Client {
	stays := *c
	stays.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		first := before[0].URL
		if len(before) > 3 || next.URL.Host != first.Host || next.URL.Scheme != first.Scheme || next.Method != before[0].Method {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &stays
}

// chat returns what sends a call once, and about how many tokens it takes.
func (h *httpService) chat(name string, c Call, each func(string) error) (attempt[*model.Response], int, error) {
	path, body, err := h.wire.chat(h, name, c, each != nil)
	if err != nil {
		return nil, 0, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, 0, err
	}
	if each != nil {
		return func(ctx context.Context) (*model.Response, error) { return h.stream(ctx, path, text, each) }, len(text) / 4, nil
	}
	return func(ctx context.Context) (*model.Response, error) {
		answer, err := h.post(ctx, path, text)
		if err != nil {
			return nil, err
		}
		r, err := model.Decode(formOf(h.set.kind), answer)
		return h.without(r), h.unreadable(answer, err)
	}, len(text) / 4, nil
}

// embed returns what asks for vectors once.
func (h *httpService) embed(name string, texts []string) (attempt[[][]float64], int, error) {
	path, body, err := h.wire.embeddings(h, name, texts)
	if err != nil {
		return nil, 0, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, 0, err
	}
	return func(ctx context.Context) ([][]float64, error) {
		answer, err := h.post(ctx, path, text)
		if err != nil {
			return nil, err
		}
		vectors, err := h.wire.vectors(answer)
		if err == nil && len(vectors) != len(texts) {
			err = errors.New("the answer has another number of vectors than there were texts")
		}
		return vectors, h.unreadable(answer, err)
	}, len(text) / 4, nil
}

// unreadable is the error of an answer that came whole and cannot be read.
func (h *httpService) unreadable(answer []byte, err error) error {
	var service *model.ServiceError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &service):
		return h.told(service)
	case len(bytes.TrimSpace(answer)) == 0:
		return &Error{Message: "the answer is empty", lost: true, again: true, hint: h.baseHint()}
	case bytes.HasPrefix(bytes.TrimSpace(answer), []byte("<")):
		return h.described(errPage)
	case isHalf(answer):
		return h.described(io.ErrUnexpectedEOF)
	}
	return &Error{Message: h.scrub(err.Error()), Err: err, lost: true, hint: h.baseHint()}
}

// isHalf reports whether JSON ends before its end, as an answer of a server does
// that says no length and breaks off.
func isHalf(answer []byte) bool {
	var syntax *json.SyntaxError
	err := json.Unmarshal(answer, new(json.RawMessage))
	return errors.As(err, &syntax) && syntax.Offset >= int64(len(answer))
}

func (h *httpService) described(err error) *Error {
	e := &Error{Err: err}
	h.describe(e)
	return e
}

// told is the error of an answer that begins well and tells of an error.
func (h *httpService) told(service *model.ServiceError) *Error {
	code, err := h.scrub(service.Code), cut(h.scrub(service.Error()))
	e := &Error{Code: code, Message: "the provider tells of an error: " + err, Err: errors.New(err), after: service.After}
	switch code {
	case "overloaded_error", "server_error", "api_error", "timeout_error", "rate_limit_error", "rate_limit_exceeded",
		"UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL", "408", "429", "500", "502", "503", "504", "529":
		e.again, e.hint = true, fmt.Sprintf("%s has trouble: try again later", h.host())
	}
	return e
}

// post sends a body and returns that of the answer.
func (h *httpService) post(ctx context.Context, path string, body []byte) ([]byte, error) {
	limited, cancel := context.WithTimeoutCause(ctx, h.wait, ErrTimeout)
	defer cancel()
	response, err := h.open(limited, path, body)
	if err != nil {
		return nil, h.failed(ctx, limited, err)
	}
	defer response.Body.Close()
	answer, err := read(response)
	if err != nil {
		return nil, h.failed(ctx, limited, err)
	}
	return answer, nil
}

// failed tells what became of a request. Limited is its own context, which ends
// with the patience.
func (h *httpService) failed(ctx, limited context.Context, err error) error {
	var refused *Error
	if errors.As(err, &refused) {
		return err
	}
	if errors.Is(context.Cause(limited), ErrTimeout) {
		err = ErrTimeout
	}
	return h.broken(ctx, err)
}

// open sends a body, and returns an answer that is none of refusal.
func (h *httpService) open(ctx context.Context, path string, body []byte) (*http.Response, error) {
	if err := h.key.problem(); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address(path), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	h.fill(request.Header)
	response, err := h.client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 200 && response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	text, err := read(response)
	if err != nil && !errors.Is(err, errTooLong) {
		text = nil // the status says enough
	}
	return nil, h.refusal(response.StatusCode, response.Header, h.said(response, text))
}

// address is where a path is. The path may have a query.
func (h *httpService) address(path string) string {
	return strings.TrimSuffix(h.base.String(), "/") + path
}

func (h *httpService) fill(header http.Header) {
	header.Set("Content-Type", "application/json")
	header.Set("Accept", "application/json, text/event-stream")
	header.Set("User-Agent", "promptctl")
	h.wire.authorize(header, h.key.value)
	for name, value := range h.set.headers {
		header.Set(name, value)
	}
	for name, value := range h.secret {
		header.Set(name, value)
	}
}

// read reads an answer, which may be so long and no longer.
func read(response *http.Response) ([]byte, error) {
	return bounded(response.Body, response.ContentLength)
}

// bounded reads an answer of n bytes, if that is known.
func bounded(body io.Reader, n int64) ([]byte, error) {
	var text bytes.Buffer
	if n > 0 && n <= maxBody {
		text.Grow(int(n) + bytes.MinRead)
	}
	_, err := text.ReadFrom(io.LimitReader(body, maxBody+1))
	if err == nil && text.Len() > maxBody {
		err = errTooLong
	}
	return text.Bytes(), err
}
