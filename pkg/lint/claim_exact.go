package lint

import (
	"regexp"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/suite"
)

// fails reports whether the claim cannot hold of an answer that equals a text.
func (c *claim) fails(exact *claim) bool {
	may, must := c.of(exact)
	if c.Negated {
		return must
	}
	return !may
}

// of reports whether what the claim speaks of, negated or not, may and must
// hold of an answer that equals a text. Where the case of letters does not
// count for that one, they are not known.
func (c *claim) of(exact *claim) (may, must bool) {
	text, parts := exact.texts[0], c.texts
	if c.IgnoreCase || exact.IgnoreCase {
		text, parts = exact.folded[0], c.folded
	}
	certain := c.IgnoreCase || !exact.IgnoreCase
	if c.Type.Shape == suite.Regex && certain {
		return c.matches(text)
	}
	has := map[string]func(text, part string) bool{
		"equals": func(text, part string) bool { return text == part }, "starts-with": strings.HasPrefix, "ends-with": strings.HasSuffix,
		"contains": strings.Contains, "contains-any": strings.Contains, "contains-all": strings.Contains,
	}[c.Type.Name]
	if has == nil || len(parts) == 0 {
		return true, false
	}
	found := 0
	for _, part := range parts {
		if has(text, part) {
			found++
		}
	}
	may = found == len(parts) || c.Type.Name == "contains-any" && found > 0
	return may, may && certain
}

// maxRegexWork bounds a search for a regular expression: the product of its
// length and that of the text.
const maxRegexWork = 1 << 20

// matches looks for a regular expression, where that takes little time.
func (c *claim) matches(text string) (may, must bool) {
	pattern := c.Value.Value
	if len(pattern)*len(text) > maxRegexWork {
		return true, false
	}
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return true, false
	}
	found := compiled.MatchString(text)
	return found, found
}
