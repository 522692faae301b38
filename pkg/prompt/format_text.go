package prompt

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// blockScalar writes a literal or folded block: its lines move as a whole.
func (l *layout) blockScalar(n *yamldoc.Node, at place) {
	head, body, some := strings.Cut(string(l.src[n.Start:n.End]), "\n")
	indicators, comment, _ := strings.Cut(head, "#")
	text, digit := "", ""
	if some {
		text, digit = l.moved(n, body, at.column+step)
	}
	chomp := strings.Trim(indicators[1:], "0123456789 \t")
	if n.Value != "" && !strings.HasSuffix(n.Value, "\n") {
		chomp = "-" // the file ends here without a line break, and will have one
	}
	l.text(indicators[:1] + digit + chomp)
	if comment != "" {
		l.text("  #" + strings.TrimRight(comment, " \t"))
	}
	l.inline(at.notes)
	if some {
		l.text("\n" + text)
	}
	l.kept = chomp == "+"
}

// lineBreaks are what ends a line in a block scalar. YAML 1.1 has two more than
// other formats.
var lineBreaks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\n|\u2028|\u2029") })

// moved returns the lines of a block scalar at a new column, and the digit that
// the first one needs where it must not be taken for deeper indentation.
func (l *layout) moved(n *yamldoc.Node, body string, column int) (text, digit string) {
	was := l.bodyColumn(n)
	var b strings.Builder
	content, at := false, 0
	for _, m := range append(lineBreaks().FindAllStringIndex(body, -1), []int{len(body), len(body)}) {
		line := l.unindented(body[at:m[0]], was)
		if line != "" {
			if !content && (line[0] == ' ' || line[0] == '\t') {
				digit = strconv.Itoa(step)
			}
			content = true
			b.WriteString(strings.Repeat(" ", column))
		}
		b.WriteString(line + body[m[0]:m[1]])
		at = m[1]
	}
	return b.String(), digit
}

// unindented returns a line without its first columns, which are spaces.
func (l *layout) unindented(line string, columns int) string {
	rest := strings.TrimLeft(line, " ")
	switch {
	case len(line)-len(rest) >= columns:
		return line[columns:]
	case rest != "":
		l.odd = "a line of a text is indented less than the others"
	}
	return ""
}

// bodyColumn is the column at which the lines of a block scalar begin.
func (l *layout) bodyColumn(n *yamldoc.Node) int {
	i := len(n.Value) - len(strings.TrimLeft(n.Value, "\n\u2028\u2029"))
	if i == len(n.Value) {
		return len(l.src) // there are empty lines alone
	}
	return l.sourceColumn(l.doc.ValueOffset(n, i))
}
