package template

import (
	"fmt"
	"strings"
)

// frame is an open section.
type frame struct {
	section *Section
	outer   *[]Node // where the nodes after the section go
	helper  string  // the helper of another language that opened it, such as if
	block   *block  // what that helper's block is in Mustache; nil without a helper
}

func (f frame) closedBy(name string) bool {
	return name != "" && (name == f.section.Name || name == f.helper)
}

func (p *parser) takeOpening(g tag) {
	if len(p.stack) == maxNesting {
		p.fail(g.Span, fmt.Sprintf("%s: sections nest deeper than %d", p.show(g.Span), maxNesting),
			"move the inner sections to a partial")
		p.stopped = true
		return
	}
	name, at, helper := p.text(g.body), g.body, ""
	var b *block
	if g.sigil == '#' && p.hashed(g, name) {
		return
	}
	if !validName(name) {
		name, at, helper = p.misreadOpening(g)
	}
	if helper != "" {
		b = p.newBlock(helper, p.text(g.body)[len(helper):])
	}
	_, alone := p.lineOf(g)
	p.repeats(name)
	inverted := g.sigil == '^' || helper == "unless"
	s := &Section{Name: name, NameSpan: at, Inverted: inverted, Open: g.Span, openAlone: alone}
	p.add(s)
	p.stack = append(p.stack, frame{s, p.nodes, helper, b})
	p.nodes = &s.Nodes
}

// hashed takes {{#name#}}, with which Dify names a variable.
func (p *parser) hashed(g tag, body string) bool {
	name, ok := strings.CutSuffix(body, "#")
	if !ok || !validName(name) {
		return false
	}
	p.fallInto(g.Span, trap{msg: "a variable has no # around it", hint: "write {{NAME}}", foreign: true}, name)
	p.write(g.Span, "{{"+name+"}}")
	p.takeText(g.Start, g.Start)
	p.add(&Variable{g.Span, name, Span{g.body.Start, g.body.Start + len(name)}, false})
	p.resume(g.End, g.End)
	return true
}

// misreadOpening records what is wrong with an opening tag, and returns the
// name that it most likely speaks of and the helper it calls, if any.
func (p *parser) misreadOpening(g tag) (name string, at Span, helper string) {
	body := p.text(g.body)
	rest := body
	if head := body[:nameLen(body)]; isHelper(head) {
		helper, rest = head, operand(body)
	}
	name, i := guess(rest)
	start := g.body.End - len(rest) + i
	p.fallInto(g.Span, openingTrap(body, helper), name)
	return name, Span{start, start + len(name)}, helper
}

// operand is what follows the first word of a statement: items in "each
// items", "for item in items" and "range $i, $item := items".
func operand(body string) string {
	rest := body[nameLen(body):]
	for _, word := range []string{" in ", ":="} {
		if i := strings.LastIndex(rest, word); i >= 0 {
			rest = rest[i+len(word):]
		}
	}
	return rest
}

func (p *parser) takeClosing(g tag) {
	name := p.text(g.body)
	depth := p.find(name)
	if depth < 0 {
		depth = p.forgive(g, name)
	}
	if depth < 0 {
		return
	}
	_, alone := p.lineOf(g)
	for len(p.stack) > depth+1 {
		p.abandon(g.Start, name)
	}
	b := p.stack[len(p.stack)-1].block
	s := p.pop()
	s.Span, s.Close, s.closeAlone = Span{s.Open.Start, g.End}, g.Span, alone
	b.close(s)
}

// find returns the place in the stack of the innermost section that name
// closes, or -1.
func (p *parser) find(name string) int {
	for i := len(p.stack) - 1; i >= 0; i-- {
		if p.stack[i].closedBy(name) {
			return i
		}
	}
	return -1
}

// forgive records what is wrong with a closing tag that closes nothing. It
// returns the place in the stack of the section that it was meant for, or -1.
func (p *parser) forgive(g tag, name string) int {
	shown := p.show(g.Span)
	if depth := p.find(name[:nameLen(name)]); depth >= 0 {
		if f := p.stack[depth]; f.helper == "" {
			p.fail(g.Span, shown+": a closing tag holds a name alone", "write {{/"+f.section.Name+"}}")
			p.write(g.Span, "{{/"+f.section.Name+"}}")
		}
		return depth
	}
	if len(p.stack) == 0 {
		p.strayAtTop(g, name)
		return -1
	}
	top := len(p.stack) - 1
	open := p.stack[top].section
	switch {
	case open.Name == "":
	case name == "":
		p.fail(g.Span, shown+": the closing tag has no name", "write {{/"+open.Name+"}}")
		p.write(g.Span, "{{/"+open.Name+"}}")
	case near(name, open.Name):
		p.fail(g.Span, shown+" does not match "+p.show(open.Open), "did you mean {{/"+open.Name+"}}?")
		p.write(g.Span, "{{/"+open.Name+"}}")
	default:
		p.fail(g.Span, shown+" closes a section that is not open; the innermost open one is "+p.show(open.Open),
			"write {{/"+open.Name+"}} to close that, or remove the tag")
		return -1
	}
	return top
}

func (p *parser) strayAtTop(g tag, name string) {
	if isHelper(name) {
		p.fallInto(g.Span, openingTrap(name, name), "")
		return
	}
	if !validName(name) {
		name = "name"
	}
	p.fail(g.Span, p.show(g.Span)+": no section is open here", "remove the tag, or open the section before it with {{#"+name+"}}")
}

// abandon closes the innermost section at a place where its closing tag is
// missing. Before names the outer section that is closed there, if any. One
// whose opening tag is malformed was spoken of already.
func (p *parser) abandon(at int, before string) {
	f := p.stack[len(p.stack)-1]
	s := p.pop()
	s.Span, s.Close = Span{s.Open.Start, at}, Span{at, at}
	if p.stopped || f.helper != "" || s.Name == "" {
		return
	}
	hint := "end the section with {{/" + s.Name + "}}"
	if before != "" {
		hint += " before {{/" + before + "}}"
	}
	p.fail(s.Open, p.show(s.Open)+": the section is not closed", hint)
}

func (p *parser) pop() *Section {
	last := len(p.stack) - 1
	f := p.stack[last]
	p.stack, p.nodes = p.stack[:last], f.outer
	return f.section
}
