package diffview

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// hanging is how many columns of a mark that ends a sentence may hang over the
// end of a row, so that none begins with it.
const hanging = 2

// wrapped breaks a line into rows of at most width columns, at spaces where it
// can. Its text is sanitised.
func (l line) wrapped(width int) []line {
	w := &rowWriter{width: max(width-hanging, 1)}
	for _, p := range l.pieces {
		w.add(p)
	}
	w.end()
	return w.rows
}

// rowWriter fills rows.
type rowWriter struct {
	width int
	rows  []line
	now   line
	used  int // columns of the row that is being filled
}

// add writes a piece word by word, each with the spaces before it.
func (w *rowWriter) add(p piece) {
	for text := term.OneLine(p.text); text != ""; {
		word := text[:wordLen(text)]
		text = text[len(word):]
		for _, part := range w.parts(word) {
			n := term.Width(part)
			hangs := n <= hanging && !strings.HasPrefix(part, " ") && w.used <= w.width
			if w.used > 0 && w.used+n > w.width && !hangs {
				w.end()
				part = strings.TrimLeft(part, " ")
				n = term.Width(part)
			}
			w.append(p, part)
			w.used += n
		}
	}
}

// wordLen is the length of the spaces and the word that a text begins with.
func wordLen(text string) int {
	spaces := len(text) - len(strings.TrimLeft(text, " "))
	if end := strings.IndexByte(text[spaces:], ' '); end >= 0 {
		return spaces + end
	}
	return len(text)
}

// parts cuts a word that is longer than a row.
func (w *rowWriter) parts(word string) []string {
	if term.Width(word) <= w.width {
		return []string{word}
	}
	return term.Wrap(word, w.width)
}

// append adds text to the row, to its last piece where that is shown alike.
func (w *rowWriter) append(p piece, text string) {
	if text == "" {
		return
	}
	p.text = text
	w.now.changed = true
	if k := len(w.now.pieces) - 1; k >= 0 {
		if last := &w.now.pieces[k]; last.op == p.op && last.move == p.move && last.gone == p.gone {
			last.text += text
			return
		}
	}
	w.now.pieces = append(w.now.pieces, p)
}

func (w *rowWriter) end() {
	w.rows = append(w.rows, w.now)
	w.now, w.used = line{}, 0
}
