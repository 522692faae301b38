// Package overview is what each environment serves of each prompt, and what waits to
// be served: prompts × environments.
package overview

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/standing"
)

// Overview is the matrix.
type Overview struct {
	Environments []Environment // in the order of promotion
	Prompts      []*Prompt     // by name: those at HEAD, and those that are served
	Incomplete   error         // why nobody can tell what waits; nil where somebody can
}

// Environment is a column.
type Environment struct {
	Name   string
	Branch string
	Open   bool
	Ledger bool  // it has one; else it serves an ordinary branch, or nothing yet
	Served int   // how many prompts
	Err    error // why nothing can be told of it; nil where something can
}

// Prompt is a row.
type Prompt struct {
	Name    string
	Digest  string // at HEAD; "" where it is not there any more
	Release string // the newest one of the text at HEAD; "" where it has none
	Cells   []Cell // one for each environment
}

// Cell is what one environment serves of a prompt.
type Cell struct {
	Digest  string // "" where it serves nothing
	Version string // the release; "" where it has none
	When    time.Time
	By      string
	Spoilt  string // why it must not be served; "" where it may
	Drift   []Drift
	Waits   []Wait
}

// Drift is in which way what is served is not what it could be.
type Drift string

// The ways.
const (
	Head    Drift = "head"    // HEAD has another text
	Deleted Drift = "deleted" // HEAD has none
	Release Drift = "release" // there is a newer release
	Before  Drift = "before"  // the environment before serves another text
)

// Wait is a text that waits to be served.
type Wait struct {
	Digest  string
	Version string // the release; "" where it is the text at HEAD, and has none
	Lacks   []Lack // none where it may be promoted
}

// Lack is what is missing for a promotion.
type Lack struct {
	What string
	Role string
	Who  []string // could give it
	Why  string
}

// String says what is missing, and who could give it.
func (l Lack) String() string {
	what := cmp.Or(l.Role, l.What)
	switch {
	case l.What == "standing" || l.What == "sound": // its role is of those who object
		return l.Why
	case l.Stale() && len(l.Who) > 0:
		return what + " again (" + strings.Join(l.Who, ", ") + ")"
	case len(l.Who) > 0:
		return what + " (" + strings.Join(l.Who, ", ") + ")"
	case l.Role != "":
		return what + " (nobody is left)"
	default:
		return cmp.Or(l.Why, what)
	}
}

// Stale reports whether it was there once, and the ledger went past it; Why says how.
func (l Lack) Stale() bool { return l.What == "approval" && l.Why != "" }

// Drifts reports whether a cell drifts in one way.
func (c Cell) Drifts(d Drift) bool { return slices.Contains(c.Drift, d) }

// Quiet reports whether every environment serves what is at HEAD, all of it may be
// served, and nothing waits.
func (o *Overview) Quiet() bool {
	if slices.ContainsFunc(o.Environments, func(e Environment) bool { return e.Err != nil }) {
		return false
	}
	return !slices.ContainsFunc(o.Prompts, func(p *Prompt) bool {
		return slices.ContainsFunc(p.Cells, func(c Cell) bool { return len(c.Drift)+len(c.Waits) > 0 || c.Spoilt != "" })
	})
}

// Of gathers the overview of some environments; of all where none is named. The
// register is one of Survey. What is at HEAD, and what it lacks, is remembered below
// the folder cache; what is served comes from ledgers that were verified.
func Of(ctx context.Context, r *standing.Register, names []string, cache string) (*Overview, error) {
	forces := r.Forces
	if len(names) > 0 {
		var err error
		if forces, err = r.Named(names); err != nil {
			return nil, err
		}
	}
	o := &Overview{Incomplete: r.Complete(ctx)}
	known, err := gather(ctx, r, cache)
	if err != nil {
		return nil, err
	}
	m := &matrix{known, map[string]*Prompt{}, len(forces)}
	for name := range known.Prompts {
		m.row(name)
	}
	for i, f := range forces {
		e, err := m.column(ctx, r, f, i)
		if err != nil {
			return nil, err
		}
		o.Environments = append(o.Environments, e)
	}
	for _, name := range slices.Sorted(maps.Keys(m.rows)) {
		p := m.rows[name]
		for i, f := range forces {
			m.compare(f, before(r, f), p, &p.Cells[i])
			if o.Incomplete != nil {
				p.Cells[i].Waits = nil
			}
		}
		o.Prompts = append(o.Prompts, p)
	}
	return o, nil
}

// before is the environment that the versions of another one come from, or else the
// one before it; nil where there is none, or where nothing can be told of it.
func before(r *standing.Register, f *standing.Force) *standing.Force {
	i := slices.Index(r.Forces, f)
	from := slices.IndexFunc(r.Forces, func(other *standing.Force) bool { return other.Name == f.From })
	if from < 0 {
		from = i - 1
	}
	if from < 0 || r.Forces[from].Err != nil {
		return nil
	}
	return r.Forces[from]
}
