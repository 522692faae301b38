package yamldoc

import "unicode/utf8"

// tracer decodes a scalar and notes where each byte of the value comes from.
type tracer struct {
	text     text
	value    []byte
	segments valueMap
	at       int // source offset after what was decoded last
}

// copy takes the source [start, end) as it is.
func (r *tracer) copy(start, end int) {
	r.at = end
	if start == end {
		return
	}
	if k := len(r.segments) - 1; k >= 0 && r.segments[k].copied && r.segments[k].end == start {
		r.segments[k].end = end
	} else {
		r.segments = append(r.segments, segment{len(r.value), start, end, true})
	}
	r.value = append(r.value, r.text[start:end]...)
}

// put adds what the source [start, end) stands for.
func (r *tracer) put(start, end int, value ...byte) {
	r.at = end
	r.segments = append(r.segments, segment{len(r.value), start, end, false})
	r.value = append(r.value, value...)
}

// lineBreak adds the line break at i.
func (r *tracer) lineBreak(i int) {
	n := r.text.breakLen(i)
	if r.text[i] == '\n' || r.text.keptBreak(i) {
		r.copy(i, i+n)
		return
	}
	r.put(i, i+n, '\n')
}

// lines decodes plain text, or what stands between quotes, with its escape
// character.
func (r *tracer) lines(i, end int, escape byte) {
	r.at = i
	for i < end {
		run := i
		for i < end && !r.text.blankOrEnd(i) && (escape == 0 || r.text[i] != escape) {
			i++
		}
		r.copy(run, i)
		switch {
		case i >= end:
		case escape == '\'' && r.text[i] == escape:
			r.put(i, i+2, '\'')
			i += 2
		case escape == '\\' && r.text[i] == escape:
			i = r.escape(i, end)
		default:
			i = r.gap(i, end)
		}
	}
	r.at = end
}

// gap decodes white space, folding the line breaks in it, and returns its end.
func (r *tracer) gap(i, end int) int {
	start, first := i, -1
	for i < end && r.text.blank(i) {
		i++
	}
	if i < end {
		first = i
	}
	n := r.text.breakLen(i)
	if first < 0 || n == 0 {
		r.copy(start, i)
		return i
	}
	i = r.emptyLines(i+n, end, r.text.keptBreak(first), first)
	return i
}

// emptyLines skips indentation and adds the line breaks of empty lines. Where
// there are none, the first break is a space; one that stays stays in any case.
func (r *tracer) emptyLines(i, end int, kept bool, first int) int {
	if kept {
		r.lineBreak(first)
	}
	some := kept
	for i < end {
		if n := r.text.breakLen(i); n > 0 {
			r.lineBreak(i)
			some = true
			i += n
		} else if r.text.blank(i) {
			i++
		} else {
			break
		}
	}
	if !some && first >= 0 {
		r.put(first, i, ' ')
	}
	return i
}

// escape decodes the escape sequence at i and returns its end.
func (r *tracer) escape(i, end int) int {
	if n := r.text.breakLen(i + 1); n > 0 {
		return r.emptyLines(i+1+n, end, false, -1)
	}
	c := r.text.at(i + 1)
	digits := max(0, escapeDigits(c))
	value := escaped(c)
	if digits > 0 {
		char, _ := r.text.hex(i+2, digits)
		value = utf8.AppendRune(nil, char)
	}
	r.put(i, i+2+digits, value...)
	return i + 2 + digits
}

// escaped returns what the escape \c stands for, where it has no digits.
func escaped(c byte) []byte {
	switch c {
	case '0':
		return []byte{0}
	case 'a':
		return []byte{'\a'}
	case 'b':
		return []byte{'\b'}
	case 't':
		return []byte{'\t'}
	case 'n':
		return []byte{'\n'}
	case 'v':
		return []byte{'\v'}
	case 'f':
		return []byte{'\f'}
	case 'r':
		return []byte{'\r'}
	case 'e':
		return []byte{0x1B}
	case 'N':
		return []byte("\u0085")
	case '_':
		return []byte("\u00A0")
	case 'L':
		return []byte("\u2028")
	case 'P':
		return []byte("\u2029")
	}
	return []byte{c}
}
