package config

import (
	"regexp"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Test is the settings of test runs.
type Test struct {
	Concurrency int           // requests to models at one time
	Timeout     time.Duration // of one request
	BudgetUSD   float64       // the most that one run may cost; 0 is no limit
	Providers   []Provider    // in the order of the file
}

// Provider is a source of models. Its settings are its own affair and stay
// data here.
type Provider struct {
	Name     string
	Settings map[string]any
	At       diag.Range // the name's place
}

func defaultTest() Test { return Test{Concurrency: 4, Timeout: time.Minute} }

func (r *reader) test(v value, t *Test) {
	if v.node.IsNull() {
		return
	}
	r.fields(v,
		field{"concurrency", false, func(v value) {
			if n, ok := r.whole(v, 1, 256); ok {
				t.Concurrency = n
			}
		}},
		field{"timeout", false, func(v value) {
			if d, ok := r.duration(v); ok {
				t.Timeout = d
			}
		}},
		field{"budget", false, func(v value) {
			r.fields(v, field{"usd", true, func(v value) { r.dollars(v, &t.BudgetUSD) }})
		}},
		field{"providers", false, func(v value) { r.entries(v, func(v value) { r.provider(v, t) }) }},
	)
}

func (r *reader) dollars(v value, to *float64) {
	f, ok := v.node.Float()
	if !ok || f <= 0 {
		r.wrong(v, "an amount above 0")
		return
	}
	*to = f
}

var providerForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

func (r *reader) provider(v value, t *Test) {
	if !providerForm.MatchString(v.key.Value) {
		r.errorf("Y004", v.key, "%s is not a provider's name", describe(v.key))
		r.hint("a name has lower-case letters, digits, - and _, such as openai")
		return
	}
	if !r.is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	settings, _ := v.node.Decode().(map[string]any)
	t.Providers = append(t.Providers, Provider{v.key.Value, settings, r.at(v.key)})
}
