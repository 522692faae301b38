package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// widest is how wide a page is set at most, in columns, as longer lines are
// hard to read.
const widest = 88

// Show writes a page: set for reading on a terminal, and as the Markdown that
// it is elsewhere.
func Show(t *term.Terminal, text string) error {
	if !t.OutTTY {
		_, err := io.WriteString(t.Out, text)
		return err
	}
	s := setter{style: t.OutStyle, width: min(t.Width, widest)}
	for line := range strings.Lines(text) {
		s.line(strings.TrimRight(line, "\n"))
	}
	_, err := io.WriteString(t.Out, s.out.String())
	return err
}

// setter sets Markdown for a terminal: as much of it as pages here have.
type setter struct {
	out   strings.Builder
	style term.Style
	width int
	block bool // between two lines of ```
}

const blockIndent = "    "

func (s *setter) line(line string) {
	info, fence := strings.CutPrefix(line, "```")
	switch {
	case fence:
		s.fence(info)
	case s.block && line == "":
		s.out.WriteString("\n")
	case s.block:
		s.out.WriteString(blockIndent + line + "\n")
	case strings.HasPrefix(line, "#"):
		s.out.WriteString(s.style.Bold(strings.TrimLeft(line, "# ")) + "\n")
	case strings.HasPrefix(line, "- "):
		s.paragraph("- ", line[2:])
	default:
		s.paragraph("", line)
	}
}

// fence begins or ends a block. Where the block is a file, its name is shown.
func (s *setter) fence(info string) {
	s.block = !s.block
	if _, file, ok := strings.Cut(info, " "); ok && s.block {
		s.out.WriteString(blockIndent + s.style.Dim("# "+file) + "\n")
	}
}

// paragraph wraps a text, whose further lines stand below its first.
func (s *setter) paragraph(mark, text string) {
	inCode := false
	for i, line := range term.Wrap(text, s.width-len(mark)) {
		if i > 0 {
			mark = strings.Repeat(" ", len(mark))
		}
		fmt.Fprintf(&s.out, "%s%s\n", mark, s.paint(line, &inCode))
	}
}

// paint colours what stands between backticks, which may go over several
// lines; without colour the backticks stay.
func (s *setter) paint(line string, inCode *bool) string {
	if !s.style {
		return line
	}
	var b strings.Builder
	for i, piece := range strings.Split(line, "`") {
		if i > 0 {
			*inCode = !*inCode
		}
		if *inCode {
			piece = s.style.Cyan(piece)
		}
		b.WriteString(piece)
	}
	return b.String()
}
