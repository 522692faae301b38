package model

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

//go:embed facts.json
var factsFile []byte

// table is the facts, ready to be looked up.
type table struct {
	date    string
	sources []Source
	byID    map[string]Facts
}

// record is a line of the file. It has what the record that it is of has,
// except for what it says itself.
type record struct {
	ID         string   `json:"id"`
	Of         string   `json:"of"`
	Context    int      `json:"context"`
	Output     int      `json:"output"`
	Rules      string   `json:"rules"`
	Prefill    *bool    `json:"prefill"`
	Deprecated bool     `json:"deprecated"`
	Shutdown   string   `json:"shutdown"`
	Successor  string   `json:"successor"`
	Lacks      []string `json:"lacks"`
}

// facts reads the file when it is first asked for, which takes about a
// millisecond.
var facts = sync.OnceValue(func() *table { return readFacts(factsFile) })

func readFacts(text []byte) *table {
	var file struct {
		Date    string                     `json:"date"`
		Sources []Source                   `json:"sources"`
		Rules   map[string]*parameterRules `json:"rules"`
		Models  map[string][]record        `json:"models"` // by maker
	}
	if err := json.Unmarshal(text, &file); err != nil {
		panic("the facts of models are built into the program, and cannot be read: " + err.Error())
	}
	t := &table{date: file.Date, sources: file.Sources, byID: make(map[string]Facts, 512)}
	for maker, models := range file.Models {
		for _, r := range models {
			t.add(maker, r, file.Rules)
		}
	}
	for id, f := range t.byID {
		slices.SortFunc(f.Snapshots, func(a, b string) int { return strings.Compare(b, a) })
		t.byID[id] = f
	}
	return t
}

// add puts a record into the table, behind the one that it is of.
func (t *table) add(maker string, r record, rules map[string]*parameterRules) {
	f := t.byID[r.Of]
	f.ID, f.Floating, f.Snapshots = r.ID, strings.HasSuffix(r.ID, "-latest"), nil
	f.Maker = maker
	f.Shutdown, f.Successor = or(r.Shutdown, f.Shutdown), or(r.Successor, f.Successor)
	if r.Context > 0 {
		f.Context = r.Context
	}
	if r.Output > 0 {
		f.Output = r.Output
	}
	if r.Lacks != nil {
		f.Lacks = r.Lacks
	}
	if r.Prefill != nil {
		f.Prefill = answer(*r.Prefill)
	}
	if r.Rules != "" {
		f.rules = rules[r.Rules]
		f.InputOnly = f.rules.InputOnly
	}
	switch {
	case f.Shutdown != "" && f.Shutdown <= t.date:
		f.Status = Retired
	case f.Shutdown != "" || r.Deprecated:
		f.Status = Deprecated
	}
	if r.Of != "" && f.Floating {
		f.Snapshots = []string{r.Of}
	}
	t.byID[r.ID] = f
	if isDated(r.ID, r.Of) {
		f = t.byID[r.Of]
		f.Floating, f.Snapshots = true, append(f.Snapshots, r.ID)
		t.byID[r.Of] = f
	}
}

// isDated reports whether a name is that of a snapshot: the other one and a
// date or a number, such as gpt-4-0613.
func isDated(id, of string) bool {
	if of == "" || strings.HasSuffix(id, "-latest") {
		return false
	}
	last := id[strings.LastIndexByte(id, '-')+1:]
	return len(last) >= 2 && strings.Trim(last, "0123456789") == "" && id > of
}

func answer(yes bool) Answer {
	if yes {
		return Yes
	}
	return No
}
