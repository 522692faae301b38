package prompt

import (
	"regexp"
	"regexp/syntax"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Pattern is a regular expression in Go's syntax (RE2), which takes linear time
// on any text. It is compiled when a text is first held to it: that takes far
// longer than to read it, and most prompts are read for something else.
type Pattern struct {
	text    string
	compile func() *regexp.Regexp
}

// ParsePattern reads a pattern. An error says where it is wrong.
func ParsePattern(text string) (*Pattern, error) {
	if _, err := syntax.Parse(text, syntax.Perl); err != nil {
		return nil, err
	}
	return &Pattern{text: text, compile: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}, nil
}

// String is the pattern as it was written.
func (p *Pattern) String() string { return p.text }

// Matches reports whether the pattern is found in a text.
func (p *Pattern) Matches(text string) bool { return p.compile().MatchString(text) }

// pattern reads what a variable's value must match.
func (d *decoder) pattern(v *Variable, n *yamldoc.Node) {
	s := d.string(n, "pattern")
	if s.Node == nil {
		return
	}
	p, err := ParsePattern(s.Value)
	if err != nil {
		d.errorf("Y004", n, "%spattern: %v", d.of, err)
		return
	}
	v.Pattern = p
}
