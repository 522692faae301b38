package prompt

import (
	"fmt"
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
	seen := map[string]bool{}
	for _, pair := range n.Pairs {
		if pair.Key.Kind != yamldoc.Scalar || strings.HasPrefix(pair.Key.Value, "x-") {
			continue
		}
		spec, known := specOf(specs, pair.Key.Value)
		switch {
		case !known:
			d.unknownParameter(n, pair, specs)
		case seen[pair.Key.Value]: // twice in one spelling, which has been said
		case d.inTwoSpellings(n, spec, pair):
		default:
			d.parameter(p, spec, pair)
		}
		if known {
			seen[pair.Key.Value] = true
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

func (d *decoder) unknownParameter(n *yamldoc.Node, pair yamldoc.Pair, specs []model.ParameterSpec) {
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Name
	}
	hint, misplaced := parameterHint(pair.Key.Value)
	near := ""
	if !misplaced {
		near = d.near("Y003", pair.Key.Value, names)
	}
	f := d.errorf("Y003", pair.Key, "unknown parameter %q%s", pair.Key.Value, yamldoc.DidYouMean(near))
	f.Hint = hint
	if near == "" || d.renamed[slot{n, near}] {
		return
	}
	spec, _ := specOf(specs, near)
	value := pair.Value.Decode()
	isOfType := spec.Check(value) == nil || parameterCode(spec, value) != "Y004"
	if _, given := given(n, near, nil); !given && isOfType {
		f.Fix = d.rename(n, pair, near)
	}
}

// given returns the entry that sets a parameter, in whatever spelling, and is
// not this one.
func given(n *yamldoc.Node, name string, not *yamldoc.Node) (yamldoc.Pair, bool) {
	for _, other := range n.Pairs {
		if !strings.EqualFold(strings.ReplaceAll(other.Key.Value, "_", ""), name) {
			continue // the common case, told quickly
		}
		if canonical, ok := model.CanonicalParameter(other.Key.Value); ok && canonical == name && other.Key != not {
			return other, true
		}
	}
	return yamldoc.Pair{}, false
}

// inTwoSpellings finds a parameter that is set before in its other spelling. To
// those who read the file besides, the one in camelCase counts.
func (d *decoder) inTwoSpellings(n *yamldoc.Node, spec model.ParameterSpec, pair yamldoc.Pair) bool {
	other, _ := given(n, spec.Name, pair.Key)
	if other.Key == nil || other.Key.Start > pair.Key.Start {
		return false
	}
	f := d.errorf("Y002", pair.Key, "parameter %s is given twice, in two spellings", spec.Name)
	gone := pair
	if pair.Key.Value == spec.Name {
		gone = other
	}
	edit, ok := d.doc.RemoveEntry(n, &gone)
	switch {
	case !ok:
	case equal(pair.Value.Decode(), other.Value.Decode()):
		f.Fix = diag.SafeFix(fmt.Sprintf("remove %s, which says the same", gone.Key.Value), edit)
	default:
		f.Fix = diag.UnsafeFix(fmt.Sprintf("remove %s, and keep %s", gone.Key.Value, spec.Name), edit)
	}
	return true
}

func (d *decoder) parameter(p *Prompt, spec model.ParameterSpec, pair yamldoc.Pair) {
	value := pair.Value.Decode()
	if err := spec.Check(value); err != nil {
		f := d.errorf(parameterCode(spec, value), pair.Value, "%v", err)
		f.Hint, f.Fix = diag.Hint(err), d.parameterFix(spec, pair.Value)
		return
	}
	p.Parameters = append(p.Parameters, Parameter{spec.Name, pair.Key, pair.Value, value})
}

// parameterFix is how a value can be made one that a parameter may have.
func (d *decoder) parameterFix(spec model.ParameterSpec, n *yamldoc.Node) *diag.Fix {
	if text, isText := n.Text(); isText && spec.Kind == model.StringKind {
		return d.doc.Replace(n, diag.Suggest(text, spec.Values))
	}
	types := map[model.ParameterKind]string{
		model.NumberKind: NumberType, model.IntegerKind: IntegerType, model.BooleanKind: BooleanType,
		model.StringKind: StringType, model.ListKind: StringType,
	}
	return d.retyped(n, types[spec.Kind], func(value any) bool { return parameterCode(spec, value) == "M003" || spec.Check(value) == nil })
}

// parameterCode tells a value out of range from one of the wrong type.
func parameterCode(spec model.ParameterSpec, value any) string {
	spec.Min, spec.Max, spec.Values = nil, nil, nil
	if spec.Check(value) == nil {
		return "M003"
	}
	return "Y004"
}
