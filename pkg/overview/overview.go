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

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Overview is the matrix.
type Overview struct {
	Environments []Environment // in the order of promotion
	Prompts      []*Prompt     // by name: those at HEAD, and those that are served
}

// Environment is a column.
type Environment struct {
	Name   string
	Branch string
	Open   bool
	Ledger bool   // it has one; else it serves an ordinary branch, or nothing yet
	Served int    // how many prompts
	Err    string // why nothing can be told of it; "" where something can
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
	Digest   string // "" where it serves nothing
	Version  string // the release; "" where it has none
	When     time.Time
	By       string
	Spoilt   string // why it must not be served; "" where it may
	Differs  bool   // HEAD has another text, or none
	Approved bool   // HEAD's text may be promoted
	Lacks    []Lack // what HEAD's text lacks to be promoted
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
	if l.What == "from" {
		return l.Why
	}
	if len(l.Who) > 0 {
		return what + " (" + strings.Join(l.Who, ", ") + ")"
	}
	if l.Role == "" && l.Why != "" {
		return what + ": " + l.Why
	}
	return what
}

// Waits reports whether HEAD's text waits to be served there.
func (c Cell) Waits() bool { return c.Approved || len(c.Lacks) > 0 }

// Quiet reports whether every environment serves what is at HEAD, and all of it may be
// served.
func (o *Overview) Quiet() bool {
	for _, e := range o.Environments {
		if e.Err != "" {
			return false
		}
	}
	for _, p := range o.Prompts {
		if slices.ContainsFunc(p.Cells, func(c Cell) bool { return c.Differs || c.Spoilt != "" }) {
			return false
		}
	}
	return true
}

// Of gathers the overview of some environments; of all where none is named. What is
// at HEAD, and what it lacks, is remembered below the folder cache; what is served
// comes from ledgers that were verified.
func Of(ctx context.Context, r *standing.Register, names []string, cache string) (*Overview, error) {
	forces := r.Forces
	if len(names) > 0 {
		var err error
		if forces, err = r.Named(names); err != nil {
			return nil, err
		}
	}
	head, err := gather(ctx, r, cache)
	if err != nil {
		return nil, err
	}
	o := &Overview{}
	rows := map[string]*Prompt{}
	row := func(name string) *Prompt {
		p, there := rows[name]
		if !there {
			at := head.Prompts[name]
			p = &Prompt{Name: name, Digest: at.Digest, Release: at.Release, Cells: make([]Cell, len(forces))}
			rows[name] = p
		}
		return p
	}
	for name := range head.Prompts {
		row(name)
	}
	for i, f := range forces {
		o.Environments = append(o.Environments, column(f, head))
		served(f, head, func(name string, c Cell) { row(name).Cells[i] = c })
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		p := rows[name]
		for i, f := range forces {
			head.compare(r, f, p, &p.Cells[i])
		}
		o.Prompts = append(o.Prompts, p)
	}
	return o, nil
}

// column is what is told of an environment as a whole.
func column(f *standing.Force, head *head) Environment {
	e := Environment{Name: f.Name, Branch: f.Branch, Open: f.Open, Ledger: f.State != nil}
	switch {
	case f.Err != nil:
		e.Err = f.Err.Error()
	case f.State != nil:
		e.Served = len(f.State.Served)
	case f.Ordinary:
		e.Served = len(head.Branches[f.Branch])
	}
	return e
}

// served gives each cell of an environment.
func served(f *standing.Force, head *head, each func(name string, c Cell)) {
	if f.State == nil {
		for name, at := range head.Branches[f.Branch] {
			each(name, Cell{Digest: at.Digest, Version: at.Release})
		}
		return
	}
	spoilt := map[string]string{}
	for _, p := range f.State.NotServable() {
		spoilt[p.Name] = p.Why
	}
	for name, v := range f.State.Served {
		c := Cell{Digest: v.Digest, When: v.When, By: v.Signer.Person, Spoilt: spoilt[name]}
		if v.Version != ledger.None {
			c.Version = v.Version
		}
		each(name, c)
	}
}

// compare says how a cell stands to what is at HEAD.
func (h *head) compare(r *standing.Register, f *standing.Force, p *Prompt, c *Cell) {
	c.Differs = c.Digest != p.Digest
	if f.Err != nil || f.Ordinary || !c.Differs && c.Spoilt == "" || p.Digest == "" {
		return
	}
	lacks, waiting := h.Lacks[f.Name+" "+p.Name]
	c.Lacks, c.Approved = lacks, !waiting
	if before, err := r.Force(f.From); c.Approved && err == nil && h.servedBy(before, p.Name) != p.Digest {
		c.Approved, c.Lacks = false, []Lack{{What: "from", Why: before.Name + " does not serve it yet"}}
	}
}

// servedBy is the digest of what an environment serves of a prompt.
func (h *head) servedBy(f *standing.Force, name string) string {
	if f.State != nil {
		return f.State.Served[name].Digest
	}
	return h.Branches[f.Branch][name].Digest
}

// At is a prompt as it is somewhere.
type At struct{ Digest, Release string }

// head is what is at HEAD and on ordinary branches, and what HEAD's texts lack.
type head struct {
	Prompts  map[string]At
	Branches map[string]map[string]At // by the branches of open environments
	Lacks    map[string][]Lack        // by "ENVIRONMENT NAME", of those that are not met
}

// gather finds out what head holds, or recalls it.
func gather(ctx context.Context, r *standing.Register, cache string) (*head, error) {
	key, err := r.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	file := cacheFile(cache, r.Project.Repo)
	if h := recall(file, key, r.Now); h != nil {
		return h, nil
	}
	h := &head{Branches: map[string]map[string]At{}, Lacks: map[string][]Lack{}}
	if h.Prompts, err = at(ctx, r, standing.DefaultRevision); err != nil {
		return nil, err
	}
	for _, f := range r.Forces {
		if !f.Ordinary {
			continue
		}
		if h.Branches[f.Branch], err = at(ctx, r, "env:"+f.Name); err != nil {
			return nil, err
		}
	}
	queue, err := r.Queue(ctx, standing.DefaultRevision, cache)
	if err != nil {
		return nil, err
	}
	for _, w := range queue.Waiting {
		h.Lacks[w.Environment+" "+w.Name] = lacks(w)
	}
	keep(file, key, r.Now, h)
	return h, nil
}

// lacks is what a prompt lacks; a release comes last.
func lacks(w standing.Waiting) (all []Lack) {
	for _, n := range w.Needs {
		if !n.Met && (n.What != "release" || w.Approved()) {
			all = append(all, lack(n))
		}
	}
	return all
}

func lack(n statement.Need) Lack { return Lack{n.What, n.Role, n.Who, n.Why} }

// at returns all prompts at a revision, with the newest releases of their texts.
func at(ctx context.Context, r *standing.Register, rev string) (map[string]At, error) {
	revision, err := r.Project.Revision(ctx, "", rev)
	if err != nil {
		return nil, err
	}
	c, err := r.Project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	releases, err := r.ReleasedDigests(ctx)
	if err != nil {
		return nil, err
	}
	digests := make([]string, len(c.Prompts))
	err = c.Closures(ctx, c.Prompts, func(i int, closure *prompt.Closure, _ diag.List) error { // several at once
		digests[i] = closure.Digest()
		return nil
	})
	all := make(map[string]At, len(digests))
	for i, digest := range digests {
		name := c.Prompts[i].Name
		all[name] = At{digest, releases[name+" "+digest]}
	}
	return all, err
}
