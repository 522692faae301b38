package lint

import (
	"bytes"
	"sort"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// hiddenRemover makes the fixes that take hidden characters out of one file.
type hiddenRemover struct {
	*Subject
	plain    map[*yamldoc.Node]bool // whether a plain scalar stays one
	comments []yamldoc.Comment
}

// hiddenRemover returns nil where nothing is hidden.
func (s *Subject) hiddenRemover() *hiddenRemover {
	if len(s.hiddenRuns()) == 0 {
		return nil
	}
	r := &hiddenRemover{Subject: s, plain: map[*yamldoc.Node]bool{}}
	if s.Doc != nil {
		r.comments = s.Doc.Comments()
	}
	return r
}

// mend returns the fix that takes a run out or, where it may be wanted, how to
// keep it.
func (r *hiddenRemover) mend(run hiddenRun) (fix *diag.Fix, hint string) {
	if start, _ := r.offsets(*run.in, run.start, run.end); r.isTestData(start) {
		return nil, "remove it; where the test is about it, write it in double quotes as an escape such as \\u200B"
	}
	return r.fix(run), ""
}

// fix takes a run out. It is nil where the file would say something else
// besides: where YAML or the template would read what is left in another way.
func (r *hiddenRemover) fix(run hiddenRun) *diag.Fix {
	start, end := r.offsets(*run.in, run.start, run.end)
	if r.makesTag(start, end) || !r.removable(start, end) {
		return nil
	}
	return &diag.Fix{Title: "remove what is hidden", Edits: []diag.Edit{{Start: start, End: end}}}
}

// makesTag reports whether two braces would come together.
func (r *hiddenRemover) makesTag(start, end int) bool {
	if start == 0 || end >= len(r.Src) {
		return false
	}
	before, after := r.Src[start-1], r.Src[end]
	return before == after && (before == '{' || before == '}')
}

// removable reports whether nothing but the stretch itself changes when it is
// removed.
func (r *hiddenRemover) removable(start, end int) bool {
	if r.Partial != nil && (r.Doc == nil || start >= len(r.Doc.Src)) {
		return !isRuleWithout(r.Src, start, end)
	}
	if r.Doc == nil {
		return false
	}
	n, in := scalarAt(r.Doc.Root, start)
	switch {
	case n == nil:
		return r.inComment(start)
	case in.key || n.Alias:
		return false
	case n.Style == yamldoc.Plain && !r.plainWithout(n, in.flow):
		return false
	case n.Style == yamldoc.Literal || n.Style == yamldoc.Folded:
		return r.blockWithout(n, start, end)
	default:
		return r.lineWithout(n, start, end)
	}
}

// surroundings is what a scalar stands in.
type surroundings struct {
	key  bool // it is a key, or in one
	flow bool // between brackets
}

// scalarAt returns the scalar that holds an offset.
func scalarAt(n *yamldoc.Node, offset int) (scalar *yamldoc.Node, in surroundings) {
	for n != nil && !n.Alias && n.Kind != yamldoc.Scalar {
		in.flow = in.flow || n.Style == yamldoc.Flow
		next := (*yamldoc.Node)(nil)
		for _, pair := range n.Pairs {
			switch {
			case pair.Merged:
			case pair.Key.Start <= offset && offset < pair.Key.End:
				next, in.key = pair.Key, true
			case pair.Value.Start <= offset && offset < pair.Value.End:
				next = pair.Value
			}
		}
		for _, item := range n.Items {
			if item.Start <= offset && offset < item.End {
				next = item
			}
		}
		n = next
	}
	return n, in
}

// inComment reports whether a comment holds an offset.
func (r *hiddenRemover) inComment(offset int) bool {
	i := sort.Search(len(r.comments), func(i int) bool { return r.comments[i].End > offset })
	return i < len(r.comments) && r.comments[i].Start <= offset
}

// plainWithout reports whether a plain scalar stays one, and text, without what
// is hidden in it.
func (r *hiddenRemover) plainWithout(n *yamldoc.Node, flow bool) bool {
	stays, known := r.plain[n]
	if !known {
		left := strings.Map(func(c rune) rune {
			if isHidden(c) {
				return -1
			}
			return c
		}, n.Value)
		stays = yamldoc.Quote(left, yamldoc.Place{Inline: flow}) == left
		r.plain[n] = stays
	}
	return stays
}

// isRuleWithout reports whether a line of a partial would become ---, which
// begins or ends front matter.
func isRuleWithout(src []byte, start, end int) bool {
	before, after, ok := beside(src, start, end)
	return !ok || strings.TrimSpace(string(before)+string(after)) == "---"
}

// maxAround is how far a line is looked at, to both sides of a stretch.
const maxAround = 1 << 10

// beside returns what stands before and after a stretch on its line, or what is
// near of that. Its ok is false where that is nothing but blanks.
func beside(src []byte, start, end int) (before, after []byte, ok bool) {
	near, far := max(0, start-maxAround), min(len(src), end+maxAround)
	line := sourceLineOf(src[near:far], start-near)
	before, after = src[near+line.Start:start], src[end:near+line.End]
	wholeBefore, wholeAfter := line.Start > 0 || near == 0, near+line.End < far || far == len(src)
	return before, after, (wholeBefore || !isBlankText(before)) && (wholeAfter || !isBlankText(after))
}

// blockWithout reports whether a line of a block scalar keeps its meaning: one
// that would be blank, or be indented deeper, can make YAML read the lines
// around it in another way.
func (r *hiddenRemover) blockWithout(n *yamldoc.Node, start, end int) bool {
	before, after, ok := beside(r.Src, start, end)
	next := bytes.TrimLeftFunc(after, isHidden)
	if !isBlankText(before) || len(next) > 0 && !isBlank(next[0]) {
		return ok
	}
	head := r.Src[n.Start : start-len(before)]
	_, above, _ := bytes.Cut(head, []byte("\n"))
	below := r.Src[min(end+len(after), n.End):n.End]
	return ok && n.Style == yamldoc.Literal && !isBlankText(above) && (!isBlankText(after) || !isBlankText(below))
}

// lineWithout reports whether a scalar that is folded keeps its meaning: white
// space at the ends of its lines does not count.
func (r *hiddenRemover) lineWithout(n *yamldoc.Node, start, end int) bool {
	if whole := r.Src[n.Start:n.End]; bytes.IndexByte(whole, '\n') < 0 && bytes.IndexByte(whole, '\r') < 0 {
		return true
	}
	before, after, ok := beside(r.Src, start, end)
	return ok && !isBlankText(before) && !isBlankText(after)
}

// isBlankText reports whether there is nothing to be seen.
func isBlankText(text []byte) bool {
	return len(bytes.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isHidden(r) })) == 0
}
