package lint

import (
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/suite"
)

// contradictoryAssertions is E006: two assertions of one case, or of the case
// and the defaults, which no answer can meet both.
func contradictoryAssertions(p *Pass) {
	if p.Suite == nil {
		return
	}
	w := &contradictions{Pass: p, left: maxCompared}
	shared := claimsOf(p.Suite.Defaults.Assert)
	if p.Suite.Strict(&suite.Case{}) {
		w.among(nil, shared)
	}
	for _, c := range p.Suite.Cases {
		if p.Suite.Strict(c) {
			w.among(shared, claimsOf(c.Assert))
		}
	}
}

// maxCompared bounds the bytes of texts that are compared. Each assertion is
// compared with each other, so that many long ones would take too long.
const maxCompared = 1 << 26

// contradictions is the search.
type contradictions struct {
	*Pass
	left int // of the bytes that are compared
}

// among compares claims with those before them, and with some others.
func (w *contradictions) among(others, claims []*claim) {
	for i, c := range claims {
		if other := w.against(c, others); other != nil {
			w.contradicts(c, other)
		} else if other := w.against(c, claims[:i]); other != nil {
			w.contradicts(c, other)
		}
	}
}

// against returns the first claim that cannot hold together with one.
func (w *contradictions) against(c *claim, others []*claim) *claim {
	for _, other := range others {
		if w.left -= 1 + c.size + other.size; w.left < 0 {
			return nil
		}
		if c.contradicts(other) || other.contradicts(c) {
			return other
		}
	}
	return nil
}

func (w *contradictions) contradicts(c, other *claim) {
	line := w.Doc.NodeRange(other.Key).Start.Line
	w.Report(w.Doc.NodeRange(c.Key), "%s contradicts %s on line %d", c.show(), other.show(), line)
}

// show is the assertion as a message repeats it.
func (c *claim) show() string {
	const most = 40
	if text, ok := c.Value.Text(); ok && len(text) <= most {
		return c.Key.Value + " " + strconv.Quote(text)
	}
	return c.Key.Value
}
