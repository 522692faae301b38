// Package assertion holds a model's answer to what a test case asserts of it.
package assertion

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Options are what assertions need besides the answer.
type Options struct {
	Judges    provider.Provider // models that judge, and that make embeddings
	Judge     *suite.Judge      // who judges where an assertion does not say; nil for nobody
	Schema    any               // the JSON Schema that the prompt wants answers to satisfy; nil for none
	AllowExec bool              // programs may be run
	Folder    string            // in which they are run
}

// Check is an assertion that is ready: what it says compiles.
type Check struct {
	*suite.Assertion
}

// Compile makes an assertion ready. What does not compile, such as a JSON Schema or an
// expression, is found at its place in the file.
func Compile(s *suite.Suite, a *suite.Assertion, o Options) (*Check, diag.List) {
	return &Check{a}, nil
}

// Subject is an answer that is judged, with what is to be known of it.
type Subject struct {
	Request   *model.Request
	Answer    *provider.Answer
	Variables map[string]any
	Expected  *string  // what the case wants; nil for nothing
	CostUSD   *float64 // nil where it is not known
	Other     *string  // the other version's answer, which prefer compares with; nil for none
	Repeat    int      // of the call, which calls of judges carry too
}

// Verdict is what came of one assertion.
type Verdict struct {
	Passed  bool
	Score   float64 // 0 to 1
	Reason  string  // why it does not hold, or what a judge said
	Err     error   // why it could not be judged; it never passes then
	CostUSD float64 // of the judge
}

// Hold holds an answer to the assertion.
func (c *Check) Hold(ctx context.Context, s *Subject) Verdict {
	return Verdict{}
}
