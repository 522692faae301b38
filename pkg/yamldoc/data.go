package yamldoc

import (
	"math"
	"strconv"
	"strings"
)

// Text returns the value of a scalar that is text. Dates are text: YAML's
// timestamps have no other meaning here. A nil node has no text.
func (n *Node) Text() (string, bool) {
	if n == nil || n.Kind != Scalar || n.Tag != "!!str" && n.Tag != "!!timestamp" {
		return "", false
	}
	return n.Value, true
}

// Int returns the value of a scalar that is a whole number of 64 bits.
func (n *Node) Int() (int64, bool) { i, ok := n.scalar().(int64); return i, ok }

// Float returns the value of a scalar that is a finite number, whole or not.
func (n *Node) Float() (float64, bool) {
	switch v := n.scalar().(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// Bool returns the value of a scalar that is true or false. Words such as yes
// and off are text.
func (n *Node) Bool() (value, ok bool) { value, ok = n.scalar().(bool); return value, ok }

// IsNull reports whether a node is there and says null, or nothing at all.
func (n *Node) IsNull() bool { return n != nil && n.Kind == Scalar && n.Tag == "!!null" }

// Decode returns the node as the plain data that JSON knows: map[string]any,
// []any, string, bool, int64, float64 or nil, with aliases and merges expanded.
//
// Numbers are read as yaml.v3 reads them: 0x1F, 0o17, 017 and 0b11 are whole
// numbers, and underscores are skipped. A whole number that does not fit int64
// is a float64. What JSON cannot hold stays text: .inf, .nan, dates, and values
// whose tag is not of YAML's core or does not fit them. Of a key that is there
// twice, the first counts; a key that is a collection is left out.
func (n *Node) Decode() any {
	switch {
	case n == nil:
		return nil
	case n.Kind == Mapping:
		m := make(map[string]any, len(n.Pairs))
		for _, p := range n.Pairs {
			if _, there := m[p.Key.Value]; !there && p.Key.Kind == Scalar {
				m[p.Key.Value] = p.Value.Decode()
			}
		}
		return m
	case n.Kind == Sequence:
		l := make([]any, len(n.Items))
		for i, item := range n.Items {
			l[i] = item.Decode()
		}
		return l
	}
	return n.scalar()
}

// scalar returns the value of a scalar by its tag, or nil for other nodes.
func (n *Node) scalar() any {
	if n == nil || n.Kind != Scalar {
		return nil
	}
	var v any
	ok := false
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		v, ok = boolean(n.Value)
	case "!!int":
		v, ok = whole(n.Value)
	case "!!float":
		v, ok = fraction(n.Value)
	}
	if !ok {
		return n.Value
	}
	return v
}

func boolean(s string) (value, ok bool) {
	switch s {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// whole reads a whole number as yaml.v3 does: an int64, or a float64 where it
// is larger.
func whole(s string) (any, bool) {
	s = strings.ReplaceAll(s, "_", "")
	if i, err := strconv.ParseInt(s, 0, 64); err == nil {
		return i, true
	}
	if u, err := strconv.ParseUint(s, 0, 64); err == nil {
		return float64(u), true
	}
	return fraction(s)
}

// fraction reads a number that is finite.
func fraction(s string) (any, bool) {
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}
