package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Parameter is one setting of the model.
type Parameter struct {
	Name  string // canonical: maxTokens, also where the file says max_tokens
	Key   *yamldoc.Node
	Node  *yamldoc.Node
	Value any
}

// parameters reads modelParameters.
func (d *decoder) parameters(p *Prompt, n *yamldoc.Node) {
	if !d.expect(n, yamldoc.Mapping, "modelParameters", "a mapping") {
		return
	}
	specs := model.KnownParameters()
	for _, pair := range n.Pairs {
		if pair.Key.Kind != yamldoc.Scalar || strings.HasPrefix(pair.Key.Value, "x-") {
			continue
		}
		spec, known := specOf(specs, pair.Key.Value)
		switch {
		case !known:
			d.unknownParameter(pair.Key, specs)
		case slices.ContainsFunc(p.Parameters, func(other Parameter) bool { return other.Name == spec.Name }):
			d.errorf("Y002", pair.Key, "parameter %s is given twice, in two spellings", spec.Name)
		default:
			d.parameter(p, spec, pair)
		}
	}
}

// specOf finds what is known of a parameter in any of its spellings.
func specOf(specs []model.ParameterSpec, name string) (model.ParameterSpec, bool) {
	is := func(name string) func(model.ParameterSpec) bool {
		return func(s model.ParameterSpec) bool { return s.Name == name }
	}
	i := slices.IndexFunc(specs, is(name))
	if i < 0 {
		if canonical, ok := model.CanonicalParameter(name); ok {
			i = slices.IndexFunc(specs, is(canonical))
		}
	}
	if i < 0 {
		return model.ParameterSpec{}, false
	}
	return specs[i], true
}

func (d *decoder) unknownParameter(key *yamldoc.Node, specs []model.ParameterSpec) {
	near := ""
	if !d.found.full("Y003") {
		names := make([]string, len(specs))
		for i, s := range specs {
			names[i] = s.Name
		}
		near = diag.DidYouMean(key.Value, names)
	}
	d.errorf("Y003", key, "unknown parameter %q%s", key.Value, near).
		Hint = "what only one provider knows goes under extra:, and is sent as it is"
}

func (d *decoder) parameter(p *Prompt, spec model.ParameterSpec, pair yamldoc.Pair) {
	value := pair.Value.Decode()
	if err := spec.Check(value); err != nil {
		d.errorf(parameterCode(spec, value), pair.Value, "%v", err).Hint = diag.Hint(err)
		return
	}
	p.Parameters = append(p.Parameters, Parameter{spec.Name, pair.Key, pair.Value, value})
}

// parameterCode tells a value out of range from one of the wrong type.
func parameterCode(spec model.ParameterSpec, value any) string {
	spec.Min, spec.Max, spec.Values = nil, nil, nil
	if spec.Check(value) == nil {
		return "M003"
	}
	return "Y004"
}
