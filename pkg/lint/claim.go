package lint

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// claim is an assertion with what can be said of it without an answer.
type claim struct {
	*suite.Assertion
	value  string   // the same for the same values
	size   int      // of what is compared
	texts  []string // that the answer is compared with, without white space that does not count
	folded []string // the same, as ignoreCase compares them
}

// claimsOf are the claims that count.
func claimsOf(assertions []*suite.Assertion) []*claim {
	var claims []*claim
	for _, a := range assertions {
		if a.Weight > 0 && a.Value != nil {
			claims = append(claims, newClaim(a))
		}
	}
	return claims
}

func newClaim(a *suite.Assertion) *claim {
	value, _ := json.Marshal(a.Value.Decode())
	c := &claim{Assertion: a, value: string(value), size: len(value)}
	for _, n := range a.Texts() {
		if len(suite.Tags(n.Value)) > 0 {
			c.texts, c.folded = nil, nil
			break // what it will say is not known
		}
		text := counted(a.Type.Name, n.Value)
		c.texts, c.folded = append(c.texts, text), append(c.folded, suite.Folded(text))
	}
	return c
}

// counted is a text without the white space that does not count. A text of line breaks
// alone is in answers of several lines.
func counted(typ, text string) string {
	if typ == "equals" {
		return strings.TrimSpace(text)
	}
	if short := strings.TrimRight(text, "\r\n"); short != "" {
		return short
	}
	return text
}

// is reports whether the claim is of a type, and not negated.
func (c *claim) is(name string) bool { return c.Type.Name == name && !c.Negated }

// not reports whether the claim is of a type, and negated.
func (c *claim) not(name string) bool { return c.Type.Name == name && c.Negated }

// contradicts reports whether no answer can meet both. It may miss what would
// take more thought, and is asked both ways round.
func (c *claim) contradicts(other *claim) bool {
	switch {
	case c.Negated != other.Negated && c.same(other):
		return true
	case c.is("equals") && len(c.texts) == 1:
		return other.fails(c)
	case c.is("finish-reason") && other.is("finish-reason"):
		return c.value != other.value
	case c.Type.Name == other.Type.Name && !c.Negated && !other.Negated && isRange(c.Type.Shape):
		return above(c.Value.Get("min"), other.Value.Get("max"))
	}
	return c.deniesEnd(other, "starts-with", strings.HasPrefix) || c.deniesEnd(other, "ends-with", strings.HasSuffix) || c.excludes(other)
}

// same reports whether both hold to the same degree of the same thing.
func (c *claim) same(other *claim) bool {
	degree := func(c *claim) float64 {
		if c.Threshold == nil {
			return -1
		}
		return *c.Threshold
	}
	return c.Type.Name == other.Type.Name && c.value == other.value && c.IgnoreCase == other.IgnoreCase &&
		degree(c) == degree(other) && c.Model == other.Model && c.Judge == nil && other.Judge == nil
}

// implied reports whether a text that the answer has brings in one that it must
// not have.
func (c *claim) implied(i int, without *claim, j int, in func(text, part string) bool) bool {
	if without.IgnoreCase {
		return in(c.folded[i], without.folded[j])
	}
	return !c.IgnoreCase && in(c.texts[i], without.texts[j])
}

// deniesEnd reports whether two texts cannot both be the same end of an answer.
func (c *claim) deniesEnd(other *claim, end string, has func(text, part string) bool) bool {
	if !c.is(end) || other.Type.Name != end || len(c.texts)+len(other.texts) < 2 {
		return false
	}
	if other.Negated {
		return c.implied(0, other, 0, has)
	}
	a, b := c.texts[0], other.texts[0]
	if c.IgnoreCase || other.IgnoreCase {
		a, b = c.folded[0], other.folded[0]
	}
	return !has(a, b) && !has(b, a)
}

// excludes reports whether the claim says that there is no text which the other
// one wants.
func (c *claim) excludes(other *claim) bool {
	if !c.not("contains") && !c.not("contains-any") || other.Negated {
		return false
	}
	wants := func(i int) bool {
		for j := range c.texts {
			if other.implied(i, c, j, strings.Contains) {
				return true
			}
		}
		return false
	}
	found := 0
	for i := range other.texts {
		if wants(i) {
			found++
		}
	}
	switch other.Type.Name {
	case "contains", "contains-all", "starts-with", "ends-with":
		return found > 0
	case "contains-any":
		return found > 0 && found == len(other.texts)
	default:
		return false
	}
}

// isRange reports whether a shape is {min, max}.
func isRange(s suite.Shape) bool {
	return s == suite.Count || s == suite.Span || s == suite.Amount
}

// above reports whether the least of one range is more than the most of
// another. An end that is not there is no bound.
func above(least, most *yamldoc.Node) bool {
	a, ok := measure(least)
	b, also := measure(most)
	return ok && also && a > b
}

func measure(n *yamldoc.Node) (float64, bool) {
	if text, ok := n.Text(); ok {
		d, err := time.ParseDuration(text)
		return d.Seconds(), err == nil
	}
	return n.Float()
}
