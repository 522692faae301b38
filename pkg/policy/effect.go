package policy

import "slices"

// Effect is what becomes different in an environment by a change of the policy,
// in words: the sentences of Explain that are no more, and those that are new.
type Effect struct {
	Environment string   `json:"environment"`
	Before      []string `json:"before"`
	After       []string `json:"after"`
}

// Effects returns what a change of the policy makes different, by environment in
// the order of promotion. before may be nil.
func Effects(before, after *Policy) []Effect {
	effects := []Effect{}
	for _, name := range names(before, after) {
		old, is := told(before, name), told(after, name)
		e := Effect{name, besides(old, is), besides(is, old)}
		if len(e.Before)+len(e.After) > 0 {
			effects = append(effects, e)
		}
	}
	return effects
}

// names returns the environments of two policies: the second's, then what only
// the first has.
func names(before, after *Policy) []string {
	all := after.Names()
	if before == nil {
		return all
	}
	return append(all, besides(before.Names(), all)...)
}

// told is what a policy says of an environment, nothing where it has none.
func told(p *Policy, name string) []string {
	if p == nil {
		return nil
	}
	e, there := p.Environment(name)
	if !there {
		return nil
	}
	return p.Explain(e)
}

// besides returns the texts that others lack.
func besides(texts, others []string) []string {
	more := []string{}
	for _, s := range texts {
		if !slices.Contains(others, s) {
			more = append(more, s)
		}
	}
	return more
}
