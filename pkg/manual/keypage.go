package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// types returns the types that a value may have, in their order in the schema.
func types(parts []*yamldoc.Node) []string {
	all := []string{}
	add := func(name string) {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	for _, part := range parts {
		if n := part.Get("type"); n != nil {
			for _, item := range append(items(n), n) {
				if name, ok := item.Text(); ok {
					add(name)
				}
			}
		} else {
			for _, value := range items(part.Get("enum")) {
				add(prompt.TypeOf(value.Decode()))
			}
		}
	}
	if slices.Contains(all, "number") {
		all = slices.DeleteFunc(all, func(name string) bool { return name == "integer" })
	}
	return all
}

// limits says in words what a value must keep to.
func limits(parts []*yamldoc.Node) []string {
	all := []string{}
	for _, limit := range []struct{ keyword, words, unit string }{
		{"minimum", "at least %s", ""},
		{"exclusiveMinimum", "above %s", ""},
		{"maximum", "at most %s", ""},
		{"minLength", "at least %s", "character"},
		{"maxLength", "at most %s", "character"},
		{"pattern", "matches `%s`", ""},
		{"minItems", "at least %s", "item"},
		{"maxItems", "at most %s", "item"},
		{"minProperties", "at least %s", "key"},
		{"maxProperties", "at most %s", "key"},
	} {
		if n := first(parts, limit.keyword); n != nil {
			all = append(all, fmt.Sprintf(limit.words, n.Value)+unit(n.Value, limit.unit))
		}
	}
	return all
}

// unit is the unit of a number, with the blank before it.
func unit(number, name string) string {
	switch {
	case name == "":
		return ""
	case number == "1":
		return " " + name
	default:
		return " " + name + "s"
	}
}

// page is the key's page, as Markdown.
func (k Key) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", k.Name())
	if k.Description != "" {
		b.WriteString(k.Description + "\n\n")
	}
	for _, fact := range k.facts() {
		fmt.Fprintf(&b, "- %s\n", fact)
	}
	if k.example != "" {
		fmt.Fprintf(&b, "\n## Example\n\n```yaml\n%s\n```\n", k.example)
	}
	if len(k.Keys) > 0 {
		fmt.Fprintf(&b, "\n## Keys%s\n\n", k.keysOf)
	}
	for _, child := range k.Keys {
		required := ""
		if child.Required {
			required = " (required)"
		}
		line := fmt.Sprintf("- `%s`%s: %s", child.Name, required, child.What)
		b.WriteString(strings.TrimSuffix(line, ": ") + "\n")
	}
	return b.String()
}

// facts are what is to be known of the value, a line each.
func (k Key) facts() []string {
	facts := []string{"Type: " + k.typeWords()}
	if len(k.Values) > 0 {
		facts = append(facts, "Values: "+code(k.Values...))
	}
	if len(k.Limits) > 0 {
		facts = append(facts, "Limits: "+strings.Join(k.Limits, ", "))
	}
	if k.Default != nil {
		facts = append(facts, "Default: "+code(k.Default))
	}
	if k.Required {
		facts = append(facts, "Required")
	}
	return facts
}

// typeWords names the types as people do who write YAML.
func (k Key) typeWords() string {
	if len(k.Types) == 0 {
		return "any"
	}
	words := make([]string, len(k.Types))
	for i, name := range k.Types {
		switch name {
		case "array":
			words[i] = "list"
		case "object":
			words[i] = "mapping"
		case "integer":
			words[i] = "whole number"
		case "boolean":
			words[i] = "true or false"
		case "null":
			words[i] = "empty"
		default:
			words[i] = name
		}
	}
	return strings.Join(words, ", or ")
}

// code writes values as Markdown's code.
func code(values ...any) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = fmt.Sprintf("`%v`", v)
	}
	return strings.Join(all, ", ")
}
