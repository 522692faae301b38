package diffview

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/prose"
)

// piece is a stretch of text that is shown in one way.
type piece struct {
	op   prose.Op
	text string
	move int  // the number of the move that it is part of; 0 for none
	gone bool // it is where a move began
}

// line is one line of what is shown: of the new text, or of what was taken out
// of the old one.
type line struct {
	pieces  []piece
	changed bool
}

// linesOf are the lines of a text that changed. With strict, white space that
// differs is a change as well, and shown by signs.
func linesOf(d *prose.Diff, strict bool) []line {
	w := &lineWriter{}
	runs := d.Runs
	if strict {
		runs = d.Spaced()
	}
	w.runs(d, runs, 0)
	w.end()
	return w.lines
}

// lineWriter collects lines.
type lineWriter struct {
	lines []line
	now   line
	last  piece // with the white space before it
}

func (w *lineWriter) runs(d *prose.Diff, runs []prose.Run, move int) {
	for i, r := range runs {
		if i > 0 && runs[i-1].Op == prose.Delete && r.Op == prose.Equal && breaks(r.Old.Of(d.Old)) && !breaks(r.New.Of(d.New)) {
			w.end() // a line of its own is gone, and this began the next
		}
		switch {
		case r.Move != nil && r.Op == prose.Insert:
			w.runs(d, r.Move.Runs, r.Move.Number)
		case r.Move != nil:
			w.add(piece{prose.Delete, r.Old.Of(d.Old), r.Move.Number, true})
		case r.Op == prose.Delete:
			w.add(piece{prose.Delete, r.Old.Of(d.Old), move, false})
		default:
			w.add(piece{r.Op, r.New.Of(d.New), move, false})
		}
	}
}

// breaks reports whether a text begins with the end of a line.
func breaks(text string) bool {
	space := text[:len(text)-len(strings.TrimLeftFunc(text, unicode.IsSpace))]
	return strings.Contains(space, "\n")
}

// add appends a piece. White space before what changed is not part of it, and
// is not written twice where one word takes the place of another.
func (w *lineWriter) add(p piece) {
	whole := p
	text := strings.TrimLeftFunc(p.text, unicode.IsSpace)
	space := p.text[:len(p.text)-len(text)]
	switch {
	case p.op == prose.Equal || text == "":
	case w.replaces(p) && !strings.Contains(space, "\n"):
		p.text = text
	default:
		before := piece{op: prose.Equal, text: space}
		if p.moved() {
			before.move = p.move
		}
		w.text(before)
		p.text = text
	}
	if text == "" && p.op != prose.Equal {
		p.text = signed(p)
	}
	w.text(p)
	w.last = whole
}

// signed is white space that changed, as signs. What is inserted has its effect
// as well.
func signed(p piece) string {
	text := signs.Replace(p.text)
	if p.op == prose.Delete {
		return text
	}
	if at := strings.LastIndexByte(p.text, '\n'); at >= 0 {
		return signs.Replace(p.text[:at+1]) + p.text[at:]
	}
	return text + p.text
}

// signs stand for white space where it is what changed.
var signs = strings.NewReplacer(" ", "␣", "\t", "⇥", "\r", "␍", "\n", "⏎")

// replaces reports whether a piece takes the place of the last one.
func (w *lineWriter) replaces(p piece) bool {
	return p.op == prose.Insert && w.last.op == prose.Delete && w.last.move == p.move
}

// text writes a piece, and ends the line at each line feed in it.
func (w *lineWriter) text(p piece) {
	for {
		head, rest, more := strings.Cut(p.text, "\n")
		if head = strings.TrimSuffix(head, "\r"); head != "" {
			w.now.pieces = append(w.now.pieces, piece{p.op, head, p.move, p.gone})
			w.now.changed = w.now.changed || p.op != prose.Equal || p.move > 0
		}
		if !more {
			return
		}
		w.end()
		p.text = rest
	}
}

func (w *lineWriter) end() {
	w.lines = append(w.lines, w.now)
	w.now = line{}
}

func (l line) blank() bool { return len(l.pieces) == 0 }

// stretch is lines that are shown together: those that changed, and one that did
// not before and behind them.
type stretch struct {
	lines   []line
	skipped int // how many lines that have text are left out before it
}

// stretchesOf leaves out what did not change. The last one has no lines where
// some are left out at the end.
func stretchesOf(lines []line) []stretch {
	shown := nearChanges(lines)
	var all []stretch
	skipped := 0
	for i, l := range lines {
		switch {
		case !shown[i]:
			if !l.blank() {
				skipped++
			}
			continue
		case i == 0 || !shown[i-1]:
			all = append(all, stretch{skipped: skipped})
			skipped = 0
		}
		all[len(all)-1].lines = append(all[len(all)-1].lines, l)
	}
	if skipped > 0 {
		all = append(all, stretch{skipped: skipped})
	}
	return all
}

// nearChanges tells which lines changed or are the nearest ones to some that did.
func nearChanges(lines []line) []bool {
	shown := make([]bool, len(lines))
	for i, l := range lines {
		if l.changed {
			shown[i] = true
			around(lines, shown, i, -1)
			around(lines, shown, i, 1)
		}
	}
	return shown
}

// around shows the nearest line that has text on one side of a changed one.
func around(lines []line, shown []bool, i, step int) {
	for j := i + step; j >= 0 && j < len(lines); j += step {
		if !lines[j].blank() {
			for k := i; k != j+step; k += step {
				shown[k] = true
			}
			return
		}
	}
}

// near is how many characters of a long line are shown before and behind what
// changed in it.
const near = 60

// shortened leaves out what is far from any change within a line.
func (l line) shortened() line {
	short := line{changed: l.changed}
	for k, p := range l.pieces {
		if p.op == prose.Equal && p.move == 0 {
			p.text = shortenedText(p.text, k > 0, k < len(l.pieces)-1)
		}
		short.pieces = append(short.pieces, p)
	}
	return short
}

// shortenedText keeps what is near to the changes before and behind a text, or
// its beginning where there are none.
func shortenedText(whole string, before, behind bool) string {
	keep := 0
	if before || !behind {
		keep += near
	}
	if behind {
		keep += near
	}
	if len(whole) <= keep+near/2 {
		return whole // which most texts are, in bytes already
	}
	text := []rune(whole)
	if len(text) <= keep+near/2 {
		return whole
	}
	head, tail := "", ""
	if before || !behind {
		head = string(text[:wordEnd(text, near)])
	}
	if behind {
		tail = string(text[wordStart(text, len(text)-near):])
	}
	return head + "…" + tail
}

func wordEnd(text []rune, at int) int {
	for end := at; end > at/2; end-- {
		if unicode.IsSpace(text[end]) {
			return end + 1
		}
	}
	return at
}

func wordStart(text []rune, at int) int {
	for start := at; start < at+near/2; start++ {
		if unicode.IsSpace(text[start]) {
			return start
		}
	}
	return at
}
