// Package provider sends requests to language models, and returns their answers.
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
