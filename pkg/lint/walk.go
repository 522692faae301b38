package lint

import (
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// standing is where in a prompt's templates a node stands.
type standing struct {
	text     *prompt.Text  // the template: the prompt's own, or a partial's
	scope    *prompt.Scope // what names stand for there
	via      []string      // the partials that lead there, outermost first
	inverted bool          // in an inverted section, so that it is not always shown
}

// maxNodes is how many nodes one walker visits, partials counted wherever they
// are included. It bounds partials that include each other many times over.
const maxNodes = 1 << 19

// walker goes through templates as rendering does: in the order of the text,
// into partials, and with the sections around each node.
type walker struct {
	closure   *prompt.Closure
	outermost *prompt.Scope
	visit     func(template.Node, standing)
	// once holds the partials that were walked, with the scopes. Where it is nil,
	// a partial is walked each time that it is included.
	once map[partialScope]bool
	left int // nodes that may still be visited
	free carriers
}

// partialScope is a partial within sections.
type partialScope struct {
	partial string
	scope   *prompt.Scope
}

// walkUses returns a walker that visits the nodes of a partial once for each
// scope in which it is included.
func walkUses(c *prompt.Closure, visit func(template.Node, standing)) *walker {
	w := walkAll(c, visit)
	w.once = map[partialScope]bool{}
	return w
}

// walkAll returns a walker that visits every node as often as the model gets
// it.
func walkAll(c *prompt.Closure, visit func(template.Node, standing)) *walker {
	return &walker{closure: c, outermost: c.Scope(), visit: visit, left: maxNodes, free: carriers{}}
}

// text walks through one template.
func (w *walker) text(t *prompt.Text) { w.nodes(t.Nodes, standing{text: t, scope: w.outermost}) }

func (w *walker) nodes(nodes []template.Node, at standing) {
	for _, n := range nodes {
		if w.left--; w.left < 0 {
			return
		}
		w.visit(n, at)
		switch n := n.(type) {
		case *template.Section:
			w.section(n, at)
		case *template.Partial:
			w.partial(n.Name, at)
		}
	}
}

func (w *walker) section(n *template.Section, at standing) {
	if n.Inverted {
		at.inverted = true
	} else {
		at.scope = at.scope.Inside(n.Name, at.scope.Find(n.Name))
	}
	w.nodes(n.Nodes, at)
}

func (w *walker) partial(name string, at standing) {
	partial, key := w.closure.Partials[name], partialScope{name, at.scope}
	if partial == nil || len(at.via) >= prompt.MaxDepth || w.once[key] {
		return
	}
	if w.once != nil {
		w.once[key] = true
	}
	at.text, at.via = partial.Text, append(slices.Clip(at.via), name)
	w.nodes(partial.Text.Nodes, at)
}

// carriers are variables of which it was asked whether they carry text.
type carriers map[*prompt.Variable]bool

// text reports whether a value of the variable can be any text. One that is a
// number, a choice or a single word by its pattern cannot be read as an
// instruction or end a delimiter.
func (c carriers) text(v *prompt.Variable) bool {
	free, known := c[v]
	if !known {
		free = carriesText(v)
		c[v] = free
	}
	return free
}

func carriesText(v *prompt.Variable) bool {
	switch {
	case v == nil:
		return true
	case v.Type == prompt.NumberType, v.Type == prompt.IntegerType, v.Type == prompt.BooleanType, len(v.Enum) > 0:
		return false
	case v.Pattern != nil:
		return !isWordPattern(v.Pattern.String())
	default:
		return true
	}
}

// isWordPattern reports whether all that a regular expression matches is one
// word: the whole value, with no white space and nothing that could close a tag
// or a quote.
func isWordPattern(pattern string) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || len(re.Sub) < 2 {
		return false
	}
	last := len(re.Sub) - 1
	return re.Sub[0].Op == syntax.OpBeginText && re.Sub[last].Op == syntax.OpEndText &&
		!slices.ContainsFunc(re.Sub[1:last], matchesMore)
}

// matchesMore reports whether a part of a regular expression matches more than
// the characters of a word.
func matchesMore(re *syntax.Regexp) bool {
	const ends = " \t\n\v\f\r\u0085\u00a0\u2028\u2029<>\"'`"
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		return strings.ContainsAny(string(re.Rune), ends)
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if strings.ContainsFunc(ends, func(r rune) bool { return re.Rune[i] <= r && r <= re.Rune[i+1] }) {
				return true
			}
		}
		return false
	default:
		return slices.ContainsFunc(re.Sub, matchesMore)
	}
}
