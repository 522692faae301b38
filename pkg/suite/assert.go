package suite

import (
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Assertion is one thing that an answer is held to.
type Assertion struct {
	Type       Type
	Negated    bool
	Node       *yamldoc.Node // all of it
	Key        *yamldoc.Node // the name of its type
	Value      *yamldoc.Node // nil where a judge says it all
	Name       string        // for reports
	Weight     float64       // in the score of the case
	Threshold  *float64      // the least score that passes; nil is not said
	IgnoreCase bool
	Model      string // that makes embeddings; empty is not said
	Judge      *Judge // nil where it says none
	// Foreign reports that it is an evaluator of a .prompt.yml that others have added to
	// that form: Type is its name alone, and nobody here can judge it.
	Foreign bool
}

// Judge is a model that judges an answer.
type Judge struct {
	Model        string
	SystemPrompt *yamldoc.Node // nil where there is none
	Prompt       *yamldoc.Node // in which {{NAME}} is filled; nil is the usual one
	Choices      []Choice      // what it may answer; none is a score from 0 to 1
	Uses         string        // a judge that GitHub Models provides, such as github/similarity
}

// Choice is one answer of a judge, and the score that it stands for.
type Choice struct {
	Choice string
	Score  float64
}

// Texts are the assertion's texts in which {{NAME}} is filled.
func (a *Assertion) Texts() []*yamldoc.Node {
	var all []*yamldoc.Node
	switch {
	case !a.Type.Filled() || a.Value == nil:
	case a.Value.Kind == yamldoc.Scalar:
		all = append(all, a.Value)
	default:
		all = append(all, a.Value.Items...)
	}
	return slices.DeleteFunc(all, func(n *yamldoc.Node) bool { _, ok := n.Text(); return !ok })
}

var byName = sync.OnceValue(func() map[string]Type {
	all := map[string]Type{}
	for _, t := range Types() {
		all[t.Name] = t
	}
	return all
})

// options are the keys of an assertion that are no type.
func options() []string {
	return []string{"name", "weight", "threshold", "ignoreCase", "model", "judge"}
}

// assertion reads one assertion, which has the name of a type for a key; nil
// where it cannot be told what it says.
func (r *reader) assertion(v value) *Assertion {
	if v.Node.Kind != yamldoc.Mapping {
		f := r.Wrong(v, "a mapping")
		if t, _, ok := Find(v.Node.Value); ok && t.Shape == Yes {
			f.Hint = "write " + v.Node.Value + ": true"
		}
		return nil
	}
	a := &Assertion{Node: v.Node, Weight: 1}
	var said, unknown []value
	r.Entries(v, 0, maxEntries, func(v value) {
		switch t, negated, isType := Find(v.Key.Value); {
		case isType && a.Key == nil:
			a.Type, a.Negated, a.Key, a.Value = t, negated, v.Key, v.Node
			r.shape(t, v)
		case isType:
			r.Errorf("E005", v.Key, "%s says %s and %s", v.In().Name(), a.Key.Value, v.Key.Value).Hint = "write two assertions"
		case slices.Contains(options(), v.Key.Value):
			said = append(said, v)
		case !strings.HasPrefix(v.Key.Value, "x-"):
			unknown = append(unknown, v)
		}
	})
	r.unknown(v, a, unknown)
	if a.Key == nil {
		return nil
	}
	for _, v := range said {
		r.option(v, a)
	}
	return a
}

// unknown says what is wrong with keys that are neither types nor options.
func (r *reader) unknown(v value, a *Assertion, keys []value) {
	const hint = "`promptctl explain tests.cases.assert` lists the types; not- before one negates it"
	switch {
	case a.Key == nil && len(keys) == 0:
		r.Errorf("E005", v.Key, "%s does not say what holds", v.Name()).Hint = hint
	case a.Key == nil:
		key := keys[0].Key
		r.Errorf("E005", key, "unknown assertion %s%s", key.Describe(), yamldoc.DidYouMean(r.Suggest("E005", key.Value, typeKeys()))).Hint = hint
	default:
		for _, other := range keys {
			near := r.Suggest("Y003", other.Key.Value, options())
			f := r.Errorf("Y003", other.Key, "unknown key %s in %s%s", other.Key.Describe(), v.Name(), yamldoc.DidYouMean(near))
			f.Hint = "beside " + a.Key.Value + " it may have " + strings.Join(options(), ", ") + "; " + own
			f.Fix = r.Rename(v.Node, other.Key, near)
		}
	}
}

// typeKeys are the keys under which assertions are written.
var typeKeys = sync.OnceValue(func() []string {
	var keys []string
	for _, t := range Types() {
		keys = append(keys, t.Name, "not-"+t.Name)
	}
	return keys
})

// option reads a key that says how an assertion counts.
func (r *reader) option(v value, a *Assertion) {
	key := v.Key.Value
	if common := key == "name" || key == "weight"; !common && !a.Type.has(key) {
		r.Errorf("E005", v.Key, "%s has no %s", a.Key.Value, key).Hint = key + " is for " + strings.Join(takers(key), ", ")
		return
	}
	switch key {
	case "name":
		a.Name, _ = r.Filled(v, "a name for reports")
	case "weight":
		a.Weight = r.weight(v)
	case "threshold":
		a.Threshold = r.fraction(v)
	case "ignoreCase":
		a.IgnoreCase, _ = r.Bool(v)
	case "model":
		a.Model, _ = r.Filled(v, "the name of a model")
	case "judge":
		a.Judge = r.judge(v)
	}
}

// takers are the types that have an option.
func takers(option string) []string {
	var names []string
	for _, t := range Types() {
		if t.has(option) {
			names = append(names, t.Name)
		}
	}
	return names
}

// maxWeight is the largest weight: sums of weights are numbers, and small ones in them
// still count.
const maxWeight = 1_000_000

func (r *reader) weight(v value) float64 {
	f, ok := v.Node.Float()
	switch {
	case !ok:
		r.Wrong(v, "a number of at least 0")
	case f < 0:
		r.Errorf("E005", v.Node, "%s must be a number of at least 0, not %s", v.Name(), v.Node.Describe())
	case f > maxWeight:
		r.Errorf("E005", v.Node, "%s must be a number of at most %d, not %s", v.Name(), maxWeight, v.Node.Describe())
	default:
		return f
	}
	return 1
}

// judge reads who judges, how it is asked, and what its answers stand for.
func (r *reader) judge(v value) *Judge {
	j := &Judge{}
	text := func(to **yamldoc.Node) func(value) {
		return func(v value) {
			if _, ok := r.Filled(v, "a text"); ok {
				*to = v.Node
			}
		}
	}
	r.Fields(v,
		yamldoc.Optional("model", func(v value) { j.Model, _ = r.Filled(v, "the name of a model") }),
		yamldoc.Optional("systemPrompt", text(&j.SystemPrompt)),
		yamldoc.Optional("prompt", text(&j.Prompt)),
		yamldoc.Optional("choices", func(v value) { r.Items(v, 1, maxAssertions, func(v value) { r.choice(v, j) }) }),
	)
	return j
}

func (r *reader) choice(v value, j *Judge) {
	c := Choice{}
	r.Fields(v,
		yamldoc.Required("choice", func(v value) { c.Choice, _ = r.Filled(v, "an answer of the judge") }),
		yamldoc.Required("score", func(v value) {
			if f := r.fraction(v); f != nil {
				c.Score = *f
			}
		}),
	)
	same := func(other Choice) bool { return strings.EqualFold(other.Choice, c.Choice) }
	if c.Choice != "" && slices.ContainsFunc(j.Choices, same) {
		r.Errorf("E005", v.Node.Get("choice"), "choice %q is there twice", c.Choice)
	}
	j.Choices = append(j.Choices, c)
}
