package suite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// InPrompt reads the testData and evaluators of a prompt's own file, in the
// form of .prompt.yml; nil where there are none. What others have added to that
// form is let be: a key is wrong where it is nearly one that the form has.
func InPrompt(doc *yamldoc.Doc) (*Suite, diag.List) {
	if doc.Root == nil || doc.Root.Kind != yamldoc.Mapping {
		return nil, nil
	}
	data, evaluators := doc.Root.Get("testData"), doc.Root.Get("evaluators")
	if data == nil && evaluators == nil {
		return nil, nil
	}
	s := &Suite{File: doc.File, Doc: doc, InPrompt: true}
	r := &reader{yamldoc.NewReader(doc, nil, own), doc}
	r.Entries(r.Root(), 0, len(doc.Root.Pairs), func(v value) {
		switch {
		case v.Node.IsNull():
		case v.Key.Value == "testData":
			r.Items(v, 0, maxCases, func(v value) { r.datum(v, s) })
		case v.Key.Value == "evaluators":
			r.Items(v, 0, maxAssertions, func(v value) { r.evaluator(v, s) })
		}
	})
	return s, r.Findings()
}

// wrappers are keys under which some writers put all variables of a case.
func wrappers() []string { return []string{"inputs", "vars", "variables"} }

// datum reads a mapping of variables to values. The answer that is wanted
// stands among them.
func (r *reader) datum(v value, s *Suite) {
	c := &Case{Node: v.Node, index: len(s.Cases)}
	s.Cases = append(s.Cases, c)
	r.Entries(v, 0, maxEntries, func(v value) {
		switch {
		case v.Key.Value == "expected" && v.Node.Kind == yamldoc.Scalar && !v.Node.IsNull(): // 5 is as good as "5"
			c.Expected = r.answer(v)
		case v.Node.Kind == yamldoc.Mapping && slices.Contains(wrappers(), v.Key.Value):
			c.Variables = append(c.Variables, r.variables(v, func(value) {})...)
		default:
			c.Variables = append(c.Variables, Variable{v.Key.Value, v.Key, v.Node})
		}
	})
}

// evaluator reads one way of judging every answer.
func (r *reader) evaluator(v value, s *Suite) {
	if !r.Is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	name, _ := v.Node.Get("name").Text()
	before := len(s.Defaults.Assert)
	add := func(a *Assertion) {
		a.Name, a.Node, a.Weight = name, v.Node, 1
		s.Defaults.Assert = append(s.Defaults.Assert, a)
	}
	r.known(v, []string{"name", "string", "llm", "uses"}, func(v value) {
		switch v.Key.Value {
		case "string":
			r.stringEvaluator(v, add)
		case "llm":
			r.judgeEvaluator(v, add)
		case "uses":
			r.usesEvaluator(v, add)
		}
	})
	if len(s.Defaults.Assert) == before {
		add(foreign(v.Node, v.Key, "name"))
	}
}

// foreign is what others have added to the form, under the first key that the form does
// not have. It is there to be told: whoever wrote it takes it to be checked.
func foreign(in, otherwise *yamldoc.Node, ours ...string) *Assertion {
	key := otherwise
	for _, pair := range in.Pairs {
		if !slices.Contains(ours, pair.Key.Value) {
			key = pair.Key
			break
		}
	}
	return &Assertion{Type: Type{Name: cmp.Or(key.Value, "nothing")}, Key: key, Foreign: true}
}

// known reads the keys of a mapping that the form has, and says which are
// nearly such.
func (r *reader) known(v value, keys []string, each func(value)) {
	r.Entries(v, 0, maxEntries, func(v value) {
		if slices.Contains(keys, v.Key.Value) {
			each(v)
			return
		}
		if near := r.Suggest("E005", v.Key.Value, keys); near != "" {
			r.Errorf("E005", v.Key, "an evaluator has no %s in %s%s", v.Key.Describe(), v.In().Name(), yamldoc.DidYouMean(near))
		}
	})
}

