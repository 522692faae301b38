package prompt

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// flow writes a collection in brackets: on one line where it is on one already
// or fits, and otherwise on the lines that its author gave it.
func (l *layout) flow(n *yamldoc.Node, at place, s *shape) {
	source := string(l.src[n.Start:n.End])
	several := strings.Contains(source, "\n")
	text, ok := l.oneLine(n, s)
	if ok && (!several || l.column()+utf8.RuneCountInString(text) <= longest) {
		l.text(text)
		return
	}
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if i > 0 {
			rest := strings.TrimLeft(line, " \t")
			line = strings.Repeat(" ", max(0, len(line)-len(rest)+at.column-at.was)) + rest
		}
		if i < len(lines)-1 {
			line = trimEnd(line, true)
		}
		lines[i] = line
	}
	l.text(strings.Join(lines, "\n"))
}

// oneLine returns a flow collection on one line. Its ok is false where that
// cannot be done: there is a comment, a text of several lines, or a spelling
// that few people know.
func (l *layout) oneLine(n *yamldoc.Node, s *shape) (text string, ok bool) {
	if notes, _ := l.gap(n.Props, n.End); len(notes) > 0 {
		return "", false
	}
	var parts []string
	if n.Kind == yamldoc.Sequence {
		for _, item := range n.Items {
			part, ok := l.flowNode(item, s.of(""))
			if !ok {
				return "", false
			}
			parts = append(parts, part)
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	}
	for _, p := range l.flowPairs(n, s) {
		part, ok := l.flowPair(p, s)
		if !ok {
			return "", false
		}
		parts = append(parts, part)
	}
	if l.src[n.Start] != '{' { // [a: b]
		return parts[0], l.src[n.Start] != '?'
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

// flowPairs returns the pairs of a mapping as they are to be written.
func (l *layout) flowPairs(n *yamldoc.Node, s *shape) []yamldoc.Pair {
	pairs := slices.DeleteFunc(slices.Concat(n.Pairs, n.Merges), func(p yamldoc.Pair) bool { return p.Merged })
	sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].Key.Start < pairs[j].Key.Start })
	sortKeys(s, pairs, func(p yamldoc.Pair) string { return p.Key.Value })
	return pairs
}

func (l *layout) flowPair(p yamldoc.Pair, s *shape) (text string, ok bool) {
	if isEmpty(p.Key) || strings.Contains(string(l.src[p.Key.Props:p.Key.End]), "\n") {
		return "", false
	}
	key := l.key(p.Key, place{flow: true, key: true})
	if isEmpty(p.Value) && p.Value.Props == p.Value.Start {
		return key, p.Value.Start == p.Key.End // {a}, and not {a: }
	}
	value, ok := l.flowNode(p.Value, s.of(p.Key.Value))
	return key + ": " + value, ok
}

// flowNode returns a node within a flow collection.
func (l *layout) flowNode(n *yamldoc.Node, s *shape) (text string, ok bool) {
	props := l.props(n)
	if props != "" {
		props += " "
	}
	switch {
	case n.Alias:
		text, ok = string(l.src[n.Start:n.End]), true
	case n.Kind != yamldoc.Scalar:
		text, ok = l.oneLine(n, s)
	default:
		text = l.unquoted(n, place{flow: true})
		ok = text != "" && !strings.Contains(text, "\n")
	}
	return props + text, ok
}
