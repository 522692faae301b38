package provider

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	firstWait = 500 * time.Millisecond
	// maxWait is the longest that a call waits before it is sent again. A provider
	// that wants to be left alone for longer is not asked again.
	maxWait = 60 * time.Second
)

// retryable reports whether a status may be another the next time.
func retryable(status int, header http.Header) bool {
	switch header.Get("X-Should-Retry") { // what OpenAI and Anthropic know better
	case "true":
		return true
	case "false":
		return false
	}
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 529:
		return true
	}
	return false
}

// retryAfter returns how long a provider wants to be left alone: milliseconds,
// seconds, or until a date (RFC 9110, 10.2.3). 0 is not said.
func retryAfter(header http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(header.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 {
		return span(ms / 1000)
	}
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		return span(seconds)
	}
	if date, err := http.ParseTime(text); err == nil && date.After(now) {
		return span(date.Sub(now).Seconds())
	}
	return 0
}

// span is a number of seconds, an hour at most: what is longer is too long.
func span(seconds float64) time.Duration {
	return time.Duration(min(seconds, 3600) * float64(time.Second))
}

// backoff is how long to wait before attempt n+1: exponential, with full jitter,
// so that those who failed together do not come back together ("Exponential
// Backoff And Jitter", AWS Architecture Blog, 2015).
func backoff(n int) time.Duration {
	longest := firstWait << min(n-1, 6)
	return rand.N(min(longest, maxWait)) + time.Millisecond
}

// attempt sends a request once.
type attempt[T any] func(ctx context.Context) (T, error)

// sent is what came of a request.
type sent[T any] struct {
	value   T
	latency time.Duration // of the last attempt
	attempts
}

// attempts counts requests of one call.
type attempts struct {
	all  int
	lost int // of these, that may be billed without an answer
}

// send sends a request until it is answered, or until it is no use. Size is how
// many tokens it may take, and used how many an answer took.
func send[T any](ctx context.Context, s *source, name string, size int, do attempt[T], used func(T) int) (sent[T], error) {
	var n attempts
	for {
		leave, err := s.limits.enter(ctx, size)
		if err != nil {
			return sent[T]{}, err
		}
		start := s.now()
		n.all++
		value, err := do(ctx)
		latency := s.now().Sub(start)
		if err == nil {
			leave(used(value))
			return sent[T]{value, latency, n}, nil
		}
		leave(0)
		wait, err := s.judge(err, name, &n)
		if err != nil {
			return sent[T]{}, err
		}
		if err := sleep(ctx, wait); err != nil {
			return sent[T]{}, err
		}
	}
}

// judge returns how long to wait before a call is sent again, or the error that
// is the end of it.
func (s *source) judge(err error, name string, n *attempts) (time.Duration, error) {
	var e *Error
	if !errors.As(err, &e) {
		return 0, err
	}
	if e.lost {
		n.lost++
	}
	e.Provider, e.Model, e.Attempts, e.Lost = s.settings.name, name, n.all, n.lost
	wait := backoff(n.all)
	if e.after > 0 {
		wait += e.after // those who were refused together do not come back together
	}
	if e.again && e.after > maxWait {
		e.again = false
		e.Message += fmt.Sprintf(", and no request is wanted for %s", e.after.Round(time.Second))
	}
	if !e.again || n.all > s.settings.retries {
		return 0, e.hinted()
	}
	if e.Status == http.StatusTooManyRequests && e.after > 0 {
		s.limits.pause(e.after) // those that would follow would be refused too
	}
	if s.retrying != nil {
		s.retrying(e, wait)
	}
	return wait, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
