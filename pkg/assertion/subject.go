package assertion

import (
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// Subject is an answer that is judged, with what is to be known of it. It is not
// changed once an assertion has seen it, and not copied.
type Subject struct {
	Request   *model.Request
	Answer    *provider.Answer
	Variables map[string]any
	Expected  *string  // what the case wants; nil for nothing
	CostUSD   *float64 // nil where it is not known
	Other     *string  // the other version's answer, which prefer compares with; nil for none
	Repeat    int      // of the call, which calls of judges carry too

	once  sync.Once // reads the answer as JSON
	value any
	err   error
}

// output is the text of the answer.
func (s *Subject) output() string { return strings.TrimSpace(s.Answer.Text) }

// json is the answer as JSON: it is read once for all assertions.
func (s *Subject) json() (any, error) {
	s.once.Do(func() { s.value, s.err = jsondoc.Parse(s.output()) })
	return s.value, s.err
}
