package diffview

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/term"
)

const (
	// MarkdownLimit is how long a comparison in Markdown is at most, in UTF-16
	// code units, of which no text has fewer than characters. A comment on
	// GitHub holds 65,536 characters; the rest is for what is put around it.
	MarkdownLimit = 65_000
	// proseWidth is how many columns of prose fit into a comment.
	proseWidth = 88
	// lineLimit is how many columns of a change, of a name or of a line of a file
	// are shown.
	lineLimit = 300
	nameLimit = 120
	// notes is as much as is kept free for what is said of what is left out: for
	// a prompt, and for all.
	promptNotes, notes = 80, 400
)

// Markdown writes a comparison as it fits into a comment on a pull request: a
// verdict, a table of the prompts, and of each what changed. What does not fit
// is counted: the prose of the last prompts goes first, then their changes, and
// then their lines of the table.
func Markdown(w io.Writer, c *comparison.Comparison, o Options) error {
	m := &markdownWriter{c: c, o: o, shown: map[[2]string]string{}, left: MarkdownLimit - notes - units(o.Command) - units(o.Intro)}
	m.head()
	m.table()
	for _, p := range gravestFirst(c) {
		m.list(p)
	}
	for _, p := range m.prompts {
		m.prose(p)
	}
	_, err := io.WriteString(w, o.Intro+m.String())
	return err
}

// units is the length of a text in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

type markdownWriter struct {
	c       *comparison.Comparison
	o       Options
	left    int // code units
	top     strings.Builder
	prompts []*markdownPrompt    // those of which there is more than a line of the table
	shown   map[[2]string]string // the prompt that a text before and after has been shown for

	rowsOut, promptsOut, changesOut, proseOut int
}

// markdownPrompt is what is said of a prompt.
type markdownPrompt struct {
	*comparison.Prompt
	b    strings.Builder
	more bool // some of its prose is left out
}

// short is as much of a name as is shown.
func short(name string) string { return term.Truncate(term.OneLine(name), nameLimit) }

// takes counts a text, if there is room for it.
func (m *markdownWriter) takes(texts ...string) bool {
	n := 0
	for _, t := range texts {
		n += units(t)
	}
	if n > m.left {
		return false
	}
	m.left -= n
	return true
}

// heavyMarks are the marks of classes where characters of any colour can be.
var heavyMarks = map[change.Class]string{change.Breaking: "❗", change.Behaviour: "~", change.None: "·"}

func (m *markdownWriter) head() {
	t := tallyOf(m.c)
	mark := heavyMarks[m.c.Class()]
	if t.all == 0 {
		mark = "✓"
	}
	text := fmt.Sprintf("### %s %s\n\nFrom %s to %s", mark, t.verdict(), markup.Code(short(m.c.From())), markup.Code(short(m.c.After)))
	if t.all > 0 {
		text += ": " + t.counts()
	}
	m.top.WriteString(text + ".\n")
	m.left -= units(m.top.String())
}

func (m *markdownWriter) table() {
	if len(m.c.Prompts) == 0 {
		return
	}
	head := fmt.Sprintf("\n| prompt | class | asks for | words | tokens | US&#36; for %d calls |\n|---|---|---|--:|--:|--:|\n", comparison.Calls)
	m.takes(head)
	m.top.WriteString(head)
	for _, p := range gravestFirst(m.c) {
		row := fmt.Sprintf("| %s | %s %s | %s | %s | %s | %s |\n", markup.Code(short(titleOf(p))), heavyMarks[p.Class()], classOf(p), askedFor(p), wordsOf(p, textsOf(p, m.o.Strict)), tokensOf(p), usdOf(p))
		if m.rowsOut > 0 || !m.takes(row) {
			m.rowsOut++
			continue
		}
		m.top.WriteString(row)
	}
}

// promptEnd is behind what is said of a prompt.
const promptEnd = "\n</details>\n"

// list begins what is said of a prompt with its changes, as far as they fit.
func (m *markdownWriter) list(p *comparison.Prompt) {
	open := ""
	if p.Class() == change.Breaking {
		open = " open"
	}
	begin := fmt.Sprintf("\n<details%s><summary>%s <code>%s</code> %s</summary>\n\n", open, heavyMarks[p.Class()], markup.HTML(short(titleOf(p))), markup.HTML(sentence(p)))
	if m.promptsOut > 0 || !m.takes(begin, promptEnd, strings.Repeat(" ", promptNotes)) {
		m.promptsOut++
		return
	}
	d := &markdownPrompt{Prompt: p}
	d.b.WriteString(begin)
	out := 0
	for _, item := range itemsOf(p) {
		if out > 0 || !m.takes(item) {
			out++
			continue
		}
		d.b.WriteString(item)
	}
	if out > 0 {
		fmt.Fprintf(&d.b, "- … and %d more\n", out)
		m.changesOut += out
	}
	m.prompts = append(m.prompts, d)
}

