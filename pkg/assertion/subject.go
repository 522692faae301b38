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

	parsed, reckoned, given lazy // of json, reckonedJSON and vars
}

// output is the text of the answer.
func (s *Subject) output() string { return strings.TrimSpace(s.Answer.Text) }

// json is the answer as JSON.
func (s *Subject) json() (any, error) {
	return s.parsed.get(func() (any, error) { return jsondoc.Parse(s.output()) })
}

// reckonedJSON is the answer as JSON with Go's numbers.
func (s *Subject) reckonedJSON() (any, error) {
	return s.reckoned.get(func() (any, error) {
		value, err := s.json()
		if err != nil {
			return nil, err
		}
		return reckoning(value)
	})
}

// vars are the variables with Go's numbers.
func (s *Subject) vars() (any, error) {
	return s.given.get(func() (any, error) {
		if s.Variables == nil {
			return map[string]any{}, nil
		}
		value, err := jsondoc.From(s.Variables)
		if err != nil {
			return nil, err
		}
		return reckoning(value)
	})
}

// lazy is a value that is made when it is first wanted, once for all assertions.
type lazy struct {
	once  sync.Once
	value any
	err   error
}

func (l *lazy) get(make func() (any, error)) (any, error) {
	l.once.Do(func() { l.value, l.err = make() })
	return l.value, l.err
}
