package config

import (
	"regexp"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Test is the settings of test runs.
type Test struct {
	Concurrency int           // requests to models at one time
	Timeout     time.Duration // of one request
	BudgetUSD   float64       // the most that one run may cost; 0 is no limit
	Recordings  string        // the folder of recorded answers, as Folders has them
	Providers   []Provider    // in the order of the file
}

// Provider is a source of models. Its settings are its own affair and stay
// data here.
type Provider struct {
	Name     string
	Settings map[string]any
	At       diag.Range            // the name's place
	Places   map[string]diag.Range // of the settings' names
}

func defaultTest() Test { return Test{Concurrency: 4, Timeout: time.Minute, Recordings: "recordings"} }

func (r *reader) test(v value, t *Test) {
	if v.Node.IsNull() {
		return
	}
	r.Fields(v,
		yamldoc.Optional("concurrency", func(v value) {
			if n, ok := r.Whole(v, 1, 256); ok {
				t.Concurrency = n
			}
		}),
		yamldoc.Optional("timeout", func(v value) {
			if d, ok := r.Duration(v); ok {
				t.Timeout = d
			}
		}),
		yamldoc.Optional("budget", func(v value) {
			r.Fields(v, yamldoc.Required("usd", func(v value) { r.dollars(v, &t.BudgetUSD) }))
		}),
		yamldoc.Optional("recordings", func(v value) {
			if f, ok := r.folder(v); ok {
				t.Recordings = f.Path
			}
		}),
		yamldoc.Optional("providers", func(v value) { r.Entries(v, 0, maxEntries, func(v value) { r.provider(v, t) }) }),
	)
}

func (r *reader) dollars(v value, to *float64) {
	f, ok := v.Node.Float()
	if !ok || f <= 0 {
		r.WrongNumber(v, "an amount above 0", func(f float64) bool { return f > 0 })
		return
	}
	*to = f
}

var providerForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`) })

func (r *reader) provider(v value, t *Test) {
	if !providerForm().MatchString(v.Key.Value) {
		r.Errorf("Y004", v.Key, "%s is not a provider's name", v.Key.Describe()).
			Hint = "a name has lower-case letters, digits, - and _, such as openai"
		return
	}
	if !r.Is(v, yamldoc.Mapping, "a mapping") {
		return
	}
	settings, _ := v.Node.Decode().(map[string]any)
	p := Provider{Name: v.Key.Value, Settings: settings, At: r.Place(v.Key), Places: map[string]diag.Range{}}
	for _, pair := range v.Node.Pairs {
		p.Places[pair.Key.Value] = r.Place(pair.Key)
	}
	t.Providers = append(t.Providers, p)
}
