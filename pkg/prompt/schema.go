package prompt

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// schemas reads the files that the prompt's JSON Schemas refer to.
func (g *gatherer) schemas(p *Prompt) {
	for _, s := range p.Schemas() {
		places := map[string]*yamldoc.Node{}
		refNodes(s.Node, places)
		for _, ref := range refs(s.Data) {
			if g.over() {
				return
			}
			at := s.Node // the references of a schema in a string have one place
			renamed := func(string) *diag.Fix { return nil }
			if n := places[ref]; n != nil {
				at = n
				renamed = func(to string) *diag.Fix { return p.Doc.Replace(n, withFragment(to, ref)) }
			}
			g.schema(ref, p.Dir(), p.Doc.NodeRange(at), nil, renamed)
		}
	}
}

// schema reads the file that a reference in a folder leads to, and those that
// this file refers to. Via are the files between it and the prompt; at is the
// place in the prompt that began it, where every finding is put, and renamed the
// fix that names another file there.
func (g *gatherer) schema(ref, dir string, at diag.Range, via []string, renamed func(to string) *diag.Fix) {
	name, _, _ := strings.Cut(ref, "#")
	file, ok := g.local(dir, name, at)
	if !ok {
		return
	}
	if _, seen := g.closure.schemas[file]; seen {
		return
	}
	if len(via) >= MaxDepth {
		g.errorf("T011", at, "schemas refer to each other more than %d deep", MaxDepth)
		return
	}
	data, ok := g.need(file, name, at, via, renamed)
	if !ok {
		return
	}
	parsed, found := parseSchemaFile(file, data)
	g.found.append(found)
	g.closure.schemas[file] = parsed
	for _, next := range refs(parsed) {
		g.schema(next, path.Dir(file), at, append(slices.Clip(via), file), func(string) *diag.Fix { return nil })
	}
}

// withFragment is a file with what a reference says after it, "" for no file.
func withFragment(file, ref string) string {
	_, fragment, found := strings.Cut(ref, "#")
	if file == "" || !found {
		return file
	}
	return file + "#" + fragment
}

// parseSchemaFile reads a JSON or YAML file; nil where it is neither.
func parseSchemaFile(file string, data []byte) (any, diag.List) {
	if !strings.HasSuffix(file, ".json") {
		doc, found := yamldoc.Parse(file, data)
		if doc.Root == nil {
			return nil, found
		}
		return orderedNode(doc.Root), found
	}
	source := diag.NewSource(file, data)
	found := checkText(source)
	if found.HasErrors() {
		return nil, found
	}
	value, err := readJSON(data)
	if err != nil {
		found.Errorf("M006", source.Range(err.offset, err.offset+1), "not valid JSON: %s", err.msg)
		return nil, found
	}
	return value, nil
}

// refs returns the references to local files in a schema, sorted.
func refs(value any) []string {
	found := map[string]bool{}
	walkRefs(value, func(ref *model.Member) {
		if text, _ := ref.Value.(string); isLocalRef(text) {
			found[text] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// isLocalRef tells a reference to a file beside the prompt from one within
// the same schema and from an address.
func isLocalRef(ref string) bool {
	return ref != "" && !strings.HasPrefix(ref, "#") && !strings.Contains(ref, "://") && !strings.HasPrefix(ref, "urn:")
}

// walkRefs visits every $ref that is a string.
func walkRefs(value any, visit func(ref *model.Member)) {
	switch value := value.(type) {
	case model.Object:
		for i := range value {
			if _, ok := value[i].Value.(string); ok && value[i].Name == "$ref" {
				visit(&value[i])
			}
			walkRefs(value[i].Value, visit)
		}
	case []any:
		for _, item := range value {
			walkRefs(item, visit)
		}
	}
}

// refNodes finds where the references of a schema stand, each by its text.
func refNodes(n *yamldoc.Node, places map[string]*yamldoc.Node) {
	for _, item := range n.Items {
		refNodes(item, places)
	}
	for _, pair := range n.Pairs {
		if ref, ok := pair.Value.Text(); ok && pair.Key.Value == "$ref" && places[ref] == nil {
			places[ref] = pair.Value
		}
		refNodes(pair.Value, places)
	}
}

// viaText says through which files a reference came.
func viaText(via []string) string {
	if len(via) == 0 {
		return ""
	}
	return fmt.Sprintf(", which %s refers to,", via[len(via)-1])
}
