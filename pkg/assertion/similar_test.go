package assertion

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSimilar(t *testing.T) {
	for _, c := range []struct {
		name    string
		vectors [][]float64
		err     error
		score   float64
		want    string // an error
	}{
		{"the same", [][]float64{{1, 2}, {2, 4}}, nil, 1, ""},
		{"near", [][]float64{{1, 0}, {4, 3}}, nil, 0.8, ""},
		{"at right angles", [][]float64{{1, 0}, {0, 1}}, nil, 0, ""},
		{"opposite", [][]float64{{1, 0}, {-1, 0}}, nil, 0, ""},
		{"null", [][]float64{{0, 0}, {1, 0}}, nil, 0, "a vector has no direction"},
		{"empty", [][]float64{{}, {}}, nil, 0, "a vector has no direction"},
		{"beyond floating point", [][]float64{{1e200, 1e200}, {1e200, 1e200}}, nil, 0, "a vector has no direction"},
		{"of two lengths", [][]float64{{1}, {1, 0}}, nil, 0, "they are not two vectors of one length"},
		{"one", [][]float64{{1}}, nil, 0, "they are not two vectors of one length"},
		{"none", nil, errors.New("status 503"), 0, "embeddings of openai/text-embedding-3-small: status 503"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Judges: service{means: func(texts []string) ([][]float64, error) {
				require.Equal(t, []string{"Here.", "returns"}, texts)
				return c.vectors, c.err
			}}}
			got := ready(t, `{similar: "{{expected}}"}`, o).Hold(context.Background(), answered(" Here."))
			not := ready(t, `{not-similar: "{{expected}}"}`, o).Hold(context.Background(), answered(" Here."))
			if c.want != "" {
				require.ErrorContains(t, got.Err, c.want)
				require.ErrorContains(t, not.Err, c.want)
				require.False(t, got.Passed || not.Passed)
				return
			}
			require.NoError(t, got.Err)
			require.InDelta(t, c.score, got.Score, 1e-9)
			require.InDelta(t, 1-c.score, not.Score, 1e-9)
			require.Equal(t, c.score >= 0.8, got.Passed)
			require.Equal(t, c.score < 0.8, not.Passed)
		})
	}
	v := ready(t, `{similar: a}`, Options{}).Hold(context.Background(), answered("b"))
	require.EqualError(t, v.Err, "there is no provider of embeddings")
	broken := Options{Judges: service{means: func([]string) ([][]float64, error) { return nil, errors.New("status 503") }}}
	v = ready(t, `{similar: a, model: ollama/nomic-embed-text}`, broken).Hold(context.Background(), answered("b"))
	require.EqualError(t, v.Err, "embeddings of ollama/nomic-embed-text: status 503")
	v = ready(t, `{similar: a}`, Options{}).Hold(context.Background(), answered(""))
	require.Equal(t, Verdict{Reason: "the answer is empty"}, v)
}
