package assertion

import (
	"fmt"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// compiler makes one assertion ready, and collects what is wrong with it.
type compiler struct {
	suite     *suite.Suite
	assertion *suite.Assertion
	options   Options
	found     diag.List
	forbidden error // why it may not be judged, whatever the answer is
}

// compilers are how assertions are made ready, by the name of their type.
var compilers = sync.OnceValue(func() map[string]func(*compiler) holder {
	return map[string]func(*compiler) holder{
		"equals":           (*compiler).equals,
		"contains":         (*compiler).contains,
		"contains-any":     (*compiler).containsAny,
		"contains-all":     (*compiler).containsAll,
		"starts-with":      (*compiler).startsWith,
		"ends-with":        (*compiler).endsWith,
		"regex":            (*compiler).regex,
		"is-json":          (*compiler).isJSON,
		"contains-json":    (*compiler).containsJSON,
		"json-schema":      (*compiler).jsonSchema,
		"json-path":        (*compiler).jsonPath,
		"is-yaml":          (*compiler).isYAML,
		"word-count":       (*compiler).wordCount,
		"char-count":       (*compiler).charCount,
		"levenshtein":      (*compiler).levenshtein,
		"similar":          (*compiler).similar,
		"refusal":          (*compiler).refusal,
		"tool-call":        (*compiler).toolCall,
		"finish-reason":    (*compiler).finishReason,
		"latency":          (*compiler).latency,
		"cost":             (*compiler).cost,
		"tokens":           (*compiler).tokens,
		"expr":             (*compiler).expression,
		"exec":             (*compiler).exec,
		"rubric":           (*compiler).judged,
		"factuality":       (*compiler).judged,
		"closed-qa":        (*compiler).judged,
		"answer-relevance": (*compiler).judged,
		"prefer":           (*compiler).judged,
	}
})

// value is what the assertion says; nil where a judge says it all.
func (c *compiler) value() *yamldoc.Node { return c.assertion.Value }

// problem notes what does not compile, at a node.
func (c *compiler) problem(at *yamldoc.Node, format string, args ...any) *diag.Finding {
	return c.problemAt(c.suite.Doc.NodeRange(at), format, args...)
}

func (c *compiler) problemAt(at diag.Range, format string, args ...any) *diag.Finding {
	c.found.Errorf("E005", at, "%s", c.assertion.Key.Value+": "+fmt.Sprintf(format, args...))
	return &c.found[len(c.found)-1]
}
