package yamldoc

import (
	"bytes"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// AddEntry returns the edits that put an entry at the end of a mapping of this
// document, in the mapping's own style. Key and value are YAML text of one line.
// It returns false where that cannot be done by itself: the mapping stands
// elsewhere too, or what would come before the entry is not alone on its lines.
func (d *Doc) AddEntry(mapping *Node, key, value string) ([]diag.Edit, bool) {
	if mapping.Kind != Mapping {
		return nil, false
	}
	own := mapping.Pairs
	for len(own) > 0 && own[len(own)-1].Merged {
		own = own[:len(own)-1]
	}
	text := key + ": " + value
	if len(own) == 0 {
		return d.filled(mapping, len(mapping.Merges) > 0, "{"+text+"}")
	}
	last := own[len(own)-1]
	return d.behind(mapping, own[0].Key.Props, last.Key.Props, endOf(last), text)
}

// AddItem returns the edits that put an item at the end of a list of this
// document, in the list's own style. Its value is YAML text of one line. It
// returns false where that cannot be done by itself, as AddEntry does.
func (d *Doc) AddItem(list *Node, value string) ([]diag.Edit, bool) {
	if list.Kind != Sequence {
		return nil, false
	}
	if len(list.Items) == 0 {
		return d.filled(list, false, "["+value+"]")
	}
	last := list.Items[len(list.Items)-1]
	if list.Style == Flow {
		return d.behind(list, list.Items[0].Props, last.Props, last.End, value)
	}
	dash := len(bytes.TrimRight(d.Src[:last.Props], " \t\r\n")) - 1
	return d.behind(list, list.Start, dash, max(last.End, dash+1), "- "+value)
}

// filled puts a first child into an empty collection, which is written in
// brackets.
func (d *Doc) filled(n *Node, merges bool, text string) ([]diag.Edit, bool) {
	if n.Alias || n.Anchor != "" || merges || n.Style != Flow {
		return nil, false
	}
	return []diag.Edit{{Start: n.Start, End: n.End, New: text}}, true
}

// behind puts a child behind the last one, which stands from start to end.
func (d *Doc) behind(n *Node, first, start, end int, text string) ([]diag.Edit, bool) {
	if n.Alias || n.Anchor != "" {
		return nil, false
	}
	if n.Style == Flow {
		return d.behindFlow(n, start, end, text), true
	}
	line, margin := d.text.lineEnd(end), bytes.LastIndexByte(d.Src[:first], '\n')+1
	rest := bytes.TrimSpace(d.Src[end:line])
	indent := strings.Repeat(" ", len([]rune(string(d.Src[margin:first]))))
	return []diag.Edit{{Start: line, End: line, New: d.lineBreak() + indent + text}}, len(rest) == 0 || rest[0] == '#'
}

// behindFlow puts a child behind the last one in brackets: on a line of its own
// where that one has a line of its own.
func (d *Doc) behindFlow(n *Node, start, end int, text string) []diag.Edit {
	margin := bytes.LastIndexByte(d.Src[:start], '\n') + 1
	line := d.text.lineEnd(end)
	before := d.Src[margin:start]
	if len(bytes.TrimSpace(before)) > 0 || line >= n.End {
		return []diag.Edit{{Start: end, End: end, New: ", " + text}}
	}
	own := diag.Edit{Start: line, End: line, New: d.lineBreak() + string(before) + text}
	if rest := bytes.TrimSpace(d.Src[end:line]); len(rest) > 0 && rest[0] == ',' {
		own.New += ","
		return []diag.Edit{own}
	}
	return []diag.Edit{{Start: end, End: end, New: ","}, own}
}

// lineBreak is how the lines of the document end.
func (d *Doc) lineBreak() string {
	if bytes.Contains(d.Src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