// stringTypes are the types that a string evaluator's keys stand for.
func stringTypes() map[string]string {
	return map[string]string{"equals": "equals", "contains": "contains", "startsWith": "starts-with", "endsWith": "ends-with"}
}

// stringEvaluator reads what GitHub Models compares itself: all but equals in
// any case of letters.
func (r *reader) stringEvaluator(v value, add func(*Assertion)) {
	if !r.Is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	keys := []string{"equals", "contains", "startsWith", "endsWith"}
	if slices.ContainsFunc(v.Node.Pairs, func(p yamldoc.Pair) bool { return !slices.Contains(keys, p.Key.Value) }) {
		add(foreign(v.Node, v.Key, keys...))
	}
	r.known(v, keys, func(v value) {
		t, _, _ := Find(stringTypes()[v.Key.Value])
		if v.Node.Kind != yamldoc.Scalar || v.Node.Value == "" { // a number without quotes is its digits there
			r.Wrong(v, "a text")
		} else {
			add(&Assertion{Type: t, Key: v.Key, Value: v.Node, IgnoreCase: t.Name != "equals"})
		}
	})
}

// judgeEvaluator reads a model that chooses among answers about the answer.
func (r *reader) judgeEvaluator(v value, add func(*Assertion)) {
	if !r.Is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	t, _, _ := Find("rubric")
	a := &Assertion{Type: t, Key: v.Key, Judge: &Judge{}}
	r.known(v, []string{"modelId", "prompt", "choices", "systemPrompt"}, func(v value) {
		switch v.Key.Value {
		case "modelId":
			a.Judge.Model, _ = r.Filled(v, "the name of a model")
		case "prompt":
			if _, ok := r.Filled(v, "a text"); ok {
				a.Judge.Prompt = v.Node
			}
		case "systemPrompt":
			a.Judge.SystemPrompt = v.Node
		case "choices":
			r.Items(v, 1, maxAssertions, func(v value) { r.label(v, a.Judge) })
		}
	})
	switch {
	case v.Node.Get("prompt") == nil:
		r.Errorf("E005", v.Key, "%s has no prompt", v.Name())
	case v.Node.Get("choices") == nil:
		r.Errorf("E005", v.Key, "%s has no choices", v.Name()).Hint = "nothing that the judge says would count"
	default:
		add(a)
	}
}

// label reads one answer of a judge: any scalar, as yes and 1 are written
// without quotes.
func (r *reader) label(v value, j *Judge) {
	choice := v.Node.Get("choice")
	if choice == nil || choice.Kind != yamldoc.Scalar {
		r.Errorf("E005", v.Key, "%s says no choice", v.Name())
		return
	}
	score, _ := v.Node.Get("score").Float()
	j.Choices = append(j.Choices, Choice{choice.Value, score})
}

// judges are those that GitHub Models provides.
func judges() []string {
	return []string{"similarity", "coherence", "fluency", "relevance", "groundedness"}
}

func (r *reader) usesEvaluator(v value, add func(*Assertion)) {
	uses, ok := r.Filled(v, "the name of an evaluator")
	if !ok {
		return
	}
	name, github := strings.CutPrefix(uses, "github/")
	if github && !slices.Contains(judges(), name) {
		f := r.Errorf("E005", v.Node, "GitHub Models has no evaluator %q%s", uses, yamldoc.DidYouMean(r.Suggest("E005", name, judges())))
		f.Hint = fmt.Sprintf("it has github/%s", strings.Join(judges(), ", github/"))
		return
	}
	if !github {
		add(&Assertion{Type: Type{Name: uses}, Key: v.Key, Foreign: true})
		return
	}
	t, _, _ := Find("rubric")
	add(&Assertion{Type: t, Key: v.Key, Judge: &Judge{Uses: uses}})
}
