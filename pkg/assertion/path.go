package assertion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/theory/jsonpath"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// jsonPath holds where anything stands at the path, or one of those that do is the
// value or matches the regular expression.
func (c *compiler) jsonPath() holder {
	node := c.value().Get("path")
	path, err := jsonpath.Parse(scalar(node))
	if err != nil {
		c.pathProblem(node, err)
		return nil
	}
	match, wanted := c.pathMatch()
	return func(_ context.Context, s *Subject) finding {
		value, err := s.json()
		if err != nil {
			return notJSON(s, err)
		}
		there, err := selected(path, value)
		if err != nil {
			return finding{err: err}
		}
		return c.pathFinding(s, path.String(), there, match, wanted)
	}
}

func (c *compiler) pathFinding(s *Subject, path string, there []any, match func(*Subject, any) (bool, error), wanted func(*Subject) string) finding {
	if len(there) == 0 {
		return finding{reason: func() string { return "nothing stands at " + path + got(s.output()) }}
	}
	for _, value := range there {
		ok, err := match(s, value)
		if err != nil {
			return finding{err: err}
		}
		if ok {
			return finding{holds: true, reason: func() string { return fmt.Sprintf("%s is %s", path, shownJSON(value)) }}
		}
	}
	return finding{reason: func() string {
		return fmt.Sprintf("%s is %s, %s", path, shownValues(there), wanted(s))
	}}
}

// pathMatch is what a value at the path is held to, and says what is wanted of one that
// does not match.
func (c *compiler) pathMatch() (match func(*Subject, any) (bool, error), wanted func(*Subject) string) {
	equals, regex := c.value().Pair("equals"), c.value().Get("regex")
	var matches *pattern
	if regex != nil {
		if matches = c.pattern(regex); matches == nil {
			return nil, nil
		}
		wanted = func(*Subject) string { return "which does not match " + quoted(matches.String()) }
	}
	var same func(*Subject, any) (bool, error)
	if equals != nil {
		var want func(*Subject) (any, error)
		same, want = c.equalTo(equals.Value)
		wanted = func(s *Subject) string {
			value, _ := want(s) // an error has ended it before
			return "not " + shownJSON(value)
		}
	}
	return func(s *Subject, value any) (bool, error) {
		if matches != nil {
			if at, err := matches.find(plain(value)); at == nil {
				return false, err
			}
		}
		if same == nil {
			return true, nil
		}
		return same(s, value)
	}, wanted
}

// equalTo compares with a value of the file, which want returns as it is for a case. A
// text in it is filled; where it is nothing but one tag, the case's value counts, of any
// type, and a text of the case equals a number or a word of JSON that is written like it:
// data of CSV is all text.
func (c *compiler) equalTo(n *yamldoc.Node) (same func(*Subject, any) (bool, error), want func(*Subject) (any, error)) {
	source, isText := n.Text()
	if tags := suite.Tags(source); !isText || len(tags) == 0 {
		fixed, err := jsondoc.From(n.Decode())
		if err != nil {
			c.problem(n, "%s", err)
		}
		return func(_ *Subject, value any) (bool, error) { return jsondoc.Equal(fixed, value), nil },
			func(*Subject) (any, error) { return fixed, nil }
	}
	t := c.text(n)
	alone := len(t.tags) == 1 && t.tags[0].Start == 0 && t.tags[0].End == len(source)
	want = func(s *Subject) (any, error) {
		if alone {
			if given, ok := lookup(s, t.tags[0].Name, source, nil); ok {
				return jsondoc.From(given)
			}
		}
		return t.fill(s, nil)
	}
	return func(s *Subject, value any) (bool, error) {
		wanted, err := want(s)
		if err != nil {
			return false, err
		}
		text, isText := wanted.(string)
		return jsondoc.Equal(wanted, value) || alone && isText && text == plain(value), nil
	}, want
}

// plain is a value as text: a string is itself, and all else is JSON.
func plain(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return jsondoc.Write(value)
}

func shownJSON(value any) string {
	head, rest := cut(jsondoc.Write(value), shownLength)
	if rest != "" {
		head += "…"
	}
	return head
}

func shownValues(values []any) string { return strings.Join(first(3, values, shownJSON), " and ") }

// maxPathSteps bounds how many values a path looks at.
const maxPathSteps = 20_000_000

// selected returns what stands at a path. Where the path could look at too many values
// for this answer, as $..*..*..* does in one that is nested deep, it is an error.
func selected(path *jsonpath.Path, value any) (there []any, err error) {
	if n, depth := sizeOf(value); pathSteps(path.String(), n, depth) > maxPathSteps {
		return nil, fmt.Errorf("the answer is too large for %s: it has %d values, nested %d deep", path, n, depth)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s cannot be followed: %v", path, r)
		}
	}()
	return path.Select(value), nil
}

// pathSteps is how many values a path may look at, or more: all of them once, and
// each step down the tree, each filter and each further choice in brackets as often
// again for every value above another.
func pathSteps(path string, n, depth int) float64 {
	steps := float64(n)
	again := strings.Count(path, "..") + strings.Count(path, "?") + strings.Count(path, "*") - 1
	for range again {
		steps *= float64(depth)
	}
	for range strings.Count(path, ",") {
		steps *= 2
	}
	for range strings.Count(path, "$") - 1 {
		steps *= float64(n)
	}
	return steps
}

// sizeOf counts the values in a value, and how deep they are nested.
func sizeOf(value any) (n, depth int) {
	each := func(item any) {
		m, d := sizeOf(item)
		n, depth = n+m, max(depth, d)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, item := range v {
			each(item)
		}
	case []any:
		for _, item := range v {
			each(item)
		}
	}
	return n + 1, depth + 1
}

// pathProblem notes what is wrong with a path, where it is.
func (c *compiler) pathProblem(n *yamldoc.Node, err error) {
	message, at := err.Error(), 0
	message = strings.TrimPrefix(message, "jsonpath: ")
	if before, after, ok := strings.Cut(message, " at position "); ok {
		if _, scanErr := fmt.Sscan(after, &at); scanErr == nil {
			message = before
		}
	}
	r := c.suite.Doc.NodeRange(n)
	if at > 0 {
		r = c.suite.Doc.ValueRange(n, at-1, at)
	}
	c.problemAt(r, "%q is no JSONPath: %s", shortened(n.Value, shownLength), message)
}

// number is a number of JSON as Go reckons with it.
func number(n json.Number) (any, error) {
	if i, err := n.Int64(); err == nil {
		return int(i), nil
	}
	f, err := n.Float64()
	if err != nil {
		return nil, errors.New("the number " + shortened(string(n), shownLength) + " is too large to reckon with")
	}
	return f, nil
}
