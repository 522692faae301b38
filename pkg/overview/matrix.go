package overview

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// matrix is an overview in the making.
type matrix struct {
	*known
	rows    map[string]*Prompt
	columns int
}

func (m *matrix) row(name string) *Prompt {
	p, there := m.rows[name]
	if !there {
		at := m.Prompts[name]
		p = &Prompt{Name: name, Digest: at.Digest, Release: at.Release, Cells: make([]Cell, m.columns)}
		m.rows[name] = p
	}
	return p
}

// column fills in what an environment serves.
func (m *matrix) column(ctx context.Context, r *standing.Register, f *standing.Force, place int) (Environment, error) {
	e := Environment{Name: f.Name, Branch: f.Branch, Open: f.Open, Ledger: f.State != nil, Err: f.Err}
	served := map[string]Cell{}
	switch {
	case f.Err != nil:
	case f.State != nil:
		served = ofLedger(f.State)
	case f.Ordinary:
		for name, at := range m.Branches[f.Branch] {
			served[name] = Cell{Digest: at.Digest, Version: at.Release}
		}
	case !f.Open:
		e.Err = r.CompleteLedger(ctx, f)
	}
	for name, c := range served {
		m.row(name).Cells[place] = c
	}
	e.Served = len(served)
	return e, ctx.Err()
}

// ofLedger is what a ledger serves.
func ofLedger(s *ledger.State) map[string]Cell {
	served := make(map[string]Cell, len(s.Served))
	for name, v := range s.Served {
		c := Cell{Digest: v.Digest, When: v.When, By: v.Signer.Person}
		if v.Version != ledger.None {
			c.Version = v.Version
		}
		served[name] = c
	}
	for _, p := range s.NotServable() {
		c := served[p.Name]
		c.Spoilt = p.Why
		served[p.Name] = c
	}
	return served
}

// compare says how what is served stands to what could be.
func (m *matrix) compare(f, before *standing.Force, p *Prompt, c *Cell) {
	if f.Err != nil {
		return
	}
	newest, newer := m.Newest[f.Name][p.Name], false
	if newest.Digest != "" && newest.Digest != c.Digest {
		newer = c.Digest == "" || c.Version != "" && catalog.CompareVersions(newest.Release, c.Version) > 0
	}
	drifts := func(is bool, d Drift) {
		if is {
			c.Drift = append(c.Drift, d)
		}
	}
	drifts(p.Digest != "" && p.Digest != c.Digest, Head)
	drifts(p.Digest == "" && c.Digest != "", Deleted)
	drifts(newer, Release)
	drifts(before != nil && c.Digest != "" && m.servedBy(before, p.Name) != c.Digest, Before)
	if f.Ordinary {
		return // its branch goes on by itself
	}
	if newer && newest.Digest != p.Digest && p.Digest != "" {
		c.Waits = append(c.Waits, m.wait(f, before, p.Name, newest))
	}
	if p.Digest != "" && (p.Digest != c.Digest || c.Spoilt != "") {
		c.Waits = append(c.Waits, m.wait(f, before, p.Name, At{p.Digest, p.Release}))
	}
}

// wait says what a text lacks to be promoted. Where it lacks nothing else, the
// environment before may have to serve it.
func (m *matrix) wait(f, before *standing.Force, name string, text At) Wait {
	w := Wait{text.Digest, text.Release, m.Lacks[lackKey(f.Name, name, text.Digest)]}
	if len(w.Lacks) == 0 && f.From != "" && before != nil && m.servedBy(before, name) != text.Digest {
		w.Lacks = []Lack{{What: "from", Why: before.Name + " does not serve it yet"}}
	}
	return w
}

// servedBy is the digest of what an environment serves of a prompt.
func (m *matrix) servedBy(f *standing.Force, name string) string {
	if f.State != nil {
		return f.State.Served[name].Digest
	}
	return m.Branches[f.Branch][name].Digest
}
