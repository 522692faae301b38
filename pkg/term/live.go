package term

import "io"

// Live is a line at the foot of a terminal that is written over again and again.
// It writes nothing where Err is not a terminal that can move its cursor.
type Live struct {
	term  *Terminal
	shown string
}

// Live returns a line that is not there yet.
func (t *Terminal) Live() *Live { return &Live{term: t} }

// Able reports whether a line can be shown.
func (l *Live) Able() bool { return l.term.ErrTTY && !l.term.Dumb }

// Show puts a text, which must be sanitised and narrower than the terminal, in the
// place of the one before.
func (l *Live) Show(text string) {
	if l.Able() && text != l.shown {
		io.WriteString(l.term.Err, "\r"+text+"\x1b[K")
		l.shown = text
	}
}

// Clear removes the line.
func (l *Live) Clear() {
	if l.shown != "" {
		io.WriteString(l.term.Err, "\r\x1b[K")
		l.shown = ""
	}
}
