package eval

import (
	"errors"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// filler renders the prompt with what inputs give.
type filler struct {
	run   *Run
	takes func(name string) bool // whether the prompt takes a value of that name
	names []string               // that it takes
}

func (r *Run) filler() *filler {
	f := &filler{run: r, takes: r.Closure.Taker(), names: r.Closure.Prompt.Placeholders()}
	for _, v := range r.Closure.Inputs() {
		f.names = append(f.names, v.Name)
	}
	return f
}

// request renders the prompt. A name that the prompt does not take is there for the
// assertions, unless it is a misspelling of one that is not given.
func (f *filler) request(input *suite.Input) (*model.Request, error) {
	given := make(map[string]any, len(input.Variables))
	for name, value := range input.Variables {
		if f.takes(name) || f.misspelt(name, input) {
			given[name] = value
		}
	}
	request, err := f.run.Closure.Render(given)
	if err != nil {
		return nil, err
	}
	if f.run.Model != "" {
		request.Model = f.run.Model
	}
	if request.Model == "" {
		return nil, diag.WithHint(errors.New("the prompt names no model"), "write model: into the prompt, or give --model")
	}
	return request, nil
}

func (f *filler) misspelt(name string, input *suite.Input) bool {
	meant := diag.Suggest(name, f.names)
	_, given := input.Variables[meant]
	return meant != "" && !given
}
