package lint

import (
	"net/url"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// reference checks a $ref. One to a file is found when the prompt is gathered;
// one within the schema must lead somewhere.
func (c *schemaCheck) reference(v any, n *yamldoc.Node) {
	ref, ok := v.(string)
	if !ok {
		c.report(n, "$ref must be text, not %s", shownValue(v))
		return
	}
	pointer, local := strings.CutPrefix(ref, "#/")
	if !local || c.changed {
		return
	}
	var at any = c.root
	for _, step := range strings.Split(pointer, "/") {
		step = unescapeStep(step)
		next, ok := c.child(at, step)
		if !ok {
			c.noSuchPart(ref, step, at, n)
			return
		}
		at = next
	}
}

func (c *schemaCheck) noSuchPart(ref, step string, at any, n *yamldoc.Node) {
	near := ""
	if o, ok := at.(model.Object); ok {
		near = suggested(step, memberNames(o))
	}
	f := c.report(n, "there is no %q in the schema%s", ref, yamldoc.DidYouMean(near))
	if head, isLast := strings.CutSuffix(ref, step); isLast && near != "" && !strings.ContainsAny(near, "~/") {
		f.Fix = c.mend(c.Doc.Replace(n, head+near))
	}
}

// child is the part of a value that one step of a JSON pointer leads to.
func (c *schemaCheck) child(v any, step string) (any, bool) {
	switch v := v.(type) {
	case model.Object:
		value, ok := c.members(v)[step]
		return value, ok
	case []any:
		if i, err := strconv.Atoi(step); err == nil && 0 <= i && i < len(v) {
			return v[i], true
		}
	}
	return nil, false
}

// members are the members of an object by name. They are kept, as many
// references lead through the same object.
func (c *schemaCheck) members(o model.Object) map[string]any {
	if len(o) == 0 {
		return nil
	}
	if known, ok := c.index[&o[0]]; ok {
		return known
	}
	byName := make(map[string]any, len(o))
	for _, m := range o {
		byName[m.Name] = m.Value
	}
	if c.index == nil {
		c.index = map[*model.Member]map[string]any{}
	}
	c.index[&o[0]] = byName
	return byName
}

// unescapeStep reads a step of a JSON pointer in the fragment of an address.
func unescapeStep(step string) string {
	if plain, err := url.PathUnescape(step); err == nil {
		step = plain
	}
	return strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
}

// longPattern is the length in bytes above which a pattern is not looked at.
const longPattern = 2000

// pattern checks a regular expression. JSON Schema means those of JavaScript,
// which have more than Go's: only what is wrong in every dialect is found.
func (c *schemaCheck) pattern(v any, n *yamldoc.Node) {
	text, ok := v.(string)
	if !ok {
		c.report(n, "pattern must be text, not %s", shownValue(v))
		return
	}
	if len(text) > longPattern {
		return
	}
	if why := brokenPattern(text); why != "" {
		c.report(n, "the pattern %q is no regular expression: %s", text, why)
	}
}

// brokenPattern says what is wrong with a pattern in every dialect, or "".
func brokenPattern(text string) string {
	_, err := syntax.Parse(text, syntax.Perl)
	if err == nil {
		return ""
	}
	why := err.Error()
	for _, broken := range []string{"missing closing ]", "missing closing )", "unexpected )", "missing argument to repetition operator", "trailing backslash"} {
		if strings.Contains(why, broken) && !foreign(text) {
			return broken
		}
	}
	return ""
}

// foreign reports whether a pattern has something that Go's syntax reads
// otherwise than JavaScript's, so that its verdict says nothing.
func foreign(text string) bool {
	for _, part := range []string{"(?=", "(?!", "(?<", "[^]", "[]", `\u`, `\c`, `\k`, "[["} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
