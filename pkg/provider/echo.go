package provider

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// echo answers with the last message of the user, or with a text that does not
// change. It needs no network, for demonstrations and for trying tests out.
type echo struct{ text string }

func (e echo) chat(name string, c Call, each func(string) error) (attempt[*model.Response], int, error) {
	r := &model.Response{Model: name, Text: e.text, Finish: model.FinishStop}
	for _, m := range slices.Backward(c.Messages) {
		if r.Text == "" && m.Role == model.User {
			r.Text = m.Text()
		}
	}
	return func(context.Context) (*model.Response, error) {
		answer := *r
		if each != nil {
			return &answer, each(answer.Text)
		}
		return &answer, nil
	}, 0, nil
}

// echoed is how long the vectors of echo are.
const echoed = 256

// embed counts words: texts are the more alike the more of them they share.
func (echo) embed(_ string, texts []string) (attempt[[][]float64], int, error) {
	vectors := make([][]float64, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float64, echoed)
		for _, word := range strings.Fields(strings.ToLower(text)) {
			hash := fnv.New32a()
			_, _ = hash.Write([]byte(strings.Trim(word, `.,;:!?"'()`)))
			vectors[i][hash.Sum32()%echoed]++
		}
	}
	return func(context.Context) ([][]float64, error) { return vectors, nil }, 0, nil
}
