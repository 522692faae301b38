// Package change is what changed between two prompts, and whether it breaks
// those who call them.
package change

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// Break is one change after which callers of the old prompt, or readers of its
// answers, do not work with the new one.
type Break struct {
	Range   diag.Range // in the new prompt; the key that held what is gone
	Message string     // what changed: lower case, no full stop
}

// Breaks returns how a new version of a prompt breaks the callers of an old
// one, in the order variables, histories, tools, answer. Rendering is the
// judge: a value that the old one took and the new one refuses, and a value
// that the new one cannot do without, are breaks; so are a tool that is gone,
// and calls and answers of a form that the old schema did not promise.
func Breaks(before, after *prompt.Closure) []Break {
	c := &comparison{before: before, after: after}
	c.variables()
	c.histories()
	c.tools()
	c.answer()
	return c.breaks
}

// comparison is one prompt held against another.
type comparison struct {
	before, after *prompt.Closure
	breaks        []Break
}

func (c *comparison) add(at diag.Range, format string, args ...any) {
	c.breaks = append(c.breaks, Break{at, fmt.Sprintf(format, args...)})
}

// key is the place of a key at the top of the new prompt, and the beginning of
// the file where it has no such key.
func (c *comparison) key(name string) diag.Range {
	doc := c.after.Prompt.Doc
	if pair := doc.Root.Pair(name); pair != nil {
		return doc.NodeRange(pair.Key)
	}
	return doc.Range(0, 0)
}

func (c *comparison) variables() {
	old, now := byName(c.before.Inputs()), byName(c.after.Inputs())
	renamed := renames(c.before.Inputs(), c.after.Inputs())
	for _, v := range c.after.Inputs() {
		was := old[v.Name]
		switch from, isNew := renamed[v.Name]; {
		case isNew:
			c.add(v.Range, "variable %q is called %q now", from, v.Name)
		case was == nil && v.Required:
			c.add(v.Range, "variable %q is new and required", v.Name)
		case was != nil:
			if how := narrowed(was, v); how != "" {
				c.add(v.Range, "variable %q %s", v.Name, how)
			}
		}
		delete(old, renamed[v.Name])
	}
	for _, v := range c.before.Inputs() {
		if old[v.Name] != nil && now[v.Name] == nil {
			c.add(c.key("variables"), "variable %q is gone, and callers that give it are refused", v.Name)
		}
	}
}

func byName(list []*prompt.Variable) map[string]*prompt.Variable {
	names := make(map[string]*prompt.Variable, len(list))
	for _, v := range list {
		names[v.Name] = v
	}
	return names
}

// renames tells which new variable is an old one under another name, by the new
// name: the two are nearly alike in name and the same in type.
func renames(before, after []*prompt.Variable) map[string]string {
	old, now := byName(before), byName(after)
	renamed := map[string]string{}
	for _, v := range after {
		var candidates []string
		for _, was := range before {
			if now[was.Name] == nil && was.Type == v.Type {
				candidates = append(candidates, was.Name)
			}
		}
		if from := diag.Suggest(v.Name, candidates); old[v.Name] == nil && from != "" {
			renamed[v.Name] = from
		}
	}
	return renamed
}

// histories finds placeholders for messages that are gone. One that is new is
// empty where nothing is given, and breaks nobody.
func (c *comparison) histories() {
	now := map[string]bool{}
	for _, name := range c.after.Prompt.Placeholders() {
		now[name] = true
	}
	for _, name := range c.before.Prompt.Placeholders() {
		if !now[name] {
			c.add(c.key("messages"), "the history %q is gone, and callers that give it are refused", name)
		}
	}
}

func (c *comparison) tools() {
	now := map[string]*prompt.Tool{}
	for _, t := range c.after.Prompt.Tools {
		now[t.Name.Value] = t
	}
	for _, was := range c.before.Prompt.Tools {
		t := now[was.Name.Value]
		switch {
		case t == nil:
			c.add(c.key("tools"), "tool %q is gone", was.Name.Value)
		case was.Parameters != nil && t.Parameters == nil:
			c.add(c.after.Prompt.Doc.NodeRange(t.Node), "tool %q takes no parameters any more", was.Name.Value)
		case was.Parameters != nil:
			if how := widened(was.Parameters.Data, t.Parameters.Data, ""); how != "" {
				c.add(c.after.Prompt.Doc.NodeRange(t.Parameters.Node), "tool %q: %s", was.Name.Value, how)
			}
		}
	}
}

// answer compares what the two promise of their answers.
func (c *comparison) answer() {
	was, is := c.before.Prompt.Format, c.after.Prompt.Format
	switch {
	case was.Schema != nil && is.Schema != nil:
		if how := widened(was.Schema.Data, is.Schema.Data, ""); how != "" {
			c.add(c.after.Prompt.Doc.NodeRange(is.Schema.Node), "the answer: %s", how)
		}
	case was.Schema != nil:
		c.add(c.key("responseFormat"), "the answer has no schema any more")
	case was.Type.Value == "json_object" && is.Schema == nil && is.Type.Value != "json_object":
		c.add(c.key("responseFormat"), "the answer is not JSON any more")
	}
}
