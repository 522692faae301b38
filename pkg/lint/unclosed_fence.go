package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// unclosedFence is R004: a block of code that a fence opens and none closes.
func unclosedFence(p *Pass) {
	var turns [][]*prose
	for _, t := range p.prose() {
		if len(t.fences().open) > 0 {
			turns = p.turns()
			break
		}
	}
	carried := false // the turn before ends with the fence that opens the answer
	for i, turn := range turns {
		t, f := p.openIn(turn)
		leads := f != nil && t == turn[len(turn)-1] && leadsIn(t, *f)
		if f != nil && !leads && !carried && !p.cutShort(t.Role, i == len(turns)-1) {
			mark := t.cut(f.mark)
			p.Report(t.at(template.Span{Start: f.mark.Start, End: f.line.Start + len(strings.TrimRight(t.cut(f.line), " \t\r"))}),
				"the block that %s opens is never closed", mark).
				Hint = "write a line of " + mark + " below its last line"
		}
		carried = leads
	}
}

// turns are the texts that reach the model as one: all sections, and those of
// each message.
func (p *Pass) turns() [][]*prose {
	all := p.prose()
	if p.Prompt == nil {
		return [][]*prose{all}
	}
	counts := []int{0}
	for _, s := range p.Prompt.Sections {
		if s.Text != nil {
			counts[0]++
		}
	}
	for _, m := range p.Prompt.Messages {
		counts = append(counts, len(m.Texts()))
	}
	var turns [][]*prose
	for _, n := range counts {
		if n > 0 {
			turns = append(turns, all[:n])
		}
		all = all[n:]
	}
	return turns
}

// openIn returns the fence that is never closed in the texts of a turn, and the
// text that it is in. One text may open a block that a later one closes.
func (p *Pass) openIn(turn []*prose) (*prose, *fence) {
	whole := turn[0].fences()
	if len(turn) > 1 {
		var b strings.Builder
		for _, t := range turn {
			b.WriteString(t.text() + "\n")
		}
		whole = readFences(b.String())
	}
	if len(whole.open) == 0 || p.fenceIncluded(turn) {
		return nil, nil
	}
	f, start := whole.open[0], 0
	for _, t := range turn {
		if end := start + len(t.text()) + 1; f.mark.Start >= end {
			start = end
			continue
		}
		f.mark = template.Span{Start: f.mark.Start - start, End: f.mark.End - start}
		f.line = template.Span{Start: f.line.Start - start, End: f.line.End - start}
		return t, &f
	}
	return nil, nil
}

// fenceIncluded reports whether a partial may bring in the fence that closes a
// block.
func (p *Pass) fenceIncluded(turn []*prose) bool {
	seen := map[string]bool{}
	for _, t := range turn {
		for _, include := range t.Partials() {
			if p.Closure == nil || p.includesFence(include.Name, seen) {
				return true
			}
		}
	}
	return false
}

func (p *Pass) includesFence(name string, seen map[string]bool) bool {
	partial := p.Closure.Partials[name]
	if partial == nil || seen[name] {
		return false
	}
	seen[name] = true
	if len(readFences(partial.Text.Text).open) > 0 {
		return true
	}
	for _, include := range partial.Text.Partials() {
		if p.includesFence(include.Name, seen) {
			return true
		}
	}
	return false
}

// leadsIn reports whether a fence is the last line of its text and leads in
// what the model is to write: it says a language, or follows a colon. In a
// partial it may belong to what is around that.
func leadsIn(t *prose, f fence) bool {
	if strings.TrimSpace(t.text()[f.mark.End:]) != f.info {
		return false
	}
	before := strings.TrimSpace(t.text()[:f.mark.Start])
	return t.Role == "" || f.info != "" || before == "" || strings.HasSuffix(before, ":")
}

// cutShort reports whether a turn stops where the model goes on, or where it is
// made to stop: the assistant's last one, or all of its where a fence is a stop
// sequence.
func (p *Pass) cutShort(role string, last bool) bool {
	if role != model.Assistant {
		return false
	}
	if last {
		return true
	}
	for _, param := range p.Prompt.Parameters {
		if param.Name == "stop" && strings.Contains(string(p.Src[param.Node.Start:param.Node.End]), "```") {
			return true
		}
	}
	return false
}
