package prompt

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// bundler makes one schema out of a schema and the files that it refers to,
// as a model's provider cannot read files: each file goes under $defs, and
// references are rewritten (JSON Schema 2020-12 core, section 9.3).
type bundler struct {
	closure  *Closure
	defs     model.Object
	taken    map[string]bool   // the keys of defs
	pointers map[string]string // to each file, such as "#/$defs/money_json"
}

// Bundled returns a copy of a schema of the prompt that refers to no file.
func (c *Closure) Bundled(s *Schema) model.Object {
	root, file := c.wholeFile(s.Data)
	root = deepCopy(root).(model.Object)
	if len(refs(root)) == 0 {
		return root
	}
	b := &bundler{closure: c, taken: map[string]bool{}, pointers: map[string]string{}}
	dir := c.Prompt.Dir()
	if file != "" {
		dir, b.pointers[file] = path.Dir(file), "#"
	}
	own := slices.IndexFunc(root, func(m model.Member) bool { return m.Name == "$defs" })
	if own >= 0 {
		b.defs, _ = root[own].Value.(model.Object)
	}
	for _, m := range b.defs {
		b.taken[m.Name] = true
	}
	b.rewrite(root, dir, "#")
	if own >= 0 {
		root[own].Value = b.defs
		return root
	}
	if len(b.defs) == 0 { // the file refers to itself by its name
		return root
	}
	return append(root, model.Member{Name: "$defs", Value: b.defs})
}

// wholeFile returns the file that a schema consisting of one $ref stands for,
// or else the schema itself and no file.
func (c *Closure) wholeFile(root model.Object) (body model.Object, file string) {
	dir := c.Prompt.Dir()
	for range MaxDepth {
		value, _ := root.Lookup("$ref")
		ref, _ := value.(string)
		next := path.Join(dir, ref)
		inner, ok := c.schemas[next].(model.Object)
		if !ok || len(root) != 1 || !isLocalRef(ref) {
			break
		}
		root, file, dir = inner, next, path.Dir(next)
	}
	return root, file
}

// rewrite points the references of value, which stands in a file of dir, to
// where the files are in the bundle; self is where value itself is.
func (b *bundler) rewrite(value any, dir, self string) {
	walkRefs(value, func(member *model.Member) {
		ref := member.Value.(string)
		name, fragment, _ := strings.Cut(ref, "#")
		pointer := self
		switch {
		case isLocalRef(ref):
			pointer = b.define(path.Join(dir, name))
		case name != "":
			return // an address
		}
		if fragment != "" && !strings.HasPrefix(fragment, "/") {
			pointer = "#" // an $anchor, which is known throughout the bundle
		}
		member.Value = pointer + fragment
	})
}

// define puts a file under $defs, once, and returns the pointer to it.
func (b *bundler) define(file string) string {
	if pointer, done := b.pointers[file]; done {
		return pointer
	}
	base := identifier(path.Base(file))
	key := base
	for i := 2; b.taken[key]; i++ {
		key = base + "_" + strconv.Itoa(i)
	}
	b.taken[key] = true
	body := deepCopy(b.closure.schemas[file])
	if object, ok := body.(model.Object); ok {
		// With an identity of its own the file's pointers would start from there.
		body = slices.DeleteFunc(object, func(m model.Member) bool { return m.Name == "$id" || m.Name == "$schema" })
	}
	pointer := "#/$defs/" + key
	b.pointers[file] = pointer
	b.defs = append(b.defs, model.Member{Name: key, Value: body})
	b.rewrite(body, path.Dir(file), pointer)
	return pointer
}

// identifier is a text in letters, digits, _ and - alone.
func identifier(text string) string {
	return strings.Map(func(c rune) rune {
		if isName("a" + string(c)) {
			return c
		}
		return '_'
	}, text)
}

func deepCopy(value any) any {
	switch value := value.(type) {
	case model.Object:
		object := make(model.Object, len(value))
		for i, m := range value {
			object[i] = model.Member{Name: m.Name, Value: deepCopy(m.Value)}
		}
		return object
	case []any:
		list := make([]any, len(value))
		for i, v := range value {
			list[i] = deepCopy(v)
		}
		return list
	default:
		return value
	}
}
