package lint

import (
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// strict checks what OpenAI demands under strict: true. Others have no such
// switch, or demand less.
func (c *schemaCheck) strict() {
	format := model.FormatOf(c.modelName())
	if format == model.GeminiFormat {
		return
	}
	if _, union := c.root.Lookup("anyOf"); union && format == model.OpenAIFormat {
		key, _ := pairOf(c.top, "anyOf")
		c.report(key, "under strict: true the top of a schema is an object, not anyOf")
	}
	c.strictIn(c.root, c.top, format == model.OpenAIFormat)
}

// strictIn checks a schema and those in it.
func (c *schemaCheck) strictIn(v any, n *yamldoc.Node, all bool) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			c.strictIn(item, itemOf(n, i), all)
		}
	case model.Object:
		c.strictObject(v, n, all)
		for i, m := range v {
			key, value := pairAt(n, i, m.Name)
			switch shapeOf(m.Name) {
			case anySchema, itemsSchema, schemaList:
				c.notStrict(m.Name, key, all)
				c.strictIn(m.Value, value, all)
			case schemaMap:
				c.notStrict(m.Name, key, all)
				c.strictEntries(m.Value, value, all)
			}
		}
	}
}

func (c *schemaCheck) strictEntries(v any, n *yamldoc.Node, all bool) {
	entries, _ := v.(model.Object)
	for i, entry := range entries {
		_, value := pairAt(n, i, entry.Name)
		c.strictIn(entry.Value, value, all)
	}
}

// notStrict finds the keywords that strict: true does not know.
func (c *schemaCheck) notStrict(keyword string, key *yamldoc.Node, all bool) {
	switch keyword {
	case "allOf", "not", "if", "then", "else", "dependentSchemas", "patternProperties":
		if all {
			c.report(key, "%s is not allowed under strict: true", keyword)
		}
	}
}

// strictObject checks that an object is closed and that all of it is required.
func (c *schemaCheck) strictObject(o model.Object, n *yamldoc.Node, all bool) {
	properties := lookupObject(o, "properties")
	kind, _ := lookupText(o, "type")
	if kind != "object" && len(properties) == 0 {
		return
	}
	key, at := pairOf(n, "additionalProperties")
	switch closed, given := o.Lookup("additionalProperties"); {
	case given && closed != false:
		c.report(at, "under strict: true additionalProperties is false, not %s", shownValue(closed))
	case !given && key == nil:
		c.report(c.opening(n), "under strict: true an object needs additionalProperties: false")
	}
	if all {
		c.strictRequired(o, properties, n)
	}
}

func (c *schemaCheck) strictRequired(o, properties model.Object, n *yamldoc.Node) {
	required, _ := o.Lookup("required")
	list, _ := required.([]any)
	named := make(map[any]bool, len(list))
	for _, item := range list {
		if name, ok := item.(string); ok {
			named[name] = true
		}
	}
	_, at := pairOf(n, "properties")
	for i, property := range properties {
		if !named[property.Name] {
			key, _ := pairAt(at, i, property.Name)
			f := c.report(key, "under strict: true every property is required, and %q is not", property.Name)
			f.Hint = `to make it optional, let its type be a list with "null" in it`
		}
	}
}
