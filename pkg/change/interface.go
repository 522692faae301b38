package change

import (
	"reflect"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// histories finds placeholders for messages that are gone or new. One that is
// new is empty where nothing is given, and breaks nobody.
func (c *comparison) histories() {
	before, after := c.before.Prompt.Placeholders(), c.after.Prompt.Placeholders()
	for _, name := range after {
		if !slices.Contains(before, name) {
			c.add(Change{Subject: History, Name: name, Kind: Added, Class: Behaviour, Range: c.key("messages"), Why: takesMore}, "the history %q is new", name)
		}
	}
	for _, name := range before {
		if !slices.Contains(after, name) {
			c.add(Change{Subject: History, Name: name, Kind: Removed, Class: Breaking, Range: c.key("messages"), Why: cannotGive},
				"the history %q is gone, and callers that give it are refused", name)
		}
	}
}

func (c *comparison) tools() {
	old, now := toolsByName(c.before.Prompt.Tools), toolsByName(c.after.Prompt.Tools)
	var order []ordered
	for j, t := range c.after.Prompt.Tools {
		name := t.Name.Value
		i, there := old[name]
		if !there {
			c.add(Change{Subject: Tool, Name: name, Kind: Added, Class: Behaviour, Range: c.after.Prompt.Doc.NodeRange(t.Node), Why: sentElse}, "tool %q is new", name)
			continue
		}
		c.tool(c.before.Prompt.Tools[i], t)
		order = append(order, ordered{i, j})
	}
	for _, was := range c.before.Prompt.Tools {
		if _, there := now[was.Name.Value]; !there {
			c.add(Change{Subject: Tool, Name: was.Name.Value, Kind: Removed, Class: Breaking, Range: c.key("tools"), Why: unpromised}, "tool %q is gone", was.Name.Value)
		}
	}
	for _, j := range moved(order) {
		t := c.after.Prompt.Tools[j]
		c.add(Change{Subject: Tool, Name: t.Name.Value, Kind: Moved, Class: Behaviour, Range: c.after.Prompt.Doc.NodeRange(t.Node), Why: sentElse}, "tool %q stands elsewhere in the list", t.Name.Value)
	}
}

// toolsByName are the places of tools in their list.
func toolsByName(tools []*prompt.Tool) map[string]int {
	places := make(map[string]int, len(tools))
	for i, t := range tools {
		places[t.Name.Value] = i
	}
	return places
}

// tool compares what a tool was and is.
func (c *comparison) tool(was, is *prompt.Tool) {
	name := is.Name.Value
	change := Change{Subject: Tool, Name: name, Kind: Edited, Class: Behaviour, Range: c.after.Prompt.Doc.NodeRange(is.Node), Why: sentElse}
	c.parameters(change, was, is)
	if old, now := was.Description.Value, is.Description.Value; old != now {
		described := change
		described.Text = prose.Compare(old, now)
		c.add(described, "tool %q is described in other words", name)
	}
	if !reflect.DeepEqual(was.Strict, is.Strict) {
		c.add(change, "tool %q is %s", name, strictness(is.Strict))
	}
}

// parameters compares what a tool takes: the callers of a prompt are those who
// run its tools, and read the arguments that the model gives.
func (c *comparison) parameters(change Change, was, is *prompt.Tool) {
	old, now := bundled(c.before, was.Parameters), bundled(c.after, is.Parameters)
	broken := change
	broken.Kind, broken.Class, broken.Why = Narrowed, Breaking, unpromised
	switch {
	case reflect.DeepEqual(old, now):
	case was.Parameters == nil:
		c.add(change, "tool %q takes parameters now", is.Name.Value)
	case is.Parameters == nil:
		c.add(broken, "tool %q takes no parameters any more", is.Name.Value)
	default:
		broken.Range = c.after.Prompt.Doc.NodeRange(is.Parameters.Node)
		how, unknown := widened(old, now)
		if how != "" {
			c.add(broken, "tool %q: %s", is.Name.Value, how)
			return
		}
		c.add(change, "tool %q has other parameters, and all that was promised of them holds%s", is.Name.Value, asFar(unknown))
	}
}

// asFar restricts what is said of schemas to what is compared.
func asFar(unknown string) string {
	if unknown == "" {
		return ""
	}
	return ", as far as is compared: " + unknown + " is not"
}

// bundled is a schema with the files that it refers to, nil where there is none.
func bundled(c *prompt.Closure, s *prompt.Schema) model.Object {
	if s == nil {
		return nil
	}
	return c.Bundled(s)
}

func strictness(strict *bool) string {
	if strict != nil && *strict {
		return "strict now"
	}
	return "not strict any more"
}

// answer compares what the two promise of their answers.
func (c *comparison) answer() {
	was, is := c.before.Prompt.Format, c.after.Prompt.Format
	change := Change{Subject: Answer, Kind: Edited, Class: Behaviour, Range: c.key("responseFormat"), Why: sentElse, Old: formOf(was), New: formOf(is)}
	broken := change
	broken.Kind, broken.Class, broken.Why = Narrowed, Breaking, unpromised
	switch {
	case was.Schema != nil && is.Schema != nil:
		c.answerSchema(change, was, is)
	case was.Schema != nil:
		c.add(broken, "the answer has no schema any more")
	case formOf(was) == "json_object" && is.Schema == nil && formOf(is) != "json_object":
		c.add(broken, "the answer is not JSON any more")
	case is.Schema != nil:
		change.Range = c.after.Prompt.Doc.NodeRange(is.Schema.Node)
		c.add(change, "the answer has a schema now")
	case formOf(was) != formOf(is):
		c.add(change, "the answer is %s now, and was %s", formOf(is), formOf(was))
	}
}

// answerSchema compares two schemas of answers.
func (c *comparison) answerSchema(change Change, was, is prompt.Format) {
	old, now := bundled(c.before, was.Schema), bundled(c.after, is.Schema)
	change.Range, change.Old, change.New = c.after.Prompt.Doc.NodeRange(is.Schema.Node), "", ""
	how, unknown := widened(old, now)
	if how != "" {
		change.Kind, change.Class, change.Why = Narrowed, Breaking, unpromised
		c.add(change, "the answer: %s", how)
		return
	}
	if !reflect.DeepEqual(old, now) {
		c.add(change, "the answer has another schema, and all that the old one promised holds%s", asFar(unknown))
	}
	if was.Name.Value != is.Name.Value {
		c.add(change, "the schema of the answer is called %q now, and was %q", is.Name.Value, was.Name.Value)
	}
	if !reflect.DeepEqual(was.Strict, is.Strict) {
		c.add(change, "the schema of the answer is %s", strictness(is.Strict))
	}
}

// formOf is the form that an answer has: text where nothing is said.
func formOf(f prompt.Format) string {
	switch {
	case f.Schema != nil:
		return "json_schema"
	case f.Type.Value != "":
		return f.Type.Value
	default:
		return "text"
	}
}
