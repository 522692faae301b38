package assertion

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// pattern is a regular expression that is ready, and how large it is. Matching takes
// time in proportion to that and to the text.
type pattern struct {
	*regexp.Regexp
	size int // its instructions
}

// maxMatching bounds the product of a pattern's size and the text's in bytes. The
// slowest pattern takes 40 ns for each: 4 seconds.
const maxMatching = 100_000_000

func newPattern(source string) (*pattern, error) {
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, err
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	return &pattern{re, len(program.Inst)}, nil
}

// find returns the place of the first match; nil where there is none.
func (p *pattern) find(text string) (at []int, err error) {
	if p.size*len(text) > maxMatching {
		return nil, fmt.Errorf("a text of %d bytes is too long to be matched with %s", len(text), quoted(p.String()))
	}
	return p.FindStringIndex(text), nil
}

// pattern is the regular expression of a node; nil where it does not compile.
func (c *compiler) pattern(n *yamldoc.Node) *pattern {
	p, err := newPattern(scalar(n))
	if err != nil {
		c.problem(n, "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	return p
}
