package resultview

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// detail is what is said of a case that did not pass.
func (m *markdownWriter) detail(c *results.Case) string {
	_, message, _ := why(c)
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary>%s <code>%s</code> %s</summary>\n\n", markOf(c.Status), markup.HTML(short(nameOf(c))), markup.HTML(term.Truncate(term.OneLine(message), lineLimit)))
	if c.Place != "" {
		fmt.Fprintf(&b, "%s\n\n", markup.Code(short(c.Place)))
	}
	writeBroken(&b, c)
	if c.Hint != "" {
		fmt.Fprintf(&b, "- hint: %s\n", markup.Inline(term.Truncate(term.OneLine(c.Hint), lineLimit)))
	}
	if c.Answered() {
		fmt.Fprintf(&b, "\n<pre>\n%s</pre>\n", preformatted(c.Output))
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

// writeBroken lists the assertions that do not hold or could not be judged.
func writeBroken(b *strings.Builder, c *results.Case) {
	n := 0
	for _, a := range c.Assertions {
		if a.Passed && a.Error == "" {
			continue
		}
		if n++; n > assertionLimit {
			continue
		}
		mark, said := "❌", a.Reason
		if a.Error != "" {
			mark, said = "⚠️", a.Error
		}
		fmt.Fprintf(b, "- %s %s %s\n", mark, markup.Code(short(titleOf(a))), markup.Inline(term.Truncate(term.OneLine(said), lineLimit)))
	}
	if n > assertionLimit {
		fmt.Fprintf(b, "- and %s more\n", number(n-assertionLimit, "assertion"))
	}
}

// preformatted are the lines of an answer between <pre> and </pre>. None is empty
// or begins with white space: an empty line would end the HTML, and a command such
// as "/close" is none in a comment.
func preformatted(text string) string {
	var b strings.Builder
	text = strings.TrimSpace(text)
	cut := len(text) > answerLimit
	if cut {
		text = strings.ToValidUTF8(text[:answerLimit], "")
	}
	for line := range strings.Lines(text) {
		b.WriteString("&#32;" + markup.HTML(term.OneLine(strings.TrimRight(line, "\n"))) + "\n")
	}
	if cut {
		b.WriteString("&#32;…\n")
	}
	return b.String()
}
