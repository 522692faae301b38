// Package token counts the tokens of a text as a language model would.
//
// The vocabularies are those that OpenAI publishes; the text is split and
// merged here, as tiktoken does it, because a command that lists thousands of
// prompts counts the tokens of each. Every other maker keeps its tokenizer to
// itself or ships one per model; for those the count is o200k_base's, and it
// says that it is approximate.
package token

import (
	"sync"
	"unicode/utf8"
)

// Count is how many tokens a text has.
type Count struct {
	Tokens   int    `json:"tokens"`   // tokens of the text alone, without what a chat adds around a message
	Exact    bool   `json:"exact"`    // whether Encoding is the model's own
	Encoding string `json:"encoding"` // what was counted with: "o200k_base" or "cl100k_base"
}

// Counter counts tokens. It is safe for concurrent use; make one and hand it
// around.
type Counter struct {
	o200k, cl100k func() (*encoding, error)
}

// NewCounter returns a Counter, which costs nothing until it counts.
func NewCounter() *Counter {
	k := sync.OnceValue(newClasses)
	return &Counter{
		o200k: sync.OnceValues(func() (*encoding, error) {
			return load(O200k, o200kData, func(s string, i int) int { return k().nextO200k(s, i) })
		}),
		cl100k: sync.OnceValues(func() (*encoding, error) {
			return load(CL100k, cl100kData, func(s string, i int) int { return k().nextCL100k(s, i) })
		}),
	}
}

// Count counts the tokens of text for a model, named as in "gpt-4o-mini" or
// "openai/gpt-4o-mini". Text that looks like a control token, such as
// <|endoftext|>, counts as the ordinary text that it is for a model's caller.
// Each byte that is not UTF-8 counts as U+FFFD, which is what is sent for it.
//
// It fails only if the vocabulary built into the program is damaged.
func (c *Counter) Count(model, text string) (Count, error) {
	name, exact := EncodingOf(model)
	get := c.o200k
	if name == CL100k {
		get = c.cl100k
	}
	e, err := get()
	if err != nil {
		return Count{}, err
	}
	return Count{Tokens: e.count(text), Exact: exact, Encoding: name}, nil
}

// encoding is a way to turn text into tokens: where the text is split, and what
// becomes of a piece.
type encoding struct {
	vocab *vocabulary
	next  func(s string, i int) int // end of the piece that begins at i < len(s)
}

func load(name, data string, next func(string, int) int) (*encoding, error) {
	v, err := openVocabulary(name, data)
	if err != nil {
		return nil, err
	}
	return &encoding{vocab: v, next: next}, nil
}

func (e *encoding) count(text string) int {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	n := 0
	known := map[string]int{} // of pieces that are several tokens: words come again
	for i := 0; i < len(text); {
		end := e.next(text, i)
		n += e.tokens(text[i:end], known)
		i = end
	}
	return n
}

// mostKnown bounds how many pieces are remembered.
const mostKnown = 10_000

// tokens returns how many tokens a piece is.
func (e *encoding) tokens(piece string, known map[string]int) int {
	if e.vocab.rank(piece) != noRank {
		return 1
	}
	n, there := known[piece]
	if !there {
		n = e.vocab.merged(piece)
		if len(known) < mostKnown {
			known[piece] = n
		}
	}
	return n
}
