package suite

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// shape checks the value of an assertion.
func (r *reader) shape(t Type, v value) {
	switch t.Shape {
	case AnyText:
		r.Text(v, "a text")
	case Text, Expression:
		r.Filled(v, "a text")
	case Texts, Command:
		r.texts(v, 1, "a text")
	case Regex:
		r.regex(v)
	case Yes:
		r.yes(v)
	case Schema:
		r.schema(v)
	case JSONPath:
		r.jsonPath(v)
	case Count:
		r.interval(v, r.count)
	case Span:
		r.interval(v, r.seconds)
	case Amount:
		r.interval(v, r.dollars)
	case ToolCall:
		r.Fields(v,
			yamldoc.Required("name", func(v value) { r.Filled(v, "the name of a tool") }),
			yamldoc.Optional("arguments", r.schema))
	case FinishReason:
		r.Word(v, FinishReasons()...)
	}
}

func (r *reader) yes(v value) {
	if b, ok := v.Node.Bool(); ok && b {
		return
	}
	f := r.Wrong(v, "true")
	if name, negated := strings.CutPrefix(v.Key.Value, "not-"); negated {
		f.Hint = "write " + name + ": true for the contrary"
	} else {
		f.Hint = "write not-" + name + ": true for the contrary"
	}
}

// schema takes a JSON Schema by its shape alone: a mapping, or true.
func (r *reader) schema(v value) {
	if b, ok := v.Node.Bool(); (!ok || !b) && v.Node.Kind != yamldoc.Mapping {
		r.Wrong(v, "a JSON Schema, or true")
	}
}

// maxRegex is the length in bytes of the longest regular expression.
const maxRegex = 1 << 14

// regex reads a regular expression in Go's syntax, which takes linear time on
// any text.
func (r *reader) regex(v value) {
	s, ok := r.Filled(v, "a regular expression")
	if !ok {
		return
	}
	if len(s) > maxRegex {
		r.Errorf("E005", v.Node, "%s must have at most %d bytes, not %d", v.Name(), maxRegex, len(s))
		return
	}
	_, err := syntax.Parse(s, syntax.Perl)
	wrong, _ := err.(*syntax.Error)
	if wrong == nil {
		return
	}
	f := r.Errorf("E005", v.Node, "%s is no regular expression: %s", v.Name(), wrong.Code)
	if at := strings.Index(s, wrong.Expr); at >= 0 && wrong.Expr != "" {
		f.Message += fmt.Sprintf(" in %q", shortened(wrong.Expr))
		f.Range = r.within(v.Node, at, at+len(wrong.Expr))
	}
	if wrong.Code == syntax.ErrInvalidPerlOp {
		f.Hint = "the syntax is RE2, which looks neither ahead nor behind: not-regex says what must not match"
	}
}

// within is the place of a stretch of a scalar's text.
func (r *reader) within(n *yamldoc.Node, start, end int) diag.Range {
	return r.doc.ValueRange(n, start, end)
}

// shortened is a text as a message repeats it.
func shortened(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

func (r *reader) jsonPath(v value) {
	r.Fields(v,
		yamldoc.Required("path", func(v value) {
			s, ok := r.Filled(v, "a JSONPath such as $.queue")
			if !ok {
				return
			}
			if at, problem := checkPath(s); problem != "" {
				f := r.Errorf("E005", v.Node, "%s is no JSONPath: %s", v.Name(), problem)
				f.Range = r.within(v.Node, at, min(at+1, len(s)))
			}
		}),
		yamldoc.Optional("equals", func(v value) { r.exact(v.Node) }),
		yamldoc.Optional("regex", r.regex),
	)
}

// interval reads {min, max}, of which one may be left out.
func (r *reader) interval(v value, number func(value) (float64, bool)) {
	var low, high *float64
	end := func(to **float64) func(value) {
		return func(v value) {
			if f, ok := number(v); ok {
				*to = &f
			}
		}
	}
	r.Fields(v, yamldoc.Optional("min", end(&low)), yamldoc.Optional("max", end(&high)))
	switch {
	case v.Node.Kind != yamldoc.Mapping:
	case v.Node.Get("min") == nil && v.Node.Get("max") == nil:
		r.Errorf("Y005", v.Key, "%s has neither min nor max", v.Name())
	case low != nil && high != nil && *low > *high:
		r.Errorf("E005", v.Node.Get("min"), "%s.min is above max", v.Name())
	}
}

func (r *reader) count(v value) (float64, bool) {
	n, ok := r.Whole(v, 0, 1<<30)
	return float64(n), ok
}

var spanForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[1-9][0-9]{0,7}(ms|s|m)$`) })

func (r *reader) seconds(v value) (float64, bool) {
	text, ok := v.Node.Text()
	if !ok || !spanForm().MatchString(text) {
		r.Wrong(v, "a duration such as 800ms, 2s or 1m")
		return 0, false
	}
	d, err := time.ParseDuration(text)
	return d.Seconds(), err == nil
}

func (r *reader) dollars(v value) (float64, bool) {
	f, ok := v.Node.Float()
	if !ok || f < 0 {
		r.Wrong(v, "an amount of at least 0")
		return 0, false
	}
	return f, true
}
