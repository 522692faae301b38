package prompt

import (
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// Turn is one message as it reads before any value is filled in.
type Turn struct {
	Role string `json:"role"` // "placeholder" for a history
	Text string `json:"text"` // parts that are no text stand in square brackets
}

// Compile returns the messages with partials put in and variables left open.
func (c *Closure) Compile() []Turn {
	turns := []Turn{}
	var system []string
	for _, p := range c.Pieces() {
		switch {
		case p.Section != nil:
			system = append(system, p.Section.block(p.Text))
		case p.Message.Placeholder.Node != nil:
			turns = append(turns, Turn{"placeholder", p.Text})
		default:
			turns = append(turns, Turn{p.Message.Role.Value, p.Text})
		}
	}
	if text := joinBlocks(system); text != "" {
		turns = slices.Insert(turns, 0, Turn{model.System, text})
	}
	return turns
}

// block is a section with its title, and nothing where it comes out blank.
func (s *Section) block(text string) string {
	text = trimmed(text)
	if text == "" {
		return ""
	}
	return "## " + s.Title() + "\n" + text
}

// joinBlocks makes one text of sections, without those that are blank.
func joinBlocks(blocks []string) string {
	return strings.Join(slices.DeleteFunc(blocks, func(b string) bool { return b == "" }), "\n\n")
}

func trimmed(text string) string { return strings.TrimRight(text, " \t\r\n") }

// Piece is a section or a message as it reads before any value is filled in.
type Piece struct {
	Section *Section // nil for a message
	Message *Message // nil for a section
	// Text has the partials put in. Parts that are no text stand in square
	// brackets; of a history it is the name.
	Text string
	// Parts are the parts and the calls of a message, which Text has in lines.
	Parts []string
}

// Pieces returns the sections and then the messages with partials put in and
// variables left open.
func (c *Closure) Pieces() []Piece {
	a := c.assembler()
	var pieces []Piece
	for _, s := range c.Prompt.Sections {
		pieces = append(pieces, Piece{Section: s, Text: trimmed(a.open(s.Text))})
	}
	for _, m := range c.Prompt.Messages {
		p := Piece{Message: m, Text: m.Placeholder.Value}
		if m.Placeholder.Node == nil {
			p.Parts = a.message(m)
			p.Text = strings.Join(p.Parts, "\n")
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// Includes returns the names of the partials that a text includes, itself or
// through others, sorted; those that are not there are left out.
func (c *Closure) Includes(texts ...*Text) []string {
	seen := map[string]bool{}
	for len(texts) > 0 {
		t := texts[0]
		texts = texts[1:]
		if t == nil {
			continue
		}
		for _, tag := range t.Partials() {
			if p := c.Partials[tag.Name]; p != nil && !seen[tag.Name] {
				seen[tag.Name] = true
				texts = append(texts, p.Text)
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// OwnText returns what the model always gets of the prompt, in one string:
// the text of all messages and of the tools, with the partials and without
// what variables put in. Each part of a section counts once.
func (c *Closure) OwnText() string {
	a := c.assembler()
	var b strings.Builder
	for _, s := range c.Prompt.Sections {
		b.WriteString("## " + s.Title() + "\n" + a.own(s.Text) + "\n")
	}
	for _, m := range c.Prompt.Messages {
		for _, t := range m.Texts() {
			b.WriteString(a.own(t) + "\n")
		}
	}
	for _, s := range c.Prompt.Schemas() {
		b.WriteString(showWhole(c.Bundled(s)) + "\n")
	}
	for _, t := range c.Prompt.Tools {
		b.WriteString(t.Name.Value + "\n" + t.Description.Value + "\n")
	}
	return b.String()
}

// assembler puts partials into the texts that include them, without values.
// Each partial is assembled once: where partials include each other many
// times over, that is all that keeps the work small.
type assembler struct {
	closure *Closure
	partial map[string]string // by name; "" while it is being assembled
	left    int               // how many more bytes may be written
}

func (c *Closure) assembler() *assembler {
	return &assembler{c, map[string]string{}, 4 * template.DefaultMaxBytes}
}

// included returns a partial as fill makes it, "" where it is not there or
// includes itself.
func (a *assembler) included(name string, fill func(*Text) string) string {
	text, done := a.partial[name]
	if partial := a.closure.Partials[name]; partial != nil && !done {
		a.partial[name] = ""
		text = fill(partial.Text)
		a.partial[name] = text
	}
	return text
}

// fits takes what is about to be written from what may be.
func (a *assembler) fits(text string) bool {
	a.left -= len(text)
	return a.left >= 0
}

// own returns the text of a template without its tags.
func (a *assembler) own(t *Text) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	for n := range t.All() {
		text := ""
		switch n := n.(type) {
		case *template.Text:
			text = n.Value
		case *template.Partial:
			text = a.included(n.Name, a.own)
		}
		if !a.fits(text) {
			break
		}
		b.WriteString(text)
	}
	return b.String()
}

// open returns a template's source with comments taken out and partials put
// in, so that every variable can still be seen.
func (a *assembler) open(t *Text) string {
	if t == nil {
		return ""
	}
	source := t.Template.Text
	var b strings.Builder
	last := 0
	for n := range t.All() {
		text := ""
		switch n := n.(type) {
		case *template.Comment:
		case *template.Partial:
			if a.closure.Partials[n.Name] == nil {
				continue
			}
			text = indent(a.included(n.Name, a.open), n.Indent)
		default:
			continue
		}
		span := wholeLine(source, n.Extent())
		text = source[last:max(last, span.Start)] + text
		if !a.fits(text) {
			return b.String()
		}
		b.WriteString(text)
		last = max(last, span.End)
	}
	b.WriteString(source[last:])
	return b.String()
}

func (a *assembler) message(m *Message) []string {
	var parts []string
	for _, p := range m.Parts {
		switch {
		case p.Kind == model.TextPart:
			parts = append(parts, a.open(p.Text))
		case p.Path.Node != nil:
			parts = append(parts, "[file: "+p.Path.Value+"]")
		default:
			parts = append(parts, "["+string(p.Kind)+": "+a.open(p.URL)+a.open(p.ID)+"]")
		}
	}
	for _, call := range m.ToolCalls {
		parts = append(parts, "[tool call: "+call.Name.Value+"("+a.open(call.Arguments)+")]")
	}
	return parts
}

// wholeLine widens a span to its line where nothing else stands there.
func wholeLine(text string, span template.Span) template.Span {
	start := len(strings.TrimRight(text[:span.Start], " \t"))
	rest := strings.TrimLeft(text[span.End:], " \t\r")
	if start > 0 && text[start-1] != '\n' || rest != "" && rest[0] != '\n' {
		return span
	}
	return template.Span{Start: start, End: len(text) - len(strings.TrimPrefix(rest, "\n"))}
}

// indent puts a text before every line that is not empty, as rendering does.
func indent(text, by string) string {
	if by == "" {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.Trim(line, "\r\n") != "" {
			lines[i] = by + line
		}
	}
	return strings.Join(lines, "")
}