// itemsOf are the changes of a prompt as the items of a list.
func itemsOf(p *comparison.Prompt) []string {
	var items []string
	for _, f := range p.Broken {
		items = append(items, "- ❗ compared as text: "+markup.Inline(term.Truncate(term.OneLine(f.String()), lineLimit))+"\n")
	}
	for _, c := range changesOf(p) {
		text := markup.Inline(term.Truncate(term.OneLine(c.Message), lineLimit))
		if d := detail(c); d != "" {
			text += " " + markup.Inline(term.Truncate(term.OneLine(strings.TrimSpace(d)), lineLimit))
		}
		if c.Class != change.Behaviour && c.Why != "" {
			text += ": " + c.Why
		}
		items = append(items, "- "+heavyMarks[c.Class]+" "+text+"\n")
	}
	return items
}

// prose writes the texts of a prompt that changed, as far as they fit.
func (m *markdownWriter) prose(p *markdownPrompt) {
	if len(p.Broken) > 0 {
		var rows []string
		for l := range strings.Lines(raw(p.Prompt)) {
			l = markup.HTML(term.Truncate(term.OneLine(strings.TrimSuffix(l, "\n")), lineLimit))
			if rest, cut := strings.CutPrefix(l, " "); cut {
				l = "&#32;" + rest
			}
			rows = append(rows, l+"\n")
		}
		m.block(p, "files", rows)
	}
	for _, t := range textsOf(p.Prompt, m.o.Strict) {
		m.text(p, t)
	}
	if p.more {
		m.proseOut++
	}
}

// text writes a text that changed, unless it has been shown for another prompt:
// a partial changes many in one way.
func (m *markdownWriter) text(p *markdownPrompt, t shownText) {
	key := [2]string{t.diff.Old, t.diff.New}
	if first := m.shown[key]; first != "" {
		if text := "\n**" + markup.Inline(short(t.Head)) + "** as in " + markup.Code(short(first)) + "\n"; m.takes(text) {
			p.b.WriteString(text)
		}
		return
	}
	m.block(p, t.Head, t.markdown(m.o.Strict))
	m.shown[key] = p.Name
}

// block writes the rows of a text, as far as they fit.
func (m *markdownWriter) block(p *markdownPrompt, head string, rows []string) {
	begin, end := "\n**"+markup.Inline(short(head))+"**\n\n<pre>\n", "</pre>\n"
	if len(rows) == 0 {
		return
	}
	rest := fmt.Sprintf("⋮ %d lines more\n", len(rows))
	if p.more || !m.takes(begin, end, rest, rows[0]) {
		p.more = true
		return
	}
	p.b.WriteString(begin + rows[0])
	for i, row := range rows[1:] {
		if !m.takes(row) {
			fmt.Fprintf(&p.b, "⋮ %d lines more\n", len(rows)-1-i)
			p.more = true
			break
		}
		p.b.WriteString(row)
	}
	p.b.WriteString(end)
}

// String is all that fits.
func (m *markdownWriter) String() string {
	var b strings.Builder
	b.WriteString(m.top.String())
	for _, p := range m.prompts {
		b.WriteString(p.b.String())
		if p.more {
			b.WriteString("\nMore of its text changed than fits here.\n")
		}
		b.WriteString(promptEnd)
	}
	b.WriteString(m.rest())
	return b.String()
}

// rest says what is left out, and what shows it.
func (m *markdownWriter) rest() string {
	var parts []string
	add := func(n int, before, one string) {
		if n > 1 {
			one += "s"
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d %s", before, n, one))
		}
	}
	add(m.rowsOut, "", "row")
	add(m.promptsOut, "the changes of ", "prompt")
	add(m.changesOut, "", "change")
	add(m.proseOut, "text of ", "prompt")
	if len(parts) == 0 {
		return ""
	}
	text := "\nLeft out for length: " + strings.Join(parts, ", ")
	if m.o.Command != "" {
		text += ". All of it: " + markup.Code(m.o.Command)
	}
	return text + "\n"
}
