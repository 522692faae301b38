package assertion

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
)

// embeddingModel is what compares meanings where the assertion names no model.
const embeddingModel = "openai/text-embedding-3-small"

// similar scores the cosine of the embeddings of the answer and of a text; what is
// below 0 counts as 0.
func (c *compiler) similar() holder {
	t, name := c.text(c.value()), cmp.Or(c.assertion.Model, embeddingModel)
	return func(ctx context.Context, s *Subject) finding {
		want, err := t.filled(s)
		if err != nil {
			return finding{err: err}
		}
		if s.output() == "" {
			return finding{scored: true, reason: func() string { return "the answer is empty" }}
		}
		score, err := c.likeness(ctx, name, s.output(), want)
		return finding{err: err, scored: true, score: score, reason: func() string {
			return fmt.Sprintf("score %.2f: wanted something like %s, got %s", score, quoted(want), quoted(s.output()))
		}}
	}
}

func (c *compiler) likeness(ctx context.Context, name, a, b string) (float64, error) {
	if c.options.Judges == nil {
		return 0, errors.New("there is no provider of embeddings")
	}
	vectors, err := c.options.Judges.Embed(ctx, name, []string{a, b})
	if err != nil {
		return 0, fmt.Errorf("embeddings of %s: %w", name, err)
	}
	if len(vectors) != 2 || len(vectors[0]) != len(vectors[1]) {
		return 0, fmt.Errorf("embeddings of %s: they are not two vectors of one length", name)
	}
	score := cosine(vectors[0], vectors[1])
	if math.IsNaN(score) {
		return 0, fmt.Errorf("embeddings of %s: a vector has no direction", name)
	}
	return min(1, max(score, 0)), nil
}

// cosine is NaN where a vector is null.
func cosine(a, b []float64) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += a[i] * b[i]
		aa += a[i] * a[i]
		bb += b[i] * b[i]
	}
	return dot / (math.Sqrt(aa) * math.Sqrt(bb))
}
