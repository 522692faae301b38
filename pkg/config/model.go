package config

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Model is what a team says of a model: one of its own, or one of which it
// knows better. What it leaves out stays as promptctl knows it.
type Model struct {
	Name        string       // as prompts write it, with or without the provider in front
	Context     int          // tokens of the prompt and of the answer together; 0 is not said
	Output      int          // the most tokens of an answer; 0 is not said
	Price       *model.Price // nil is not said
	Status      string       // "active", "deprecated", "retired"; "" is not said
	Shutdown    string       // a day such as 2026-12-01; "" is not said
	Successor   string       // the model to use in its place; "" is not said
	Unsupported []string
	Prefill     *bool      // nil is not said
	At          diag.Range // the name's place
}

func (r *reader) models(v value, l *Lint) {
	l.HasModels = true
	if v.Node.IsNull() {
		return
	}
	r.Entries(v, 0, maxEntries, func(v value) { r.model(v, l) })
}

func (r *reader) model(v value, l *Lint) {
	if v.Key.Value == "" {
		r.Errorf("Y004", v.Key, "a model's name must not be empty")
		return
	}
	m := Model{Name: v.Key.Value, At: r.Place(v.Key)}
	if !v.Node.IsNull() {
		r.Fields(v,
			yamldoc.Optional("contextWindow", func(v value) { m.Context, _ = r.Whole(v, 1, math.MaxInt32) }),
			yamldoc.Optional("maxOutput", func(v value) { m.Output, _ = r.Whole(v, 1, math.MaxInt32) }),
			yamldoc.Optional("price", func(v value) { m.Price = r.price(v) }),
			yamldoc.Optional("status", func(v value) { m.Status, _ = r.Word(v, "active", "deprecated", "retired") }),
			yamldoc.Optional("shutdown", func(v value) { m.Shutdown = r.day(v) }),
			yamldoc.Optional("successor", func(v value) { m.Successor, _ = r.Filled(v, "a model") }),
			yamldoc.Optional("unsupported", func(v value) { m.Unsupported = r.parameters(v) }),
			yamldoc.Optional("prefill", func(v value) {
				if yes, ok := r.Bool(v); ok {
					m.Prefill = &yes
				}
			}),
		)
	}
	l.Models = append(l.Models, m)
}

// price reads what input and output cost. Half a price is none.
func (r *reader) price(v value) *model.Price {
	p := &model.Price{}
	var input, output bool
	r.Fields(v,
		yamldoc.Required("input", func(v value) { p.Input, input = r.tokenPrice(v) }),
		yamldoc.Required("output", func(v value) { p.Output, output = r.tokenPrice(v) }),
	)
	if !input || !output {
		return nil
	}
	return p
}

// maxTokenPrice is a dollar a token: what a slip makes of a price is above it.
const maxTokenPrice = 1_000_000

func (r *reader) tokenPrice(v value) (usd float64, ok bool) {
	fits := func(f float64) bool { return f >= 0 && f <= maxTokenPrice }
	usd, ok = v.Node.Float()
	if !ok || !fits(usd) {
		r.WrongNumber(v, fmt.Sprintf("an amount from 0 to %d", maxTokenPrice), fits)
		return 0, false
	}
	return usd, true
}

var dayForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)
})

func (r *reader) day(v value) string {
	day, ok := v.Node.Text()
	if !ok || !dayForm().MatchString(day) {
		r.Wrong(v, "a day such as 2026-12-01")
		return ""
	}
	return day
}

// parameters reads names of parameters, as KnownParameters has them.
func (r *reader) parameters(v value) (names []string) {
	var known []string
	for _, spec := range model.KnownParameters() {
		if spec.Name != "extra" {
			known = append(known, spec.Name)
		}
	}
	r.Texts(v, 0, len(known), func(v value) {
		if name, ok := r.Filled(v, "a parameter"); ok {
			r.parameter(v, name, known, &names)
		}
	})
	return names
}

func (r *reader) parameter(v value, name string, known []string, to *[]string) {
	for _, k := range known {
		if k == name {
			*to = append(*to, name)
			return
		}
	}
	near := r.Suggest("Y004", name, known)
	f := r.Errorf("Y004", v.Node, "%q is no parameter%s", name, yamldoc.DidYouMean(near))
	f.Hint, f.Fix = "the parameters are "+strings.Join(known, ", "), r.Doc().Replace(v.Node, near)
}
