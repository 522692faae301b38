package recording

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
)

// MissError says that nothing is recorded of a request.
type MissError struct {
	File  string // where it would be
	Model string // that it is for
	Near  string // the nearest recording that there is; "" where none is near
	Other string // in what that differs
}

// Error says what was looked for and what there is.
func (e *MissError) Error() string {
	text := fmt.Sprintf("nothing is recorded of this call of %s (looked for %s)", cmp.Or(e.Model, "no model"), e.File)
	if e.Near != "" {
		text += fmt.Sprintf("; %s has another %s", e.Near, e.Other)
	}
	return text
}

func (p *Player) miss(key string, request []byte) error {
	wanted := outlineOf(request)
	e := &MissError{File: p.file(key), Model: wanted.name()}
	e.Near, e.Other = p.nearby.nearest(wanted)
	return e
}

// How much is looked at to say in what recordings differ from what is missing: it
// must not take longer than the run.
const (
	mostLooked    = 2000 // recordings
	mostExplained = 50   // misses
)

// neighbours finds the recording that is nearest to a request.
type neighbours struct {
	folder    string
	mu        sync.Mutex
	read      bool
	all       []outline
	explained int
}

// outline is what requests are compared by.
type outline struct {
	file string

	Provider   string            `json:"provider"`
	Model      string            `json:"model"`
	Parameters json.RawMessage   `json:"parameters"`
	Messages   []json.RawMessage `json:"messages"`
	Tools      json.RawMessage   `json:"tools"`
	ToolChoice json.RawMessage   `json:"toolChoice"`
	Format     json.RawMessage   `json:"responseFormat"`
	Repeat     int               `json:"repeat"`
	Embedding  json.RawMessage   `json:"embedding"`
}

func outlineOf(request []byte) outline {
	var o outline
	_ = json.Unmarshal(request, &o) // it is for an explanation, which is then shorter
	return o
}

func (o outline) name() string { return strings.TrimPrefix(o.Provider+"/"+o.Model, "/") }

// nearest is the recording that differs least from a request, and in what; "" where
// they have no message in common, or where nobody looks any more.
func (n *neighbours) nearest(wanted outline) (file, other string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.explained++; n.explained > mostExplained {
		return "", ""
	}
	if !n.read {
		n.read = true
		n.look()
	}
	fewest := 0
	for _, o := range n.all {
		differing, shared := wanted.differing(o)
		if shared && (fewest == 0 || len(differing) < fewest) {
			fewest, file, other = len(differing), o.file, strings.Join(differing, ", ")
		}
	}
	return file, other
}

// look reads what there is. What cannot be read is told of when it is needed.
func (n *neighbours) look() {
	_ = filepath.WalkDir(n.folder, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case len(n.all) >= mostLooked:
			return filepath.SkipAll
		case err != nil || entry.IsDir() || filepath.Ext(file) != ".json":
			return nil
		}
		if kept, err := read(file); err == nil {
			o := outlineOf(kept.Request)
			o.file = file
			n.all = append(n.all, o)
		}
		return nil
	})
}

// differing lists in what another request differs, and tells whether they have
// anything in common that is said to the model.
func (o outline) differing(other outline) (list []string, shared bool) {
	differ := func(what string, a, b string) {
		if a != b {
			list = append(list, what)
		}
	}
	differ("model ("+other.name()+")", o.name(), other.name())
	differ("value of parameters", string(o.Parameters), string(other.Parameters))
	for i := range max(len(o.Messages), len(other.Messages)) {
		a, b := at(o.Messages, i), at(other.Messages, i)
		differ(fmt.Sprintf("message %d%s", i+1, roleOf(cmp.Or(a, b))), a, b)
		shared = shared || a == b
	}
	differ("list of tools", string(o.Tools)+string(o.ToolChoice), string(other.Tools)+string(other.ToolChoice))
	differ("response format", string(o.Format), string(other.Format))
	differ("repeat", fmt.Sprint(o.Repeat), fmt.Sprint(other.Repeat))
	return list, shared && len(o.Embedding)+len(other.Embedding) == 0
}

func at(messages []json.RawMessage, i int) string {
	if i < len(messages) {
		return string(messages[i])
	}
	return ""
}

// roleOf is the role of a message, in brackets.
func roleOf(raw string) string {
	var m struct {
		Role string `json:"role"`
	}
	if json.Unmarshal([]byte(raw), &m) != nil {
		return ""
	}
	return " (" + m.Role + ")"
}
