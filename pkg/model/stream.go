package model

import (
	"errors"
	"strings"
)

// ErrCut says that an answer ended before it was whole.
var ErrCut = errors.New("the answer ended before it was whole")

// Stream puts an answer together from the events in which a provider sends it.
type Stream struct {
	pieces pieces
	text   strings.Builder
}

// pieces are the events of one form. What add returns is text of the answer.
type pieces interface {
	add(data []byte) (text string, err error)
	last() bool
	end() (r *Response, whole bool)
}

// NewStream returns a stream of answers in the named form.
func NewStream(format string) (*Stream, error) {
	switch format {
	case OpenAIFormat:
		return &Stream{pieces: &openAIStream{}}, nil
	case AnthropicFormat:
		return &Stream{pieces: &anthropicStream{}}, nil
	case GeminiFormat:
		return &Stream{pieces: &geminiStream{}}, nil
	case OllamaFormat:
		return &Stream{pieces: &ollamaStream{}}, nil
	}
	_, err := decoder(format)
	return nil, err
}

// Add takes the data of an event, and returns what it adds to the text. An event
// that tells of an error is a *ServiceError.
func (s *Stream) Add(data []byte) (text string, err error) {
	if e := readError(data); e != nil {
		return "", e
	}
	text, err = s.pieces.add(data)
	s.text.WriteString(text)
	return text, err
}

// Done reports whether the last event said that it is the last. Not every form
// has one that does.
func (s *Stream) Done() bool { return s.pieces.last() }

// End returns the answer after its last event. One that is not whole is there
// too, beside ErrCut.
func (s *Stream) End() (*Response, error) {
	r, whole := s.pieces.end()
	r.Text = s.text.String()
	if !whole {
		return r.settle(), ErrCut
	}
	return r.settle(), nil
}
