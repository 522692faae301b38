package manual

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// File is a kind of file whose keys can be looked up.
type File struct {
	Name   string // put before the keys' paths, but for those of a prompt
	Title  string // what such a file is called
	Schema []byte // its JSON Schema
}

// promptFile is the name of the file whose keys go without it.
const promptFile = "prompt"

// Files returns the kinds of files, the one that matters most first.
func Files() []File {
	return []File{
		{promptFile, "NAME" + prompt.Suffix, prompt.JSONSchema()},
		{"tests", "NAME" + suite.Suffix, suite.JSONSchema()},
		{"config", config.File, config.Schema()},
		{"policy", policy.Folder + "/" + policy.File, policy.Schema()},
	}
}

// schema is a JSON Schema read as YAML, which it is too, so that its members
// keep their order.
type schema struct {
	root *yamldoc.Node
	src  []byte
}

func (f File) schema() *schema {
	doc, _ := yamldoc.Parse(f.Name, f.Schema)
	return &schema{doc.Root, f.Schema}
}

// certain returns the schemas that hold wherever n does: itself, what it
// refers to, and the parts of its allOf.
func (s *schema) certain(n *yamldoc.Node) []*yamldoc.Node {
	all := []*yamldoc.Node{n}
	if ref, ok := n.Get("$ref").Text(); ok {
		all = append(all, s.certain(s.at(ref))...)
	}
	for _, part := range items(n.Get("allOf")) {
		all = append(all, s.certain(part)...)
	}
	return all
}

// aspects returns the schemas that n is made of: those that are certain, and
// the choices of anyOf and oneOf.
func (s *schema) aspects(n *yamldoc.Node) []*yamldoc.Node {
	var all []*yamldoc.Node
	for _, part := range s.certain(n) {
		all = append(all, part)
		for _, choice := range slices.Concat(items(part.Get("oneOf")), items(part.Get("anyOf"))) {
			all = append(all, s.aspects(choice)...)
		}
	}
	return all
}

// at returns the schema that a reference such as #/definitions/role leads to.
func (s *schema) at(ref string) *yamldoc.Node {
	n := s.root
	for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		n = n.Get(step)
	}
	return n
}

// first returns the first value that one of the schemas has for a keyword.
func first(parts []*yamldoc.Node, keyword string) *yamldoc.Node {
	for _, part := range parts {
		if value := part.Get(keyword); value != nil {
			return value
		}
	}
	return nil
}

// properties returns the keys of a mapping that have names, in their order.
func (s *schema) properties(n *yamldoc.Node) []yamldoc.Pair {
	var all []yamldoc.Pair
	for _, part := range s.aspects(n) {
		for _, pair := range pairs(part.Get("properties")) {
			known := func(other yamldoc.Pair) bool { return other.Key.Value == pair.Key.Value }
			if pair.Value.Kind == yamldoc.Mapping && !slices.ContainsFunc(all, known) {
				all = append(all, pair)
			}
		}
	}
	return all
}

// required reports whether a mapping must have a key.
func (s *schema) required(n *yamldoc.Node, key string) bool {
	for _, part := range s.certain(n) {
		for _, name := range items(part.Get("required")) {
			if name.Value == key {
				return true
			}
		}
	}
	return false
}

// entries returns the schema of a list's items or of a mapping's values whose
// keys are free, and what stands for the index or the key in a path.
func (s *schema) entries(n *yamldoc.Node) (entry *yamldoc.Node, sign string) {
	for _, part := range s.aspects(n) {
		if items := part.Get("items"); items != nil && items.Kind == yamldoc.Mapping {
			return items, "[]"
		}
		if values := part.Get("additionalProperties"); values != nil && values.Kind == yamldoc.Mapping {
			return values, ".NAME"
		}
	}
	return nil, ""
}

// items returns the items of a node that may be nil.
func items(n *yamldoc.Node) []*yamldoc.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// pairs returns the entries of a node that may be nil.
func pairs(n *yamldoc.Node) []yamldoc.Pair {
	if n == nil {
		return nil
	}
	return n.Pairs
}
