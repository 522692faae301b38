package prompt

import (
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
	a := c.assembler()
	turns := []Turn{}
	if system := joinSections(c.Prompt.Sections, a.open); system != "" {
		turns = append(turns, Turn{model.System, system})
	}
	for _, m := range c.Prompt.Messages {
		if m.Placeholder.Node != nil {
			turns = append(turns, Turn{"placeholder", m.Placeholder.Value})
			continue
		}
		turns = append(turns, Turn{m.Role.Value, a.message(m)})
	}
	return turns
}

// joinSections makes one text of titled blocks. A section that comes out blank
// is left out with its title.
func joinSections(sections []*Section, fill func(*Text) string) string {
	var blocks []string
	for _, s := range sections {
		if text := strings.TrimRight(fill(s.Text), " \t\r\n"); text != "" {
			blocks = append(blocks, "## "+s.Title()+"\n"+text)
		}
	}
	return strings.Join(blocks, "\n\n")
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
		b.WriteString(showWhole(c.bundle(s)) + "\n")
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

func (a *assembler) message(m *Message) string {
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
	return strings.Join(parts, "\n")
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
