package term

// Style colours text; a false one leaves it as it is. It uses the eight colours
// that a person's own theme defines, and undoes only what it did, so that
// styles nest. Text is sanitised before it is styled, never after.
type Style bool

// Bold returns text in bold.
func (s Style) Bold(text string) string { return s.paint("1", "22", text) }

// Dim returns text in a fainter colour.
func (s Style) Dim(text string) string { return s.paint("2", "22", text) }

// Red returns text in red, for what failed or was taken away.
func (s Style) Red(text string) string { return s.paint("31", "39", text) }

// Green returns text in green, for what went well or was added.
func (s Style) Green(text string) string { return s.paint("32", "39", text) }

// Yellow returns text in yellow, for warnings and what is pending.
func (s Style) Yellow(text string) string { return s.paint("33", "39", text) }

// Blue returns text in blue, for notes.
func (s Style) Blue(text string) string { return s.paint("34", "39", text) }

// Cyan returns text in cyan, for places and names.
func (s Style) Cyan(text string) string { return s.paint("36", "39", text) }

func (s Style) paint(on, off, text string) string {
	if !s || text == "" {
		return text
	}
	return "\x1b[" + on + "m" + text + "\x1b[" + off + "m"
}
