package prompt

import (
	"slices"
	"sort"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// entry is one key with its value, or one item, of a block collection.
type entry struct {
	key, value *yamldoc.Node // key is nil in a list
	start      int           // offset of the key or the dash
	head       []note        // comments above it
	blank      bool          // a blank line right above it
	tail       []note        // comments behind and below its value
}

// name is the entry's key, "" in a list.
func (e entry) name() string {
	if e.key == nil {
		return ""
	}
	return e.key.Value
}

// above is whether a blank line stands above the entry and its comments.
func (e *entry) above() *bool {
	if len(e.head) > 0 {
		return &e.head[0].blank
	}
	return &e.blank
}

// block writes a block collection. head are the comments above its first
// entry, blank whether a blank line parts them, tail those below its last.
func (l *layout) block(n *yamldoc.Node, column int, s *shape, head []note, blank bool, tail []note) {
	list, foot := l.entries(n, tail)
	list[0].head, list[0].blank = head, blank
	reorder(list, s)
	for _, e := range list {
		l.notes(e.head, column)
		if e.blank {
			l.blank()
		}
		l.line(column)
		if e.key != nil {
			l.text(l.key(e.key, place{column: column, key: true}) + ":")
		} else {
			l.text("-")
		}
		l.value(e, column, s.of(e.name()))
	}
	l.notes(foot, column)
}

// reorder sorts entries by their keys. Blank lines stay where they are: they
// group what stands there, whatever it is.
func reorder(list []entry, s *shape) {
	blanks := make([]bool, len(list))
	for i := range list {
		blanks[i] = *list[i].above()
	}
	sortKeys(s, list, entry.name)
	for i := range list {
		*list[i].above() = blanks[i]
	}
}

// entries takes a block collection apart. foot are the comments below its last
// entry that belong to the collection.
func (l *layout) entries(n *yamldoc.Node, tail []note) (list []entry, foot []note) {
	list = l.children(n)
	column := l.sourceColumn(n.Start)
	for i := range list {
		e := &list[i]
		notes, blank := tail, false
		if i+1 < len(list) {
			notes, blank = l.gap(e.value.End, list[i+1].start)
		}
		own := tailLen(notes, column, e.value)
		e.tail, foot = notes[:own:own], notes[own:]
		if i+1 < len(list) {
			list[i+1].head, list[i+1].blank = foot, blank
		}
	}
	return list, foot
}

// children returns the entries of a block collection without their comments,
// in the order of the file.
func (l *layout) children(n *yamldoc.Node) []entry {
	var list []entry
	for _, p := range slices.Concat(n.Pairs, n.Merges) {
		if !p.Merged {
			list = append(list, entry{key: p.Key, value: p.Value, start: p.Key.Props})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].start < list[j].start })
	dash := n.Start
	for _, item := range n.Items {
		dash = l.dash(dash)
		list = append(list, entry{value: item, start: dash})
		dash = max(item.End, dash+1)
	}
	return list
}

// dash finds the next dash of a list.
func (l *layout) dash(from int) int {
	for i := from; i < len(l.src); i++ {
		if c, ok := l.commentAt(i); ok {
			i = c.End - 1
		} else if l.src[i] == '-' {
			return i
		}
	}
	return from
}

// commentAt returns the comment that begins at an offset.
func (l *layout) commentAt(offset int) (yamldoc.Comment, bool) {
	if l.src[offset] != '#' {
		return yamldoc.Comment{}, false
	}
	i := sort.Search(len(l.comments), func(i int) bool { return l.comments[i].Start >= offset })
	if i == len(l.comments) || l.comments[i].Start != offset {
		return yamldoc.Comment{}, false
	}
	return l.comments[i], true
}

// tailLen is how many of the comments that follow a value belong to it: the
// one on its line and, where it holds lines of its own or could, those below
// that are indented deeper than the collection it is in.
func tailLen(notes []note, column int, value *yamldoc.Node) int {
	deep := isBlock(value) || isEmpty(value)
	for i, n := range notes {
		if !n.inline && (!deep || n.column <= column) {
			return i
		}
	}
	return len(notes)
}

// isBlock reports whether a node is written as a block collection.
func isBlock(n *yamldoc.Node) bool { return !n.Alias && n.Style == yamldoc.Block }

// isEmpty reports whether nothing is written where the node would be.
func isEmpty(n *yamldoc.Node) bool { return !n.Alias && n.Style == yamldoc.Plain && n.Start == n.End }
