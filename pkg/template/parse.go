package template

import "strings"

// maxNesting is how many sections may be open at once.
const maxNesting = 64

// parser turns a text into nodes in one pass.
type parser struct {
	t           *Template
	open, close string
	nodes       *[]Node // where the next node goes: the contents of the innermost open section
	stack       []frame // the open sections, outermost first
	pos         int     // everything before it is in a node
	shown       int     // where the text after pos begins to show
	closeAt     int     // see findClose
	statement   bool    // a block of Go's templates, or the like, was seen
	stopped     bool
}

// Parse reads a template. The tree covers the whole text whatever is wrong
// with it; the errors, which are also in the tree, are in the order of their
// places. What stands in a malformed tag is text, or the node that was most
// likely meant. Parsing stops at a section nested deeper than 64.
func Parse(text string) (*Template, []*SyntaxError) {
	t := &Template{Text: text}
	p := parser{t: t, open: "{{", close: "}}", nodes: &t.Nodes, closeAt: -1}
	for at := 0; at >= 0 && !p.stopped; {
		at = p.step(at)
	}
	p.finish()
	return t, t.Errors
}

// step reads the next tag from at on, and returns where to go on, -1 for
// nowhere.
func (p *parser) step(at int) int {
	i := strings.Index(p.t.Text[at:], p.open)
	if i < 0 {
		return -1
	}
	g, next, ok := p.scan(at + i)
	if ok {
		p.take(g)
	}
	return next
}

func (p *parser) take(g tag) {
	switch g.sigil {
	case '#', '^':
		p.takeOpening(g)
	case '/':
		p.takeClosing(g)
	case '>':
		p.takePartial(g)
	case '!':
		p.takeComment(g)
	case '=':
		p.takeDelimiters(g)
	default:
		p.takeVariable(g)
	}
}

func (p *parser) takeVariable(g tag) {
	name, at := p.text(g.body), g.body
	if !validName(name) || p.reserved(name) {
		if name, at = p.misread(g); name == "" {
			return
		}
	}
	p.this(at)
	p.takeText(g.Start, g.Start)
	p.add(&Variable{g.Span, name, at, g.sigil == '{' || g.sigil == '&'})
	p.resume(g.End, g.End)
}

// reserved reports whether a variable's name is a word of another language:
// else, or the end of a block of Go's templates.
func (p *parser) reserved(name string) bool {
	return name == "else" || name == "end" && p.statement
}

// misread records what is wrong with a variable's tag, and returns the name
// that it most likely speaks of, if any.
func (p *parser) misread(g tag) (name string, at Span) {
	body := p.text(g.body)
	trap := variableTrap(body)
	rest := body
	if trap.statement {
		p.statement = true
		rest = operand(body)
	}
	name, i := guess(rest)
	if trap.method {
		name = name[:max(0, strings.LastIndexByte(name, '.'))]
	}
	subject := name
	if trap.open {
		subject = p.openName()
	}
	p.fallInto(g.Span, trap, subject)
	if isElse(body) {
		p.otherwise(g, body == "else")
	}
	if !trap.named {
		return "", Span{}
	}
	if validName(name) && trap.prefixed && name == strings.TrimLeft(body, "./$") {
		p.write(g.Span, "{{"+name+"}}")
	}
	start := g.body.End - len(rest) + i
	return name, Span{start, start + len(name)}
}

// openName is the name of the innermost open section, or "".
func (p *parser) openName() string {
	if len(p.stack) == 0 {
		return ""
	}
	return p.stack[len(p.stack)-1].section.Name
}

func (p *parser) takePartial(g tag) {
	name := p.text(g.body)
	if !validPartial(name) {
		p.fallInto(g.Span, partialTrap(name), "")
		if bare := strings.Trim(name, `"'`); len(bare) == len(name)-2 && validPartial(bare) {
			p.write(g.Span, "{{> "+bare+"}}")
		}
		return
	}
	line, alone := p.lineOf(g)
	p.add(&Partial{g.Span, name, g.body, p.t.Text[line.Start:g.Start], alone})
}

func (p *parser) takeComment(g tag) {
	text := p.text(g.body)
	if commentLeaks(text, p.open) {
		p.fallInto(g.Span, commentTrap(), "")
	}
	_, alone := p.lineOf(g)
	p.add(&Comment{g.Span, text, alone})
}

func (p *parser) takeDelimiters(g tag) {
	open, close, ok := newDelimiters(p.text(g.body))
	if !ok || p.t.Text[g.End-len(p.close)-1] != '=' {
		p.fallInto(g.Span, delimitersTrap(), "")
		return
	}
	_, alone := p.lineOf(g)
	p.add(&Delimiters{g.Span, open, close, alone})
	p.open, p.close, p.closeAt = open, close, -1
}

// lineOf puts the text before a tag into a node. Where the tag stands alone on
// its line the line does not show: alone is true and line runs from the start
// of the line to past its end. Otherwise line is the tag's own span.
func (p *parser) lineOf(g tag) (line Span, alone bool) {
	if line, alone = standalone(p.t.Text, g.Span); !alone {
		line = g.Span
	}
	p.takeText(g.Start, line.Start)
	p.resume(g.End, line.End)
	return line, alone
}

// takeText puts the text up to end into a node, of which what lies before
// shownEnd shows.
func (p *parser) takeText(end, shownEnd int) {
	if end > p.pos {
		shown := Span{p.shown, shownEnd}
		p.add(&Text{Span{p.pos, end}, shown, p.text(shown)})
	}
	p.resume(end, end)
}

func (p *parser) resume(pos, shown int) { p.pos, p.shown = pos, shown }

func (p *parser) add(n Node) { *p.nodes = append(*p.nodes, n) }

// finish takes the rest of the text and closes what is still open.
func (p *parser) finish() {
	end := len(p.t.Text)
	p.takeText(end, end)
	for len(p.stack) > 0 {
		p.abandon(end, "")
	}
	p.sortErrors()
	p.doubled()
}
