package provider

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// eachError is the error of whoever takes the text: it goes up as it is.
type eachError struct{ error }

// stream sends a call, and hands out the text as it comes. The patience is with
// each piece. Once text was handed out nothing is sent again.
func (h *httpService) stream(ctx context.Context, path string, body []byte, each func(string) error) (*model.Response, error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	patience := time.AfterFunc(h.wait, func() { cancel(ErrTimeout) })
	defer patience.Stop()
	response, err := h.open(limited, path, body)
	if err != nil {
		return nil, h.failed(ctx, limited, err)
	}
	defer response.Body.Close()
	begun := false
	hand := func(text string) error {
		if text == "" {
			return nil
		}
		begun = true
		if err := each(text); err != nil {
			return eachError{err}
		}
		return nil
	}
	shown := h.veil()
	r, err := h.events(response, func(text string) error {
		patience.Reset(h.wait)
		return hand(shown.add(text))
	})
	if err == nil {
		err = hand(shown.held)
	}
	if err == nil {
		return h.without(r), nil
	}
	return nil, h.ended(ctx, limited, err, begun)
}

// ended tells why a stream ended before its end.
func (h *httpService) ended(ctx, limited context.Context, err error, begun bool) error {
	var own eachError
	if errors.As(err, &own) {
		return own.error
	}
	err = h.failed(ctx, limited, err)
	var e *Error
	if errors.As(err, &e) && begun {
		e.again = false
	}
	return err
}

// events reads an answer that comes in pieces, or whole where the provider does
// not stream.
func (h *httpService) events(response *http.Response, each func(string) error) (*model.Response, error) {
	media := response.Header.Get("Content-Type")
	format := formOf(h.set.kind)
	body := bufio.NewReader(io.LimitReader(response.Body, maxBody+1))
	next := nextEvent
	switch {
	case strings.Contains(media, "ndjson"):
		next = nextLine
	case !strings.Contains(media, "event-stream") && !beginsEvent(body):
		return h.atOnce(body, each)
	}
	stream, err := model.NewStream(format)
	if err != nil {
		return nil, err
	}
	for {
		data, err := next(body)
		if len(data) > 0 {
			text, err := stream.Add(data)
			if err != nil {
				return nil, h.unreadable(data, err)
			}
			if err := each(text); err != nil {
				return nil, err
			}
			if stream.Done() { // some servers leave the connection open
				return stream.End()
			}
		}
		if errors.Is(err, io.EOF) {
			return stream.End()
		}
		if err != nil {
			return nil, err
		}
	}
}

// atOnce reads the answer of a provider that does not stream.
func (h *httpService) atOnce(body io.Reader, each func(string) error) (*model.Response, error) {
	answer, err := bounded(body, 0)
	if err != nil {
		return nil, err
	}
	r, err := model.Decode(formOf(h.set.kind), answer)
	if err != nil {
		return nil, h.unreadable(answer, err)
	}
	return r, each(r.Text)
}

// beginsEvent reports whether a body is a stream of events that does not say so.
func beginsEvent(body *bufio.Reader) bool {
	beginning, _ := body.Peek(len("event:")) // what is wrong with it the reading tells
	return bytes.HasPrefix(beginning, []byte("data:")) || bytes.HasPrefix(beginning, []byte("event:"))
}

// nextLine returns the next line.
func nextLine(body *bufio.Reader) ([]byte, error) {
	line, err := body.ReadBytes('\n')
	return bytes.TrimSpace(line), err
}

// nextEvent returns the data of the next server-sent event (HTML Living
// Standard, 9.2.6), which may be empty.
func nextEvent(body *bufio.Reader) ([]byte, error) {
	var data []byte
	for {
		line, err := body.ReadBytes('\n')
		line = bytes.TrimRight(line, "\r\n")
		if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			if data != nil {
				data = append(data, '\n')
			}
			data = append(data, bytes.TrimPrefix(value, []byte(" "))...)
		}
		if err != nil || len(line) == 0 {
			return data, err
		}
	}
}
