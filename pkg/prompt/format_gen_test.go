package prompt

import (
	"strings"

	"pgregory.net/rapid"
)

// writer writes YAML as people do who never agreed on a style.
type writer struct {
	*rapid.T
	out strings.Builder
}

// document writes a prompt file of keys that the format has, and of others.
func document(t *rapid.T) []byte {
	w := &writer{T: t}
	w.noise(0)
	if w.chance(10) {
		w.out.WriteString("---\n")
	}
	keys := append(Keys(), "x-one", "x-two", "unknown", `"quoted key"`)
	w.mapping(0, 4, rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 1, 6, rapid.ID).Draw(t, "keys"))
	w.noise(0)
	text := w.out.String()
	if w.chance(10) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if w.chance(5) {
		text = strings.TrimRight(text, "\r\n")
	}
	return []byte(text)
}

// chance is true in so many percent.
func (w *writer) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(w.T, "chance") < percent
}

func (w *writer) pick(words ...string) string { return rapid.SampledFrom(words).Draw(w.T, "word") }

// noise writes blank lines and comments.
func (w *writer) noise(column int) {
	for w.chance(25) {
		switch {
		case w.chance(50):
			w.out.WriteString(w.pick("", " ", "    ") + "\n")
		default:
			at := max(0, column+rapid.IntRange(-4, 4).Draw(w.T, "column"))
			w.out.WriteString(strings.Repeat(" ", at) + w.comment() + "\n")
		}
	}
}

func (w *writer) comment() string {
	return w.pick("# note", "#tight", "# a: b", "# - item ", "# yaml-language-server: $schema=x", "# Copyright", "#", "# {{x}}")
}

// end ends a line, with a comment or white space where those may be.
func (w *writer) end() {
	w.out.WriteString(w.pick("", "", "", "", "", "", " ", "  ", " "+w.comment(), "   "+w.comment()) + "\n")
}

func (w *writer) mapping(column, depth int, keys []string) {
	for i, key := range keys {
		if i > 0 {
			w.noise(column)
			w.out.WriteString(strings.Repeat(" ", column))
		}
		w.out.WriteString(key + w.pick(":", ":", ":", " :"))
		w.value(column, depth, true)
	}
}

func (w *writer) sequence(column, depth, count int) {
	for i := range count {
		if i > 0 {
			w.noise(column)
			w.out.WriteString(strings.Repeat(" ", column))
		}
		w.out.WriteString("-")
		w.value(column, depth, false)
	}
}

// names returns keys for a nested mapping.
func (w *writer) names() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"type", "description", "default", "items", "properties", "role", "content", "name", "function", "text", "url", "k e y", "'q'",
		"json_schema", "parameters", "a-b", "9", "enum",
	}), 1, 4, rapid.ID).Draw(w.T, "names")
}

// value writes what stands after a key or a dash, and ends its line.
func (w *writer) value(column, depth int, key bool) {
	deeper := column + rapid.IntRange(1, 4).Draw(w.T, "indent")
	switch kind := rapid.IntRange(0, 9).Draw(w.T, "kind"); {
	case kind < 3 && depth > 0:
		w.collection(column, deeper, depth, key)
	case kind == 3:
		w.block(column, deeper)
	case kind == 4:
		w.out.WriteString(" " + w.flow(2))
		w.end()
	case kind == 5:
		w.end()
	case kind == 6:
		w.end()
		w.noise(deeper)
		w.out.WriteString(strings.Repeat(" ", deeper) + w.scalar(deeper))
		w.end()
	default:
		w.out.WriteString(w.pick(" ", "  ", " !!str ") + w.scalar(deeper))
		w.end()
	}
}

func (w *writer) collection(column, deeper, depth int, key bool) {
	sequence := w.chance(40)
	if !key && w.chance(60) { // behind its dash
		spaces := rapid.IntRange(1, 3).Draw(w.T, "spaces")
		w.out.WriteString(strings.Repeat(" ", spaces))
		deeper = column + 1 + spaces
	} else {
		w.end()
		if key && sequence && w.chance(40) {
			deeper = column
		}
		w.noise(deeper)
		w.out.WriteString(strings.Repeat(" ", deeper))
	}
	if sequence {
		w.sequence(deeper, depth-1, rapid.IntRange(1, 3).Draw(w.T, "count"))
	} else {
		w.mapping(deeper, depth-1, w.names())
	}
}

// block writes a literal or folded block.
func (w *writer) block(column, deeper int) {
	digit := ""
	if w.chance(30) {
		digit = string(rune('0' + deeper - column))
	}
	w.out.WriteString(" " + w.pick("|", "|", ">") + w.pick("", "-", "+") + digit + w.pick("", "", " ", "  # note") + "\n")
	for range rapid.IntRange(0, 4).Draw(w.T, "lines") {
		switch {
		case w.chance(25):
			w.out.WriteString(w.pick("", strings.Repeat(" ", deeper), strings.Repeat(" ", deeper+2)) + "\n")
		default:
			w.out.WriteString(strings.Repeat(" ", deeper) + w.pick("text", "# no comment", "  more", "- a", "a: b ", "\ttab", "{{x}}") + "\n")
		}
	}
}

// scalar writes a plain or quoted scalar, its further lines at a column.
func (w *writer) scalar(column int) string {
	next := "\n" + strings.Repeat(" ", column)
	return w.pick(
		"text", "some words", "1", "1.0", "true", "null", "~", "2026-03-14", "a-b", "x:y", "über", "-a", "?a",
		`"1"`, `"words"`, `'it''s'`, `"a: b"`, `"# x"`, `"{{x}} y"`, `"y {{x}}"`, `"a, b"`, `"[a]"`, `"yes"`, `""`, `''`, `" a "`, `"\u200b"`, `"tab\there"`,
		`"a\nb"`, `"a\nb\n"`, `"a\n\nb\n\n"`, `"a \nb"`, `"\n"`, `"\na"`, `"a\n  b"`, `"- a\n- b\n"`,
		"one"+next+"two", "one  "+next+next+"two", `"one`+next+`two"`, `"one \`+next+`\ two"`, `"one\ `+next+`two"`, `'one`+"\n"+next+`two'`, "a"+next+"# b",
	)
}

// flow writes a collection in brackets.
func (w *writer) flow(depth int) string {
	var parts []string
	list := w.chance(50)
	for range rapid.IntRange(0, 4).Draw(w.T, "parts") {
		part := w.pick("a", "b c", `"d"`, `'e, f'`, "1", `"1"`, "{{x}}", `"{{x}}"`, "a-b", "null", "")
		if depth > 0 && w.chance(25) {
			part = w.flow(depth - 1)
		}
		if !list || w.chance(5) {
			part = w.pick("type", "description", `"default"`, "x", "y", "z", "enum", "u") + w.pick(": ", ":  ", " : ", "") + part
		}
		parts = append(parts, part)
	}
	space := func() string {
		return w.pick("", "", " ", "  ", "\n          ", "\n\n      # note\n          ", "  # note\n          ")
	}
	brackets := [2]string{"{", "}"}
	if list {
		brackets = [2]string{"[", "]"}
	}
	var b strings.Builder
	b.WriteString(brackets[0] + space())
	for i, p := range parts {
		if i > 0 {
			b.WriteString("," + space())
		}
		b.WriteString(p + space())
	}
	if len(parts) > 0 && w.chance(10) {
		b.WriteString(", ")
	}
	return b.String() + brackets[1]
}
