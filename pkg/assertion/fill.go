package assertion

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// text is a text of an assertion in which tags stand for values of the case. What
// takes the place of a tag is not looked into for tags.
type text struct {
	source string
	tags   []suite.Tag
	loose  bool // a tag for which there is nothing stays as it is
}

func newText(source string, loose bool) text {
	return text{source, suite.Tags(source), loose}
}

// text is the text of a node. What a negated comparison forbids may be the tag itself,
// left in by mistake; and in the form of .prompt.yml a tag that has no value is text.
func (c *compiler) text(n *yamldoc.Node) text {
	if n == nil {
		return text{}
	}
	compares := slices.Contains(c.assertion.Type.Takes, "ignoreCase")
	return newText(n.Value, c.suite.InPrompt || c.assertion.Negated && compares)
}

// texts are the texts of the assertion's value: one, or a list.
func (c *compiler) texts() []text {
	nodes := []*yamldoc.Node{c.value()}
	if c.value().Kind == yamldoc.Sequence {
		nodes = c.value().Items
	}
	all := make([]text, len(nodes))
	for i, n := range nodes {
		all[i] = c.text(n)
	}
	return all
}

// fill returns the text with what the case has in place of its tags. What else is
// to be had by a name comes first; also may be nil.
func (t text) fill(s *Subject, also func(name string) (string, bool)) (string, error) {
	if len(t.tags) == 0 {
		return t.source, nil
	}
	var b strings.Builder
	at := 0
	for _, tag := range t.tags {
		b.WriteString(t.source[at:tag.Start])
		at = tag.End
		whole := t.source[tag.Start:tag.End]
		value, ok := lookup(s, tag.Name, whole, also)
		switch {
		case ok:
			b.WriteString(written(value))
		case t.loose:
			b.WriteString(whole)
		default:
			return "", diag.WithHint(fmt.Errorf("the case has nothing for %s", whole), "give it under variables:")
		}
	}
	b.WriteString(t.source[at:])
	return b.String(), nil
}

// filled is fill for a text that an answer is compared with: line breaks at its end do not
// count, unless it is nothing else. A text that turns out empty would be in every answer, and is an error.
func (t text) filled(s *Subject) (string, error) {
	filled, err := t.fill(s, nil)
	text := strings.TrimRight(filled, "\r\n")
	if text != "" || len(t.tags) > 0 { // not-contains: "\n" wants one line
		filled = text
	}
	if err == nil && filled == "" {
		err = fmt.Errorf("%s is empty, which every answer has", strconv.Quote(t.source))
	}
	return filled, err
}

// lookup returns what the case has for a tag.
func lookup(s *Subject, name, tag string, also func(string) (string, bool)) (any, bool) {
	if also != nil {
		if value, ok := also(name); ok {
			return value, true
		}
	}
	value, ok := s.Variables[name]
	if !ok && name == "expected" && s.Expected != nil {
		value, ok = *s.Expected, true
	}
	inner := strings.Trim(tag, "{} ")
	for _, key := range strings.Split(inner, ".")[1:] {
		switch at := value.(type) {
		case map[string]any:
			value, ok = at[key]
		case []any:
			i, err := strconv.Atoi(key)
			if ok = err == nil && 0 <= i && i < len(at); ok {
				value = at[i]
			}
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
	}
	return value, ok
}

// written is a value as it stands in a text: a text is itself, nothing is nothing,
// and all else is JSON.
func written(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return jsondoc.Write(value)
}
