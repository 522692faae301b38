package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Error says that a provider gave no answer. It comes with a hint (diag.Hint)
// that says what to do.
type Error struct {
	Provider string
	Model    string
	Status   int    // of HTTP; 0 where nothing came, or where it is not asked over HTTP
	Code     string // the provider's own word for it; "" where it has none
	Message  string // what happened
	Attempts int    // requests that were sent
	Lost     int    // of these, that were answered perhaps, and may be billed: the answer did not come, or cannot be read
	Err      error  // what is behind it; nil for nothing

	hint  string
	lost  bool          // the last attempt is one of Lost
	again bool          // it may go better the next time
	after time.Duration // how long the provider wants to be left alone; 0 is not said
}

// Error returns "provider/model: message".
func (e *Error) Error() string {
	text := e.Provider
	if e.Model != "" {
		text += "/" + e.Model
	}
	text += ": " + e.Message
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", e.Attempts)
	}
	return text
}

// Unwrap returns what is behind the error.
func (e *Error) Unwrap() error { return e.Err }

// hinted returns the error with its hint.
func (e *Error) hinted() error {
	if e.hint == "" {
		return e
	}
	return diag.WithHint(e, "%s", e.hint)
}

// UnknownError says that no provider is known for a model.
type UnknownError struct {
	Model   string
	Message string
}

// Error returns what is not known.
func (e *UnknownError) Error() string { return e.Message }

// What goes wrong without an answer.
var (
	// ErrTimeout says that no answer came in time.
	ErrTimeout = errors.New("no answer in time")
	errPage    = errors.New("a web page where an answer was expected")
	errTooLong = errors.New("the answer is too long")
)

// refusal is the error of a status that is none of success.
func (h *httpService) refusal(status int, header http.Header, said *said) *Error {
	e := &Error{Status: status, Code: said.code}
	e.Message = strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	if said.message != "" {
		e.Message += ": " + said.message
	}
	e.again = retryable(status, header)
	if e.after = retryAfter(header, h.now()); e.after == 0 {
		e.after = said.after
	}
	if said.outOfCredit() {
		e.again = false
	}
	e.hint = h.hint(e, said)
	return e
}

// hint says what to do.
func (h *httpService) hint(e *Error, s *said) string {
	switch {
	case s.outOfCredit() || e.Status == http.StatusPaymentRequired:
		return fmt.Sprintf("the account at %s has no credit left: add some, or use another key", h.host())
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || s.ofKey():
		return h.keyHint(e.Status)
	case e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed || s.ofModel():
		return h.wire.missing(h)
	case e.Status == http.StatusRequestEntityTooLarge || s.ofLength():
		return "the prompt is too long for the model: give it shorter values or smaller files"
	case e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity:
		return h.badHint()
	case e.Status == http.StatusTooManyRequests:
		return fmt.Sprintf("lower the concurrency, or set requestsPerMinute and tokensPerMinute of test.providers.%s in promptctl.yaml to what the account may use", h.set.name)
	case e.Status >= 500:
		return fmt.Sprintf("%s has trouble: try again later", h.host())
	case e.Status >= 300 && e.Status < 400:
		return "set baseUrl to the address that it redirects to, if you trust it with the key"
	}
	return ""
}

func (h *httpService) badHint() string {
	return fmt.Sprintf("`promptctl render NAME -o %s` shows the body that was sent", formOf(h.set.kind))
}

// keyHint says which variable has the key, or would have it.
func (h *httpService) keyHint(status int) string {
	switch {
	case h.key.from == "":
		return h.key.want
	case status == http.StatusForbidden:
		return fmt.Sprintf("the key in %s may not do this: look at what its account may use at %s", h.key.from, h.host())
	}
	return fmt.Sprintf("the key in %s is not one that %s takes: look whether it is whole, and still valid", h.key.from, h.host())
}

// broken is the error of a request that got no whole answer.
func (h *httpService) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // whoever asked does not wait any more
	}
	return h.described(err)
}
