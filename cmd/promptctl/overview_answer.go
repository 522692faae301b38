package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/overview"
)

// statusAnswer is the answer of status.
type statusAnswer struct {
	Quiet        bool                `json:"quiet"`
	Environments []environmentAnswer `json:"environments"`
	Prompts      []statusPrompt      `json:"prompts"`
}

type environmentAnswer struct {
	Name   string `json:"name"`
	Branch string `json:"branch"`
	Open   bool   `json:"open"`
	Ledger bool   `json:"ledger"`
	Served int    `json:"served"`
	Error  string `json:"error,omitempty"`
}

type statusPrompt struct {
	Name    string       `json:"name"`
	Digest  string       `json:"digest,omitempty"`
	Release string       `json:"release,omitempty"`
	Cells   []statusCell `json:"cells"`
}

type statusCell struct {
	Environment string           `json:"environment"`
	Digest      string           `json:"digest,omitempty"`
	Version     string           `json:"version,omitempty"`
	Date        string           `json:"date,omitempty"`
	By          string           `json:"by,omitempty"`
	NotServable string           `json:"notServable,omitempty"`
	Drift       []overview.Drift `json:"drift"`
	Waits       []waitAnswer     `json:"waits"`
}

type waitAnswer struct {
	Digest     string       `json:"digest"`
	Version    string       `json:"version,omitempty"`
	Promotable bool         `json:"promotable"`
	Lacks      []lackAnswer `json:"lacks"`
}

type lackAnswer struct {
	What string   `json:"what"`
	Role string   `json:"role,omitempty"`
	Who  []string `json:"who"`
	Why  string   `json:"why,omitempty"`
}

func newStatusAnswer(o *overview.Overview) statusAnswer {
	out := statusAnswer{Quiet: o.Quiet(), Environments: []environmentAnswer{}, Prompts: []statusPrompt{}}
	for _, e := range o.Environments {
		one := environmentAnswer{Name: e.Name, Branch: e.Branch, Open: e.Open, Ledger: e.Ledger, Served: e.Served}
		if e.Err != nil {
			one.Error = e.Err.Error()
		}
		out.Environments = append(out.Environments, one)
	}
	for _, p := range o.Prompts {
		row := statusPrompt{p.Name, p.Digest, p.Release, []statusCell{}}
		for i, c := range p.Cells {
			row.Cells = append(row.Cells, newStatusCell(o.Environments[i].Name, c))
		}
		out.Prompts = append(out.Prompts, row)
	}
	return out
}

func newStatusCell(environment string, c overview.Cell) statusCell {
	out := statusCell{Environment: environment, Digest: c.Digest, Version: c.Version, By: c.By, NotServable: c.Spoilt,
		Drift: append([]overview.Drift{}, c.Drift...), Waits: []waitAnswer{}}
	if !c.When.IsZero() {
		out.Date = c.When.UTC().Format(time.RFC3339)
	}
	for _, w := range c.Waits {
		one := waitAnswer{w.Digest, w.Version, len(w.Lacks) == 0, []lackAnswer{}}
		for _, l := range w.Lacks {
			one.Lacks = append(one.Lacks, lackAnswer{l.What, l.Role, append([]string{}, l.Who...), l.Why})
		}
		out.Waits = append(out.Waits, one)
	}
	return out
}
