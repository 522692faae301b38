package assertion

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

// What an expression may cost. Whoever writes it may be a stranger (a pull request
// runs tests), and what it is evaluated on is a model's.
const (
	maxExpressionTime   = 2 * time.Second
	maxExpressionSteps  = 1_000_000
	maxExpressionValues = 1_000_000 // the items that it makes
	maxExpressionText   = 16 << 20  // the bytes of the longest text that it makes
)

var errTooMuch = errors.New("takes more time or memory than an expression may")

// builtins are the functions of expr that an expression may use. What is not here
// tells the time, or makes a value that is not in proportion to those that it is
// given: joined, replaced, flattened.
func builtins() []string {
	return []string{
		"all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "findLastIndex", "count", "sum", "groupBy", "sortBy", "reduce",
		"len", "type", "abs", "ceil", "floor", "round", "int", "float", "trim", "trimPrefix", "trimSuffix", "upper", "lower", "split", "splitAfter",
		"indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "max", "min", "mean", "median", "fromJSON",
		"first", "last", "get", "take", "keys", "values", "toPairs", "fromPairs", "reverse", "sort",
	}
}

// language is what expressions are written in.
func language() []expr.Option {
	options := []expr.Option{expr.Env(known()), expr.DisableAllBuiltins()}
	for _, name := range builtins() {
		options = append(options, expr.EnableBuiltin(name))
	}
	return options
}

// bounded is the language with what bounds it.
func bounded() []expr.Option {
	env := known()
	env[meterName] = types.TypeOf((*meter)(nil))
	return append(language(), expr.Env(env), expr.Function(stepName, step), expr.Function(matchName, match), expr.Patch(bounds{}), expr.AsAny())
}

// Names that no expression can write.
const (
	meterName = "the meter"
	stepName  = "one step"
	matchName = "one match"
)

// bounds puts a step around whatever an expression does more than once, or what may
// make its values larger.
type bounds struct{}

// Visit implements ast.Visitor.
func (bounds) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.PredicateNode:
		n.Node = stepped(n.Node)
	case *ast.BuiltinNode:
		*node = stepped(n)
	case *ast.BinaryNode:
		if *node = stepped(n); n.Operator == "matches" {
			*node = matched(n)
		}
	}
}

// matched puts what bounds it in place of matches.
func matched(n *ast.BinaryNode) ast.Node {
	with := n.Right
	if literal, ok := with.(*ast.StringNode); ok {
		if p, err := newPattern(literal.Value); err == nil {
			with = &ast.ConstantNode{Value: p}
		}
	}
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: matchName}, Arguments: []ast.Node{&ast.IdentifierNode{Value: meterName}, n.Left, with}}
}

func stepped(node ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: stepName}, Arguments: []ast.Node{&ast.IdentifierNode{Value: meterName}, node}}
}

// meter counts the steps of one evaluation.
type meter struct {
	ctx   context.Context
	steps int
}

// spend takes steps, and fails where they are too many.
func (m *meter) spend(steps int) error {
	const often = 64
	before := m.steps / often
	m.steps += steps
	if m.steps > maxExpressionSteps || m.steps/often != before && m.ctx.Err() != nil {
		return errTooMuch
	}
	return nil
}

var errNoMeter = errors.New("the expression has no meter")

// step passes a value on, and ends the evaluation where that takes too much.
func step(params ...any) (any, error) {
	m, ok := params[0].(*meter)
	if !ok || m == nil {
		return nil, errNoMeter
	}
	if err := m.spend(1); err != nil || large(params[1]) {
		return nil, errTooMuch
	}
	return params[1], nil
}

// maxDynamicPattern is the length in bytes of the longest regular expression that an
// expression makes itself.
const maxDynamicPattern = 1000

// match is the operator matches. It is charged for by the size of both.
func match(params ...any) (any, error) {
	m, ok := params[0].(*meter)
	if !ok || m == nil {
		return nil, errNoMeter
	}
	if params[1] == nil || params[2] == nil {
		return false, nil
	}
	text, ok := params[1].(string)
	if !ok {
		return nil, fmt.Errorf("%s is no text that could match", shownJSON(params[1]))
	}
	p, err := patternOf(params[2])
	if err != nil {
		return nil, err
	}
	const perStep = maxMatching / maxExpressionSteps
	if err := m.spend(1 + p.size + p.size*len(text)/perStep); err != nil {
		return nil, err
	}
	return p.MatchString(text), nil
}

func patternOf(value any) (*pattern, error) {
	switch v := value.(type) {
	case *pattern:
		return v, nil
	case string:
		if len(v) > maxDynamicPattern {
			return nil, fmt.Errorf("a regular expression of %d bytes is too long", len(v))
		}
		return newPattern(v)
	}
	return nil, fmt.Errorf("%s is no regular expression", shownJSON(value))
}

// large reports whether a value is larger than an expression may make one.
func large(value any) bool {
	switch v := value.(type) {
	case nil, bool, int, float64:
		return false
	case string:
		return len(v) > maxExpressionText
	case []any:
		return len(v) > maxExpressionValues
	case map[string]any:
		return len(v) > maxExpressionValues
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > maxExpressionValues
	}
	return false
}

// evaluate runs a program within its bounds.
func evaluate(ctx context.Context, program *vm.Program, env map[string]any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, maxExpressionTime)
	defer cancel()
	env[meterName] = &meter{ctx: ctx}
	machine := vm.VM{MemoryBudget: maxExpressionValues}
	return machine.Run(program, env)
}

// identifiers are the names that an expression uses.
func identifiers(source string) map[string]bool {
	names := names{}
	if tree, err := parser.Parse(source); err == nil {
		ast.Walk(&tree.Node, names)
	}
	return names
}

// names collects names.
type names map[string]bool

// Visit implements ast.Visitor.
func (n names) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		n[id.Value] = true
	}
}
