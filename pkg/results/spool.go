package results

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"
)

// Spool keeps cases in a temporary file, so that any number of them can be read
// again, more than once and by several readers at one time. It is safe for
// concurrent use.
type Spool struct {
	mu      sync.Mutex
	file    *os.File
	out     *bufio.Writer
	encode  *json.Encoder
	size    int64 // bytes that were encoded
	cases   int
	removed bool // the file has no name any more
}

// NewSpool returns an empty spool in a folder; "" is the system's folder of
// temporary files. It must be closed. Where the system allows, its file has no
// name from the start, and is gone however the program ends.
func NewSpool(folder string) (*Spool, error) {
	file, err := os.CreateTemp(folder, "promptctl-results-*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("keeping results for a while: %w", err)
	}
	s := &Spool{file: file, out: bufio.NewWriterSize(file, 1<<16)}
	s.encode = newEncoder(counter{s.out, &s.size})
	s.removed = os.Remove(file.Name()) == nil
	return s, nil
}

// newEncoder returns an encoder that leaves <, > and & as they are.
func newEncoder(w io.Writer) *json.Encoder {
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	return encode
}

// counter counts the bytes that are written.
type counter struct {
	io.Writer
	n *int64
}

func (c counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	*c.n += int64(n)
	return n, err
}

// Add keeps a case. It may be changed afterwards.
func (s *Spool) Add(c *Case) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.encode.Encode(whole(c)); err != nil {
		return fmt.Errorf("keeping the result of %s: %w", c.ID, err)
	}
	s.cases++
	return nil
}

// Len is how many cases it keeps.
func (s *Spool) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cases
}

// All yields the cases that were added before, in the order in which they were.
// Numbers among variables are json.Number. An error is the last that it yields.
func (s *Spool) All() iter.Seq2[*Case, error] {
	return func(yield func(*Case, error) bool) {
		from, err := s.reader()
		if err != nil {
			yield(nil, err)
			return
		}
		decode := json.NewDecoder(from)
		decode.UseNumber()
		for {
			c := &Case{}
			err := decode.Decode(c)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("reading results again: %w", err))
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// reader reads what there is now.
func (s *Spool) reader() (io.Reader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.out.Flush(); err != nil {
		return nil, fmt.Errorf("keeping results for a while: %w", err)
	}
	return bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.size), 1<<16), nil
}

// Close removes the file.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.file.Close()
	if !s.removed {
		s.removed = true
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}

// whole is a case in which no list is nil, as JSON shall have it.
func whole(c *Case) *Case {
	w := *c
	if w.Tags == nil {
		w.Tags = []string{}
	}
	if w.Variables == nil {
		w.Variables = map[string]any{}
	}
	if w.ToolCalls == nil {
		w.ToolCalls = []ToolCall{}
	}
	if w.Assertions == nil {
		w.Assertions = []Assertion{}
	}
	return &w
}
