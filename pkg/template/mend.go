package template

import "strings"

// Mend is how a mistake is mended, where only one thing can be meant.
type Mend struct {
	Title string // what it does, such as "write {{/name}}"
	Edits []Edit // of the template's text, without overlaps

	Condition string // the name that a section takes the place of an if with: a list would repeat it
}

// Edit replaces a stretch of a template's text. An empty stretch inserts.
type Edit struct {
	Span
	New string
}

// mend says how the mistake that was recorded last is mended.
func (p *parser) mend(title string, edits ...Edit) {
	p.t.Errors[len(p.t.Errors)-1].Mend = &Mend{Title: title, Edits: edits}
}

// write mends the mistake that was recorded last by another tag in the place of
// one. Other delimiters are for those who know what they do.
func (p *parser) write(at Span, tag string) {
	if p.plainDelimiters() {
		p.mend("write "+tag, Edit{at, tag})
	}
}

func (p *parser) plainDelimiters() bool { return p.open == "{{" && p.close == "}}" }

// block is what is known of a section that a helper of another language opens,
// such as {{#if x}}, in order to write it in Mustache.
type block struct {
	mistake *SyntaxError
	isIf    bool
	name    string // "" where it is no plain name, and nothing can be said
	edits   []Edit // of the tags inside that belong to it
	others  int    // how many {{else}} there are
}

// newBlock begins a block whose opening tag is g; operand is what follows the
// helper. The mistake was recorded last.
func (p *parser) newBlock(helper, operand string) *block {
	b := &block{mistake: p.t.Errors[len(p.t.Errors)-1], isIf: helper == "if" || helper == "unless"}
	if name, ok := plainThis(strings.TrimSpace(operand)); ok && p.plainDelimiters() && helper != "for" && helper != "range" {
		b.name = name
	}
	return b
}

// plainThis is a name as Mustache has it: this is the item itself, and the
// fields of this go by their names.
func plainThis(name string) (string, bool) {
	if name == "this" {
		name = "."
	}
	name = strings.TrimPrefix(name, "this.")
	return name, validName(name)
}

// otherwise notes {{else}}: the section ends, and its opposite begins.
func (p *parser) otherwise(g tag, plain bool) {
	if len(p.stack) == 0 || p.stack[len(p.stack)-1].block == nil {
		return
	}
	f := p.stack[len(p.stack)-1]
	f.block.others++
	if !plain || f.block.others > 1 {
		f.block.name = ""
		return
	}
	opposite := "{{^"
	if f.section.Inverted {
		opposite = "{{#"
	}
	f.block.edits = append(f.block.edits, Edit{g.Span, "{{/" + f.block.name + "}}" + opposite + f.block.name + "}}"})
}

// this notes {{this}} and {{this.field}} inside the blocks that have items.
func (p *parser) this(at Span) {
	name := p.text(at)
	if name != "this" && !strings.HasPrefix(name, "this.") {
		return
	}
	for i := len(p.stack) - 1; i >= 0 && p.stack[i].block != nil; i-- {
		if helper := p.stack[i].helper; helper == "if" || helper == "unless" {
			continue
		}
		plain, ok := plainThis(name)
		if ok {
			p.stack[i].block.edits = append(p.stack[i].block.edits, Edit{at, plain})
		}
		return
	}
}

// close says how a block is written in Mustache, now that its closing tag is
// known.
func (b *block) close(s *Section) {
	if b == nil || b.name == "" {
		return
	}
	open := "{{#"
	if s.Inverted {
		open = "{{^"
	}
	open, end := open+b.name+"}}", "{{/"+b.name+"}}"
	edits := append([]Edit{{s.Open, open}}, b.edits...)
	b.mistake.Mend = &Mend{Title: "write " + open + "…" + end, Edits: append(edits, Edit{s.Close, end})}
	if b.isIf && (!s.Inverted || b.others > 0) {
		b.mistake.Mend.Condition = b.name
	}
}

// repeats notes a section within blocks: an if about the same name would repeat
// all that is around it for each item.
func (p *parser) repeats(name string) {
	for _, f := range p.stack {
		if f.block != nil && f.block.isIf && f.section.Name == name {
			f.block.name = ""
		}
	}
}
