package manual

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Key is a key of a file, or the file itself where the path is "".
type Key struct {
	File        string   `json:"file"` // "prompt", "tests", "config" or "policy"
	Path        string   `json:"path"` // such as "variables.NAME.maxLength" or "messages[].role"
	Description string   `json:"description"`
	Types       []string `json:"types"` // by JSON Schema's names; none for any
	Required    bool     `json:"required"`
	Values      []any    `json:"values"` // the only ones that it may have; none for any
	Default     any      `json:"default,omitempty"`
	Limits      []string `json:"limits"`   // in words
	Examples    []any    `json:"examples"` // of the key's value
	Keys        []Child  `json:"keys"`     // those below it, or below each entry of a list or a mapping

	example string // the first of Examples, as YAML
	keysOf  string // " of each entry" where Keys are not the key's own
}

// Child is a key below another.
type Child struct {
	Name     string `json:"name"`
	What     string `json:"what"` // in a sentence
	Required bool   `json:"required"`
}

// Name is the word by which Find finds the key.
func (k Key) Name() string {
	switch {
	case k.Path == "":
		return k.File
	case k.File == promptFile:
		return k.Path
	default:
		return k.File + "." + k.Path
	}
}

// FindKey returns the key at a path such as variables.maxLength, config.lint or
// policy.environments.requires. The names of variables and environments and
// the indexes of lists may be left out, or written as NAME or *, or as [].
func FindKey(path string) (Key, error) {
	steps := strings.Split(indexes().ReplaceAllString(path, ""), ".")
	f := Files()[0]
	for _, other := range Files() {
		if steps[0] == other.Name {
			f, steps = other, steps[1:]
			break
		}
	}
	here := f.top()
	for _, step := range steps {
		next, ok := here.step(step)
		if !ok {
			return Key{}, fmt.Errorf("%s has no key %q%s", here.name(), step, diag.DidYouMean(step, here.names()))
		}
		here = next
	}
	return here.key(), nil
}

// indexes are what a path may have behind the key of a list.
var indexes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[[^\]]*\]`) })

// top is the file as a whole.
func (f File) top() place {
	s := f.schema()
	return place{file: f, schema: s, node: s.root}
}

// place is a schema with the way to it.
type place struct {
	file   File
	schema *schema
	node   *yamldoc.Node
	parent *yamldoc.Node // nil for the file, and for an entry
	last   string        // the last key of the path, "" for an entry
	path   string
}

// step goes to a key below, through the entries of a list or of a mapping with
// free keys where that is needed.
func (p place) step(name string) (place, bool) {
	for _, pair := range p.schema.properties(p.node) {
		if pair.Key.Value == name {
			path := strings.TrimPrefix(p.path+"."+name, ".")
			return place{p.file, p.schema, pair.Value, p.node, name, path}, true
		}
	}
	entry, ok := p.entry()
	if !ok || name == "NAME" || name == "*" {
		return entry, ok
	}
	return entry.step(name)
}

// entry goes to the entries of a list or of a mapping with free keys.
func (p place) entry() (place, bool) {
	node, sign := p.schema.entries(p.node)
	return place{p.file, p.schema, node, nil, "", p.path + sign}, node != nil
}

// name is the place in words.
func (p place) name() string {
	if p.path == "" {
		return p.file.Title
	}
	return Key{File: p.file.Name, Path: p.path}.Name()
}

// names are those of the keys below.
func (p place) names() []string {
	var names []string
	for _, child := range p.children() {
		names = append(names, child.Name)
	}
	return names
}

// children returns the keys below, or those below each entry.
func (p place) children() []Child {
	children := []Child{}
	for _, pair := range p.schema.properties(p.node) {
		what := text(first(p.schema.aspects(pair.Value), "description"))
		children = append(children, Child{pair.Key.Value, firstSentence(what), p.schema.required(p.node, pair.Key.Value)})
	}
	if entry, ok := p.entry(); ok && len(children) == 0 {
		return entry.children()
	}
	return children
}

func (p place) key() Key {
	parts := p.schema.aspects(p.node)
	k := Key{
		File: p.file.Name, Path: p.path, Description: text(first(parts, "description")),
		Required: p.parent != nil && p.schema.required(p.parent, p.last),
		Values:   list(first(parts, "enum")), Default: first(parts, "default").Decode(),
		Types: types(parts), Limits: limits(parts),
		Examples: list(first(parts, "examples")), Keys: p.children(),
	}
	if len(k.Keys) > 0 && len(p.schema.properties(p.node)) == 0 {
		k.keysOf = " of each entry"
	}
	if examples := items(first(parts, "examples")); len(examples) > 0 {
		k.example = p.example(examples[0])
	}
	return k
}

// text is the text of a node that may be nil.
func text(n *yamldoc.Node) string {
	s, _ := n.Text()
	return s
}

// list is the items of a node that may be nil, as plain data.
func list(n *yamldoc.Node) []any {
	all := []any{}
	for _, item := range items(n) {
		all = append(all, item.Decode())
	}
	return all
}

// example writes an example as YAML, below its key.
func (p place) example(n *yamldoc.Node) string {
	json := string(p.schema.src[n.Start:n.End])
	if p.last != "" {
		json = fmt.Sprintf("{%q: %s}", p.last, json)
	}
	yaml, err := yamldoc.FromJSON([]byte(json))
	if err != nil {
		return json // which is YAML too
	}
	return strings.TrimRight(string(yaml), "\n")
}
