package model

import (
	"slices"
	"strconv"
	"strings"
)

// Facts is what is known of one model. A zero field is not known, and nothing
// follows from it.
//
// The facts are in models.jsonl, a model a line, kept by hand: limits and prices
// from public catalogues, dates and successors from the makers' pages of
// deprecations, parameters from their references. facts.json names each with the
// day at which it was read. To bring them up to date, read those again, edit the
// lines and set the date in facts.json. A price on which sources disagree, or
// that depends on the hour or the region, is left out.
type Facts struct {
	ID    string // as its maker calls it: "gpt-4o-mini"
	Maker string // "openai"; "" of a model that only a repository declares
	// Host is who serves it under the name that was looked up, such as
	// "bedrock", and "" where that is its maker. A maker's dates do not hold
	// elsewhere, and gateways have limits of their own.
	Host      string
	FineTuned bool // the name is that of a model trained from this one

	Context   int  // tokens of the prompt and of the answer together
	InputOnly bool // Context counts the prompt alone
	Output    int  // the most tokens of an answer

	Price *Price // nil is not known; free is a price of 0

	Status    Status
	Shutdown  string // the day on which it is or was shut down: "2026-10-23"
	Successor string // what its maker recommends in its place; "" where that is not known

	// Snapshots are the dated names that this one stands for now or did before,
	// the newest first. A name that has some floats: what it stands for changes.
	Snapshots []string
	Floating  bool

	Prefill     Answer   // whether it goes on with an assistant's message at the end
	Unsupported []string // parameters that it does not take, besides those that Refusals knows
	Lacks       []string // forms of answers that it does not have: "json_schema"

	rules *parameterRules
}

// Price is what a model's tokens cost, in US dollars per million of them.
//
// It is the list price of its maker's own service as of the day of its source,
// and the last one of a model that is shut down. Where longer prompts cost more
// it is that of the shorter ones, and promotions count while they last. Left out
// are discounts for batches, cached input and volume, and what is taken per
// request or search. What clouds, gateways and fine-tuned models cost is not
// known: they have prices of their own, by region and contract.
type Price struct{ Input, Output float64 }

// Status is where a model is in its life.
type Status int

// The statuses. A model that is shut down on or before the facts' date is
// retired; one whose end is announced is deprecated.
const (
	Active Status = iota
	Deprecated
	Retired
)

// String returns "active", "deprecated" or "retired".
func (s Status) String() string { return [...]string{"active", "deprecated", "retired"}[s] }

// Answer is yes, no or not known.
type Answer int

// The answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// Source is where facts come from.
type Source struct {
	Maker string `json:"maker"` // whose models they are of; "" is more than one's
	Name  string `json:"name"`
	URL   string `json:"url"`
	Date  string `json:"date"` // the day at which it stood so: "2026-11-05"
}

// FactsDate is the day at which the facts stood: "2026-11-25".
func FactsDate() string { return facts().Date }

// FactsSources returns where the facts come from.
func FactsSources() []Source { return slices.Clone(facts().Sources) }

// KnownModels returns the names of all models that there are facts of, sorted.
func KnownModels() []string { return slices.Sorted(slices.Values(knownIDs())) }

// Lookup returns what is known of a model, by any of the names that prompts
// give it: with the provider in front ("openai/gpt-4o", "openrouter/…"), as
// clouds name it ("bedrock/us.anthropic.claude-…-v1:0", "models/gemini-…"), as
// a fine-tuned model ("ft:gpt-4o:acme::1") or with a gateway's variant
// ("…:free").
func Lookup(name string) (Facts, bool) {
	t, n := facts(), parseName(name)
	known := t.find(n.id)
	if known == nil && strings.Contains(n.id, ".") && n.maker == "anthropic" {
		// Gateways write claude-3.5-haiku, which Anthropic itself does not take.
		n.host, n.id = or(n.host, "gateway"), strings.ReplaceAll(n.id, ".", "-")
		known = t.find(n.id)
	}
	if known == nil {
		return Facts{}, false
	}
	f := *known
	if n.maker != "" && n.maker != f.Maker {
		n.host = or(n.host, n.maker) // groq/llama-…: served by another than its maker
	}
	f.Host, f.FineTuned = n.host, n.fineTuned
	if f.Host != "" || f.FineTuned {
		f.Price = nil
	}
	return f, true
}

// Cloud reports whether the model is its maker's own, served by the maker or by
// a cloud that hands requests on as they are. Its parameters hold there.
func (f Facts) Cloud() bool {
	return f.Host == "" || f.Host == "azure" || f.Host == "bedrock" || f.Host == "vertex"
}

// Cost returns what a request costs that has so many tokens of input and of
// output, in US dollars, and false where the price is not known.
func (f Facts) Cost(input, output int) (usd float64, known bool) {
	if f.Price == nil {
		return 0, false
	}
	return rounded((float64(input)*f.Price.Input + float64(output)*f.Price.Output) / 1e6), true
}

// rounded is an amount without what reckoning in binary fractions adds at its end: 100
// tokens at $1.1 and 50 at $4.4 a million are $0.00033, and no more, which a test may ask.
func rounded(usd float64) float64 {
	const digits = 12
	f, err := strconv.ParseFloat(strconv.FormatFloat(usd, 'e', digits-1, 64), 64)
	if err != nil {
		return usd
	}
	return f
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
