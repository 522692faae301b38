package lint

import (
	"reflect"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// moveToFront is the fix that puts a message before all others, where it is the
// only system message and stands on lines of its own. What the file says
// otherwise stays, which is checked.
func (p *Pass) moveToFront(i int) *diag.Fix {
	list := p.Doc.Root.Get("messages")
	if len(p.Prompt.Sections) > 0 || list.Style != yamldoc.Block || list.Alias || len(list.Items) != len(p.Prompt.Messages) ||
		slices.ContainsFunc(p.Prompt.Messages[i+1:], isSystem) || slices.ContainsFunc(p.Prompt.Messages[:i], isSystem) {
		return nil
	}
	from, to, ok := p.itemLines(list.Items[i])
	target, _, okTarget := p.itemLines(list.Items[0])
	if !ok || !okTarget || hasAnchor(list.Items[i]) {
		return nil
	}
	gap := p.blankAbove(from)
	edits := []diag.Edit{{Start: target, End: target, New: string(p.Src[from:to]) + string(p.Src[gap:from])}, {Start: gap, End: to}}
	if !p.movesOnly(edits, i) {
		return nil
	}
	return &diag.Fix{Title: "move it to the front", Unsafe: true, Edits: edits}
}

func isSystem(m *prompt.Message) bool { return m.Role.Value == model.System }

// itemLines returns the lines of an item of a block list, with the comments
// directly above it. It is not ok where the item shares a line with something
// else or the file ends without a line break.
func (p *Pass) itemLines(item *yamldoc.Node) (start, end int, ok bool) {
	s := p.Source()
	first := p.Doc.Pos(item.Props).Line
	start, end = s.LineStart(first), s.LineStart(p.Doc.Pos(item.End).Line+1)
	if end <= item.End || strings.Trim(string(p.Src[start:item.Props]), " \t") != "-" || !isRest(p.Src[item.End:end]) {
		return 0, 0, false
	}
	comments := p.commentLines()
	for line := first - 1; comments[line]; line-- {
		start = s.LineStart(line)
	}
	return start, end, true
}

// blankAbove returns where the empty lines begin that end at the beginning of a
// line.
func (p *Pass) blankAbove(start int) int {
	s := p.Source()
	for line := p.Doc.Pos(start).Line - 1; line > 0 && strings.TrimSpace(s.Line(line)) == ""; line-- {
		start = s.LineStart(line)
	}
	return start
}

// isRest reports whether a line ends here, or with a comment.
func isRest(line []byte) bool {
	for _, c := range line {
		if c == '#' {
			return true
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

// commentLines are the lines that hold a comment and nothing else.
func (p *Pass) commentLines() map[int]bool {
	lines := map[int]bool{}
	for _, c := range p.Doc.Comments() {
		line := p.Doc.Pos(c.Start).Line
		lines[line] = isRest(p.Src[p.Source().LineStart(line):c.Start])
	}
	return lines
}

// hasAnchor reports whether a node has an anchor or an alias in it, whose order
// counts.
func hasAnchor(n *yamldoc.Node) bool {
	return n.Anchor != "" || len(n.Merges) > 0 || slices.ContainsFunc(n.Items, hasAnchor) ||
		slices.ContainsFunc(n.Pairs, func(pair yamldoc.Pair) bool { return hasAnchor(pair.Key) || hasAnchor(pair.Value) })
}

// movesOnly reports whether edits put the message number i to the front and
// change nothing else that the file says.
func (p *Pass) movesOnly(edits []diag.Edit, i int) bool {
	src, err := diag.Apply(p.Src, edits)
	if err != nil {
		return false
	}
	edited, found := yamldoc.Parse(p.File, src)
	want, isMapping := p.Doc.Root.Decode().(map[string]any)
	if found.HasErrors() || !isMapping || edited.Root == nil {
		return false
	}
	messages, isList := want["messages"].([]any)
	if !isList {
		return false
	}
	want["messages"] = slices.Concat(messages[i:i+1], messages[:i], messages[i+1:])
	return reflect.DeepEqual(edited.Root.Decode(), any(want))
}
