package diffview

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// gutters begin the rows of each kind of line. A row never begins with white
// space: a command in a prompt, such as "/close", is none in a comment.
var gutters = map[lineKind]string{keptLine: "&#32; ", mixedLine: "~ ", newLine: "+ ", goneLine: "- ", cameLine: "&gt; ", wentLine: "&lt; "}

// markdown are the rows of a text as they stand between <pre> and </pre>.
func (t shownText) markdown(strict bool) []string {
	var rows []string
	r := rowTagger{map[int]bool{}, map[int]bool{}}
	for _, s := range stretchesOf(linesOf(t.diff, strict)) {
		if s.skipped > 0 {
			rows = append(rows, "⋮ "+unchanged(s.skipped)+"\n")
		}
		for _, l := range s.lines {
			kind := l.kind()
			for _, row := range l.shortened().wrapped(l.proseWidth()) {
				rows = append(rows, strings.TrimRight(gutters[kind]+r.row(row, kind), " ")+"\n")
			}
		}
	}
	return rows
}

// proseWidth leaves room for what is said of moves.
func (l line) proseWidth() int {
	width := proseWidth
	for _, p := range l.pieces {
		if p.move > 0 {
			width = proseWidth - len("[10: moved away] ")
		}
	}
	return width
}

func unchanged(n int) string {
	if n == 1 {
		return "1 line as before"
	}
	return fmt.Sprintf("%d lines as before", n)
}

// rowTagger puts tags around what changed in rows. It knows of which moves the
// beginnings have been shown.
type rowTagger struct{ went, came map[int]bool }

func (r rowTagger) row(l line, kind lineKind) string {
	var b strings.Builder
	for _, p := range l.pieces {
		if p.move > 0 {
			b.WriteString(r.move(p))
		}
		text := markup.HTML(p.text)
		switch {
		case p.op == prose.Delete:
			text = "<del>" + text + "</del>"
		case p.op == prose.Insert && kind == newLine:
			text = "<ins>" + text + "</ins>"
		case p.op == prose.Insert:
			text = "<ins><b>" + text + "</b></ins>"
		}
		b.WriteString(text)
	}
	return b.String()
}

// move names a move where either of its ends begins.
func (r rowTagger) move(p piece) string {
	begun, format := r.came, "<b>[%d: moved here]</b> "
	if p.gone {
		begun, format = r.went, "<b>[%d: moved away]</b> "
	}
	if begun[p.move] {
		return ""
	}
	begun[p.move] = true
	return fmt.Sprintf(format, p.move)
}
