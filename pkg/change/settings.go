package change

import (
	"reflect"

	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// settings compares how the model is called.
func (c *comparison) settings() {
	was, is := c.before.Prompt, c.after.Prompt
	if old, now := was.Model.Value, is.Model.Value; old != now {
		change := Change{Subject: Model, Kind: kindOf(old != "", now != ""), Class: Behaviour, Range: c.key("model"), Why: asksElse, Old: old, New: now}
		c.add(change, "%s", became("the model", change))
	}
	old, now := parameters(was), parameters(is)
	for _, p := range is.Parameters {
		if before, there := old[p.Name]; !there || !sameValue(before, p.Value) {
			c.parameter(p.Name, old, now)
		}
	}
	for _, p := range was.Parameters {
		if _, there := now[p.Name]; !there {
			c.parameter(p.Name, old, now)
		}
	}
	if before, after := was.ToolChoice.Decode(), is.ToolChoice.Decode(); !reflect.DeepEqual(before, after) {
		change := Change{Subject: Parameter, Name: "toolChoice", Kind: kindOf(before != nil, after != nil), Class: Behaviour, Range: c.key("toolChoice"), Why: asksElse}
		change.Old, change.New = shown(before), shown(after)
		c.add(change, "%s", became("toolChoice", change))
	}
}

func parameters(p *prompt.Prompt) map[string]any {
	values := map[string]any{}
	for _, parameter := range p.Parameters {
		values[parameter.Name] = parameter.Value
	}
	return values
}

// parameter reports a parameter that is set to something else.
func (c *comparison) parameter(name string, old, now map[string]any) {
	before, had := old[name]
	after, has := now[name]
	change := Change{Subject: Parameter, Name: name, Kind: kindOf(had, has), Class: Behaviour, Range: c.key("modelParameters"), Why: asksElse}
	if had {
		change.Old = prompt.ShowValue(before)
	}
	if has {
		change.New = prompt.ShowValue(after)
	}
	for _, p := range c.after.Prompt.Parameters {
		if p.Name == name {
			change.Range = c.after.Prompt.Doc.NodeRange(p.Key)
		}
	}
	c.add(change, "%s", became(name, change))
}

// kindOf is what became of a value, by whether there was one and is one.
func kindOf(had, has bool) Kind {
	switch {
	case !had:
		return Added
	case !has:
		return Removed
	default:
		return Edited
	}
}

// became says what a short value was and is.
func became(subject string, change Change) string {
	switch change.Kind {
	case Added:
		return subject + " is " + change.New + " now, and was not set"
	case Removed:
		return subject + " is not set any more, and was " + change.Old
	default:
		return subject + " is " + change.New + " now, and was " + change.Old
	}
}

// shown is a value in short, "" for none.
func shown(value any) string {
	if value == nil {
		return ""
	}
	return prompt.ShowValue(value)
}
