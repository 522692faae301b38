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

//go:embed models.jsonl
var modelsFile string

// record is a line of models.jsonl. It has what the record that it is of has,
// except for what it says itself.
type record struct {
	ID         string      `json:"id"`
	Maker      string      `json:"maker"`
	Of         string      `json:"of"`
	Context    int         `json:"context"`
	Output     int         `json:"output"`
	Price      *[2]float64 `json:"price"` // of input and of output
	Rules      string      `json:"rules"`
	Prefill    *bool       `json:"prefill"`
	Deprecated bool        `json:"deprecated"`
	Shutdown   string      `json:"shutdown"`
	Successor  string      `json:"successor"`
	Lacks      []string    `json:"lacks"`
}

// table is the facts. A model's lines are read when it is first looked up: to
// read all takes more than a millisecond, and a run asks for one or two.
type table struct {
	Date    string                     `json:"date"`
	Sources []Source                   `json:"sources"`
	Rules   map[string]json.RawMessage `json:"rules"`

	mutex sync.Mutex
	known map[string]*Facts // nil where there is no such model
}

var facts = sync.OnceValue(func() *table {
	t := &table{known: map[string]*Facts{}}
	built(json.Unmarshal(factsFile, t))
	return t
})

// built panics where what is built into the program cannot be read, which every
// test would see.
func built(err error) {
	if err != nil {
		panic("the facts of models are built into the program, and cannot be read: " + err.Error())
	}
}

// find returns what is known of a model, nil where nothing is.
func (t *table) find(id string) *Facts {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.found(id)
}

func (t *table) found(id string) *Facts {
	f, known := t.known[id]
	if !known {
		f = t.read(id)
		t.known[id] = f
	}
	return f
}

// read makes the facts of a model from its own line, the model that it is of,
// and those that are of it.
func (t *table) read(id string) *Facts {
	var own *record
	var snapshots []string
	for _, r := range recordsWith(id) {
		switch {
		case r.ID == id:
			own = &r
		case r.Of == id && isDated(r.ID, id):
			snapshots = append(snapshots, r.ID)
		}
	}
	if own == nil {
		return nil
	}
	f := Facts{}
	if own.Of != "" {
		f = *t.found(own.Of)
	}
	t.apply(&f, own)
	f.Floating = strings.HasSuffix(id, "-latest") || len(snapshots) > 0
	if strings.HasSuffix(id, "-latest") && own.Of != "" {
		snapshots = append(snapshots, own.Of)
	}
	slices.SortFunc(snapshots, func(a, b string) int { return strings.Compare(b, a) })
	f.Snapshots = snapshots
	return &f
}

// apply puts what a record says itself into the facts that it has from another.
func (t *table) apply(f *Facts, r *record) {
	f.ID, f.Maker = r.ID, r.Maker
	f.Shutdown, f.Successor = or(r.Shutdown, f.Shutdown), or(r.Successor, f.Successor)
	if r.Context > 0 {
		f.Context = r.Context
	}
	if r.Output > 0 {
		f.Output = r.Output
	}
	if r.Price != nil {
		f.Price = &Price{r.Price[0], r.Price[1]}
	}
	if r.Lacks != nil {
		f.Lacks = r.Lacks
	}
	if r.Prefill != nil {
		f.Prefill = answer(*r.Prefill)
	}
	if r.Rules != "" {
		f.rules = &parameterRules{}
		built(json.Unmarshal(t.Rules[r.Rules], f.rules))
		f.InputOnly = f.rules.InputOnly
	}
	switch {
	case f.Shutdown != "" && f.Shutdown <= t.Date:
		f.Status = Retired
	case f.Shutdown != "" || r.Deprecated:
		f.Status = Deprecated
	}
}

// recordsWith returns the records that name a model, as their own or as the one
// that they are of.
func recordsWith(id string) []record {
	var records []record
	for rest := modelsFile; ; {
		at := strings.Index(rest, `"`+id+`"`)
		if at < 0 {
			return records
		}
		start := strings.LastIndexByte(rest[:at], '\n') + 1
		line, after, _ := strings.Cut(rest[start:], "\n")
		var r record
		built(json.Unmarshal([]byte(line), &r))
		records, rest = append(records, r), after
	}
}

// knownIDs are the names of all models, in the order of the file.
func knownIDs() []string {
	var ids []string
	for line := range strings.Lines(modelsFile) {
		id, _, _ := strings.Cut(strings.TrimPrefix(line, `{"id":"`), `"`)
		ids = append(ids, id)
	}
	return ids
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
